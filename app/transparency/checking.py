"""What is this, and is it in the log? For whatever somebody pastes or uploads on `/verify`.

Reads receipts and refusals of the bidding room, entries and proofs of the log, draw records, results, Word files,
pasted notices, fingerprints, and any document whose SHA-256 the log names. Nothing that is checked is stored.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from app.transparency.checked import Checked, Point, unknown
from app.transparency.documents import check_hash, check_text, check_word, is_zip, restates
from app.transparency.fingerprints import fingerprint_of
from app.transparency.lane import lane
from app.transparency.log_forms import check_entry, check_head, check_leaf
from app.transparency.proofs import is_prefix_of_the_log, prove_entry
from app.transparency.word_apart import read_apart
from bidding_room.documents import actions_of
from bidding_room.receipt_verify import verify_bytes
from core.errors import DomainError
from evaluation.domain.result_file import FORMAT
from evaluation.queries.reports import result_for_public, result_json
from expert_pool.draw_verify import verify_bytes as verify_draw
from sealing.receipts import Receipt, Statement
from storage import audit
from storage.keys import platform_keys
from trading.projects.queries import LotView, lot_view
from trading.projects.queries.lots import lot_views
from web.telling import exact_moment


async def check_pasted(text: str) -> Checked:
    """Look at `text` in the order of what it could be; never raises for what it holds."""
    data = text.strip().encode()
    found = await _statement(data) or await _fingerprint(text)
    if found is not None:
        return found
    logged = await _document(data, kind="文字")
    return logged if logged.found else await check_text(text)


async def check_file(data: bytes) -> Checked:
    """As `check_pasted`, for the bytes of a file."""
    if is_zip(data):
        return await _word(data)
    found = await _statement(data.strip())
    if found is not None:
        return found
    logged = await _document(data, kind="文件")
    if logged.found:
        return logged
    told = await check_text(data.decode("utf-8", "replace"))
    return told if told.found else logged


async def _statement(text: bytes) -> Checked | None:
    """One of the platform's own forms of JSON."""
    shape = _shape(text)
    for reader in (_receipt, check_entry, _head, _draw, _result):
        found = await reader(text, shape)
        if found is not None:
            return found
    return None


async def _head(_: bytes, shape: dict[str, Any]) -> Checked | None:
    return await check_head(shape)


async def _word(data: bytes) -> Checked:
    """By its hash if the log names it, by the signed text inside it, or by what it says it is.

    Raises `Busy` (`verify-busy`) where too many wait for the same.
    """
    named = await _named(sha256(data).digest(), kind="Word 文档")
    if named.found:
        return named
    async with lane.turn():
        return await _read(data, named)


async def _read(data: bytes, named: Checked) -> Checked:
    brought = await read_apart(data)
    if brought is None:
        return unknown("文件", "不是可读的 Word 文档（.docx）")
    if brought.signed is None:
        return await check_word(data, brought=brought)
    found = await _receipt(brought.signed, _shape(brought.signed))
    if found is None or not found.holds:
        return found or named
    lot = UUID(verify_bytes(brought.signed, platform_keys().public_key).statement.lot)
    return replace(
        found,
        kind=f"{found.kind}（Word 文档）",
        points=(*found.points, await restates(brought.text, signed=brought.signed, lot=lot)),
    )


def _shape(text: bytes) -> dict[str, Any]:
    """The JSON object it is, or an empty one."""
    try:
        read = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


async def _receipt(text: bytes, shape: dict[str, Any]) -> Checked | None:
    if shape.keys() != {"body", "signature"}:
        return None
    try:
        verdict = verify_bytes(text, platform_keys().public_key)
    except DomainError as refusal:
        return Checked(
            kind="回执或拒收凭证",
            points=(Point(text="平台签名及所载内容", holds=False, note=refusal.message),),
        )
    signed = Point(text="由本平台签名，内容未被改动", holds=True)
    statement = verdict.statement
    lot = next(iter(await lot_views(lot_ids=[UUID(statement.lot)])), None)
    facts = _facts_of(statement, lot)
    if not isinstance(statement, Receipt):
        return Checked(kind="拒收凭证", points=(signed,), facts=facts)
    kept = await is_prefix_of_the_log(size=statement.head.size, root=bytes.fromhex(statement.head.root))
    points = (
        signed,
        Point(text="所载日志条目在签发时的日志根之内", holds=True),
        Point(text="签发时的日志根仍是现在日志的开头（只增不改）", holds=kept),
    )
    proof = await prove_entry(seq=statement.entry.seq) if kept else None
    return Checked(
        kind=f"{lot.terms.offered}回执" if lot else "回执", points=points, facts=facts, proof=proof
    )


