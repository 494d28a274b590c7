"""Confirm the result and issue the report for signing ."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from core.errors import Conflict
from core.ids import new_id
from evaluation.audit_tags import AuditTag
from evaluation.documents import report_document
from evaluation.domain.report_facts import ReportFacts, facts_bytes, facts_hash
from evaluation.domain.result_file import canonical
from evaluation.operations.correct_scores import OPEN
from evaluation.operations.sitting import Sitting, articles_of, check_leader, remember_of, take_seat
from evaluation.queries.marks import Sheet, sheet_of
from evaluation.queries.report_facts import report_facts
from evaluation.states import SESSION_STATES, SessionEvent, SessionState
from evaluation.tables import Correction, Report, Result
from identity.actor import Actor
from storage.database import transaction
from storage.objects import store
from trading.projects.queries import lot_view
from trading.rules import Article
from web.responses import WORD


async def issue_report(*, actor: Actor, session_id: UUID, now: datetime) -> UUID:
    """The leader confirms the result and has the report issued; returns its id.

    Refused while objective marks differ (`objective-mismatch`) or a correction is open (`correction-open`).
    """
    async with transaction():
        sitting = await take_seat(actor=actor, session_id=session_id, during=SessionState.CONSOLIDATING)
        check_leader(sitting)
        sheet = await sheet_of(sitting.session)
        await _check_settled(sitting, sheet)
        facts = await report_facts(session=sitting.session, sheet=sheet, now=now)
        sitting.session.state = SESSION_STATES.after(sitting.session.state, SessionEvent.ISSUE_REPORT).value
        await sitting.session.save()
        await Result.insert(*_rows(sitting, sheet))
        return await _issue(sitting, facts, now)


async def _check_settled(sitting: Sitting, sheet: Sheet) -> None:
    if found := len(sheet.mismatches()):
        raise Conflict(
            code="objective-mismatch",
            message=f"有{found}项客观评审因素评分不一致，须先更正",
            article=(await articles_of(sitting.session))[Article.MARKS],
            facts={"mismatches": found},
        )
    if await Correction.exists().where(
        (Correction.session == sitting.session.id) & Correction.state.is_in(list(OPEN))
    ):
        raise Conflict(code="correction-open", message="有未完成的评分更正")


async def _issue(sitting: Sitting, facts: ReportFacts, now: datetime) -> UUID:
    """The document goes to the store before the commit; its key carries its hash, so a retry is harmless."""
    data = facts_bytes(facts)
    digest = facts_hash(data)
    kind = (await lot_view(sitting.session.lot)).kind_of_transaction
    document = report_document(facts=facts, facts_hash=digest, kind=kind)
    document_hash = hashlib.sha256(document).digest()
    key = f"evaluation/reports/{sitting.session.id}/{document_hash.hex()}.docx"
    await store().put(key, document, WORD)
    seq = await remember_of(
        AuditTag.REPORT_ISSUE,
        sitting=sitting,
        facts={
            "facts_sha256": digest.hex(),
            "document_sha256": document_hash.hex(),
            "result_sha256": hashlib.sha256(canonical(facts.result)).hexdigest(),
        },
        now=now,
    )
    row = Report(
        id=new_id(),
        session=sitting.session.id,
        facts=data.decode(),
        facts_hash=digest,
        object_key=key,
        document_hash=document_hash,
        issued_at=now,
        audit_seq=seq,
    )
    await row.save()
    return UUID(str(row.id))


def _rows(sitting: Sitting, sheet: Sheet) -> list[Result]:
    bids = {str(bid.bid_id): bid for bid in sheet.standing.bids}
    return [
        Result(
            session=sitting.session.id,
            bid=result.bid,
            bidder=bids[result.bid].bidder_id,
            bidder_name=bids[result.bid].bidder_name,
            quoted_price=result.quoted,
            evaluated_price=result.evaluated,
            price_score=result.price_score,
            criterion_means={key: str(mean) for key, mean in result.means.items()},
            members_score=result.members_score,
            total=result.total,
            rank=result.rank,
            excluded=result.excluded or "",
        )
        for result in sheet.results()
    ]
