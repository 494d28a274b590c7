"""The wording of a listing's notices (《招标拍卖挂牌出让国有建设用地使用权规定》第九条、第二十二条)."""

from __future__ import annotations

from core.clock import moment_text, zoned_text
from core.money import grouped, in_capitals
from trading.audit_tags import AuditTag
from trading.kinds.land_listing.names import CATEGORY_TITLES, REGULATION, TERMS
from trading.kinds.land_listing.particulars import LABELS, parcel_of
from trading.notices.domain.notice_shape import (
    Announcement,
    Body,
    NoticeFacts,
    NoticeForm,
    Notices,
    Result,
    Section,
    Table,
    Termination,
)
from trading.timers import PUBLISH_AWARD, PUBLISH_NOTICE


def announcement_body(given: Announcement) -> Body:
    """挂牌出让公告."""
    facts, times = given.facts, given.times
    parcel, due = parcel_of(facts.basics), zoned_text(times.bids_due_at)
    return Body(
        summary=f"经批准，{facts.tenderer_name}以挂牌方式出让{facts.basics.name}国有建设用地使用权，价高者得。",
        sections=(
            parcel_section("一、宗地的基本情况和规划指标要求", facts),
            Section(
                heading="二、竞买人的资格要求",
                paragraphs=(
                    (
                        "中华人民共和国境内外的自然人、法人和其他组织，除法律另有规定外，均可申请参加"
                        f"（{REGULATION}第十一条）。"
                    ),
                    f"本项目的特定资格要求：{facts.basics.qualification}",
                ),
            ),
            Section(
                heading="三、出让文件",
                lines=(
                    ("获取时间", f"{moment_text(times.publish_at)}至{zoned_text(times.documents_until)}"),
                    ("获取方式", "登录本公共资源交易平台在线免费获取"),
                ),
            ),
            Section(
                heading="四、挂牌时间、地点和报价方式",
                lines=(
                    ("挂牌开始时间", zoned_text(times.documents_until)),
                    ("挂牌截止时间", due),
                    ("报价开启时间", due),
                    ("报价开启地点", given.opening_place),
                    ("报价方式", "在本平台密封提交一次报价，截止前可以替换或者撤回"),
                    ("起始价", starting_price(facts)),
                    (LABELS["deposit"], f"{grouped(parcel.deposit)}元"),
                ),
            ),
            Section(
                heading="五、确定竞得人的标准和方法",
                paragraphs=(
                    (
                        "挂牌截止后公开开启报价，报价不低于起始价且最高者为竞得人；报价相同的，先提交者为竞得人"
                        f"（{REGULATION}第十九条）。"
                    ),
                    f"竞买文件由{len(given.officers)}名开启人员的公钥分片加密，{given.threshold}人到场方可解密："
                    + "；".join(
                        f"{one.duty_title}（{one.organisation_name}，公钥指纹 {one.key_sha256[:16]}）"
                        for one in given.officers
                    )
                    + "。",
                ),
            ),
            contact_section("六、联系方式", facts),
        ),
    )


def result_body(given: Result) -> Body:
    """成交结果公示."""
    facts = given.facts
    won = next(bid for bid in given.bids if bid.bidder_id == given.winner_id)
    notes = (f"确认竞得人的说明：{given.reason}",) if given.reason else ()
    return Body(
        summary="",
        sections=(
            parcel_section("一、宗地情况", facts),
            Section(
                heading="二、成交情况",
                lines=(
                    ("竞得人", won.bidder_name),
                    ("竞得人地址", given.winner_address or "见竞买文件"),
                    ("成交价", f"{grouped(won.price)}元（人民币{in_capitals(won.price)}）"),
                ),
            ),
            Section(
                heading="三、报价情况",
                table=Table(
                    head=("排序", "竞买人", "挂牌报价（元）", "备注"),
                    rows=tuple(
                        (str(bid.rank or "—"), bid.bidder_name, grouped(bid.price), bid.reason)
                        for bid in given.bids
                    ),
                ),
            ),
            *((Section(heading="四、说明", paragraphs=notes),) if notes else ()),
            contact_section("五、联系方式" if notes else "四、联系方式", facts),
        ),
    )


def termination_body(given: Termination) -> Body:
    """未成交公告."""
    follows = "将依法另行组织出让。" if given.again else "不再组织出让。"
    return Body(
        summary="",
        sections=(
            parcel_section("一、宗地情况", given.facts),
            Section(heading="二、未成交的原因", paragraphs=(given.reason,)),
            Section(heading="三、后续安排", paragraphs=(follows,)),
            contact_section("四、联系方式", given.facts),
        ),
    )


def parcel_section(heading: str, facts: NoticeFacts) -> Section:
    """The parcel as every paper of the listing describes it."""
    parcel = parcel_of(facts.basics)
    return Section(
        heading=heading,
        lines=(
            ("项目编号", facts.project_no),
            *facts.lot_lines(TERMS),
            (LABELS["parcel_no"], parcel.parcel_no),
            (LABELS["location"], parcel.location),
            (LABELS["area"], f"{parcel.area.normalize():f}平方米"),
            ("土地用途", CATEGORY_TITLES[facts.basics.category]),
            (LABELS["term_years"], f"{parcel.term_years}年"),
            (LABELS["land_status"], parcel.land_status),
            (LABELS["planning"], parcel.planning),
            (LABELS["payment"], parcel.payment),
        ),
    )


def contact_section(heading: str, facts: NoticeFacts) -> Section:
    """Whom to ask."""
    basics = facts.basics
    return Section(
        heading=heading,
        lines=(
            ("出让人", facts.tenderer_name),
            (LABELS["tenderer_address"], basics.tenderer_address),
            ("联系方式", f"{basics.tenderer_contact} {basics.tenderer_phone}"),
            ("出让代理机构", facts.agency_name),
            ("联系方式", f"{basics.agency_contact} {basics.agency_phone}"),
        ),
    )


def starting_price(facts: NoticeFacts) -> str:
    """In figures and in words."""
    return f"{grouped(facts.basics.budget)}元（人民币{in_capitals(facts.basics.budget)}）"


NOTICES = Notices(
    announcement=NoticeForm(
        title="国有建设用地使用权挂牌出让公告",
        timer=PUBLISH_NOTICE,
        tag=AuditTag.NOTICE_PUBLISH,
        body=announcement_body,
    ),
    result=NoticeForm(
        title="国有建设用地使用权成交结果公示",
        timer=PUBLISH_AWARD,
        tag=AuditTag.AWARD_PUBLISH,
        body=result_body,
    ),
    termination=NoticeForm(
        title="国有建设用地使用权未成交公告",
        timer=PUBLISH_NOTICE,
        tag=AuditTag.NOTICE_PUBLISH,
        body=termination_body,
    ),
)
