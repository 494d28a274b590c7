"""Word files and pasted text on `/verify`: are they what the platform gave out?

Not for: JSON and fingerprints; see `checking`.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from hashlib import sha256
from uuid import UUID

from app.transparency.checked import Checked, Point, unknown
from app.transparency.comparing import SHORTEST_PART, whole_or_part
from app.transparency.fingerprints import holds_a_hash
from app.transparency.issued import Issued, issued_among, issued_as, issued_naming, made_anew
from app.transparency.lane import lane
from app.transparency.proofs import prove_entry
from app.transparency.word_apart import LONGEST_TEXT, Brought
from bidding_room.documents import receipt_document
from core.searching import compact
from storage.given_out import MOST_FOUND, Held, file_with, texts_with
from trading.projects.queries.lots import lot_view
from web import word

_ZIP = b"PK\x03\x04"
_UNKNOWN_FILE = "平台没有发出过与此相符的文件"
_UNKNOWN_TEXT = "未在本平台公布的文书中找到这段文字"
_NOT_A_JUDGEMENT = "这不等于它是假的：请核对是否完整照原文粘贴，或连同公告编号一起粘贴，或上传原文件"
_HASH_ALONE = "这不等于它是假的：文字之中的指纹不能代表整段文字；如要核验指纹，请只粘贴指纹本身"
_TOO_SHORT = f"不足 {SHORTEST_PART} 字，无从辨认；请多粘贴一些"
_ONLY_ITS_NAME = "文件自称是这份文书，文字却大不相同"
_MOST_LINES = 12
_COMMON = Checked(
    kind="文字",
    points=(
        Point(
            text=f"平台公布的文书中有超过 {MOST_FOUND} 份载有这段文字，无从认定出自哪一份",
            holds=True,
            note="请多粘贴一些，或连同公告编号一起粘贴",
        ),
    ),
    common=True,
)
_UNSOUGHT = unknown(
    "文字", "未能在限时内查遍平台公布的文书", note="请多粘贴一些，或连同公告编号一起粘贴，或上传原文件"
)


def is_zip(data: bytes) -> bool:
    """Word files are ZIP archives."""
    return data.startswith(_ZIP)


async def restates(text: str, *, signed: bytes, lot: UUID) -> Point:
    """Whether a receipt's Word file prints what the signed text inside it says.

    The bidder's name is taken from the file: no signed text names the bidder before the opening.
    """
    of = await lot_view(lot)
    names = [line.partition("\t")[2] for line in text.splitlines() if line.startswith(f"{of.terms.bidder}\t")]
    own = receipt_document(signed, lot=of, bidder=names[0] if names else "")
    return Point(
        text="所印内容与其中的签名文件一致",
        holds=len(text) <= LONGEST_TEXT and compact(_text_of(own)) == compact(text),
        note=f"{of.terms.bidder}名称不在签名内容之内，请以{of.terms.bidder}在平台的账户为准",
    )


async def check_word(data: bytes, *, brought: Brought) -> Checked:
    """A Word file by what it says it is, else by what it says."""
    known = await issued_as(brought.identity)
    if len(brought.text) > LONGEST_TEXT and not (known and data in await known.files()):
        return unknown("Word 文档", "未能与平台发出的文件比对", note=f"超过 {LONGEST_TEXT} 字")
    text = compact(brought.text)
    candidates = [known] if known else await issued_naming(brought.text)
    found = [(one, points) for one in candidates if (points := await _compared(data, text, one))]
    if known and not found:
        found = [(known, (Point(text="与平台所存正文逐字相同", holds=False, note=_ONLY_ITS_NAME),))]
    best = _best(found)
    if best is None or (best[0].confidential and not best[1][0].holds):
        return unknown("Word 文档", _UNKNOWN_FILE)
    return await _told(*best, kind=f"{best[0].kind}（Word 文档）")


async def check_text(text: str) -> Checked:
    """Running text: the document whose number or title stands in it, else whichever it is an excerpt of.

    Raises `Busy` (`verify-busy`) where too many wait for the same.
    """
    if len(text) > LONGEST_TEXT:
        return unknown("文字", _UNKNOWN_TEXT, note=f"超过 {LONGEST_TEXT} 字，请分段粘贴")
    theirs = compact(text)
    if len(theirs) < SHORTEST_PART:
        return unknown("文字", _UNKNOWN_TEXT, note=_TOO_SHORT)
    async with lane.turn():
        return await _looked_up(text, theirs)


async def _looked_up(text: str, theirs: str) -> Checked:
    found = await _best_made(theirs, await issued_naming(text))
    if not any(points[0].holds for _, points in found):
        held = await _holding(text, theirs)
        if held.common or held.unsought:
            return _COMMON if held.common else _UNSOUGHT
        found = await _best_made(theirs, await issued_among(held.identities)) or found
    best = _best(found)
    if best is None:
        note = _HASH_ALONE if holds_a_hash(text) else _NOT_A_JUDGEMENT
        return unknown("文字", _UNKNOWN_TEXT, note=note)
    return _with_others(await _told(*best, kind=f"{best[0].kind}（文字）"), best[0], found)


def _with_others(told: Checked, best: Issued, found: list[tuple[Issued, tuple[Point, ...]]]) -> Checked:
    """The others that hold the same text are named beside it, unless it was only written down that they do."""
    others = [
        dict(one.facts).get("公告", one.kind)
        for one, points in found
        if points[0].holds and one.made and one != best
    ]
    if not (told.holds and others):
        return told
    return replace(told, facts=(*told.facts, ("同样载有这段文字", "、".join(dict.fromkeys(others)))))


async def check_hash(digest: bytes) -> Checked | None:
    """The SHA-256 of a Word file the platform gave out, and would again; None for any other.

    Raises `Busy` (`verify-busy`) where too many wait for the same.
    """
    identity = await file_with(digest)
    if identity is None:
        return None
    async with lane.turn():
        issued = await issued_as(identity)
        files = () if issued is None else await issued.files()
    if issued is None or digest not in {sha256(file).digest() for file in files}:
        return None
    same = Point(text="是平台发出的 Word 文档的 SHA-256", holds=True)
    return await _told(issued, (same,), kind=f"{issued.kind}（Word 文档的指纹）")


async def _holding(text: str, theirs: str) -> Held:
    """The published documents the whole text is an excerpt of; else those that hold its longest lines."""
    held = await texts_with(theirs)
    if held != Held():
        return held
    lines = sorted({compact(line) for line in text.splitlines()} - {theirs}, key=len, reverse=True)
    for line in [line for line in lines[:_MOST_LINES] if len(line) >= SHORTEST_PART]:
        held = await texts_with(line)
        if held.identities or held.unsought:
            return held
    return Held()  # a line that many hold tells of none


async def _best_made(theirs: str, candidates: list[Issued]) -> list[tuple[Issued, tuple[Point, ...]]]:
    """As `_beside`, the best of them made anew: what was written down leads to a document and proves nothing."""
    found = await _beside(theirs, candidates)
    while (best := _best(found)) is not None and not best[0].made:
        place = found.index(best)
        found[place : place + 1] = await _beside(theirs, [await made_anew(best[0])])
    return found


async def _beside(theirs: str, candidates: list[Issued]) -> list[tuple[Issued, tuple[Point, ...]]]:
    """Each candidate the text has something in common with, and what the comparison says; not on the event loop."""

    def compared() -> list[tuple[Issued, tuple[Point, ...]]]:
        all_of_them = ((one, _against(one, theirs)) for one in candidates)
        return [(one, points) for one, points in all_of_them if points]

    return await asyncio.to_thread(compared)


def _against(one: Issued, theirs: str) -> tuple[Point, ...]:
    return whole_or_part(
        theirs, mine=one.text, names=one.names, pages=one.pages, above=one.above, below=one.below
    )


def _best(found: list[tuple[Issued, tuple[Point, ...]]]) -> tuple[Issued, tuple[Point, ...]] | None:
    return next((one for one in found if one[1][0].holds), found[0] if found else None)


async def _compared(data: bytes, text: str, issued: Issued) -> tuple[Point, ...]:
    files = await issued.files()
    if data in files:
        return (Point(text="与平台发出的文件逐字节相同", holds=True),)
    if text in {compact(_text_of(file)) for file in files}:
        note = "文件本身曾被另存，字节已不同；文字未变"
        return (Point(text="文字与平台发出的文件逐字相同", holds=True, note=note),)
    return _against(await made_anew(issued), text)


async def _told(issued: Issued, points: tuple[Point, ...], *, kind: str) -> Checked:
    if issued.seq is None:
        return Checked(kind=kind, points=points, facts=issued.facts)
    proof = await prove_entry(seq=issued.seq)
    named = b"" if proof.entry.payload is None else proof.entry.payload
    logged = (
        Point(
            text="平台所存正文的指纹载于审计日志",
            holds=issued.digest.encode() in named,
            note=f"第 {proof.entry.seq} 条；正文指纹 {issued.digest}",
        ),
        Point(text="包含证明通到当前签名的日志根", holds=proof.holds),
    )
    return Checked(
        kind=kind, points=(*points, *logged), facts=issued.facts, proof=proof, entries=(proof.entry,)
    )


def _text_of(file: bytes) -> str:
    return word.document_text(word.read_document(file))