def _facts_of(statement: Statement, lot: LotView | None) -> tuple[tuple[str, str], ...]:
    """What a receipt or refusal says, in the words of the page."""
    if lot is None:
        return (("时间", _exact(statement.at)),)
    w = lot.terms
    about = (w.lot, f"{lot.title} {lot.no}")
    root = (f"{w.offer}根哈希", statement.root or "—")
    if isinstance(statement, Receipt):
        act = f"{actions_of(w)[statement.action]}（第{statement.sequence}次）"
        return (("事项", act), ("平台收妥时间", _exact(statement.at)), about, root)
    due = (f"{w.deadline}时间", _exact(statement.due_at))
    return (("事项", "逾期送达，不予接收"), ("送达时间", _exact(statement.at)), due, about, root)


def _exact(instant: str) -> str:
    return f"{exact_moment(datetime.fromisoformat(instant))}（北京时间）"


async def _draw(text: bytes, shape: dict[str, Any]) -> Checked | None:
    if shape.keys() != {"record", "public_key", "signature"}:
        return None
    report = verify_draw(text, platform_keys().public_key)
    points = tuple(Point(text=check.title, holds=check.passed) for check in report.checks)
    return Checked(kind="专家抽取记录", points=points, facts=(("结论", report.sentence),))


async def _result(text: bytes, shape: dict[str, Any]) -> Checked | None:
    if shape.get("format") != FORMAT:
        return None
    try:
        lot = UUID(str(shape["lot"]["id"]))
        own, public = await result_json(lot), await result_for_public(lot)
    except (DomainError, ValueError, KeyError, TypeError):
        return Checked(kind="评审结果文件", points=(Point(text="平台已公布这一标的的评审结果", holds=False),))
    proof, w = await prove_entry(seq=public.report_seq), (await lot_view(lot)).terms
    points = (
        Point(text="与平台公布的评审结果逐字节相同", holds=text == own),
        Point(text=f"{w.report}载于审计日志，包含证明通到当前签名的日志根", holds=proof.holds),
    )
    return Checked(kind="评审结果文件", points=points, proof=proof, entries=(proof.entry,))


async def _fingerprint(text: str) -> Checked | None:
    """A text that is a hash and nothing else: of an entry, a document the log names, or a Word file given out."""
    printed = fingerprint_of(text)
    if printed is None:
        return None
    found = await _of_digest(printed.digest)
    if not (printed.named and found.found):
        return found
    return replace(found, facts=(*found.facts, ("所核验的", "只是这个指纹；一并粘贴的文件名不在核验之内")))


async def _of_digest(digest: bytes) -> Checked:
    if await audit.entry_of_leaf(digest) is not None:
        return await check_leaf(digest, seq=None)
    named = await _named(digest, kind="指纹")
    return named if named.found else await check_hash(digest) or named


async def _document(data: bytes, *, kind: str) -> Checked:
    """What the log names the hash of: its bytes as they are, or without the line end an editor added."""
    for digest in dict.fromkeys((sha256(data).digest(), sha256(data.strip()).digest())):
        found = await _named(digest, kind=kind)
        if found.found:
            return found
    return found


async def _named(digest: bytes, *, kind: str) -> Checked:
    entries = await audit.public_entries_naming(sha256=digest)
    if not entries:
        return unknown(kind, "审计日志中没有与此相符的公开记录", note=f"SHA-256：{digest.hex()}")
    proof = await prove_entry(seq=entries[0].seq)
    points = (
        Point(text="指纹载于审计日志", holds=True, note=f"第 {entries[0].seq} 条"),
        Point(text="包含证明通到当前签名的日志根", holds=proof.holds),
    )
    return Checked(kind=kind, points=points, proof=proof, entries=tuple(entries))
