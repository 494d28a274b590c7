"""What awaits this person, gathered from the packages: a line for each thing to do now, in a tender's order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

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
from trading.choices import LetterKind
from trading.notices.queries.letters import letters_to
from trading.permissions import Permission as Trading
from trading.projects.queries.desk import desk_lots, desk_projects
from trading.states import LotState
from web.paging import PageRequest

MOST = 20
_LETTER_NOTES = {
    LetterKind.AWARD: "已{row.terms.result}，{row.title}已发出",
    LetterKind.RESULT: "{row.title}已发出",
    LetterKind.FAILURE: "已{row.terms.failed}：{row.failed_reason}",
}
LETTERS_SHOWN = timedelta(days=60)
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


async def due_lines(*, actor: Actor, now: datetime) -> tuple[DueLine, ...]:
    """At most twenty lines."""
    lines: list[DueLine] = []
    for permission, gather in _GATHERERS:
        if permission in actor.permissions:
            lines += await gather(actor, now)
    return tuple(sorted(lines, key=lambda line: line.is_offer)[:MOST])


def _projects(act: str, states: tuple[LotState, ...], href: str) -> _Gatherer:
    """What is done with a project as a whole; `act` names words of its kind as `{w.…}`."""

    async def gathered(actor: Actor, _now: datetime) -> list[DueLine]:
        if Trading.PROJECT_READ not in actor.permissions:
            return []
        found = await desk_projects(actor=actor, states=states, page=PageRequest(number=1, size=MOST))
        return [
            DueLine(
                act="修改" if row.returned_reason else act.format(w=row.terms),
                title=row.name,
                note=f"{row.project_no}　"
                + (f"已退回：{row.returned_reason}" if row.returned_reason else row.state_title),
                href=href.format(no=row.project_no),
            )
            for row in found.items
        ]

    return gathered


def _lots(act: str, states: tuple[LotState, ...], href: str) -> _Gatherer:
    """What is done with each lot."""

    async def gathered(actor: Actor, _now: datetime) -> list[DueLine]:
        if Trading.PROJECT_READ not in actor.permissions:
            return []
        found = await desk_lots(actor=actor, states=states, page=PageRequest(number=1, size=MOST))
        return [
            DueLine(
                act=act.format(w=row.terms),
                title=row.lot_title,
                note=f"{row.lot_ref}　"
                + row.state_title
                + (f"　{row.due_on:%Y-%m-%d} 24时前" if row.due_on else ""),
                href=href.format(no=row.project_no, lot_no=row.lot_no, lot=row.lot_id),
            )
            for row in found.items
        ]

    return gathered


async def _failed(actor: Actor, now: datetime) -> list[DueLine]:
    """For tenderer and agency, who go on from there: to tender again, or not."""
    if Trading.PROJECT_READ not in actor.permissions or actor.organisation_id is None:
        return []
    found = await desk_lots(actor=actor, states=(LotState.FAILED,), page=PageRequest(number=1, size=MOST))
    return [
        DueLine(
            act="查看结果",
            title=row.lot_title,
            note=f"{row.lot_ref}　已{row.terms.failed}：{row.failed_reason}",
            href=f"/desk/projects/{row.project_no}",
        )
        for row in found.items
        if row.failed_at is not None and now - row.failed_at < LETTERS_SHOWN
    ]


async def _bids(actor: Actor, now: datetime) -> list[DueLine]:
    own = await my_lots(actor=actor)
    return [*_to_hand_in(own, now), *await _to_decrypt(own, now)]


def _to_hand_in(own: tuple[OwnLot, ...], now: datetime) -> list[DueLine]:
    return [
        DueLine(
            act="继续编制" if one.bid and one.bid.state == BidState.DRAFTING else one.lot.terms.offered,
            title=one.lot.title,
            note=f"{one.lot.no}　{one.lot.state_title}",
            href=f"/lots/{one.lot.id}/bid",
            due_at=one.lot.bids_due_at,
            is_offer=one.bid is None,
        )
        for one in own
        if one.lot.bids_due_at is not None and one.lot.bids_due_at > now and not (one.bid and one.bid.stands)
        if not one.lot.takes_no_offers_yet
    ]


async def _to_decrypt(own: tuple[OwnLot, ...], now: datetime) -> list[DueLine]:
    """Bids still shut in a running opening, which their bidders may open with their own keys."""
    lines = []
    for one in own:
        if one.lot.state != LotState.OPENING or one.bid is None or one.bid.state != BidState.FROZEN:
            continue
        until = (await opening_view(one.lot.id)).decrypt_until
        if until is not None and now < until:
            lines.append(
                DueLine(
                    act="解密",
                    title=one.lot.title,
                    note=f"{one.lot.no}　{one.lot.state_title}，可用本单位密钥解密；"
                    f"满数{one.lot.terms.opening}人员释放份额的，自动解密",
                    href=f"/lots/{one.lot.id}/bid#recover",
                    due_at=until,
                )
            )
    return lines


async def _letters(actor: Actor, now: datetime) -> list[DueLine]:
    """What became of the bids, for as long as a contract or a challenge may follow."""
    if actor.organisation_id is None:
        return []
    return [
        DueLine(
            act="签订合同" if row.kind is LetterKind.AWARD else "查看结果",
            title=row.lot_title,
            note=f"{row.lot_ref}　" + _LETTER_NOTES[row.kind].format(row=row),
            href=f"/letters/{row.no}",
        )
        for row in await letters_to(actor.organisation_id, since=now - LETTERS_SHOWN)
    ]


async def _prices(actor: Actor, _now: datetime) -> list[DueLine]:
    if actor.organisation_id is None:
        return []
    return [
        DueLine(
            act="书面说明",
            title=one.lot.title,
            note=f"{one.lot.no}　评标委员会要求说明报价合理性",
            href=f"/evaluations/prices/{one.finding.id}",
            due_at=one.finding.explanation_due_at,
        )
        for one in await asked_prices(actor.organisation_id)
    ]


async def _shares(actor: Actor, now: datetime) -> list[DueLine]:
    assert actor.person_id is not None
    lines = []
    for one in await openings_of_officer(person_id=actor.person_id, now=now):
        if one.state != LotState.OPENING:
            continue
        opening = await opening_view(one.lot_id)
        released = {seat.person_id for seat in opening.officers if seat.released_at}
        if actor.person_id not in released and len(released) < opening.threshold:
            note = f"{one.lot_ref}　{one.state_title}，满{opening.threshold}人即解密"
            href = f"/openings/{one.lot_id}/officer"
            lines.append(
                DueLine(
                    act="释放份额",
                    title=one.lot_title,
                    note=note,
                    href=href,
                    due_at=opening.decrypt_until,
                )
            )
    return lines


async def _irregular(actor: Actor, now: datetime) -> list[DueLine]:
    """Every one for those who watch over openings, the own ones for the other officers."""
    everything = Bidding.BIDS_READ_OPENED in actor.permissions
    return [
        DueLine(
            act="核对异常",
            title=one.lot_title,
            note=f"{one.lot_ref}　{one.terms.offered}记录与审计日志不一致，"
            f"见{one.terms.opening}页面与{one.terms.opening}记录",
            href=f"/openings/{one.lot_id}",
        )
        for one in await irregular_openings(now=now, officer=None if everything else actor.person_id)
    ]


async def _draws(actor: Actor, _now: datetime) -> list[DueLine]:
    return [
        DueLine(
            act="抽取专家",
            title=one.lot.title,
            note=f"{one.lot.no}　" + ("抽取中" if one.draw_state else "已开标"),
            href=f"/draw-console/{one.lot.id}",
        )
        for one in await lots_for_draw(actor)
        if one.lot.state == LotState.OPENED and one.draw_state is not DrawState.DRAWN
    ]


async def _secrets(actor: Actor, _now: datetime) -> list[DueLine]:
    return [
        DueLine(
            act="公开秘密数" if one.is_reveal else "提交承诺",
            title=one.lot.title,
            note=f"{one.lot.no}　评审专家抽取",
            href=f"/draw-party/{one.draw_id}",
            due_at=one.reveal_due_at,
        )
        for one in await draws_awaiting(actor)
    ]


async def _delegations(actor: Actor, _now: datetime) -> list[DueLine]:
    return [
        DueLine(
            act="委派采购人代表",
            title=one.lot.title,
            note=f"{one.lot.no}　评审开始前",
            href=f"/representatives/{one.draw_id}",
            due_at=one.evaluation_starts_at,
        )
        for one in await delegations(actor)
        if one.awaited
    ]


async def _own_delegations(actor: Actor, _now: datetime) -> list[DueLine]:
    assert actor.person_id is not None
    return [
        DueLine(
            act="参加评审",
            title=one.lot.title,
            note=f"{one.lot.no}　您被委派为采购人代表　{one.place}",
            href="/desk/evaluations",
            due_at=one.evaluation_starts_at,
        )
        for one in await own_delegations(actor.person_id)
    ]


async def _openable(_actor: Actor, _now: datetime) -> list[DueLine]:
    return [
        DueLine(
            act="开始评审",
            title=line.lot.title,
            note=f"{line.lot.no}　评审专家均已确认",
            href="/evaluations",
        )
        for line in await control_lines()
        if line.session_id is None and line.ready
    ]


async def _invitations(actor: Actor, _now: datetime) -> list[DueLine]:
    assert actor.person_id is not None
    return [
        DueLine(
            act="答复",
            title="评审邀请",
            note=one.place + ("　当日另有评审" if one.same_day else ""),
            href="/invitations",
            due_at=one.evaluation_starts_at,
        )
        for one in await my_invitations(actor.person_id)
        if one.can_answer
    ]


async def _sessions(actor: Actor, _now: datetime) -> list[DueLine]:
    assert actor.person_id is not None
    return [
        DueLine(
            act="评审",
            title=one.lot.title if one.lot else "评审（项目签到后显示）",
            note=(f"{one.lot.no}　" if one.lot else "") + SESSION_STATE_TITLES[one.state],
            href=f"/evaluations/{one.id}",
        )
        for one in await sessions_of(actor.person_id)
        if one.state not in _ENDED
    ]


_Gatherer = Callable[[Actor, datetime], Awaitable[list[DueLine]]]
# In the order of a tender's life; a gatherer is asked only for who holds its permission.
_GATHERERS: tuple[tuple[str, _Gatherer], ...] = (
    (Trading.PROJECT_DRAFT, _projects("编制", (LotState.DRAFT,), "/desk/projects/{no}")),
    (Trading.PROJECT_ACCEPT, _projects("受理", (LotState.SUBMITTED,), "/desk/acceptance/{no}")),
    (Bidding.BID_READ_OWN, _bids),
    (Bidding.BID_READ_OWN, _letters),
    (
        Bidding.OPENING_HOST,
        _lots("主持{w.opening}", (LotState.CLOSED, LotState.OPENING), "/openings/{lot}/host"),
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
    (
        Trading.PROJECT_SUBMIT,
        _lots("核对{w.report}", (LotState.EVALUATED,), "/desk/projects/{no}/lots/{lot_no}/determination"),
    ),
    (Trading.PROJECT_DRAFT, _failed),
    (Trading.AWARD_DETERMINE, _failed),
    (
        Trading.AWARD_DETERMINE,
        _lots("{w.award}", (LotState.EVALUATED,), "/desk/projects/{no}/lots/{lot_no}/determination"),
    ),
)
