"""Compute a published ranking again from its own file, offline (`tianping score FILE`).

Needs no database, no network and no platform: whoever doubts a result runs this on the file the platform gave
out. It recomputes every member's hash; with an exported log (`--log`) it also compares members, hashes and the file
itself with what was logged, which is what shows that nobody made the whole file anew (`evaluation.score_log`).
Not for: judging whether the marks themselves were right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.evidence import read_evidence
from evaluation.domain.marks import marks_hash
from evaluation.domain.result_check import result_faults
from evaluation.domain.result_file import LARGEST_FILE, ResultFile, ResultLine, read_result, recompute
from evaluation.score_log import log_differences


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreVerdict:
    """What the recomputation says; `differences` is empty when everything is equal.

    `recomputed` is empty where the file is not whole: then there is nothing to compute with.
    """

    file: ResultFile
    recomputed: tuple[ResultLine, ...]
    differences: tuple[str, ...]
    log_compared: bool = False

    @property
    def equal(self) -> bool:
        return not self.differences

    def lines(self) -> Iterator[str]:
        """What the command prints; a text of the file never begins a line of its own."""
        return (_one_line(line) for line in self._lines())

    def _lines(self) -> Iterator[str]:
        lot = self.file.lot
        yield f"{lot.project_no} {lot.project_name}（第{lot.lot_no}包）　{self.file.method.title}"
        names = {line.bid: line.bidder for line in self.file.bids}
        for row in self.recomputed:
            yield (
                f"第{row.rank}名　{names[row.bid]}　评审得分 {row.total}"
                f"（评审价格 {row.evaluated_price}，价格分 {row.price_score}，评委评分 {row.members_score}）"
                if row.total is not None
                else f"第{row.rank}名　{names[row.bid]}　评审价格 {row.evaluated_price}"
            )
        for line in self.file.bids if self.recomputed else ():
            if line.excluded:
                yield f"无效　{line.bidder}　{line.excluded}"
            elif line.deduction_percent:
                yield f"价格扣除　{line.bidder}　小微企业，扣除{line.deduction_percent}%后参加评审"
        for member in self.file.members:
            yield f"评委{member.number} 评分指纹 {member.marks_sha256}（审计日志第 {member.audit_seq} 条）"
        yield from self.differences
        yield self._verdict

    @property
    def _verdict(self) -> str:
        if not self.equal:
            return "重新计算的结果与公布的结果不一致！"
        if self.log_compared:
            return "重新计算的结果与公布的结果一致，并与审计日志所载一致。"
        return "重新计算的结果与公布的结果一致。"


def score_file(path: Path, *, log: Path | None = None, key: bytes | None = None) -> ScoreVerdict:
    """Raises `Invalid` (`result-unreadable`, `evidence-too-large`) and `OSError`; `key` is for the log."""
    data = read_evidence(path, most=LARGEST_FILE)
    verdict = score_bytes(data)
    if log is None:
        return verdict
    found = tuple(log_differences(file=verdict.file, data=data, log=log, key=key))
    return ScoreVerdict(
        file=verdict.file,
        recomputed=verdict.recomputed,
        differences=(*verdict.differences, *found),
        log_compared=True,
    )


def score_bytes(data: bytes) -> ScoreVerdict:
    """The same for the file's content, without a log."""
    file = read_result(data)
    if faults := tuple(dict.fromkeys(result_faults(file))):
        return ScoreVerdict(file=file, recomputed=(), differences=faults[:50])
    recomputed = recompute(file)
    differences = (*_result_differences(file, recomputed), *_hash_differences(file))
    return ScoreVerdict(file=file, recomputed=recomputed, differences=differences)


def _result_differences(file: ResultFile, recomputed: tuple[ResultLine, ...]) -> Iterator[str]:
    names = {line.bid: line.bidder for line in file.bids}
    published = {line.bid: line for line in file.result}
    computed = {line.bid: line for line in recomputed}
    for bid in sorted(published.keys() | computed.keys()):
        stated, found = published.get(bid), computed.get(bid)
        if stated != found:
            yield f"{names.get(bid, bid)}：公布为{_said(stated)}，重新计算为{_said(found)}"
    if published == computed and file.result != recomputed:
        yield "公布的排名次序与重新计算的次序不同"


def _said(line: ResultLine | None) -> str:
    if line is None:
        return "无排名"
    scored = "" if line.total is None else f"评审得分{line.total}、"
    return f"第{line.rank}名、{scored}评审价格{line.evaluated_price}"


def _hash_differences(file: ResultFile) -> Iterator[str]:
    for position, member in enumerate(file.members):
        marks = {
            (line.bid, criterion): row[position]
            for line in file.bids
            if line.excluded is None
            for criterion, row in line.marks.items()
        }
        digest = marks_hash(session=file.session, number=member.number, marks=marks)
        if digest.hex() != member.marks_sha256:
            yield f"评委{member.number}的评分与锁定时的评分指纹不一致"


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
