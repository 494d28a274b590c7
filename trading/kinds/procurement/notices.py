"""The wording of notices, as the standard forms order it (《政府采购公告和公示信息格式规范（2020年版）》).

A body is data, so that the page, the Word document and the logged hash show the same thing.
Not for: layout, nor for deciding when anything is published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from uuid import UUID

from core.clock import day_text, moment_text, zoned_text
from core.money import grouped, in_capitals
from trading.audit_tags import AuditTag
from trading.decisions.domain.ranking import RankedBid
from trading.decisions.domain.tie import TieBreak, places
from trading.kinds.procurement.enterprise import ENTERPRISE_TITLES, paper_of
from trading.kinds.procurement.names import CATEGORY_TITLES, METHOD_TITLE, TERMS
from trading.kinds.procurement.particulars import LABELS, tender_of
from trading.kinds.procurement.scheme import PRICE_TOLD
from trading.kinds.procurement.ties import TIE_ARTICLE, TIE_RULE_TITLES, tie_notes
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
from trading.projects.domain.scheme import Scheme
from trading.rules import Term
from trading.timers import PUBLISH_AWARD, PUBLISH_NOTICE


def announcement_body(given: Announcement) -> Body:
    """公开招标公告 (87令第十三条)."""
    facts, times = given.facts, given.times
    due = zoned_text(times.bids_due_at)
    return Body(
        summary=f"{facts.basics.name}招标项目的潜在投标人应在本公共资源交易平台获取招标文件，"
        f"并于{due}前提交投标文件。",
        sections=(
            _basics_section(facts),
            _qualification_section(facts),
            Section(
                heading="三、获取招标文件",
                lines=(
                    ("时间", f"{moment_text(times.publish_at)}至{zoned_text(times.documents_until)}"),
                    ("地点", "本公共资源交易平台"),
                    ("方式", "登录平台后在线免费获取"),
                    ("售价", "0元"),
                ),
            ),
            Section(
                heading="四、提交投标文件截止时间、开标时间和地点",
                lines=(
                    ("投标截止时间", due),
                    ("开标时间", due),
                    ("开标地点", given.opening_place),
                    ("提交方式", "在本平台加密提交电子投标文件，逾期提交的不予接收"),
                ),
            ),
            Section(heading="五、公告期限", paragraphs=(_notice_period(given),)),
            *_further_sections(given),
            _contact_section("七、对本次招标提出询问，请按以下方式联系", facts),
        ),
    )


def result_body(given: Result) -> Body:
    """中标结果公告 (《政府采购法实施条例》第四十三条; 87令第六十九条).

    A winner whose price was deducted as a small firm's is published with its declaration (财库〔2020〕46号第十三条).
    """
    facts, percent = given.facts, given.small_firm_percent
    won = next(bid for bid in given.bids if bid.bidder_id == given.winner_id)
    days = facts.rules[Term.AWARD_NOTICE_DAYS].count
    notes = (f"确定中标供应商的说明：{given.reason}",) if given.reason else ()
    return Body(
        summary="",
        sections=(
            Section(
                heading="一、项目信息",
                lines=(
                    ("项目编号", facts.project_no),
                    (LABELS["plan_no"], tender_of(facts.basics).plan_no or "无"),
                    (LABELS["name"], facts.basics.name),
                    *facts.lot_lines(TERMS),
                    ("采购方式", METHOD_TITLE),
                ),
            ),
            Section(
                heading="二、中标信息",
                lines=(
                    ("供应商名称", won.bidder_name),
                    ("供应商地址", given.winner_address or "见投标文件"),
                    ("中标金额", _amount(won.price)),
                    ("评审价格", evaluated_price_told(won, percent=percent)),
                ),
            ),
            Section(
                heading="三、主要标的信息",
                lines=(
                    ("名称", (facts.lot and facts.lot.name) or facts.basics.name),
                    ("服务或供货要求", tender_of(facts.basics).requirement),
                    (LABELS["performance_period"], tender_of(facts.basics).performance_period),
                ),
            ),
            Section(heading="四、评审专家名单", paragraphs=("、".join(given.committee_names),)),
            _result_section(given.bids, given.ties, percent),
            Section(
                heading="六、代理服务收费标准及金额",
                paragraphs=(tender_of(facts.basics).agency_fee or "不收取代理服务费",),
            ),
            Section(heading="七、公告期限", paragraphs=(f"自本公告发布之日起{days}个工作日。",)),
            Section(
                heading="八、其他补充事宜",
                paragraphs=(
                    *notes,
                    *_declaration(won, facts),
                    *tie_notes(given.bids, given.ties),
                    _challenge(facts),
                ),
            ),
            _contact_section("九、凡对本次公告内容提出询问，请按以下方式联系", facts),
        ),
    )


def termination_body(given: Termination) -> Body:
    """废标公告 (《政府采购法》第三十六条: the reason is told to all bidders). `again`: a new tender has to follow."""
    follows = (
        "废标后，除采购任务取消情形外，应当重新组织招标（《政府采购法》第三十七条）。"
        if given.again
        else "采购任务取消，不再重新组织招标（《政府采购法》第三十七条）。"
    )
    return Body(
        summary="",
        sections=(
            Section(
                heading="一、项目基本情况",
                lines=(
                    ("采购项目编号", given.facts.project_no),
                    ("采购项目名称", given.facts.basics.name),
                    *given.facts.lot_lines(TERMS),
                ),
            ),
            Section(heading="二、项目废标的原因", paragraphs=(given.reason,)),
            Section(
                heading="三、其他补充事宜",
                paragraphs=(follows,),
            ),
            _contact_section("四、凡对本次公告内容提出询问，请按以下方式联系", given.facts),
        ),
    )


def _basics_section(facts: NoticeFacts) -> Section:
    basics = facts.basics
    return Section(
        heading="一、项目基本情况",
        lines=(
            ("项目编号", facts.project_no),
            (LABELS["plan_no"], tender_of(basics).plan_no or "无"),
            (LABELS["name"], basics.name),
            ("采购方式", METHOD_TITLE),
            (LABELS["category"], CATEGORY_TITLES[basics.category]),
            ("预算金额", _amount(basics.budget)),
            *(() if basics.has_several else (("最高限价", _amount(basics.lots[0].ceiling)),)),
            (LABELS["funding"], tender_of(basics).funding),
            (LABELS["requirement"], tender_of(basics).requirement),
            (LABELS["performance_period"], tender_of(basics).performance_period),
            ("是否接受联合体投标", "是" if tender_of(basics).consortium_allowed else "否"),
        ),
        table=facts.lots_table(TERMS, money=lambda lot: (grouped(lot.budget), grouped(lot.ceiling))),
    )


def _qualification_section(facts: NoticeFacts) -> Section:
    policy = "本项目专门面向中小企业采购" if tender_of(facts.basics).sme_reserved else "无"
    return Section(
        heading="二、申请人的资格要求",
        paragraphs=(
            "1．满足《中华人民共和国政府采购法》第二十二条规定；",
            f"2．落实政府采购政策需满足的资格要求：{policy}；",
            f"3．本项目的特定资格要求：{facts.basics.qualification}",
        ),
    )


def _notice_period(given: Announcement) -> str:
    days, ends_on = given.facts.rules[Term.NOTICE_DAYS].count, given.ends_on
    until = (
        f"，至{day_text(ends_on)}24时止（工作日按日历版本 {given.calendar_version} 计算）" if ends_on else ""
    )
    return f"自本公告发布之日起{days}个工作日{until}。"


def _further_sections(given: Announcement) -> Iterator[Section]:
    """With several lots the scheme of each follows in a section of its own."""
    heading, several = "六、其他补充事宜", given.facts.basics.has_several
    if several:
        method = (
            "1．评标方法：综合评分法。各采购包分别评审，评审因素见各包的表。",
            "2．投标人可以参加一个或者多个采购包的投标，每个采购包分别提交投标文件。",
        )
        yield Section(heading=heading, paragraphs=(*method, *_common(given)))
    for lot, scheme in zip(given.facts.basics.lots, given.schemes, strict=True):
        method = (
            f"1．评标方法：综合评分法。价格分{_points(scheme.price_points)}分，其余评审因素见下表。",
            f"2．得分相同的，投标报价低的在前；得分和投标报价均相同的，{TIE_RULE_TITLES[scheme.tie_rule]}（{TIE_ARTICLE}）。",
        )
        yield Section(
            heading=f"第{lot.no}包 {lot.name}".rstrip() if several else heading,
            paragraphs=(*method, *_deduction(scheme, no=3))
            if several
            else (*method, *_common(given), *_deduction(scheme, no=6)),
            table=_scheme_table(scheme),
        )


def _common(given: Announcement) -> tuple[str, ...]:
    facts, officers = given.facts, given.officers
    return (
        f"3．投标有效期：自投标截止之日起{tender_of(facts.basics).bid_validity_days}日。",
        f"4．投标文件由下列{len(officers)}名开标人员的公钥分片加密，{given.threshold}人到场方可解密："
        + "；".join(
            f"{officer.duty_title}（{officer.organisation_name}，公钥指纹 {officer.key_sha256[:16]}）"
            for officer in officers
        )
        + "。",
        f"5．{_clarification(facts)}",
    )


def _scheme_table(scheme: Scheme) -> Table:
    return Table(
        head=("序号", "评审因素", "分值", "评分标准"),
        rows=(
            ("1", "价格", _points(scheme.price_points), PRICE_TOLD),
            *(
                (str(n), c.name, _points(c.max_points), c.guide)
                for n, c in enumerate(scheme.criteria, start=2)
            ),
        ),
    )


def _challenge(facts: NoticeFacts) -> str:
    rule = facts.rules[Term.CHALLENGE_DAYS]
    return (
        f"参加本项目的供应商认为中标结果使自己的权益受到损害的，可以自公告期限届满之日起{rule.count}个工作日内"
        f"以书面形式提出质疑（{rule.article}）。"
    )


def _clarification(facts: NoticeFacts) -> str:
    rule = facts.rules[Term.CLARIFICATION_DAYS]
    return (
        f"澄清或者修改的内容可能影响投标文件编制的，在投标截止时间至少{rule.count}日前以公告形式告知，"
        f"不足{rule.count}日的，顺延投标截止时间（{rule.article}）。"
    )


def _deduction(scheme: Scheme, *, no: int) -> tuple[str, ...]:
    if scheme.small_firm_percent is None:
        return ()
    return (
        (
            f"{no}．落实中小企业扶持政策：对小型、微型企业（监狱企业、残疾人福利性单位视同）的投标报价给予"
            f"{_points(scheme.small_firm_percent)}%的扣除，评审价格＝投标报价×（1－扣除比例）；"
            "中标价为投标报价（财库〔2020〕46号，财库〔2022〕19号）。"
        ),
    )


def _declaration(won: RankedBid, facts: NoticeFacts) -> tuple[str, ...]:
    """The winner's declaration goes out with the result where it lowered the price in the evaluation."""
    if not won.small_firm or won.enterprise is None:
        return ()
    paper, article = paper_of(won.enterprise)
    return (
        (
            f"中标供应商享受小微企业价格扣除，随中标结果公开其{paper}的声明（依据{article}）：{won.bidder_name}"
            f"参加{facts.tenderer_name}的{facts.basics.name}采购活动，声明其为{ENTERPRISE_TITLES[won.enterprise]}；"
            "评标委员会经审查予以认定。"
        ),
    )


