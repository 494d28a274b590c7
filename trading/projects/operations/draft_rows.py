"""A draft's parts put into its rows, inside the transaction of whoever drafts.

Not for: judging what may be put there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from core.ids import new_id
from trading.choices import Duty
from trading.kinds import KINDS, Kind
from trading.projects.domain.document import Document
from trading.projects.domain.draft import (
    BASICS_COLUMNS,
    LOT_COLUMNS,
    Basics,
    LotBasics,
)
from trading.projects.domain.scheme import Scheme, SchemeDraft
from trading.projects.queries.drafts import (
    seats_of,
)
from trading.projects.queries.lots import scheme_of
from trading.tables import Criterion, DraftedDocument, Lot, OpeningOfficer, Project


def put_basics(*, project: Project, basics: Basics) -> None:
    """Copy what is the project's of `basics` into its row; nothing is stored yet."""
    project.particulars = KINDS[project.kind].particulars.written(basics.particulars)
    for name in BASICS_COLUMNS:
        setattr(project, name, getattr(basics, name).strip())


def put_lot(*, lot: Lot, basics: LotBasics) -> None:
    """The same for one lot, but for its number."""
    for name in LOT_COLUMNS:
        setattr(lot, name, getattr(basics, name))
    lot.name = basics.name.strip()


async def put_panel(lot: Lot, seats: Sequence[tuple[Duty, UUID]]) -> None:
    """Replace the lot's panel."""
    await OpeningOfficer.delete().where(OpeningOfficer.lot == lot.id)
    for ordinal, (duty, person_id) in enumerate(seats, start=1):
        await OpeningOfficer(lot=lot.id, ordinal=ordinal, person=person_id, duty=duty.value).save()


async def put_lots(*, rows: Sequence[LotBasics], lots: Sequence[Lot], project: Project) -> None:
    """The lots become those of `rows`, numbered in their order. One that is named no more goes with its scheme."""
    kept, first = {lot.id: lot for lot in lots}, lots[0]
    seats = [(Duty(seat.duty), seat.person_id) for seat in await seats_of(first.id)]
    scheme = await scheme_of(first.id)
    gone = kept.keys() - {row.lot_id for row in rows}
    if gone:
        await Lot.delete().where(Lot.id.is_in(list(gone)))
    # Out of the way first: the number of one may still be another's.
    await Lot.update({Lot.lot_no: Lot.lot_no * -1}).where(Lot.project == project.id)
    for place, row in enumerate(rows, start=1):
        lot = kept[row.lot_id] if row.lot_id else _another(first)
        put_lot(lot=lot, basics=row)
        lot.lot_no = place
        await lot.save()
        if row.lot_id is None:
            await put_panel(lot, seats)
            await put_scheme(lot=lot, scheme=scheme, kind=KINDS[project.kind])
            await lot.save()


def _another(first: Lot) -> Lot:
    """A further lot of the project."""
    return Lot(
        id=new_id(),
        project=first.project,
        panel_threshold=first.panel_threshold,
        publish_at=first.publish_at,
        documents_until=first.documents_until,
        bids_due_at=first.bids_due_at,
        opening_place=first.opening_place,
        day_off_reason=first.day_off_reason,
    )


def numbered(scheme: SchemeDraft) -> Scheme:
    """The scheme with new ids for its criteria."""
    return scheme.numbered(tuple(new_id() for _ in scheme.criteria))


async def put_scheme(*, lot: Lot, scheme: Scheme, kind: Kind) -> None:
    """Replace the lot's scheme; criteria get ids of their own (the caller saves the lot).

    Raises `Invalid` for what is out of the bounds of its method.
    """
    lot.scheme = kind.method.scheme.written(scheme)
    await Criterion.delete().where(Criterion.lot == lot.id)
    for ordinal, draft in enumerate(scheme.criteria, start=1):
        await Criterion(
            lot=lot.id,
            ordinal=ordinal,
            name=draft.name.strip(),
            kind=draft.kind,
            max_points=draft.max_points,
            guide=draft.guide.strip(),
            envelope=draft.envelope,
        ).save()


async def put_document(*, project: Project, document: Document, by: UUID, now: datetime) -> None:
    """Keep the tender documents of the project, in place of the revision before; the caller holds its lock."""
    row = await DraftedDocument.objects().where(DraftedDocument.project == project.id).first()
    kept = row or DraftedDocument(project=project.id, edited_by=by, edited_at=now)
    kept.chapters = msgspec.json.encode(document.chapters).decode()
    kept.revision, kept.edited_by, kept.edited_at = document.revision, by, now
    await kept.save()
