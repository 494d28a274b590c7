"""A lot with three opened bids and a drawn committee of five, carried there by the operations themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

import draw_cast
import pytest
from bidding_cast import BiddingCast, begin, finish, lot_with_bids, make_bidding_cast, pass_deadline, release
from ready import Stage, ready

from bidding_room.queries import opened_bids
from core.errors import Conflict, Forbidden, Invalid, NotFound
from evaluation.operations.close_review import close_review
from evaluation.operations.constitute import LeaderBallot, vote_for_leader
from evaluation.operations.declare import declare_no_conflict
from evaluation.operations.enter_session import enter_session
from evaluation.operations.issue_report import issue_report
from evaluation.operations.lock_scores import lock_scores
from evaluation.operations.open_session import LotToEvaluate, open_session
from evaluation.operations.save_scores import Mark, MarksGiven, save_scores
from evaluation.operations.sign_report import SigningWord, sign_report
from evaluation.operations.vote_compliance import ComplianceOpinion, vote_compliance
from evaluation.tables import Member, Session
from expert_pool.domain.recusal import OrganisationRef
from expert_pool.operations.answer_invitation import accept_invitation
from expert_pool.operations.name_representative import Naming, name_representative
from expert_pool.queries.committee import committee, my_invitations
from identity.actor import Actor
from identity.passwords import hash_password
from identity.tables import Organisation, Person
from storage.clock import platform_now
from trading.projects.queries import scheme_of

PASSWORD = "评审专家的密码-2026"
_hashes: dict[str, str] = {}


@dataclass(frozen=True, kw_only=True)
class Room:
    """An opened lot, its session and its committee; `experts[n - 1]` is 评委n."""

    bidding: BiddingCast
    draw: draw_cast.Cast
    lot_id: UUID
    session_id: UUID
    experts: tuple[Actor, ...]

    @property
    def staff(self) -> Actor:
        return self.bidding.host.actor

    @property
    def leader(self) -> Actor:
        """评委1, or 评委2 where 1 is the purchaser's representative, who cannot lead."""
        tenderer = self.bidding.tenderer.actor.person_id
        return next(expert for expert in self.experts if expert.person_id != tenderer)


PRICES = ("391000.00", "385000.50", "389999.99")
POOL = 7


async def opened_lot(*, prices: tuple[str, ...] = PRICES) -> tuple[BiddingCast, UUID]:
    """Three bids, opened by two of three officers."""
    return await ready(OPENED) if prices == PRICES else await _opened_lot(prices)


async def _opened_lot(prices: tuple[str, ...] = PRICES) -> tuple[BiddingCast, UUID]:
    cast = await make_bidding_cast(bidders=len(prices))
    lot_id = await lot_with_bids(cast, prices=prices)
    await pass_deadline(lot_id)
    await begin(cast, lot_id)
    return cast, await opened(cast, lot_id)


async def opened(cast: BiddingCast, lot_id: UUID) -> UUID:
    """The lot, whose opening has begun, opened."""
    for ordinal in (1, 3):
        await release(cast, lot_id, ordinal=ordinal)
    await finish(cast, lot_id)
    return lot_id


async def drawn_lot(
    *, pool: int = POOL, lot: tuple[BiddingCast, UUID] | None = None, **terms: object
) -> tuple[BiddingCast, draw_cast.Cast, UUID, tuple[Actor, ...]]:
    """The same with five accepted members out of a pool of `pool`; returns all of the pool's people."""
    if (pool, lot, terms) == (POOL, None, {}):
        return await ready(DRAWN)
    return await _drawn_lot(lot or await opened_lot(), pool=pool, **terms)


async def _drawn_lot(
    lot: tuple[BiddingCast, UUID], *, pool: int = POOL, **terms: object
) -> tuple[BiddingCast, draw_cast.Cast, UUID, tuple[Actor, ...]]:
    bidding, lot_id = lot
    now = await platform_now()
    cast = draw_cast.Cast(
        staff=bidding.host.actor,
        agency=bidding.agency.actor,
        supervisor=bidding.supervisor.actor,
        tenderer=bidding.tenderer.actor,
        bidders=tuple([await _reference(hand.actor) for hand in bidding.bidders]),
        speciality=await draw_cast.make_speciality(),
    )
    people = []
    for _ in range(pool):
        _, person = await draw_cast.make_expert(cast, now=now)
        people.append(await _with_password(person))
    await draw_cast.drawn(cast, lot_id, now=now, **terms)
    for member in (await committee(lot_id)).members:
        await accept(next(p for p in people if p.person_id == member.person_id))
    return bidding, cast, lot_id, tuple(people)


