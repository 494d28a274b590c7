"""Word files and pasted text on `/verify`: are they what the platform gave out?

Not for: JSON and fingerprints; see `checking`.
"""

from __future__ import annotations

from uuid import UUID

from app.transparency.checked import Checked, Point
from app.transparency.comparing import compact, whole_or_part
from app.transparency.issued import Issued, issued_as, issued_naming
from app.transparency.proofs import prove_entry
from bidding_room.documents import receipt_document
from core.errors import Invalid
from trading.queries.lots import lot_view
from web import word

_ZIP = b"PK\x03\x04"
_LONGEST_TEXT = 100_000
_UNKNOWN = "平台没有发出过与此相符的文件"


def is_zip(data: bytes) -> bool:
    """Word files are ZIP archives."""
    return data.startswith(_ZIP)


def signed_inside(data: bytes) -> tuple[bytes, str] | None:
    """The signed text a Word file restates, and the file's own text; None when it restates none."""
    try:
        document = word.read_document(data)
    except Invalid:
        return None
    signed = word.attached(document)
    return None if signed is None else (signed, word.document_text(document))


async def restates(text: str, *, signed: bytes, lot: UUID) -> Point:
    """Whether a receipt's Word file prints what the signed text inside it says.

    The bidder's name is taken from the file: no signed text names the bidder before the opening.
    """
    names = [line.partition("\t")[2] for line in text.splitlines() if line.startswith("投标人\t")]
    own = receipt_document(signed, lot=await lot_view(lot), bidder=names[0] if names else "")
    return Point(
        text="所印内容与其中的签名文件一致",
        holds=compact(_text_of(own)) == compact(text),
        note="投标人名称不在签名内容之内，请以投标人在平台的账户为准",
    )


async def check_word(data: bytes) -> Checked | None:
    """None for what is no Word file."""
    if not is_zip(data):
        return None
    try:
        document = word.read_document(data)
    except Invalid as refusal:
        return Checked(
            kind="文件", points=(Point(text="可读的 Word 文档", holds=False, note=refusal.message),)
        )
    text, identity = word.document_text(document)[:_LONGEST_TEXT], word.document_identity(document)
    known = await issued_as(identity)
    candidates = [known] if known else await issued_naming(text)
    found = [_compared(data, text, one) for one in candidates]
    best = next((one for one in found if one[1][0].holds), found[0] if found else None)
    if best is None or (best[0].confidential and not best[1][0].holds):
        return Checked(kind="Word 文档", points=(Point(text=_UNKNOWN, holds=False),))
    return await _told(*best, kind=f"{best[0].kind}（Word 文档）")


async def check_text(text: str) -> Checked | None:
    """Pasted text; None when it names nothing the platform has published."""
    if len(text) > _LONGEST_TEXT:
        return None
    found = [(one, whole_or_part(text, own=one.text, around=one.around)) for one in await issued_naming(text)]
    if not found:
        return None
    issued, points = next((one for one in found if one[1][0].holds), found[0])
    return await _told(issued, points, kind=f"{issued.kind}（文字）")


def _compared(data: bytes, text: str, issued: Issued) -> tuple[Issued, tuple[Point, ...]]:
    if data in issued.files:
        return issued, (Point(text="与平台发出的文件逐字节相同", holds=True),)
    if compact(text) in {compact(_text_of(file)) for file in issued.files}:
        note = "文件本身曾被另存，字节已不同；文字未变"
        return issued, (Point(text="文字与平台发出的文件逐字相同", holds=True, note=note),)
    return issued, whole_or_part(text, own=issued.text, around=issued.around)


async def _told(issued: Issued, points: tuple[Point, ...], *, kind: str) -> Checked:
    if issued.seq is None:
        return Checked(kind=kind, points=points, facts=issued.facts)
    proof = await prove_entry(seq=issued.seq)
    named = b"" if proof.entry.payload is None else proof.entry.payload
    logged = (
        Point(
            text="平台所存正文的指纹载于审计日志",
            holds=issued.digest.encode() in named,
            note=f"第 {issued.seq} 条；正文指纹 {issued.digest}",
        ),
        Point(text="包含证明通到当前签名的日志根", holds=proof.holds),
    )
    return Checked(
        kind=kind, points=(*points, *logged), facts=issued.facts, proof=proof, entries=(proof.entry,)
    )


def _text_of(file: bytes) -> str:
    return word.document_text(word.read_document(file))
