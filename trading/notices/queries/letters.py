"""Letters as issued: for their addressee, and for tenderer, agency and centre unless it is theirs alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from asyncpg import Record

from core.errors import NotFound
from identity.actor import Actor
from storage import audit
from storage.database import fetch, fetch_one
from trading.choices import LetterKind
from trading.kinds import KINDS
from trading.notices.domain.letters import LetterBody
from trading.permissions import Permission
from trading.projects.domain.named_lot import NamedLot
from trading.projects.queries.lots import NAMED_LOT
from trading.terms import Terms


class LetterRow(NamedLot, msgspec.Struct, frozen=True, kw_only=True):
    """One line of a list of letters."""

    no: str
    kind: LetterKind
    title: str
    project_no: str
    project_name: str
    lot_no: int
    lot_name: str
    lots: int
    addressee_name: str
    issued_at: datetime
    failed_reason: str
    project_kind: str

    @property
    def terms(self) -> Terms:
        """What its kind calls parties, papers and moments."""
        return KINDS[self.project_kind].terms


class IssuedLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A whole letter; `audit_seq` is where its hash stands in the log."""

    row: LetterRow
    body: LetterBody
    audit_seq: int


_ROW = f"""
SELECT letter.no, letter.kind, letter.body->>'title' AS title, {NAMED_LOT},
       letter.addressee_name, letter.issued_at, letter.addressee, letter.audit_seq, letter.addressee_only,
       lot.failed_reason, project.kind AS project_kind,
       project.tenderer, project.agency
FROM trading_letter letter
JOIN trading_lot lot ON lot.id = letter.lot
JOIN trading_project project ON project.id = lot.project
"""  # noqa: S608 — fixed texts


async def letters_to(organisation_id: UUID, *, since: datetime | None = None) -> tuple[LetterRow, ...]:
    """What an organisation was sent, the newest first."""
    rows = await fetch(
        f"{_ROW} WHERE letter.addressee = $1 AND ($2::timestamptz IS NULL OR letter.issued_at >= $2)"
        " ORDER BY letter.issued_at DESC, letter.no LIMIT 200",
        organisation_id,
        since,
    )
    return tuple(msgspec.convert(dict(row), LetterRow) for row in rows)


async def letters_about(project_no: str) -> tuple[LetterRow, ...]:
    """The letters of a project, the winner's first, but not those that only their addressee may know of.

    Callers have asked whether the reader may see the project.
    """
    rows = await fetch(
        f"{_ROW} WHERE project.no = $1 AND NOT letter.addressee_only ORDER BY letter.kind, letter.no",
        project_no,
    )
    return tuple(msgspec.convert(dict(row), LetterRow) for row in rows)


async def letter_by_no(*, no: str, actor: Actor) -> IssuedLetter:
    """Raises `NotFound` (`letter-unknown`) for everybody it does not concern, too."""
    row = await fetch_one(f"{_ROW} WHERE letter.no = $1", no)
    if row is None or not _concerns(row, actor):
        raise NotFound(code="letter-unknown", message="没有这份通知书")
    return await _issued(row)


def _concerns(row: Record, actor: Actor) -> bool:
    if row["addressee_only"]:
        return bool(actor.organisation_id == row["addressee"])
    return (
        actor.organisation_id in (row["addressee"], row["tenderer"], row["agency"])
        or Permission.PROJECT_READ_ALL in actor.permissions
    )


async def issued_letter(no: str) -> IssuedLetter:
    """Without asking who wants to know; raises `NotFound` (`letter-unknown`)."""
    row = await fetch_one(f"{_ROW} WHERE letter.no = $1", no)
    if row is None:
        raise NotFound(code="letter-unknown", message="没有这份通知书")
    return await _issued(row)


async def _issued(row: Record) -> IssuedLetter:
    body = await fetch_one("SELECT body::text AS body FROM trading_letter WHERE no = $1", row["no"])
    assert body is not None
    return IssuedLetter(
        row=msgspec.convert(dict(row), LetterRow),
        body=msgspec.json.decode(body["body"], type=LetterBody),
        audit_seq=await audit.seq_of(row["audit_seq"]),
    )
