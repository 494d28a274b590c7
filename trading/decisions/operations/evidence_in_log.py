"""Whether a log entry may be named as evidence about a lot. Called inside the operation that takes it."""

from __future__ import annotations

from uuid import UUID

from core.errors import Invalid
from storage import audit
from trading.decisions.domain.evidence import Evidence


async def check_logged(evidence: Evidence, *, lot_id: UUID, called: str) -> None:
    """A log entry proves something only if anybody can read it and it speaks of this lot (`evidence-not-logged`).

    `called` is what its kind calls a lot.
    """
    if evidence.log_seq is None:
        return
    if evidence.log_seq not in {e.seq for e in await audit.public_entries_about(subject=str(lot_id))}:
        raise Invalid(
            code="evidence-not-logged",
            message=f"审计日志中没有关于本{called}的公开条目第{evidence.log_seq}条",
            field="evidence_seq",
        )
