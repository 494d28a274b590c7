"""A file laid open as evidence: what may be one. Not for: storing it, nor for judging what it proves."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from core.errors import Invalid

LARGEST_EVIDENCE = 4 * 1024 * 1024

_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A log entry by number, a file, or both."""

    log_seq: int | None
    file_name: str = ""
    data: bytes = b""

    @property
    def sha256(self) -> bytes | None:
        return hashlib.sha256(self.data).digest() if self.data else None


def evidence_told(*, name: str, sha256: bytes | None, log_seq: int | None) -> str:
    """As it is published: what can be compared with the file or found in the log."""
    file = f"{name}（SHA-256 {bytes(sha256).hex()}）" if sha256 else ""
    entry = f"审计日志第{log_seq}条" if log_seq is not None else ""
    return "、".join(part for part in (file, entry) if part)


def check_evidence(evidence: Evidence) -> None:
    """Raises `Invalid`: `evidence-missing`, `evidence-too-large`, `evidence-kind-unknown`."""
    if evidence.log_seq is None and not evidence.data:
        raise Invalid(
            code="evidence-missing",
            message="请上传证据文件，或者填写可供查验的审计日志条目编号",
            field="evidence",
        )
    if len(evidence.data) > LARGEST_EVIDENCE:
        raise Invalid(code="evidence-too-large", message="证据文件不得超过4兆字节", field="evidence")
    if evidence.data and media_type(evidence.data) is None:
        raise Invalid(
            code="evidence-kind-unknown", message="证据文件应为PDF、PNG或者JPEG扫描件", field="evidence"
        )


def media_type(data: bytes) -> str | None:
    """By content, never by name."""
    return next((kind for start, kind, _ in _KINDS if data.startswith(start)), None)


def file_name(data: bytes, *, typed: str, otherwise: str) -> str:
    """The name it is kept under: as typed without its folders, ending as its content says."""
    ending = next((end for start, _, end in _KINDS if data.startswith(start)), "bin")
    stem = typed.replace("\\", "/").rpartition("/")[2].rpartition(".")[0].strip() or otherwise
    return f"{stem[:100]}.{ending}"
