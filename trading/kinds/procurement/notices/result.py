"""中标结果公告 as worded: who won, at what price, and how the others came out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from core.money import grouped
from trading.decisions.domain.ranking import RankedBid
from trading.decisions.domain.tie import TieBreak, places
from trading.kinds.procurement.enterprise import ENTERPRISE_TITLES, paper_of
from trading.kinds.procurement.names import METHOD_TITLE, TERMS
from trading.kinds.procurement.notices.sections import amount, contact_section, points
from trading.kinds.procurement.particulars import LABELS, tender_of
from trading.kinds.procurement.ties import tie_notes
from trading.notices.domain.notice_shape import (
    Body,
    NoticeFacts,
    Result,
    Section,
    Table,
)
from trading.rules import Term


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
                    ("中标金额", amount(won.price)),
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
            contact_section("九、凡对本次公告内容提出询问，请按以下方式联系", facts),
        ),
    )


def _challenge(facts: NoticeFacts) -> str:
    rule = facts.rules[Term.CHALLENGE_DAYS]
    return (
        f"参加本项目的供应商认为中标结果使自己的权益受到损害的，可以自公告期限届满之日起{rule.count}个工作日内"
        f"以书面形式提出质疑（{rule.article}）。"
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
    return f"{told}（投标报价{grouped(bid.price)}元×（1－{points(percent)}%），给予小微企业价格扣除）"


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
    deducted = f"小微企业价格扣除{points(percent)}%" if bid.small_firm and percent is not None else ""
    tied = f"并列第{shared[bid.bidder_id]}名，按规则排序" if bid.bidder_id in shared else ""
    return "；".join(part for part in (deducted, tied) if part)
