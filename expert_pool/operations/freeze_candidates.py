"""Freeze the candidate list: who of the pool may be drawn, behind salted commitments, once and for all."""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.clock import local_day
from core.errors import Conflict
from expert_pool.audit_tags import AuditTag
from expert_pool.domain.draw import (
    Candidate as ListedCandidate,
)
from expert_pool.domain.draw import (
    Identity,
    candidate_commitment,
    candidates_hash,
    unit_tag,
)
from expert_pool.domain.recusal import (
    Avoided,
    Exclusion,
    OrganisationRef,
    Party,
    Terms,
    exclusion,
)
from expert_pool.domain.timing import REVEAL_WINDOW
from expert_pool.operations.draw_row import draw_for_update, fix_head
from expert_pool.permissions import Permission
from expert_pool.published import CandidateOpening, wrapped
from expert_pool.queries.pool import PoolMember, pool_members
from expert_pool.states import DRAW_STATES, DrawEvent
from expert_pool.tables import AvoidedUnit, Candidate, Draw, ExcludedExpert
from identity.actor import Actor
from identity.permissions import check
from storage import audit
from storage.database import transaction
from trading.projects.queries import lot_view
from trading.rules import Article, Term

RandomBytes = Callable[[int], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sealed:
    """A candidate as the list holds them, with what will open the commitment one day."""

    member: PoolMember
    listed: ListedCandidate
    opening: CandidateOpening


async def freeze_candidates(
    *, actor: Actor, draw_id: UUID, now: datetime, random_bytes: RandomBytes = secrets.token_bytes
) -> None:
    """Decide for every expert of the pool, write the list and log its hash; the log's root enters the seed.

    Refuses (`Conflict`, `pool-insufficient`) when the seats could not all be filled (D06).
    """
    async with transaction():
        draw = await draw_for_update(draw_id)
        check(actor, Permission.DRAW_RUN)
        draw.state = DRAW_STATES.after(draw.state, DrawEvent.FREEZE).value
        members = await pool_members()
        excluded = _exclusions(members, await draw_terms(draw))
        left_out = {e.expert_id for e in excluded}
        eligible = [m for m in members if m.profile.expert_id not in left_out]
        articles = (await lot_view(draw.lot)).articles
        _check_enough(eligible, draw=draw, excluded=excluded, article=articles[Article.EXPERTS_SHORT])
        sealed = _seal(draw_id, eligible, random_bytes)
        await _write(draw_id, sealed, excluded, articles=articles)
        digest = candidates_hash(draw_id=draw_id, candidates=[s.listed for s in sealed])
        draw.frozen_seq = await _remember(
            draw, digest, listed=len(sealed), excluded=excluded, actor=actor, now=now
        )
        draw.candidates_hash = digest
        draw.frozen_at, draw.reveal_due_at = now, now + REVEAL_WINDOW
        await draw.save()
    async with transaction():
        await fix_head(await draw_for_update(draw_id))


async def draw_terms(draw: Draw) -> Terms:
    """What recusal is judged by: specialities, organisations to be avoided, the day of the evaluation."""
    rows = await AvoidedUnit.objects().where(AvoidedUnit.draw == draw.id)
    lot = await lot_view(draw.lot)
    rules = lot.rules
    return Terms(
        specialities=frozenset(draw.specialities),
        avoided=tuple(
            Avoided(organisation=OrganisationRef(name=row.name, uscc=row.uscc), party=Party(row.party))
            for row in rows
        ),
        day=local_day(draw.evaluation_starts_at),
        age_limit=rules[Term.EXPERT_AGE].count,
        tie_years=rules[Term.RECUSAL_YEARS].count,
    )


def _exclusions(members: tuple[PoolMember, ...], terms: Terms) -> list[Exclusion]:
    found = (exclusion(profile=member.profile, terms=terms) for member in members)
    return [e for e in found if e is not None]


def _check_enough(eligible: list[PoolMember], *, draw: Draw, excluded: list[Exclusion], article: str) -> None:
    per_unit = Counter(member.employer_key for member in eligible)
    seats = sum(min(count, draw.max_per_unit) for count in per_unit.values())
    if seats < draw.size:
        raise Conflict(
            code="pool-insufficient",
            message=f"符合条件的专家只能坐满{seats}席，需要{draw.size}席；请推荐合格人员入库后重新抽取",
            article=article,
            facts={"seats": seats, "needed": draw.size, "excluded": len(excluded)},
        )


def _seal(draw_id: UUID, eligible: list[PoolMember], random_bytes: RandomBytes) -> list[_Sealed]:
    """Commitments in ascending order, so that the order says nothing about the register."""
    unit_salts: defaultdict[str, bytes] = defaultdict(lambda: random_bytes(32))
    sealed = [
        _seal_one(draw_id, member, salt=random_bytes(32), unit_salt=unit_salts[member.employer_key])
        for member in eligible
    ]
    return sorted(sealed, key=lambda s: s.listed.commitment)


def _seal_one(draw_id: UUID, member: PoolMember, *, salt: bytes, unit_salt: bytes) -> _Sealed:
    identity = Identity(expert_id=member.profile.expert_id, code=member.code, name=member.name)
    return _Sealed(
        member=member,
        listed=ListedCandidate(
            commitment=candidate_commitment(draw_id=draw_id, salt=salt, identity=identity),
            unit=unit_tag(draw_id=draw_id, salt=unit_salt, employer=member.employer_key),
        ),
        opening=CandidateOpening(
            expert_id=str(identity.expert_id),
            code=identity.code,
            name=identity.name,
            salt=salt.hex(),
            employer=member.employer_key,
            employer_name=member.employer_name,
            unit_salt=unit_salt.hex(),
        ),
    )


async def _write(
    draw_id: UUID, sealed: list[_Sealed], excluded: list[Exclusion], *, articles: Mapping[Article, str]
) -> None:
    await Candidate.insert(
        *(
            Candidate(
                draw=draw_id,
                position=position,
                commitment=s.listed.commitment,
                unit=s.listed.unit,
                opening_wrapped=wrapped(s.opening),
                expert=s.member.profile.expert_id,
            )
            for position, s in enumerate(sealed)
        )
    )
    if excluded:
        await ExcludedExpert.insert(
            *(
                ExcludedExpert(
                    draw=draw_id, expert=e.expert_id, reason=e.reason.value, article=articles[e.article]
                )
                for e in excluded
            )
        )


async def _remember(
    draw: Draw, digest: bytes, *, listed: int, excluded: list[Exclusion], actor: Actor, now: datetime
) -> int:
    entry = await audit.record(
        AuditTag.CANDIDATES_FREEZE,
        actor=actor.audit_name,
        subject=str(draw.id),
        facts={
            "candidates_hash": digest.hex(),
            "candidates": listed,
            "excluded": dict(sorted(Counter(e.reason.value for e in excluded).items())),
        },
        now=now,
        public=True,
    )
    return entry.ticket
