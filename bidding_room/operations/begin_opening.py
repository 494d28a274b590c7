"""The host declares the opening begun: keys may be used from now on, and the window for it runs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from bidding_room.audit_tags import AuditTag
from bidding_room.domain.panel import check_may_begin, decrypt_until, lateness
from bidding_room.operations.reconcile_bids import reconcile_bids
from bidding_room.permissions import Permission
from bidding_room.states import OPENING_STATES, OpeningEvent
from bidding_room.tables import Opening
from core.canonical import canonical_bytes
from core.errors import Conflict
from identity.actor import Actor
from identity.permissions import check
from storage import audit
from storage.database import transaction
from trading.projects.operations import move_lot
from trading.projects.queries import lot_for_update, lot_view
from trading.rules import Term
from web.form_fields import ShortReason


class Beginning(Struct, frozen=True, kw_only=True):
    """Empty, or why the opening begins long after its time."""

    late_reason: Annotated[ShortReason, Meta(title="未在{deadline}时同时{opening}的原因")] = ""


async def begin_opening(*, actor: Actor, lot_id: UUID, word: Beginning, now: datetime) -> None:
    """Begin the opening of a frozen lot. 87令第三十九条: at the deadline, in public.

    One that begins later than the rule allows says why, for everybody to read in the record. Raises `Conflict`
    (`opening-too-early`, `opening-too-late`, `bids-not-frozen`, `illegal-transition`) and `Invalid` (`opening-late`).
    """
    async with transaction():
        lot = await lot_for_update(lot_id)
        check(actor, Permission.OPENING_HOST)
        view = await lot_view(lot_id)
        articles = view.kind_of_transaction.offer.opening
        if lot.bids_due_at is not None:
            check_may_begin(now=now, bids_due_at=lot.bids_due_at, terms=view.terms, article=articles.shut)
        opening = await opening_for_update(lot_id)
        assert lot.bids_due_at is not None  # a lot with an opening has had its notice
        rules = view.rules
        opening.state = OPENING_STATES.after(opening.state, OpeningEvent.BEGIN).value
        opening.host, opening.begun_at = actor.person_id, now
        opening.decrypt_until = decrypt_until(begun_at=now, window=rules[Term.DECRYPT_WINDOW])
        opening.late_reason = lateness(
            now=now,
            bids_due_at=lot.bids_due_at,
            tolerance=rules[Term.OPENING_TOLERANCE],
            latest=rules[Term.OPENING_LATEST],
            reason=word.late_reason,
            terms=view.terms,
        )
        opening.irregularities = await irregularities(actor, opening, now=now)
        await opening.save()
        await (
            audit.caught_up()
        )  # shared ranks are resolved by the closing's root: it stands before any price is read
        await move_lot.begin_opening(lot_id=lot_id, actor=actor, now=now)
        await _remember(actor, opening, now=now)


async def opening_for_update(lot_id: UUID) -> Opening:
    """The lot's opening, locked; raises `Conflict` (`bids-not-frozen`) before the freeze."""
    row = await Opening.objects().where(Opening.lot == lot_id).lock_rows("UPDATE").first()
    if row is None:
        offer = (await lot_view(lot_id)).terms.offer
        raise Conflict(code="bids-not-frozen", message=f"{offer}集合尚未冻结，请稍候再试")
    return row


async def irregularities(actor: Actor, opening: Opening, *, now: datetime) -> str:
    """Known and new ones, as the column keeps them; what was withheld before the opening becomes readable."""
    known = msgspec.json.decode(opening.irregularities)
    found = await reconcile_bids(actor=actor, lot_id=opening.lot, known=known, now=now, public=True)
    if known:
        await audit.disclose_about(subject=str(opening.lot), tags=[AuditTag.BIDS_IRREGULAR], now=now)
    return canonical_bytes(found).decode()


async def _remember(actor: Actor, opening: Opening, *, now: datetime) -> None:
    await audit.record(
        AuditTag.OPENING_BEGIN,
        actor=actor.audit_name,
        subject=str(opening.lot),
        facts={
            "lot": str(opening.lot),
            "set_root": opening.set_root.hex(),
            "late_reason": opening.late_reason,
        },
        now=now,
    )
