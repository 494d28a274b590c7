"""The report: for the committee that signs it, for who may read it afterwards, and its result for the public."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from core.errors import Conflict, NotFound
from evaluation.documents import SignedLine, report_document
from evaluation.domain.report_facts import ReportFacts, facts_hash
from evaluation.domain.result_file import ResultFile, canonical
from evaluation.domain.signing import SignatureKind
from evaluation.permissions import Permission
from evaluation.queries.rooms import own_seat
from evaluation.states import SessionState
from evaluation.tables import Member, Report, Result, Session, Signature
from identity.actor import Actor
from identity.permissions import check
from storage import audit
from storage.objects import store
from trading.projects.queries import LotView, judged_lot, lot_view


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureView:
    """How one member stands under the report. `name` is empty where the reader may not know it."""

    number: int
    name: str
    kind: SignatureKind | None
    dissent: str
    note: str
    signed_at: datetime | None
    is_me: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report as issued, with its signatures so far."""

    id: UUID
    session_id: UUID
    lot_id: UUID
    state: SessionState
    facts: ReportFacts
    facts_hash: bytes
    document_hash: bytes
    issued_at: datetime
    audit_seq: int
    signatures: tuple[SignatureView, ...]

    @property
    def signed(self) -> int:
        return sum(line.kind is not None for line in self.signatures)

    @property
    def mine(self) -> SignatureView | None:
        """The reading member's own line."""
        return next((line for line in self.signatures if line.is_me), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicResult:
    """What the public may know after the award notice. `bidders` says by bid of the result whose it is."""

    lot_id: UUID
    session_id: UUID
    result: ResultFile
    bidders: Mapping[str, UUID]
    committee: tuple[str, ...]
    facts_hash: bytes
    document_hash: bytes
    issued_at: datetime
    signed_at: datetime
    report_seq: int


async def report_for_member(*, session_id: UUID, person_id: UUID | None) -> ReportView:
    """For the committee, colleagues as numbers; raises `NotFound` before it is issued."""
    session, me = await own_seat(session_id=session_id, person_id=person_id)
    return await _view(session, me=me)


async def report_for_tenderer(lot_id: UUID) -> ReportView | None:
    """The signed report with names, or None while it is not signed. The caller has asked who reads."""
    session = await Session.objects().where(Session.lot == lot_id).first()
    if session is None or session.state != SessionState.SIGNED:
        return None
    return await _view(session, me=None)


async def check_reads_report(*, actor: Actor, lot_id: UUID) -> None:
    """The lot's own tenderer and agency, supervisors and staff; strangers learn nothing (`NotFound`)."""
    check(actor, Permission.REPORT_READ)
    lot = await judged_lot(lot_id)
    if Permission.SESSION_WATCH in actor.permissions:
        return
    if actor.organisation_id is None or actor.organisation_id not in (lot.tenderer_id, lot.agency_id):
        raise NotFound(code="report-unknown", message="没有这份报告")


async def report_docx(view: ReportView) -> bytes:
    """The Word document: as issued until all have signed, then with the signatures."""
    if view.state is not SessionState.SIGNED:
        report = await Report.objects().where(Report.id == view.id).first()
        assert report is not None
        return await store().get(report.object_key)
    session = await Session.objects().where(Session.id == view.session_id).first()
    assert session is not None
    lines = await _signed_lines(session, view)
    return await asyncio.to_thread(
        report_document,
        facts=view.facts,
        facts_hash=view.facts_hash,
        kind=(await lot_view(view.lot_id)).kind_of_transaction,
        signatures=lines,
    )


async def report_files(lot_id: UUID) -> tuple[bytes, ...]:
    """Every Word file of the lot's report the platform may have given out: as issued, and once signed.

    Confidential before the result: only for telling whether a file somebody already has is one of them.
    """
    session = await Session.objects().where(Session.lot == lot_id).first()
    report = session and await Report.objects().where(Report.session == session.id).first()
    if not session or not report:
        raise NotFound(code="report-unknown", message="没有这份报告")
    issued, view = await store().get(report.object_key), await _view(session, me=None)
    return (issued, await report_docx(view)) if view.state is SessionState.SIGNED else (issued,)


async def result_for_public(lot_id: UUID) -> PublicResult:
    """Raises `NotFound`: `result-not-public` until the award is published (87令第六十九条), and as `judged_lot`."""
    session = await Session.objects().where(Session.lot == lot_id).first()
    if session is None or session.result_public_at is None:
        raise NotFound(code="result-not-public", message=_why_none(await judged_lot(lot_id)))
    view = await _view(session, me=None)
    tenderer = (await lot_view(lot_id)).terms.tenderer
    bidders = await Result.select(Result.bid, Result.bidder).where(Result.session == session.id)
    return PublicResult(
        lot_id=lot_id,
        session_id=session.id,
        result=view.facts.result,
        bidders={str(row["bid"]): row["bidder"] for row in bidders},
        committee=tuple(
            f"{line.name}（{tenderer}代表）" if line.is_representative else line.name
            for line in view.facts.committee
        ),
        facts_hash=view.facts_hash,
        document_hash=view.document_hash,
        issued_at=view.issued_at,
        signed_at=session.signed_at,
        report_seq=view.audit_seq,
    )


def _why_none(lot: LotView) -> str:
    if not lot.has_failed:
        return "评审结果尚未公布"
    w, notice = lot.terms, lot.kind_of_transaction.notices.termination.title
    return f"本{w.lot}{w.has_failed}，没有评审结果，{w.failed}理由见{notice}"


async def result_json(lot_id: UUID) -> bytes:
    """The published result as `tianping score` reads it: canonical bytes."""
    return canonical((await result_for_public(lot_id)).result)


async def _view(session: Session, *, me: Member | None) -> ReportView:
    report = await Report.objects().where(Report.session == session.id).first()
    if report is None:
        raise Conflict(code="report-not-issued", message="报告尚未形成")
    return ReportView(
        id=report.id,
        session_id=session.id,
        lot_id=session.lot,
        state=SessionState(session.state),
        facts=msgspec.json.decode(report.facts.encode(), type=ReportFacts),
        facts_hash=facts_hash(report.facts.encode()),  # of what is shown, whatever stands beside it
        document_hash=bytes(report.document_hash),
        issued_at=report.issued_at,
        audit_seq=await audit.seq_of(report.audit_seq),
        signatures=await _signatures(session, report, me),
    )


async def _signatures(session: Session, report: Report, me: Member | None) -> tuple[SignatureView, ...]:
    members = (
        await Member.objects(Member.person)
        .where((Member.session == session.id) & (Member.state != "replaced"))
        .order_by(Member.number if me else Member.seat)
    )
    rows = {row.member: row for row in await Signature.objects().where(Signature.report == report.id)}
    return tuple(
        SignatureView(
            number=member.number,
            name="" if me else member.person.name,
            kind=SignatureKind(row.kind) if (row := rows.get(member.id)) else None,
            dissent=row.dissent if row and (me is None or member.id == me.id) else "",
            note=row.note if row and me is None else "",
            signed_at=row.signed_at if row else None,
            is_me=me is not None and member.id == me.id,
        )
        for member in members
    )


async def _signed_lines(session: Session, view: ReportView) -> tuple[SignedLine, ...]:
    members = (
        await Member.objects(Member.person)
        .where((Member.session == session.id) & (Member.state != "replaced"))
        .order_by(Member.seat)
    )
    rows = {row.member: row for row in await Signature.objects().where(Signature.report == view.id)}
    return tuple(
        SignedLine(
            seat=member.seat,
            name=member.person.name,
            kind=SignatureKind(rows[member.id].kind),
            dissent=rows[member.id].dissent,
            signed_at=rows[member.id].signed_at,
        )
        for member in members
    )
