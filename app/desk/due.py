"""What awaits this person, gathered from the packages: a line for each thing to do now, in a tender's order."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import Protocol, TypeAlias

from bidding_room.permissions import Permission as Bidding
from bidding_room.queries.openings import irregular_openings, opening_view, openings_of_officer
from bidding_room.queries.own import OwnLot, my_lots
from bidding_room.states import BidState
from evaluation.permissions import Permission as Evaluation
from evaluation.queries.control import control_lines
from evaluation.queries.low_prices import asked_prices
from evaluation.queries.rooms import sessions_of
from evaluation.states import SESSION_STATE_TITLES, SessionState
from expert_pool.permissions import Permission as Experts
from expert_pool.queries import draws_awaiting, lots_for_draw, my_invitations
from expert_pool.queries.representatives import delegations, own_delegations
from expert_pool.states import DrawState
from identity.actor import Actor
from identity.joining.queries import own_joining, waiting_joinings
from identity.joining.states import JoiningState
from identity.permissions import Permission as Identity
from trading.choices import LetterKind
from trading.notices.queries.letters import letters_to
from trading.permissions import Permission as Trading
from trading.projects.queries.desk import DeskRow, desk_lots, desk_projects
from trading.states import LotState
from web.paging import Page, PageRequest

MOST = 20
_APPLICATION = "/join/organisation"
_LETTER_NOTES = {
    LetterKind.AWARD: "已{row.terms.result}，{row.title}已发出",
    LetterKind.RESULT: "{row.title}已发出",
    LetterKind.FAILURE: "{row.terms.has_failed}：{row.failed_reason}",
}
LETTERS_SHOWN = timedelta(days=60)
_DETERMINATION = "/desk/projects/{row.project_no}/lots/{row.lot_no}/determination"
_ENDED = (SessionState.SIGNED, SessionState.ABORTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """One thing to do: the act in one word, on what, where it stands, until when if there is a time.

    `is_offer`: open to everybody, and not begun; however many there are, they hide nothing of one's own.
    """

    act: str
    title: str
    note: str
    href: str
    due_at: datetime | None = None
    is_offer: bool = False


class _Lot(Protocol):
    @property
    def lot_ref(self) -> str: ...
    @property
    def lot_title(self) -> str: ...


class _Listed(Protocol):
    async def __call__(
        self, *, actor: Actor, states: tuple[LotState, ...] | None, page: PageRequest
    ) -> Page[DeskRow]: ...


_Lines: TypeAlias = AsyncIterator[DueLine]
_Gatherer: TypeAlias = Callable[[Actor, datetime], _Lines]


async def due_lines(*, actor: Actor, now: datetime) -> tuple[DueLine, ...]:
    """At most twenty lines, of which no sort hides another."""
    sorts: list[list[DueLine]] = []
    if not actor.roles and actor.organisation_id is None:
        sorts.append([line async for line in _own_joining(actor)])
    for permission, gather in _GATHERERS:
        if permission in actor.permissions:
            sorts.append([line async for line in gather(actor, now)])
    return fitted(sorts)


def fitted(sorts: Sequence[Sequence[DueLine]]) -> tuple[DueLine, ...]:
    """The first twenty: of the longest sort the last are left out first, and offers come behind all."""
    own = [[line for line in lines if not line.is_offer] for lines in sorts]
    while sum(map(len, own)) > MOST:
        max(own, key=len).pop()
    return (*chain(*own), *(line for line in chain(*sorts) if line.is_offer))[:MOST]


def _line(act: str, lot: _Lot, note: str, href: str, due_at: datetime | None = None) -> DueLine:
    """A line about this lot."""
    return DueLine(act=act, title=lot.lot_title, note=f"{lot.lot_ref}　{note}", href=href, due_at=due_at)


def _step(listed: _Listed, act: str, *states: LotState, href: str) -> _Gatherer:
    """What is done next with each lot, or project, that stands so; `act` has words of its kind as `{w.…}`."""

    async def gathered(actor: Actor, _now: datetime) -> _Lines:
        for row in await _rows(listed, actor, states):
            yield DueLine(
                act="修改" if row.returned_reason else act.format(w=row.terms),
                title=row.name if row.is_whole else row.lot_title,
                note=f"{row.project_no if row.is_whole else row.lot_ref}　{_standing(row)}",
                href=href.format(row=row),
            )

    return gathered


def _standing(row: DeskRow) -> str:
    if row.returned_reason:
        return f"已退回：{row.returned_reason}"
    return row.state_title + (f"　{row.due_on:%Y-%m-%d} 24时前" if row.due_on else "")


async def _failed(actor: Actor, now: datetime) -> _Lines:
    """For tenderer and agency, who go on from there: to tender again, or not."""
    for row in await _rows(desk_lots, actor, (LotState.FAILED,)) if actor.organisation_id else ():
        if row.failed_at is not None and now - row.failed_at < LETTERS_SHOWN:
            note = f"{row.terms.has_failed}：{row.failed_reason}"
            yield _line("查看结果", row, note, f"/desk/projects/{row.project_no}")


async def _rows(listed: _Listed, actor: Actor, states: tuple[LotState, ...]) -> Sequence[DeskRow]:
    if Trading.PROJECT_READ not in actor.permissions:
        return ()
    return (await listed(actor=actor, states=states, page=PageRequest(number=1, size=MOST))).items


async def _bids(actor: Actor, now: datetime) -> _Lines:
    own = await my_lots(actor=actor)
    for line in _to_hand_in(own, now):
        yield line
    async for line in _to_decrypt(own, now):
        yield line


def _to_hand_in(own: tuple[OwnLot, ...], now: datetime) -> Iterator[DueLine]:
    for lot, bid in ((one.lot, one.bid) for one in own):
        if lot.bids_due_at is None or lot.bids_due_at <= now or lot.takes_no_offers_yet:
            continue
        if bid is None or not bid.stands:
            act = "继续编制" if bid and bid.state == BidState.DRAFTING else lot.terms.offered
            line = _line(act, lot, lot.state_title, f"/lots/{lot.id}/bid", lot.bids_due_at)
            yield replace(line, is_offer=bid is None)


async def _to_decrypt(own: tuple[OwnLot, ...], now: datetime) -> _Lines:
    """Bids still shut in a running opening, which their bidders may open with their own keys."""
    for lot, bid in ((one.lot, one.bid) for one in own):
        if lot.state != LotState.OPENING or bid is None or bid.state != BidState.FROZEN:
            continue
        until = (await opening_view(lot.id)).decrypt_until
        if until is not None and now < until:
            by_officers = f"满数{lot.terms.opening}人员释放份额的，自动解密"
            note = f"{lot.state_title}，可用本单位密钥解密；{by_officers}"
            yield _line("解密", lot, note, f"/lots/{lot.id}/bid#recover", until)


async def _letters(actor: Actor, now: datetime) -> _Lines:
    """What became of the bids, for as long as a contract or a challenge may follow."""
    if actor.organisation_id is None:
        return
    for row in await letters_to(actor.organisation_id, since=now - LETTERS_SHOWN):
        act = "签订合同" if row.kind is LetterKind.AWARD else "查看结果"
        yield _line(act, row, _LETTER_NOTES[row.kind].format(row=row), f"/letters/{row.no}")


async def _prices(actor: Actor, _now: datetime) -> _Lines:
    for one in await asked_prices(actor.organisation_id):
        note, href = f"{one.lot.terms.committee}要求说明报价合理性", f"/evaluations/prices/{one.finding.id}"
        yield _line("书面说明", one.lot, note, href, one.finding.explanation_due_at)


async def _shares(actor: Actor, now: datetime) -> _Lines:
    assert actor.person_id is not None
    for one in await openings_of_officer(person_id=actor.person_id, now=now):
        if one.state != LotState.OPENING:
            continue
        opening = await opening_view(one.lot_id)
        released = {seat.person_id for seat in opening.officers if seat.released_at}
        if actor.person_id not in released and len(released) < opening.threshold:
            note, href = (
                f"{one.state_title}，满{opening.threshold}人即解密",
                f"/openings/{one.lot_id}/officer",
            )
            yield _line("释放份额", one, note, href, opening.decrypt_until)


async def _irregular(actor: Actor, now: datetime) -> _Lines:
    """Every one for those who watch over openings, the own ones for the other officers."""
    everything = Bidding.BIDS_READ_OPENED in actor.permissions
    for one in await irregular_openings(now=now, officer=None if everything else actor.person_id):
        opening = one.terms.opening
        note = f"{one.terms.offered}记录与审计日志不一致，见{opening}页面与{opening}记录"
        yield _line("核对异常", one, note, f"/openings/{one.lot_id}")


async def _draws(actor: Actor, _now: datetime) -> _Lines:
    for one in await lots_for_draw(actor):
        if one.lot.state == LotState.OPENED and one.draw_state is not DrawState.DRAWN:
            note = "抽取中" if one.draw_state else one.lot.state_title
            yield _line("抽取专家", one.lot, note, f"/draw-console/{one.lot.id}")


async def _secrets(actor: Actor, _now: datetime) -> _Lines:
    for one in await draws_awaiting(actor):
        act, href = "公开秘密数" if one.is_reveal else "提交承诺", f"/draw-party/{one.draw_id}"
        yield _line(act, one.lot, "评审专家抽取", href, one.reveal_due_at)


async def _delegations(actor: Actor, _now: datetime) -> _Lines:
    for one in await delegations(actor):
        if one.awaited:
            act, href = f"委派{one.lot.terms.tenderer}代表", f"/representatives/{one.draw_id}"
            yield _line(act, one.lot, "评审开始前", href, one.evaluation_starts_at)


async def _own_delegations(actor: Actor, _now: datetime) -> _Lines:
    assert actor.person_id is not None
    for one in await own_delegations(actor.person_id):
        note = f"您被委派为{one.lot.terms.tenderer}代表　{one.place}"
        yield _line("参加评审", one.lot, note, "/desk/evaluations", one.evaluation_starts_at)


async def _openable(_actor: Actor, _now: datetime) -> _Lines:
    for line in await control_lines():
        if line.session_id is None and line.ready:
            yield _line("开始评审", line.lot, "评审专家均已确认", "/evaluations")


async def _invitations(actor: Actor, _now: datetime) -> _Lines:
    assert actor.person_id is not None
    for one in await my_invitations(actor.person_id):
        if one.can_answer:
            note = one.place + ("　当日另有评审" if one.same_day else "")
            due_at = one.evaluation_starts_at
            yield DueLine(act="答复", title="评审邀请", note=note, href="/invitations", due_at=due_at)


async def _sessions(actor: Actor, _now: datetime) -> _Lines:
    """Whose room it is, is told once the person has checked in."""
    assert actor.person_id is not None
    for one in await sessions_of(actor.person_id):
        if one.state in _ENDED:
            continue
        act, note, href = "评审", SESSION_STATE_TITLES[one.state], f"/evaluations/{one.id}"
        if one.lot is None:
            yield DueLine(act=act, title="评审（项目签到后显示）", note=note, href=href)
        else:
            yield _line(act, one.lot, note, href)


async def _joinings(_actor: Actor, _now: datetime) -> _Lines:
    for one in await waiting_joinings(most=MOST):
        yield DueLine(act="入驻审核", title=one.name, note=one.uscc, href=f"/joinings/{one.id}")


async def _own_joining(actor: Actor) -> _Lines:
    """For who has no role yet: what to do to get one."""
    assert actor.person_id is not None
    joining = await own_joining(actor.person_id)
    if joining is None:
        yield DueLine(act="申请入驻", title="提交单位资料", note="尚未提交", href=_APPLICATION)
    elif joining.state is JoiningState.RETURNED:
        yield DueLine(act="补正申请", title=joining.name, note=f"已退回：{joining.reason}", href=_APPLICATION)
    else:
        yield DueLine(act="查看申请", title=joining.name, note=joining.state_title, href=_APPLICATION)


# In the order of a tender's life; a gatherer is asked only for who holds its permission.
_GATHERERS: tuple[tuple[str, _Gatherer], ...] = (
    (Identity.JOINING_REVIEW, _joinings),
    (
        Trading.PROJECT_DRAFT,
        _step(desk_projects, "编制", LotState.DRAFT, href="/desk/projects/{row.project_no}"),
    ),
    (
        Trading.PROJECT_ACCEPT,
        _step(desk_projects, "受理", LotState.SUBMITTED, href="/desk/acceptance/{row.project_no}"),
    ),
    (Bidding.BID_READ_OWN, _bids),
    (Bidding.BID_READ_OWN, _letters),
    (
        Bidding.OPENING_HOST,
        _step(
            desk_lots,
            "主持{w.opening}",
            LotState.CLOSED,
            LotState.OPENING,
            href="/openings/{row.lot_id}/host",
        ),
    ),
    (Bidding.SHARE_RELEASE, _irregular),
    (Bidding.SHARE_RELEASE, _shares),
    (Experts.DRAW_RUN, _draws),
    (Experts.SECRET_COMMIT, _secrets),
    (Experts.INVITATION_ANSWER, _invitations),
    (Experts.REPRESENTATIVE_NAME, _delegations),
    (Evaluation.SESSION_SIT, _own_delegations),
    (Evaluation.SESSION_OPEN, _openable),
    (Evaluation.SESSION_SIT, _sessions),
    (Evaluation.PRICE_EXPLAIN, _prices),
    (Trading.PROJECT_SUBMIT, _step(desk_lots, "核对{w.report}", LotState.EVALUATED, href=_DETERMINATION)),
    (Trading.PROJECT_DRAFT, _failed),
    (Trading.AWARD_DETERMINE, _failed),
    (Trading.AWARD_DETERMINE, _step(desk_lots, "{w.award}", LotState.EVALUATED, href=_DETERMINATION)),
)
