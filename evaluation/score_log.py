"""A published result against an exported audit log: the members, their hashes, and the file's own hash.

A file alone can be made anew as a whole, with marks and hashes that agree; the log cannot. Offline, like
`evaluation.score_file`, and like it total: whatever the two files hold, the answer is a list of sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from core.evidence import evidence_lines
from evaluation.audit_tags import AuditTag
from evaluation.domain.result_file import FORMAT_1, ResultFile
from storage.audit.facts import facts_of
from storage.log_verify import verify_file
from storage.log_verify.lines import LONGEST_LINE, read_rows


@dataclass(slots=True)
class _Told:
    """What the log says of one session: per member number the last (entry, hash), and the report's entry."""

    hashes: dict[int, tuple[int, str]] = field(default_factory=dict)
    rounds: dict[int, int] = field(default_factory=dict)
    report: dict[str, Any] | None = None

    def take(self, seq: int, tag: str, facts: dict[str, Any]) -> None:
        if tag == AuditTag.REPORT_ISSUE:
            self.report = facts
        if tag not in (AuditTag.SCORES_LOCK, AuditTag.SCORES_CORRECT):
            return
        number = facts.get("member")
        if isinstance(number, int):
            self.hashes[number] = (seq, str(facts.get("marks_sha256")))
            if tag == AuditTag.SCORES_LOCK and isinstance(scored := facts.get("round"), int):
                self.rounds[number] = scored


def log_differences(*, file: ResultFile, data: bytes, log: Path, key: bytes | None) -> Iterator[str]:
    """Where the result and the log differ; the log itself is verified first, under `key` if it is known."""
    report = verify_file(log, expected_public_key=key)
    if not report.sound:
        yield f"审计日志未通过核验：{report.finding}"
        return
    told = _told_of(file.session, log)
    if told.report is None:
        yield "审计日志中没有这场评审形成报告的公开记录"
        return
    yield from _members(file, told)
    if file.format != FORMAT_1 and told.report.get("result_sha256") != sha256(data).hexdigest():
        yield "本文件的指纹与审计日志所载评审结果指纹不同"


def _members(file: ResultFile, told: _Told) -> Iterator[str]:
    last = max(told.rounds.values(), default=0)
    locked = {number for number, scored in told.rounds.items() if scored == last}
    for number in sorted(locked ^ {member.number for member in file.members}):
        side = "审计日志有而文件没有" if number in locked else "文件有而审计日志没有"
        yield f"评委{number}：{side}"
    for member in file.members:
        stated = (member.audit_seq, member.marks_sha256)
        if member.number in locked and told.hashes.get(member.number) != stated:
            yield f"评委{member.number}的评分指纹或日志序号与审计日志所载不同"


def _told_of(session: str, log: Path) -> _Told:
    told = _Told()
    numbered = enumerate(evidence_lines(log, most=LONGEST_LINE), start=1)
    next(numbered)
    for row in read_rows(numbered):
        if row.payload is None:
            continue
        try:
            entry = facts_of(row.payload, number=row.seq)
        except (ValueError, RecursionError):
            continue
        if entry.subject == session:
            told.take(row.seq, entry.tag, entry.facts)
    return told
