"""Each member signs the report, or signs a dissent; who does neither is deemed to agree.

The password is asked again, and a member with a key box may add an Ed25519 signature.
The last signature ends the evaluation.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import Conflict, Invalid, NotFound
from core.statements import stated
from evaluation.audit_tags import AuditTag
from evaluation.domain.signing import SignatureKind, read_dissent, signed_bytes
from evaluation.operations.finish_session import finish_if_all_signed
from evaluation.operations.sitting import (
    Sitting,
    articles_of,
    check_state,
    remember,
    remember_of,
    session_for_update,
    take_seat,
)
from evaluation.permissions import Permission
from evaluation.queries.seats import live_members
from evaluation.states import SessionState
from evaluation.tables import Report, Session, Signature
from identity.actor import Actor
from identity.operations.sign_in import confirm_password
from identity.permissions import check
from identity.queries import key_box_of
from storage.database import transaction
from storage.keys import verify
from trading.kinds import ARTICLES
from trading.projects.queries import lot_for_update
from trading.rules import Article
from web.form_fields import CHOSEN, Explanation, Number, Password, Reason


class SigningWord(Struct, frozen=True, kw_only=True):
    """How a member signs: plainly, or as one who `dissents`; `signature` over `signed_bytes`, if any."""

    password: Annotated[Password, Meta(title="登录密码", description="签署前再次输入，确认是您本人。")]
    dissents: Annotated[bool, Meta(title="我有不同意见")] = False
    dissent: Annotated[Explanation, Meta(title="不同意见和理由")] = ""
    signature: Annotated[bytes, Meta(max_length=400, title="签名")] | None = None


async def sign_report(*, actor: Actor, session_id: UUID, word: SigningWord, now: datetime) -> None:
    """Sign the report, with or without a dissent.

    Refuses a wrong password (`password-wrong`), a second signature (`already-signed`), a dissent without reasons, and
    reasons of somebody who does not say to dissent (`dissent-unsaid`).
    """
    await confirm_password(actor=actor, password=word.password)
    async with transaction():
        sitting = await take_seat(actor=actor, session_id=session_id, during=SessionState.REPORTING)
        await lot_for_update(sitting.session.lot)  # before the audit log's lock; the last signature moves it
        report = await report_of(sitting.session)
        await _check_unsigned(report, sitting.me.id)
        kind = SignatureKind.DISSENTING if word.dissents else SignatureKind.SIGNED
        article = (await articles_of(sitting.session))[Article.SIGNING]
        dissent = read_dissent(word.dissent, dissents=word.dissents, article=article)
        key_box = await _check_signature(sitting, report, word.signature, kind=kind, dissent=dissent)
        seq = await remember_of(
            AuditTag.REPORT_SIGN,
            sitting=sitting,
            facts={"facts_sha256": bytes(report.facts_hash).hex(), "kind": kind.value},
            now=now,
        )
        await Signature(
            report=report.id,
            member=sitting.me.id,
            kind=kind.value,
            dissent=dissent,
            signature=word.signature,
            key_box=key_box,
            signed_at=now,
            audit_seq=seq,
        ).save()
        await finish_if_all_signed(session=sitting.session, now=now)


class Silence(Struct, frozen=True, kw_only=True):
    """Which member refuses to sign, and what happened."""

    number: Annotated[Number, CHOSEN, Meta(title="成员")]
    reason: Annotated[Reason, Meta(title="情况说明", extra={"article": ARTICLES[Article.SIGNING]})]


async def record_silence(*, actor: Actor, session_id: UUID, word: Silence, now: datetime) -> None:
    """Staff note that a member neither signs nor writes a dissent: deemed to agree."""
    async with transaction():
        session = await session_for_update(session_id)
        check(actor, Permission.SESSION_CONTROL)
        check_state(session, SessionState.REPORTING)
        words = stated(word.reason, field="reason")
        member = next((m for m in await live_members(session.id) if m.number == word.number), None)
        if member is None:
            raise NotFound(code="member-unknown", message="没有这位评委")
        await lot_for_update(session.lot)
        report = await report_of(session)
        await _check_unsigned(report, member.id)
        seq = await remember(
            AuditTag.REPORT_SIGN,
            session=session,
            actor_name=actor.audit_name,
            facts={"member": member.number, "kind": SignatureKind.DEEMED.value},
            now=now,
        )
        await Signature(
            report=report.id,
            member=member.id,
            kind=SignatureKind.DEEMED.value,
            note=words,
            signed_at=now,
            audit_seq=seq,
        ).save()
        await finish_if_all_signed(session=session, now=now)


async def report_of(session: Session) -> Report:
    """The session's report."""
    report = await Report.objects().where(Report.session == session.id).first()
    if report is None:
        raise NotFound(code="report-unknown", message="报告尚未形成")
    return report


async def _check_unsigned(report: Report, member_id: UUID) -> None:
    if await Signature.exists().where((Signature.report == report.id) & (Signature.member == member_id)):
        raise Conflict(code="already-signed", message="您已签署报告")


async def _check_signature(
    sitting: Sitting,
    report: Report,
    signature: Annotated[bytes, Meta(max_length=400)] | None,
    *,
    kind: SignatureKind,
    dissent: str,
) -> UUID | None:
    if signature is None:
        return None
    box = await key_box_of(sitting.me.person)
    data = signed_bytes(facts_hash=bytes(report.facts_hash), kind=kind, dissent=dissent)
    if box is None or not verify(box.signing_public, data, signature):
        raise Invalid(code="signature-wrong", message="电子签名与您的密钥不符", field="signature")
    return box.id
