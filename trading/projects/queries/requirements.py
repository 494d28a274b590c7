"""What every bid for a lot must answer in substance, for whoever reviews it."""

from __future__ import annotations

from uuid import UUID

import msgspec

from core.errors import NotFound
from storage.database import fetch_one
from trading.kinds import KINDS
from trading.papers.domain.filling import FilledDocument
from trading.projects.domain.requirement import Requirement
from trading.projects.queries.drafts import basics_of, document_of, project_of
from trading.tables import Lot, Project

_ISSUED = """
SELECT body::text AS body FROM trading_issued_document WHERE project = $1 ORDER BY version DESC LIMIT 1
"""


async def substantive_requirements(lot_id: UUID) -> tuple[Requirement, ...]:
    """In the order a reader goes through a bid, then what else the issued documents mark ★.

    Raises `NotFound` (`lot-unknown`).
    """
    lot = await Lot.objects().where(Lot.id == lot_id).first()
    if lot is None:
        raise NotFound(code="lot-unknown", message="没有这个标的")
    project = await project_of(lot)
    basics = basics_of(project=project, lots=(lot,))
    return (*KINDS[project.kind].requirements(basics), *await _marked(project))


async def _marked(project: Project) -> tuple[Requirement, ...]:
    """The agency's clauses marked ★; those of the model say what the kind asks for by itself."""
    law, worded = KINDS[project.kind].drafting.documents, await document_of(project.id)
    row = await fetch_one(_ISSUED, project.id)
    if law is None or worded is None or row is None:
        return ()
    of_model = {clause for chapter in law.model for clause in chapter.clauses}
    printed = msgspec.json.decode(row["body"], type=FilledDocument)
    return tuple(
        Requirement(title="实质性条款", text=f"{told.no} {told.title}：{told.text}")
        for chapter, shown in zip(worded.chapters, printed.chapters, strict=True)
        for clause, told in zip(chapter.clauses, shown.clauses, strict=True)
        if clause.substantive and clause not in of_model
    )
