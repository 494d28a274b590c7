"""With the result notice every bidder gets a letter: 中标通知书 or 采购结果通知书 (87令第六十九条).

With the notice of a lot that failed everybody who bid gets a 废标通知书, whether the tenderer ended it, the committee
found too few valid bids, or it failed by itself at or after the deadline (《政府采购法》第三十六条).
Called inside the operation that publishes, whose lock holds the lot. The log learns number and hash of each letter,
not its text.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from uuid import UUID

import msgspec

from core.calendar import Calendar
from core.clock import local_day
from core.ids import new_id
from core.periods import day_ending_with, days_over, last_day_of
from identity.actor import Actor
from storage import audit
from trading.audit_tags import AuditTag
from trading.choices import LetterKind
from trading.decisions.domain.award import passings_before
from trading.decisions.queries.results import passings_of, places_of, ranked_bids
from trading.notices.domain.letters import (
    LastDay,
    LetterBody,
    Outcome,
    Tender,
    ToEverybody,
    ToOther,
    ToWinner,
    letter_sha256,
)
from trading.projects.queries.lots import LotView, lot_view, scheme_of
from trading.providers import Bidder, who_bid
from trading.rules import Term
from trading.tables import Award, Letter, Lot, Notice
from trading.working_calendar import calendar_now


async def issue_letters(*, actor: Actor, lot: Lot, award: Award, notice: Notice, now: datetime) -> None:
    """One letter to every bidder of the report, in one log entry."""
    view = await lot_view(lot.id)
    letters = [
        (LetterKind.AWARD, award.winner, await _to_winner(view, award, notice, now=now)),
        *[
            (LetterKind.RESULT, bidder, body)
            for bidder, body in await _to_others(view, award, notice, now=now)
        ],
    ]
    await _issue(letters, actor=actor, lot=lot, notice=notice, now=now)


async def issue_ending_letters(*, actor: Actor, lot: Lot, again: bool, notice: Notice, now: datetime) -> None:
    """The reason to everybody who bid.

    Where no opening said who they are, only they may know of their letters, and the log keeps the entry withheld:
    who bid is a secret towards the next tender, too (《招标投标法》第二十二条), and a letter's hash gives away
    a name that is guessed.
    """
    view = await lot_view(lot.id)
    bidders, is_public = await _everybody_who_bid(lot.id)
    letters = [
        (
            LetterKind.FAILURE,
            bidder.id,
            view.kind_of_transaction.letters.everybody(
                ToEverybody(
                    tender=_tender(view, notice, now=now),
                    no=f"{notice.no}-FB{number:02d}",
                    bidder=bidder.name,
                    reason=lot.failed_reason,
                    again=again,
                )
            ),
        )
        for number, bidder in enumerate(bidders, start=1)
    ]
    if letters:
        await _issue(letters, actor=actor, lot=lot, notice=notice, now=now, is_public=is_public)


async def _everybody_who_bid(lot_id: UUID) -> tuple[list[Bidder], bool]:
    """Those of the report by their place, then whose bids never came to one; and whether anybody may know."""
    ranked, told = await ranked_bids(lot_id), await who_bid(lot_id)
    found = {bid.bidder_id: Bidder(id=bid.bidder_id, name=bid.bidder_name) for bid in ranked}
    for bidder in told.bidders:
        found.setdefault(bidder.id, bidder)
    return list(found.values()), bool(ranked) or told.read_out


async def _issue(
    letters: list[tuple[LetterKind, UUID, LetterBody]],
    *,
    actor: Actor,
    lot: Lot,
    notice: Notice,
    now: datetime,
    is_public: bool = True,
) -> None:
    entry = await audit.record(
        AuditTag.LETTERS_ISSUE,
        actor=actor.audit_name,
        subject=str(lot.id),
        facts={
            "notice_no": notice.no,
            "letters": [
                {"no": body.no, "kind": kind.value, "body_sha256": letter_sha256(body)}
                for kind, _, body in letters
            ],
        },
        now=now,
        public=is_public,
    )
    for kind, addressee, body in letters:
        await Letter(
            id=new_id(),
            no=body.no,
            lot=lot.id,
            kind=kind.value,
            addressee=addressee,
            addressee_name=body.addressee,
            body=msgspec.to_builtins(body),
            issued_at=now,
            audit_seq=entry.ticket,
            addressee_only=not is_public,
        ).save()


async def _to_winner(lot: LotView, award: Award, notice: Notice, *, now: datetime) -> LetterBody:
    contract = lot.rules.rules.get(Term.CONTRACT_DAYS)
    calendar = await calendar_now()
    return lot.kind_of_transaction.letters.winner(
        ToWinner(
            outcome=await _outcome(lot, award, notice, now=now),
            no=f"{notice.no}-TZS",
            contract_by=_last_day(days_over(now, days=contract.count), calendar=calendar)
            if contract
            else None,
        )
    )


def _last_day(over: datetime, *, calendar: Calendar) -> LastDay | None:
    until_on = last_day_of(over, calendar=calendar)
    if until_on is None:
        return None
    return LastDay(until_on=until_on, calendar_version=calendar.version_of(day_ending_with(over), until_on))


async def _to_others(
    lot: LotView, award: Award, notice: Notice, *, now: datetime
) -> list[tuple[UUID, LetterBody]]:
    outcome, places = await _outcome(lot, award, notice, now=now), await places_of(lot.id)
    percent = (await scheme_of(lot.id)).small_firm_percent
    passed_over = {
        one.bidder_id: f"{one.ground}（依据{one.article}）"
        for one in passings_before(await passings_of(lot.id), place=award.rank)
    }
    others = [bid for bid in await ranked_bids(lot.id) if bid.bidder_id != award.winner]
    return [
        (
            bid.bidder_id,
            lot.kind_of_transaction.letters.other(
                ToOther(
                    outcome=outcome,
                    no=f"{notice.no}-JG{number:02d}",
                    bid=bid,
                    place=places.get(bid.bidder_id),
                    passed_over=passed_over.get(bid.bidder_id, ""),
                    small_firm_percent=percent,
                )
            ),
        )
        for number, bid in enumerate(others, start=1)
    ]


async def _outcome(lot: LotView, award: Award, notice: Notice, *, now: datetime) -> Outcome:
    tender = _tender(lot, notice, now=now)
    return Outcome(
        **{field.name: getattr(tender, field.name) for field in fields(tender)},
        winner=award.winner_name,
        amount=award.amount,
        deemed=award.determined_by is None,
        bidders=len(await places_of(lot.id)),
    )


def _tender(lot: LotView, notice: Notice, *, now: datetime) -> Tender:
    return Tender(
        project_no=lot.project_no,
        project_name=lot.project_name,
        lot_name=lot.lot_label,
        lot_title=lot.title,
        tenderer=lot.tenderer_name,
        agency=lot.agency_name,
        notice_no=notice.no,
        issued_on=local_day(now),
        rules=lot.rules,
    )
