"""The wording of letters to suppliers: 中标通知书 to the winner, 采购结果通知书 to everybody else who bid.

Where the lot failed everybody who bid gets a 废标通知书 (《政府采购法》第三十六条).
87令第六十九条: with the result notice the winner gets its letter, and every other bidder is told its own score and
rank, or why its bid was invalid. Not for: layout, nor for deciding who may read a letter.
"""

from __future__ import annotations

from decimal import Decimal

from core.clock import day_text
from core.money import grouped, in_capitals
from core.rules import Rule
from trading.choices import LetterKind
from trading.decisions.domain.ranking import RankedBid
from trading.kinds.procurement.enterprise import ENTERPRISE_TITLES
from trading.kinds.procurement.notices import NOTICES, evaluated_price_told
from trading.notices.domain.letters import (
    LetterBody,
    Letters,
    Tender,
    ToEverybody,
    ToOther,
    ToWinner,
)
from trading.notices.domain.notice_shape import Table
from trading.rules import Term

TITLES = {
    LetterKind.AWARD: "中标通知书",
    LetterKind.RESULT: "采购结果通知书",
    LetterKind.FAILURE: "废标通知书",
}
TOLD_ARTICLE = "《政府采购货物和服务招标投标管理办法》第六十九条"


def winner_letter(given: ToWinner) -> LetterBody:
    """中标通知书 (《政府采购法实施条例》第四十三条)."""
    outcome, term, contract = given.outcome, given.contract_by, given.outcome.rules[Term.CONTRACT_DAYS]
    by = "依法视同采购人确定" if outcome.deemed else "采购人确定"
    until = (
        f"（至{day_text(term.until_on)}24时止，工作日按日历版本 {term.calendar_version} 计算）"
        if term
        else ""
    )
    return LetterBody(
        title=TITLES[LetterKind.AWARD],
        no=given.no,
        addressee=outcome.winner,
        opening=f"贵单位在{outcome.project_name}（项目编号：{outcome.project_no}）公开招标中，"
        f"经评标委员会评审、{by}，被确定为中标供应商。",
        lines=(
            *_project_lines(outcome),
            ("中标金额", f"{grouped(outcome.amount)}元（人民币{in_capitals(outcome.amount)}）"),
            (NOTICES.result.title, outcome.notice_no),
        ),
        table=None,
        closing=(
            (
                f"请自本通知书发出之日起{contract.count}日内{until}，按照招标文件和投标文件确定的事项"
                f"与采购人签订政府采购合同（{contract.article}）。"
            ),
            (
                "中标通知书对采购人和中标供应商均具有法律效力。中标通知书发出后，采购人改变中标结果的，"
                "或者中标供应商放弃中标项目的，应当依法承担法律责任。"
            ),
        ),
        parties=(("采购人", outcome.tenderer), ("代理机构", outcome.agency)),
        issued_on=outcome.issued_on,
    )


def result_letter(given: ToOther) -> LetterBody:
    """采购结果通知书: the bidder's own score and rank, or why the bid was invalid; nobody else's."""
    outcome, bid = given.outcome, given.bid
    return LetterBody(
        title=TITLES[LetterKind.RESULT],
        no=given.no,
        addressee=bid.bidder_name,
        opening=f"感谢贵单位参加{outcome.project_name}（项目编号：{outcome.project_no}）公开招标。"
        f"现将采购结果和贵单位的评审情况告知如下（{TOLD_ARTICLE}）。",
        lines=(
            *_project_lines(outcome),
            *_own_lines(bid, place=given.place, bidders=outcome.bidders, percent=given.small_firm_percent),
            *((("未被确定为中标供应商的原因", given.passed_over),) if given.passed_over else ()),
            ("中标供应商", outcome.winner),
            ("中标金额", f"{grouped(outcome.amount)}元"),
            (NOTICES.result.title, outcome.notice_no),
        ),
        table=_own_scores(bid),
        closing=(_challenge(outcome.rules[Term.CHALLENGE_DAYS], what="采购过程、中标结果"),),
        parties=(("采购人", outcome.tenderer), ("代理机构", outcome.agency)),
        issued_on=outcome.issued_on,
    )


def ending_letter(given: ToEverybody) -> LetterBody:
    """废标通知书: the reason is told to everybody who bid (《政府采购法》第三十六条第二款)."""
    tender = given.tender
    follows = (
        "采购人将依法重新组织招标（《政府采购法》第三十七条）。"
        if given.again
        else "采购任务取消，不再重新组织招标。"
    )
    return LetterBody(
        title=TITLES[LetterKind.FAILURE],
        no=given.no,
        addressee=given.bidder,
        opening=f"感谢贵单位参加{tender.project_name}（项目编号：{tender.project_no}）公开招标。"
        "本次采购已依法废标，现将理由告知如下（《政府采购法》第三十六条）。",
        lines=(
            *_project_lines(tender),
            ("废标的理由", given.reason),
            (NOTICES.termination.title, tender.notice_no),
        ),
        table=None,
        closing=(follows, _challenge(tender.rules[Term.CHALLENGE_DAYS], what="采购过程、采购结果")),
        parties=(("采购人", tender.tenderer), ("代理机构", tender.agency)),
        issued_on=tender.issued_on,
    )


def _challenge(rule: Rule, *, what: str) -> str:
    return (
        f"贵单位认为{what}使自己的权益受到损害的，可以在知道或者应知其权益受到损害之日起"
        f"{rule.count}个工作日内，以书面形式向采购人、代理机构提出质疑（{rule.article}）。"
    )


def _project_lines(outcome: Tender) -> tuple[tuple[str, str], ...]:
    return (
        ("采购人", outcome.tenderer),
        ("代理机构", outcome.agency),
        ("采购包", outcome.lot_name),
    )


def _own_lines(
    bid: RankedBid, *, place: int | None, bidders: int, percent: Decimal | None
) -> tuple[tuple[str, str], ...]:
    price = ("贵单位投标报价", f"{grouped(bid.price)}元")
    if bid.total is None:
        return (price, ("贵单位评审结果", f"投标无效：{bid.reason}"))
    shared = f"（并列第{bid.rank}名，按招标文件规定的方式排序）" if bid.rank != place else ""
    return (
        price,
        ("贵单位评审价格", evaluated_price_told(bid, percent=percent)),
        *_refused_deduction(bid),
        ("贵单位评审得分", f"{bid.total:.2f}分"),
        ("贵单位排名", f"第{place}名，有效投标人共{bidders}家{shared}"),
    )


def _refused_deduction(bid: RankedBid) -> tuple[tuple[str, str], ...]:
    """Who declared to be small and got nothing off its price is told so, and why."""
    if bid.small_firm is not False or bid.enterprise is None:
        return ()
    said = (
        f"贵单位声明为{ENTERPRISE_TITLES[bid.enterprise]}，评标委员会未予认定，不给予价格扣除。"
        f"理由：{bid.small_firm_reason}"
    )
    return (("小微企业价格扣除", said),)


def _own_scores(bid: RankedBid) -> Table | None:
    if not bid.scores:
        return None
    return Table(
        head=("评审因素", "分值", "贵单位得分"),
        rows=tuple(
            (line.name, f"{line.max_points.normalize():f}", f"{line.points:.2f}") for line in bid.scores
        ),
    )


LETTERS = Letters(titles=TITLES, winner=winner_letter, other=result_letter, everybody=ending_letter)
