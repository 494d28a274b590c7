"""Every document the platform gives out, found again by what it says it is.

A file is made anew from what is stored, so a file somebody brings is compared with the platform's own and not with
what it claims. A text is led to its document by what was written down when that was published, which proves nothing:
before it is said to be the document's, it is compared with the text of the document `made_anew`.
Not for: reading a stranger's file; see `documents`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import msgspec

from bidding_room.documents import issued_record, record_and_entry, record_identity
from core.canonical import fingerprint
from core.clock import day_text, local_day, moment_text
from core.errors import DomainError, NotFound
from core.searching import compact, searchable
from evaluation.queries.reports import report_files, result_for_public
from storage.given_out import texts_of
from trading.choices import LetterKind
from trading.notices.documents import letter_document, notice_document, notice_identity
from trading.notices.domain.letters import letter_sha256
from trading.notices.domain.notice_shape import Body
from trading.notices.queries.letters import issued_letter
from trading.notices.queries.published import (
    NoticeArticle,
    notice_by_no,
    notices_of_project,
    notices_titled_within,
)
from trading.papers.documents import issued_docx
from trading.papers.operations.issue_documents import documents_sha256
from trading.papers.queries.issued import issued_documents
from trading.projects.queries import LotView, lot_view
from trading.projects.queries.lots import lots_of_projects
from web import word
from web.word import beijing

_PROJECT_NO = re.compile(r"(?<![0-9])[0-9]{6}-[0-9]{4}-[0-9]{5}(?![0-9])")
_NOTICE_NO = re.compile(r"(?<![0-9])[0-9]{6}-[0-9]{4}-[0-9]{5}-[0-9]{2}(?![0-9])")
_MOST = 8
_NOTICE = notice_identity("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A document of the platform: its text, the files it may be, and the entry of the log that vouches for it.

    `text` is compact; `pages` are the text with what a page or a file prints `above` and `below` it, in order.
    `names` are what a reader may put beside a passage to say which document it is from.
    `digest` is what the entry must name. A confidential one is only ever confirmed, never told of.
    `made` is unset while `text` is only what was written down.
    """

    kind: str
    facts: tuple[tuple[str, str], ...]
    files: Callable[[], Awaitable[tuple[bytes, ...]]]
    text: str
    names: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    seq: int | None = None
    digest: str = ""
    confidential: bool = False
    made: bool = True

    @property
    def printed(self) -> str:
        """All that a passage may be copied from, on lines of their own: no compact passage goes over a line's end."""
        return "\n".join(self.pages) or self.text


async def made_anew(issued: Issued) -> Issued:
    """With the text of the document as it is made from what the log vouches for; not on the event loop."""
    return issued if issued.made else replace(issued, text=await _made_text(issued.files), made=True)


async def issued_as(identity: str, *, text: str | None = None) -> Issued | None:
    """The document that says it is `identity`; None when the platform has given out no such thing.

    `text` is what was written down of it; without, a file may have to be made to know it.
    """
    kind, _, key = identity.partition(":")
    reader = _READERS.get(kind)
    if reader is None:
        return None
    try:
        return await reader(key, text)
    except (DomainError, ValueError):
        return None


async def issued_naming(text: str) -> list[Issued]:
    """The public documents a text may be: those whose notice or project number, or title, stands in it."""
    return await issued_among(await _identities_in(searchable(text)))


async def issued_among(identities: Sequence[str]) -> list[Issued]:
    """The public ones, without making a file: notices, and whatever else has been written down."""
    known = await texts_of(identities)
    legible = [one for one in identities if one in known or one.startswith(_NOTICE)]
    found = [await issued_as(one, text=known.get(one)) for one in legible]
    return [one for one in found if one is not None and not one.confidential]


async def _identities_in(text: str) -> list[str]:
    notices = list(dict.fromkeys(_NOTICE_NO.findall(text)))
    projects = list(dict.fromkeys(_PROJECT_NO.findall(text)))
    for no in projects[:2]:
        notices += [row.no for row in await notices_of_project(no)]
    if not notices:
        notices = await notices_titled_within(text.replace(" ", ""), limit=_MOST)
    lots = await lots_of_projects(projects[:2])
    names = [notice_identity(no) for no in dict.fromkeys(notices)][:_MOST]
    return [*names, *(record_identity(str(lot_id)) for lot_id in lots)]