async def accept(expert: Actor) -> None:
    """The expert accepts the newest call."""
    assert expert.person_id
    call = next(c for c in await my_invitations(expert.person_id) if c.can_answer)
    await accept_invitation(actor=expert, seat_id=call.seat_id, now=await platform_now())


async def open_room(*, pool: int = POOL, lot: tuple[BiddingCast, UUID] | None = None) -> Room:
    """A session just opened by staff."""
    if (pool, lot) == (POOL, None):
        return await ready(IN_SESSION)
    return await _opened_room(await drawn_lot(pool=pool, lot=lot))


async def _opened_room(drawn: tuple[BiddingCast, draw_cast.Cast, UUID, tuple[Actor, ...]]) -> Room:
    return await seated_room(*drawn)


async def constituted_room(*, pool: int = POOL) -> Room:
    """All in, all declared, 评委1 leads: the review has begun."""
    return await ready(CONSTITUTED) if pool == POOL else await _constituted(await open_room(pool=pool))


async def _constituted(room: Room) -> Room:
    await constitute(room)
    return room


async def constitute(room: Room) -> None:
    now = await platform_now()
    for expert in room.experts:
        await enter_session(actor=expert, session_id=room.session_id, now=now)
    for expert in room.experts:
        await declare_no_conflict(actor=expert, session_id=room.session_id, now=now)
    leader = await first_expert(room)
    for expert in room.experts:
        await vote_for_leader(
            actor=expert, session_id=room.session_id, word=LeaderBallot(number=leader), now=now
        )


async def first_expert(room: Room) -> int:
    """The lowest number that may lead."""
    rows = await Member.objects().where(
        (Member.session == room.session_id) & (Member.state != "replaced") & Member.expert.is_not_null()
    )
    return min(row.number for row in rows)


async def review(room: Room, *, against: dict[int, frozenset[int]] | None = None) -> None:
    """Everybody votes; `against` maps a bid's position to the members who vote against it. The leader closes."""
    now = await platform_now()
    for position, bid in enumerate(await opened_bids(room.lot_id)):
        for number, expert in enumerate(room.experts, start=1):
            opposed = number in (against or {}).get(position, frozenset())
            opinion = ComplianceOpinion(
                bid_id=bid.bid_id,
                compliant=not opposed,
                reason="未响应实质性条款第三条" if opposed else "",
            )
            await vote_compliance(actor=expert, session_id=room.session_id, word=opinion, now=now)
    await close_review(actor=room.leader, session_id=room.session_id, now=now)


async def scoring_room() -> Room:
    """Three valid bids wait for marks."""
    return await ready(SCORING)


async def _reviewed(room: Room) -> Room:
    await review(room)
    return room


async def full_marks(room: Room, *, number: int = 1) -> tuple[Mark, ...]:
    """Whole marks: objective items alike for everybody, subjective ones a little different by member and bid."""
    scheme = await scheme_of(room.lot_id)
    marks = []
    for position, bid in enumerate(await opened_bids(room.lot_id)):
        for criterion in scheme.criteria:
            share = (90 - 10 * position) if criterion.kind == "objective" else (88 - 7 * position - number)
            points = (criterion.max_points * share / 100).quantize(criterion.max_points)
            marks.append(Mark(bid_id=bid.bid_id, criterion_id=criterion.id, points=f"{points:.2f}", note=""))
    return tuple(marks)


async def mark_and_lock(room: Room, *, number: int, marks: tuple[Mark, ...] | None = None) -> None:
    expert, now = room.experts[number - 1], await platform_now()
    given = marks if marks is not None else await full_marks(room, number=number)
    await save_scores(actor=expert, session_id=room.session_id, word=MarksGiven(marks=given), now=now)
    await lock_scores(actor=expert, session_id=room.session_id, now=now)


async def locked_room() -> Room:
    """All marks lie on the table."""
    return await ready(LOCKED)


async def _locked(room: Room) -> Room:
    await mark_all(room)
    return room


async def mark_all(room: Room) -> None:
    for number in range(1, 6):
        await mark_and_lock(room, number=number)


async def reported_room() -> Room:
    """The report waits for signatures."""
    return await ready(REPORTED)


