"""The purchaser sends its representative into the committee (采购人代表), and may send another until the room opens.

《政府采购货物和服务招标投标管理办法》第四十七条: the committee is the purchaser's representative and experts. The
representative is one of the purchaser's own people, never a member of the pool for this draw, and steps aside like
anybody (《政府采购法实施条例》第九条).
Not for: drawing, which never touches a representative.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.canonical import Json
from core.errors import Conflict, Invalid, NotFound
from core.statements import LONGEST_REMARK, stated
from expert_pool.audit_tags import AuditTag
from expert_pool.domain.recusal import GROUNDS, bidder_ground, exclusion
from expert_pool.fields import Title
from expert_pool.operations.draw_row import draw_for_update, live_draw_for_update
from expert_pool.operations.freeze_candidates import draw_terms
from expert_pool.permissions import Permission
from expert_pool.queries.pool import profile_of_person
from expert_pool.queries.representatives import live_representatives
from expert_pool.states import LIVE_SEATS, DrawState
from expert_pool.tables import Candidate, Draw, Representative, Seat
from identity.actor import Actor
from identity.permissions import check
from identity.queries import people_with_role
from identity.roles import Role
from storage import audit, outbox
from storage.database import transaction
from trading.kinds import ARTICLES
from trading.projects.queries import LotView, lot_view
from trading.rules import Article
from trading.states import LotState
from web.form_fields import CHOSEN, Name

ANOTHER = "另行委派"


class Naming(Struct, frozen=True, kw_only=True):
    """Whom, by which authorisation (授权书), in what post; `no_tie`: no ground for stepping aside was found."""

    person_id: Annotated[
        UUID, Meta(title="人员", description="{tenderer}的在册人员；不能是本次抽取名单中的评审专家。")
    ]
    authorisation: Annotated[Name, Meta(title="授权书编号或名称")] = ""
    post: Annotated[Title, Meta(title="职务")] = ""
    no_tie: Annotated[
        bool,
        Meta(
            title="已核实该人员与各{bidder}没有应当回避的关系",
            description="法定年限内的劳动关系、任职、控股，与负责人的亲属关系及其他可能影响公正的关系"
            f"（{ARTICLES[Article.RECUSAL]}）。",
        ),
    ] = False
    ordinal: Annotated[int, CHOSEN, Meta(ge=1, le=99, title="席位")] = 1


async def name_representative(*, actor: Actor, draw_id: UUID, word: Naming, now: datetime) -> None:
    """By the lot's own tenderer or agency: before the room opens, or while the place is empty afterwards.

    Naming the same person again, in the same words, changes nothing.

    Refuses who is not the tenderer's (`representative-not-tenderer`), who was in the draw
    (`representative-in-pool`), and who has a tie to a bidder (`representative-tied`).
    """
    async with transaction():
        draw, naming = await draw_for_update(draw_id), word
        check(actor, Permission.REPRESENTATIVE_NAME)
        lot = await lot_view(draw.lot)
        _check_own(actor, lot)
        _check_draw(draw, naming, lot=lot)
        sitting = await live_representatives(draw_id)
        words = _words(naming, article=lot.articles[Article.COMMITTEE])
        if any(_is_named(row, naming, words) for row in sitting):
            return
        await _leave_place(sitting, naming, lot=lot, now=now)
        await _check_person(draw, lot, naming, sitting)
        row = Representative(
            draw=draw.id,
            ordinal=naming.ordinal,
            person=naming.person_id,
            named_by=actor.person_id,
            named_at=now,
            post=words["post"],
            authorisation=words["authorisation"],
        )
        row.named_seq = await _remember(
            AuditTag.REPRESENTATIVE_NAME, draw, {"ordinal": naming.ordinal, **words}, actor.audit_name, now
        )
        await row.save()
        await outbox.emit("expert_pool.representative_named", subject_id=draw.lot)


async def vacate_representative(
    *, actor: Actor, lot_id: UUID, person_id: UUID, why: str, now: datetime
) -> None:
    """The representative leaves: by centre staff, or for themselves (a conflict declared). Another is to be named."""
    async with transaction():
        draw = await live_draw_for_update(lot_id)
        if actor.person_id != person_id:
            check(actor, Permission.DRAW_RUN)
        row = next((r for r in await live_representatives(draw.id) if r.person == person_id), None)
        if row is None:
            raise NotFound(code="seat-unknown", message="没有这个席位或席位已空缺")
        row.left_at, row.left_why = now, stated(why, field="reason", most=LONGEST_REMARK)
        await row.save()
        facts: dict[str, Json] = {"ordinal": row.ordinal, "why": row.left_why}
        await _remember(AuditTag.REPRESENTATIVE_LEAVE, draw, facts, f"representative:{row.ordinal}", now)


def _check_own(actor: Actor, lot: LotView) -> None:
    if actor.organisation_id is None or actor.organisation_id not in (lot.tenderer_id, lot.agency_id):
        raise NotFound(code="draw-unknown", message="没有这次抽取")


def _check_draw(draw: Draw, naming: Naming, *, lot: LotView) -> None:
    called = f"{lot.terms.tenderer}代表"
    if draw.state == DrawState.VOID or draw.published_at is not None:
        raise Conflict(code="committee-fixed", message=f"该次抽取已作废或评审结果已公布，不能委派{called}")
    if not 1 <= naming.ordinal <= draw.representatives:
        raise Conflict(
            code="representative-not-asked",
            message=f"本{lot.terms.committee}设{called}{draw.representatives}名，没有这个席位",
            article=lot.articles[Article.COMMITTEE],
        )


def _is_named(row: Representative, naming: Naming, words: Mapping[str, str]) -> bool:
    named = {"post": row.post, "authorisation": row.authorisation}
    return (row.ordinal, row.person, named) == (naming.ordinal, naming.person_id, words)


async def _leave_place(sitting: list[Representative], naming: Naming, *, lot: LotView, now: datetime) -> None:
    former = next((row for row in sitting if row.ordinal == naming.ordinal), None)
    if former is None:
        return
    if lot.state is not LotState.OPENED:
        raise Conflict(
            code="session-open",
            message=f"评审已经开始，{lot.terms.tenderer}代表在席时不能另行委派",
            article=lot.articles[Article.COMMITTEE],
        )
    former.left_at, former.left_why = now, ANOTHER
    await former.save()
    sitting.remove(former)


def _words(naming: Naming, *, article: str) -> dict[str, str]:
    no_paper = Invalid(
        code="authorisation-missing", message="请填写授权书编号或名称", field="authorisation", article=article
    )
    no_post = Invalid(code="post-missing", message="请填写职务", field="post")
    return {
        "authorisation": stated(naming.authorisation, field="authorisation", most=200, unless=no_paper),
        "post": stated(naming.post, field="post", most=60, unless=no_post),
    }


async def _check_person(draw: Draw, lot: LotView, naming: Naming, sitting: list[Representative]) -> None:
    article, w = lot.articles[Article.COMMITTEE], lot.terms
    own = {person.id for person in await people_with_role(Role.TENDERER, organisation_id=lot.tenderer_id)}
    watching = {person.id for person in await people_with_role(Role.SUPERVISOR)}
    if naming.person_id not in own - watching:
        raise _refusal(
            "representative-not-tenderer", f"{w.tenderer}代表应为本项目{w.tenderer}的在册人员", article
        )
    if naming.person_id in {row.person for row in sitting}:
        raise _refusal("representative-repeated", f"该人员已被委派为{w.tenderer}代表", article)
    if not naming.no_tie:
        raise Invalid(
            code="tie-undeclared",
            message=f"请核实该人员与各{w.bidder}没有应当回避的关系后勾选确认",
            field="no_tie",
            article=lot.articles[Article.RECUSAL],
        )
    await _check_pool(draw, naming.person_id, lot=lot)


async def _check_pool(draw: Draw, person_id: UUID, *, lot: LotView) -> None:
    profile = await profile_of_person(person_id)
    if profile is None:
        return
    listed = await Candidate.exists().where(
        (Candidate.draw == draw.id) & (Candidate.expert == profile.expert_id)
    )
    seated = await Seat.exists().where(
        (Seat.draw == draw.id)
        & (Seat.expert == profile.expert_id)
        & Seat.state.is_in([state.value for state in LIVE_SEATS])
    )
    terms = await draw_terms(draw)
    may_be_listed = draw.candidates_hash is None and exclusion(profile=profile, terms=terms) is None
    if listed or seated or may_be_listed:
        said = f"该人员在本次专家抽取名单中，不能担任{lot.terms.tenderer}代表"
        raise _refusal("representative-in-pool", said, lot.articles[Article.COMMITTEE])
    reason = bidder_ground(profile=profile, terms=terms)
    if reason is not None:
        ground = GROUNDS[reason]
        raise _refusal(
            "representative-tied", f"应当回避：{ground.told(lot.terms)}", lot.articles[ground.article]
        )


def _refusal(code: str, message: str, article: str) -> Invalid:
    return Invalid(code=code, message=message, field="person_id", article=article)


async def _remember(
    tag: AuditTag, draw: Draw, facts: Mapping[str, Json], actor_name: str, now: datetime
) -> int:
    """Withheld: who sits for the purchaser is as secret as the experts until the result is published."""
    entry = await audit.record(
        tag, actor=actor_name, subject=str(draw.id), facts=facts, now=now, public=False
    )
    return entry.ticket