async def _notice(no: str, _: str | None) -> Issued:
    article = await notice_by_no(no)
    row = article.row

    async def files() -> tuple[bytes, ...]:
        return (await notice_document(article),)

    text = compact("\n".join(_lines(article.body)))
    page, file, foot = _printed(article)
    return Issued(
        kind=row.kind_title,
        facts=(("公告", row.title), ("公告编号", row.no), ("发布时间", beijing(row.published_at))),
        files=files,
        text=text,
        names=(*page[:2], compact(row.no)),
        pages=("".join((*page, text, *foot)), "".join((*file, text, *foot[1:]))),
        above=(*page, *file),
        below=foot,
        seq=article.audit_seq,
        digest=_digest(article),
    )


async def _letter(no: str, _: str | None) -> Issued:
    """The winner's letter says what the result notice says; another's own scores are only ever confirmed."""
    letter = await issued_letter(no)
    row, file = letter.row, await letter_document(letter)
    private = row.kind is not LetterKind.AWARD
    facts = (("项目", f"{row.lot_title} {row.lot_ref}"), ("编号", row.no))

    async def files() -> tuple[bytes, ...]:
        return (file,)

    return Issued(
        kind=letter.body.title,
        facts=() if private else facts,
        files=files,
        text=_text_of(file),
        seq=letter.audit_seq,
        digest=letter_sha256(letter.body),
        confidential=private,
    )


async def _record(key: str, text: str | None) -> Issued:
    lot_id = UUID(key)
    record, seq = await record_and_entry(lot_id)
    lot = await lot_view(lot_id)

    async def files() -> tuple[bytes, ...]:
        return ((await issued_record(lot_id))[1],)

    return Issued(
        kind=f"{lot.terms.opening}记录",
        facts=_about(lot),
        files=files,
        text=text or await _made_text(files),
        seq=seq,
        digest=fingerprint(record),
        made=not text,
    )


async def _report(key: str, text: str | None) -> Issued:
    lot_id = UUID(key)
    lot = await lot_view(lot_id)

    async def files() -> tuple[bytes, ...]:
        return await report_files(lot_id)

    made, text = not text, text or await _made_text(files)
    try:
        public = await result_for_public(lot_id)
    except DomainError:
        return Issued(kind=lot.terms.report, facts=(), files=files, text=text, confidential=True)
    return Issued(
        kind=lot.terms.report,
        facts=_about(lot),
        files=files,
        text=text,
        seq=public.report_seq,
        digest=public.facts_hash.hex(),
        made=made,
    )


def _about(lot: LotView) -> tuple[tuple[str, str], ...]:
    return (("项目", f"{lot.title} {lot.no}"), (lot.terms.lot, lot.lot_label))


async def _documents(project_no: str, text: str | None) -> Issued:
    issued = await issued_documents(project_no)
    if issued is None:
        raise NotFound(code="documents-unknown", message="没有已发出的文件")

    async def files() -> tuple[bytes, ...]:
        return (await issued_docx(issued),)

    return Issued(
        kind=issued.called,
        facts=(("项目", f"{issued.project_name} {project_no}"),) if issued.is_public else (),
        files=files,
        text=text or await _made_text(files),
        seq=issued.audit_seq,
        digest=documents_sha256(issued.document),
        confidential=not issued.is_public,
        made=not text,
    )


_READERS: Mapping[str, Callable[[str, str | None], Awaitable[Issued]]] = {
    "notice": _notice,
    "letter": _letter,
    "opening-record": _record,
    "tender-documents": _documents,
    "evaluation-report": _report,
}


def _digest(article: NoticeArticle) -> str:
    return fingerprint(msgspec.to_builtins(article.body))


async def _made_text(files: Callable[[], Awaitable[tuple[bytes, ...]]]) -> str:
    """Of the newest of them."""
    return await asyncio.to_thread(_text_of, (await files())[-1])


def _text_of(file: bytes) -> str:
    return compact(word.document_text(word.read_document(file)))


def _lines(body: Body) -> list[str]:
    """The text every rendering of a notice has, in its order."""
    lines = [body.summary]
    for section in body.sections:
        lines += [section.heading, *("".join(line) for line in section.lines), *section.paragraphs]
        if section.table:
            lines += ["".join(section.table.head), *("".join(row) for row in section.table.rows)]
    return lines


def _printed(article: NoticeArticle) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What stands above the text on the page and in the Word file, and beneath it, compact and in order."""
    row = article.row
    title, number = compact(row.title), compact(f"公告编号：{row.no}")
    page = (
        title,
        number,
        compact(f"发布时间：{moment_text(row.published_at)}"),
        compact(f"第 {article.version} 版"),
    )
    summed = ("项目概况",) if article.body.summary else ()
    file = (title, number, compact(f"发布时间：{beijing(row.published_at)}"), *summed)
    foot = (row.tenderer_name, row.agency_name, day_text(local_day(row.published_at)))
    return page, file, tuple(compact(one) for one in foot)