async def _reported(room: Room) -> Room:
    await issue_report(actor=room.leader, session_id=room.session_id, now=await platform_now())
    return room


async def sign(room: Room, *, number: int, dissent: str | None = None) -> None:
    await sign_report(
        actor=room.experts[number - 1],
        session_id=room.session_id,
        word=SigningWord(password=PASSWORD, dissents=dissent is not None, dissent=dissent or ""),
        now=await platform_now(),
    )


async def signed_room() -> Room:
    """All five have signed."""
    return await ready(SIGNED)


async def _signed(room: Room) -> Room:
    await sign_all(room)
    return room


async def sign_all(room: Room) -> None:
    for number in range(1, 6):
        await sign(room, number=number)


async def represented_lot(
    *, pool: int = 6, named: bool = True
) -> tuple[BiddingCast, draw_cast.Cast, UUID, tuple[Actor, ...]]:
    """An opened lot whose committee is four experts and the purchaser's representative, here the tenderer's officer."""
    bidding, cast, lot_id, people = await drawn_lot(pool=pool, size=4, representatives=1)
    if named:
        await send(bidding, lot_id)
    return bidding, cast, lot_id, (*people, await _with_password(bidding.tenderer.actor))


async def send(bidding: BiddingCast, lot_id: UUID, **changes: object) -> None:
    """The tenderer names its officer as representative."""
    naming = {
        "person_id": bidding.tenderer.actor.person_id,
        "authorisation": "授权书〔2026〕1号",
        "post": "装备科科长",
        "no_tie": True,
    }
    await name_representative(
        actor=bidding.tenderer.actor,
        draw_id=(await committee(lot_id)).draw_id,
        word=Naming(**{**naming, **changes}),  # type: ignore[arg-type]
        now=await platform_now(),
    )


async def seated_room(
    bidding: BiddingCast, cast: draw_cast.Cast, lot_id: UUID, people: tuple[Actor, ...]
) -> Room:
    """The session of a drawn lot, opened by staff."""
    session_id = await open_session(
        actor=bidding.host.actor, word=LotToEvaluate(lot_id=lot_id), now=await platform_now()
    )
    room = Room(bidding=bidding, draw=cast, lot_id=lot_id, session_id=session_id, experts=())
    return await reseated(room, people)


async def reseated(room: Room, people: tuple[Actor, ...]) -> Room:
    """The room with those who sit in it now, by number."""
    rows = (
        await Member.objects()
        .where((Member.session == room.session_id) & (Member.state != "replaced"))
        .order_by(Member.number)
    )
    by_id = {person.person_id: person for person in people}
    return replace(room, experts=tuple(by_id[row.person] for row in rows))


OPENED: Stage[tuple[BiddingCast, UUID]] = Stage(name="opened", make=_opened_lot)
DRAWN: Stage[tuple[BiddingCast, draw_cast.Cast, UUID, tuple[Actor, ...]]] = Stage(
    name="drawn", make=_drawn_lot, before=OPENED
)
IN_SESSION = Stage(name="in_session", make=_opened_room, before=DRAWN)
CONSTITUTED = Stage(name="constituted", make=_constituted, before=IN_SESSION)
SCORING = Stage(name="scoring", make=_reviewed, before=CONSTITUTED)
LOCKED = Stage(name="locked", make=_locked, before=SCORING)
REPORTED = Stage(name="reported", make=_reported, before=LOCKED)
SIGNED = Stage(name="signed", make=_signed, before=REPORTED)


async def session_of(room: Room) -> Session:
    session = await Session.objects().where(Session.id == room.session_id).first()
    assert session is not None
    return session


async def code_of(coroutine: object) -> str:
    """The refusal code of an operation that must refuse."""
    with pytest.raises((Conflict, Forbidden, Invalid, NotFound)) as refusal:
        await coroutine  # type: ignore[misc]
    return refusal.value.code


async def _reference(actor: Actor) -> OrganisationRef:
    row = await Organisation.objects().where(Organisation.id == actor.organisation_id).first()
    assert row is not None
    return OrganisationRef(name=row.name, uscc=row.uscc)


async def _with_password(person: Actor) -> Actor:
    if PASSWORD not in _hashes:
        _hashes[PASSWORD] = await hash_password(PASSWORD)
    await Person.update({Person.password_hash: _hashes[PASSWORD]}).where(Person.id == person.person_id)
    return replace(person)
