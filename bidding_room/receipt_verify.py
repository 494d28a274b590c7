"""Checking a receipt or refusal offline: a file, and the platform's public key known from elsewhere.

Needs no database, network or settings. Not for: anything the platform decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.evidence import read_evidence
from sealing.errors import refused
from sealing.labels import MAX_MANIFEST_BYTES, MAX_RECEIPT_BYTES
from sealing.manifest import manifest_root
from sealing.receipts import (
    Receipt,
    Refusal,
    Statement,
    parse_statement,
    receipt_facts,
)
from sealing.signing import is_signed_bytes
from sealing.wire import parse_json
from storage import merkle
from storage.log_verify.lines import says_place


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A statement that holds. `key_known` is False when nobody said which key the platform's is.

    A receipt signed by an unknown key is consistent in itself and proves nothing about the platform.
    """

    statement: Statement
    key_known: bool
    manifest_matched: bool

    @property
    def summary(self) -> str:
        """One sentence for a person."""
        return (
            _receipt_line(self.statement)
            if isinstance(self.statement, Receipt)
            else _refusal_line(self.statement)
        )


def verify_file(
    path: Path, expected_public_key: bytes | None = None, *, manifest_path: Path | None = None
) -> Verdict:
    """Verify a saved receipt or refusal, and the saved manifest it names if that is given.

    Raises `ManifestRefused` with the code of what does not hold, `OSError` when a file cannot be read.
    """
    manifest = read_evidence(manifest_path, most=MAX_MANIFEST_BYTES) if manifest_path else None
    data = read_evidence(path, most=MAX_RECEIPT_BYTES + 1).removesuffix(
        b"\n"
    )  # an editor's line end is none of it
    return verify_bytes(data, expected_public_key, manifest=manifest)


def verify_bytes(
    data: bytes, expected_public_key: bytes | None = None, *, manifest: bytes | None = None
) -> Verdict:
    """The same on bytes."""
    statement = parse_statement(data, expected_key=expected_public_key)
    if isinstance(statement, Receipt):
        _check_head(statement)
        _check_entry(statement)
    if manifest is not None:
        _check_manifest(statement, manifest)
    return Verdict(
        statement=statement,
        key_known=expected_public_key is not None,
        manifest_matched=manifest is not None,
    )


def _check_head(receipt: Receipt) -> None:
    head = receipt.head
    if not is_signed_bytes(
        head.signed_bytes(),
        public=bytes.fromhex(receipt.platform_key),
        signature=bytes.fromhex(head.signature),
    ):
        raise refused("signature-wrong", field="head")
    if not merkle.verify_inclusion(
        leaf=merkle.leaf_hash(receipt.entry.payload.encode()),
        index=receipt.entry.seq,
        size=head.size,
        proof=[bytes.fromhex(step) for step in receipt.proof],
        root=bytes.fromhex(head.root),
    ):
        raise refused("proof-wrong", field="proof")


def _check_entry(receipt: Receipt) -> None:
    """The log entry must speak of this act at this time, else the proof proves something else."""
    payload: Any = parse_json(receipt.entry.payload.encode(), most=MAX_MANIFEST_BYTES)
    told = receipt_facts(
        action=receipt.action,
        lot=receipt.lot,
        bid=receipt.bid,
        root=bytes.fromhex(receipt.root),
        sequence=receipt.sequence,
    )
    facts = payload.get("facts") if isinstance(payload, dict) else None
    if (
        not isinstance(facts, dict)
        or any(facts.get(name) != value for name, value in told.items())
        or not says_place(version=payload.get("v"), said=payload.get("seq"), place=receipt.entry.seq)
        or payload.get("exactly_at", payload.get("at")) != receipt.at
    ):
        raise refused("entry-differs", field="entry")


def _check_manifest(statement: Statement, manifest: bytes) -> None:
    if statement.root != manifest_root(manifest).hex():
        raise refused("root-differs", field="root")


def _receipt_line(receipt: Receipt) -> str:
    acts = {"submitted": "已接收密封文件", "replaced": "已接收替换的密封文件", "withdrawn": "已接收撤回"}
    return (
        f"回执有效：{acts[receipt.action]}（第{receipt.sequence}次），时间 {receipt.at}，"
        f"密封文件根哈希 {receipt.root}，审计日志第 {receipt.entry.seq} 条（日志长度 {receipt.head.size}）"
    )


def _refusal_line(refusal: Refusal) -> str:
    return (
        f"拒收凭证有效：{refusal.at} 未予接收（{refusal.code}），截止时间 {refusal.due_at}，"
        f"密封文件根哈希 {refusal.root or '无'}"
    )