def evaluated_price_told(bid: RankedBid, *, percent: Decimal | None) -> str:
    """The price the bid was scored by, and how it came from the quoted one."""
    told = f"{grouped(bid.evaluated_price)}元"
    if not bid.small_firm or percent is None:
        return f"{told}（未作价格扣除，即投标报价）"
    return f"{told}（投标报价{grouped(bid.price)}元×（1－{_points(percent)}%），给予小微企业价格扣除）"


def _result_section(
    bids: tuple[RankedBid, ...], ties: tuple[TieBreak, ...], percent: Decimal | None
) -> Section:
    taken = places(bids, ties)
    ordered = sorted(bids, key=lambda bid: (bid.rank is None, taken.get(bid.bidder_id, 0), bid.bidder_name))
    shared = {bidder: tie.rank for tie in ties for bidder in tie.pool}
    return Section(
        heading="五、评审得分与排序",
        table=Table(
            head=("排名", "投标人", "投标报价（元）", "评审价格（元）", "评审得分", "备注"),
            rows=tuple(
                (
                    str(taken[bid.bidder_id]) if bid.rank else "—",
                    bid.bidder_name,
                    grouped(bid.price),
                    grouped(bid.evaluated_price) if bid.rank else "—",
                    f"{bid.total:.2f}" if bid.total is not None else "—",
                    _remark(bid, shared, percent),
                )
                for bid in ordered
            ),
        ),
    )


