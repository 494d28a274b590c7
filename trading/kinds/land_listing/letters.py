"""The wording of a listing's letters: 成交确认书 to the winner, the result to everybody else who offered."""

from __future__ import annotations

from core.money import grouped, in_capitals
from trading.choices import LetterKind
from trading.kinds.land_listing.names import REGULATION
from trading.kinds.land_listing.notices import NOTICES
from trading.notices.domain.letters import (
    LetterBody,
    Letters,
    Outcome,
    Tender,
    ToEverybody,
    ToOther,
    ToWinner,
)

TITLES = {
    LetterKind.AWARD: "成交确认书",
    LetterKind.RESULT: "挂牌出让结果通知书",
    LetterKind.FAILURE: "挂牌出让结果通知书",
}


def winner_letter(given: ToWinner) -> LetterBody:
    """成交确认书 (规定第二十条)."""
    outcome = given.outcome
    return LetterBody(
        title=TITLES[LetterKind.AWARD],
        no=given.no,
        addressee=outcome.winner,
        opening=f"经挂牌公开出让，贵方竞得{outcome.project_name}（项目编号：{outcome.project_no}）国有建设用地使用权，"
        f"现予确认（{REGULATION}第二十条）。",
        lines=(
            *_project_lines(outcome),
            ("成交价", f"{grouped(outcome.amount)}元（人民币{in_capitals(outcome.amount)}）"),
            (NOTICES.result.title, outcome.notice_no),
        ),
        table=None,
        closing=(
            (
                "本确认书对出让人和竞得人具有法律效力。出让人改变竞得结果的，或者竞得人放弃竞得宗地的，"
                f"应当依法承担责任。请按约定的时间与出让人签订国有建设用地使用权出让合同（{REGULATION}第二十条）。"
            ),
        ),
        parties=(("出让人", outcome.tenderer), ("竞得人", outcome.winner)),
        issued_on=outcome.issued_on,
    )


def other_letter(given: ToOther) -> LetterBody:
    """The result to whoever offered and did not win: its own place, nobody else's."""
    outcome, bid = given.outcome, given.bid
    own = (
        ("贵方报价结果", f"第{given.place}名，有效报价共{outcome.bidders}家")
        if bid.valid
        else ("贵方报价结果", f"报价无效：{bid.reason}")
    )
    return LetterBody(
        title=TITLES[LetterKind.RESULT],
        no=given.no,
        addressee=bid.bidder_name,
        opening=f"感谢贵方参加{outcome.project_name}（项目编号：{outcome.project_no}）挂牌出让，现将结果告知如下。",
        lines=(
            *_project_lines(outcome),
            ("贵方挂牌报价", f"{grouped(bid.price)}元"),
            own,
            *((("未被确认为竞得人的原因", given.passed_over),) if given.passed_over else ()),
            ("竞得人", outcome.winner),
            ("成交价", f"{grouped(outcome.amount)}元"),
            (NOTICES.result.title, outcome.notice_no),
        ),
        table=None,
        closing=(f"竞买保证金将依法退还，不计利息（{REGULATION}第二十一条）。",),
        parties=(("出让人", outcome.tenderer),),
        issued_on=outcome.issued_on,
    )


def everybody_letter(given: ToEverybody) -> LetterBody:
    """That nobody won, and why."""
    tender = given.tender
    return LetterBody(
        title=TITLES[LetterKind.FAILURE],
        no=given.no,
        addressee=given.bidder,
        opening=f"感谢贵方参加{tender.project_name}（项目编号：{tender.project_no}）挂牌出让。本次挂牌未成交。",
        lines=(
            *_project_lines(tender),
            ("未成交的原因", given.reason),
            (NOTICES.termination.title, tender.notice_no),
        ),
        table=None,
        closing=(f"竞买保证金将依法退还，不计利息（{REGULATION}第二十一条）。",),
        parties=(("出让人", tender.tenderer),),
        issued_on=tender.issued_on,
    )


def _project_lines(tender: Tender | Outcome) -> tuple[tuple[str, str], ...]:
    return (("出让人", tender.tenderer), ("宗地", tender.lot_title))


LETTERS = Letters(titles=TITLES, winner=winner_letter, other=other_letter, everybody=everybody_letter)
