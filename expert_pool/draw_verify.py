"""Repeats a draw from its published record, offline, and says which check failed first.

Needs no database, clock or settings of the platform; its only inputs are the file and, if the reader has it
from elsewhere, the platform's public key. Not for: judging who should have been excluded — the record shows
how many were and why, and the excluded are nobody else's business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.errors import DomainError, Invalid
from core.evidence import read_evidence
from expert_pool.domain.record import LARGEST_FILE, SignedRecord, read_file_bytes
from expert_pool.draw_checks import CHECKS, Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check by its public code, in words, and whether it held; `is_due` is false while what it is about is not
    published yet."""

    code: str
    title: str
    passed: bool
    is_due: bool = True

    @property
    def verdict(self) -> str:
        if not self.is_due:
            return "未到"
        return "通过" if self.passed else "不符"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was checked, in order, up to and including the first failure."""

    checks: tuple[Check, ...]
    draw_id: str = ""
    public_key: str = ""

    @property
    def holds(self) -> bool:
        return all(check.passed for check in self.checks)

    @property
    def first_failure(self) -> Check | None:
        return next((check for check in self.checks if not check.passed), None)

    @property
    def sentence(self) -> str:
        """The verdict, for people."""
        failed = self.first_failure
        if failed is not None:
            return f"抽取记录不可信：“{failed.title}”一项核验未通过（{failed.code}）"
        due = [check for check in self.checks if check.is_due]
        later = "".join(f"；“{check.title}”待公布后核验" for check in self.checks if not check.is_due)
        return f"抽取记录{self.draw_id}的{len(due)}项核验全部通过{later}"

    def lines(self) -> tuple[str, ...]:
        """One line per check."""
        return tuple(f"{c.verdict}  {c.title}（{c.code}）" for c in self.checks)


def verify_file(path: Path | str, expected_public_key: bytes | None = None) -> Report:
    """Check a record file. Raises `OSError` when it cannot be read."""
    try:
        data = read_evidence(Path(path), most=LARGEST_FILE)
    except Invalid:
        return _no_record()
    return verify_bytes(data, expected_public_key)


def verify_bytes(data: bytes, expected_public_key: bytes | None = None) -> Report:
    """Check a record's bytes. Without an expected key the record is only shown to agree with itself."""
    try:
        signed = read_file_bytes(data)
    except (ValueError, RecursionError):  # msgspec's and Unicode's errors are ValueErrors
        return _no_record()
    checks = [Check(code="format", title="文件格式", passed=True)]
    for code, title, check in CHECKS:
        passed = _holds(check, signed, expected_public_key)
        is_due = code != "members" or signed.record.members is not None
        checks.append(Check(code=code, title=title, passed=passed, is_due=is_due))
        if not checks[-1].passed:
            break
    return Report(checks=tuple(checks), draw_id=signed.record.draw.id, public_key=signed.public_key)


def _no_record() -> Report:
    return Report(checks=(Check(code="format", title="文件格式", passed=False),))


def _holds(check: Callable[[Case], bool], signed: SignedRecord, expected_key: bytes | None) -> bool:
    """Malformed hex, missing facts and impossible places are failures of the check that met them."""
    try:
        return check(Case(signed, expected_key))
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        ArithmeticError,
        RecursionError,
        DomainError,
    ):
        return False
