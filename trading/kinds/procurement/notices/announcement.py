"""公开招标公告 as worded: what is bought, on what conditions, and how offers will be judged."""

from __future__ import annotations

from collections.abc import Iterator

from core.clock import day_text, moment_text, zoned_text
from core.money import grouped
from trading.kinds.procurement.names import CATEGORY_TITLES, METHOD_TITLE, TERMS
from trading.kinds.procurement.notices.sections import amount, contact_section, points
from trading.kinds.procurement.particulars import LABELS, TenderParticulars, policies, tender_of
from trading.kinds.procurement.scheme import PRICE_TOLD
from trading.kinds.procurement.ties import TIE_ARTICLE, TIE_RULE_TITLES
from trading.notices.domain.notice_shape import (
    Announcement,
    Body,
    NoticeFacts,
    Section,
    Table,
)
from trading.projects.domain.scheme import Scheme
from trading.rules import Term


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
            contact_section("七、对本次招标提出询问，请按以下方式联系", facts),
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
            ("预算金额", amount(basics.budget)),
            *(() if basics.has_several else (("最高限价", amount(basics.lots[0].ceiling)),)),
            (LABELS["funding"], tender_of(basics).funding),
            (LABELS["requirement"], tender_of(basics).requirement),
            (LABELS["performance_period"], tender_of(basics).performance_period),
            ("是否接受联合体投标", "是" if tender_of(basics).consortium_allowed else "否"),
            *_told_of(tender_of(basics)),
        ),
        table=facts.lots_table(TERMS, money=lambda lot: (grouped(lot.budget), grouped(lot.ceiling))),
    )


def _told_of(tender: TenderParticulars) -> Iterator[tuple[str, str]]:
    """What was said of payment and of the intention published before."""
    if tender.payment_days is not None:
        yield LABELS["payment_days"], f"自交付之日起{tender.payment_days}日以内"
    if tender.intention_published_on is not None:
        yield LABELS["intention_published_on"], day_text(tender.intention_published_on)


def _qualification_section(facts: NoticeFacts) -> Section:
    policy = "；".join(policies(tender_of(facts.basics))) or "无"
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
            f"1．评标方法：综合评分法。价格分{points(scheme.price_points)}分，其余评审因素见下表。",
            f"2．得分相同的，投标报价低的在前；得分和投标报价均相同的，{TIE_RULE_TITLES[scheme.tie_rule]}（{TIE_ARTICLE}）。",
        )
        yield Section(
            heading=f"第{lot.no}包 {lot.name}".rstrip() if several else heading,
            paragraphs=(*method, *deduction(scheme, "3．"))
            if several
            else (*method, *_common(given), *deduction(scheme, "6．")),
            table=scheme_table(scheme),
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


def scheme_table(scheme: Scheme) -> Table:
    """Every factor with its points and how they are given."""
    return Table(
        head=("序号", "评审因素", "分值", "评分标准"),
        rows=(
            ("1", "价格", points(scheme.price_points), PRICE_TOLD),
            *(
                (str(n), c.name, points(c.max_points), c.guide)
                for n, c in enumerate(scheme.criteria, start=2)
            ),
        ),
    )


def _clarification(facts: NoticeFacts) -> str:
    rule = facts.rules[Term.CLARIFICATION_DAYS]
    return (
        f"澄清或者修改的内容可能影响投标文件编制的，在投标截止时间至少{rule.count}日前以公告形式告知，"
        f"不足{rule.count}日的，顺延投标截止时间（{rule.article}）。"
    )


def deduction(scheme: Scheme, numbered: str = "") -> tuple[str, ...]:
    """What small firms are given, as a paragraph under its number; nothing where the scheme gives nothing."""
    if scheme.small_firm_percent is None:
        return ()
    return (
        (
            f"{numbered}落实中小企业扶持政策：对小型、微型企业（监狱企业、残疾人福利性单位视同）的投标报价给予"
            f"{points(scheme.small_firm_percent)}%的扣除，评审价格＝投标报价×（1－扣除比例）；"
            "中标价为投标报价（财库〔2020〕46号，财库〔2022〕19号）。"
        ),
    )
