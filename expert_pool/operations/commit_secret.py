"""A party commits to its secret, and later reveals it.

The browser hashes the secret and sends only the hash. A person without scripts may send the secret itself:
it is hashed at once and not kept, so that they have to reveal it like everybody else.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import Conflict, Forbidden, Invalid
from expert_pool.audit_tags import AuditTag
from expert_pool.domain.draw import canonical_secret, secret_commitment
from expert_pool.domain.duties import DUTY_TITLES
from expert_pool.fields import Secret
from expert_pool.operations.draw_row import draw_for_update, fix_head, parties_of
from expert_pool.permissions import Permission, duty_of
from expert_pool.states import DRAW_STATES, DrawEvent
from expert_pool.tables import Draw, DrawParty
from identity.actor import Actor
from identity.permissions import check
from storage import audit
from storage.database import transaction
from trading.projects.queries import lot_view


class Committing(Struct, frozen=True, kw_only=True):
    """The hash of a party's secret (`secret_commitment`, hex) made in the browser; without scripts the secret."""

    commitment: Annotated[str, Meta(pattern="^[0-9a-f]{64}$", title="承诺值（SHA-256）")] | None = None
    secret: Annotated[
        Secret | None,
        Meta(
            description="至少24位字母或数字，不分大小写。浏览器支持脚本时自动生成，并且只提交指纹；不支持时由平台计算指纹后即丢弃。"
        ),
    ] = None


class Revealing(Struct, frozen=True, kw_only=True):
    """A party's secret, after the freeze."""

    secret: Annotated[Secret, Meta(description="提交承诺时所用的秘密数；本浏览器保存的会自动填入。")]


async def commit_secret(*, actor: Actor, draw_id: UUID, word: Committing, now: datetime) -> None:
    """Take a party's commitment. With the last one the list can be frozen.

    A secret typed is hashed at once and not kept.
    """
    async with transaction():
        draw = await draw_for_update(draw_id)
        check(actor, Permission.SECRET_COMMIT)
        party, others = await _own_party(actor, draw)
        commitment = _commitment(word, draw, party)
        if party.commitment is not None:
            raise Conflict(code="already-committed", message="本方已提交承诺值，不可更改")
        entry = await audit.record(
            AuditTag.SECRET_COMMIT,
            actor=actor.audit_name,
            subject=str(draw.id),
            facts={"duty": party.duty, "commitment": commitment.hex()},
            now=now,
            public=True,
        )
        party.person, party.commitment = actor.person_id, commitment
        party.committed_at, party.committed_seq = now, entry.ticket
        await party.save()
        if all(other.commitment is not None for other in others):
            draw.state = DRAW_STATES.after(draw.state, DrawEvent.COMMIT_LAST).value
            await draw.save()


def _commitment(word: Committing, draw: Draw, party: DrawParty) -> bytes:
    if word.commitment is not None:
        return bytes.fromhex(word.commitment)
    secret = canonical_secret(word.secret or "")
    return secret_commitment(draw_id=draw.id, duty=party.duty, secret=secret)


async def reveal_secret(*, actor: Actor, draw_id: UUID, word: Revealing, now: datetime) -> None:
    """Take a party's secret after the freeze; only what was committed to is taken. The last one allows the draw."""
    canonical = canonical_secret(word.secret)
    async with transaction():
        draw = await draw_for_update(draw_id)
        check(actor, Permission.SECRET_COMMIT)
        party, others = await _own_party(actor, draw)
        _check_reveal(party, draw=draw, secret=canonical)
        await fix_head(draw)
        entry = await audit.record(
            AuditTag.SECRET_REVEAL,
            actor=actor.audit_name,
            subject=str(draw.id),
            facts={"duty": party.duty, "secret": canonical},
            now=now,
            public=True,
        )
        party.secret, party.revealed_at, party.revealed_seq = canonical, now, entry.ticket
        await party.save()
        if all(other.secret is not None for other in others):
            draw.state = DRAW_STATES.after(draw.state, DrawEvent.REVEAL_LAST).value
            await draw.save()


def _check_reveal(party: DrawParty, *, draw: Draw, secret: str) -> None:
    if party.secret is not None:
        raise Conflict(code="already-revealed", message="本方已公开秘密数")
    if not DRAW_STATES.allows(draw.state, DrawEvent.REVEAL_LAST):
        raise Conflict(code="candidates-not-frozen", message="候选名单封存后方可公开秘密数")
    expected = secret_commitment(draw_id=draw.id, duty=party.duty, secret=secret)
    if not hmac.compare_digest(expected, bytes(party.commitment)):
        raise Invalid(
            code="secret-does-not-match", message="该秘密数与本方事先提交的承诺值不符", field="secret"
        )


async def _own_party(actor: Actor, draw: Draw) -> tuple[DrawParty, list[DrawParty]]:
    """The actor's own duty in this draw and the others; raises `Forbidden` (`not-a-party`)."""
    duty = duty_of(actor, await lot_view(draw.lot))
    parties = await parties_of(draw.id)
    own = next((party for party in parties if party.duty == duty), None)
    if own is None or (own.person is not None and own.person != actor.person_id):
        named = (
            f"{DUTY_TITLES[duty]}一方已由他人代表" if own is not None and duty else "您不是本次抽取的参与方"
        )
        raise Forbidden(code="not-a-party", message=named)
    return own, [party for party in parties if party.id != own.id]