def _remark(bid: RankedBid, shared: Mapping[UUID, int], percent: Decimal | None) -> str:
    if bid.reason:
        return bid.reason
    deducted = f"小微企业价格扣除{_points(percent)}%" if bid.small_firm and percent is not None else ""
    tied = f"并列第{shared[bid.bidder_id]}名，按规则排序" if bid.bidder_id in shared else ""
    return "；".join(part for part in (deducted, tied) if part)


def _contact_section(heading: str, facts: NoticeFacts) -> Section:
    basics = facts.basics
    return Section(
        heading=heading,
        lines=(
            ("采购人", facts.tenderer_name),
            (LABELS["tenderer_address"], basics.tenderer_address),
            ("采购人联系方式", f"{basics.tenderer_contact} {basics.tenderer_phone}"),
            ("代理机构", facts.agency_name),
            (LABELS["agency_address"], basics.agency_address),
            ("代理机构联系方式", f"{basics.agency_contact} {basics.agency_phone}"),
            ("项目联系人", basics.agency_contact),
            ("电话", basics.agency_phone),
        ),
    )


def _amount(value: Decimal) -> str:
    return f"{grouped(value)}元（人民币{in_capitals(value)}）"


def _points(value: Decimal) -> str:
    return f"{value.normalize():f}"


NOTICES = Notices(
    announcement=NoticeForm(
        title="公开招标公告",
        timer=PUBLISH_NOTICE,
        tag=AuditTag.NOTICE_PUBLISH,
        body=announcement_body,
    ),
    result=NoticeForm(
        title="中标结果公告", timer=PUBLISH_AWARD, tag=AuditTag.AWARD_PUBLISH, body=result_body
    ),
    termination=NoticeForm(
        title="废标公告", timer=PUBLISH_NOTICE, tag=AuditTag.NOTICE_PUBLISH, body=termination_body
    ),
)
