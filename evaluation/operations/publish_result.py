"""The award notice is out: the result and the log entries of the evaluation become public (87令第六十九条)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from evaluation.states import SessionState
from evaluation.tables import LogEntry, Session
from storage import audit
from storage.database import transaction


async def publish_result(*, lot_id: UUID, now: datetime) -> None:
    """Once in effect however often it is asked. Nothing for a lot without a signed evaluation."""
    async with transaction():
        session = await Session.objects().where(Session.lot == lot_id).lock_rows("UPDATE").first()
        if session is None or session.state != SessionState.SIGNED:
            return
        if session.result_public_at is not None:
            return
        session.result_public_at = now
        await session.save()
        seqs = (
            await LogEntry.select(LogEntry.audit_seq)
            .where(LogEntry.session == session.id)
            .output(as_list=True)
        )
        await audit.disclose(numbers=seqs, now=now)
