"""Compute a published ranking again from its own file, offline (`tianping score FILE`).

Needs no database, no network and no platform: whoever doubts a result runs this on the file the platform gave
out. It also recomputes every member's hash, to be compared with the audit log's entries of the same number.
Not for: judging whether the marks themselves were right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluation.domain.marks import marks_hash
from evaluation.domain.result_file import ResultFile, ResultLine, read_result, recompute


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreVerdict:
    """What the recomputation says; `differences` is empty when everything is equal."""

    file: ResultFile
    recomputed: tuple[ResultLine, ...]
    differences: tuple[str, ...]

    @property
    def equal(self) -> bool:
        return not self.differences

    def lines(self) -> Iterator[str]:
        """What the command prints."""
        lot = self.file.lot
        yield f"{lot.project_no} {lot.project_name}（包{lot.lot_no}）　{self.file.method.title}"
        names = {line.bid: line.bidder for line in self.file.bids}
        for row in self.recomputed:
            yield (
                f"第{row.rank}名　{names[row.bid]}　总得分 {row.total}"
                f"（价格分 {row.price_score}，评委评分 {row.members_score}）"
            )
        for line in self.file.bids:
            if line.excluded:
                yield f"无效　{line.bidder}　{line.excluded}"
        for member in self.file.members:
            yield f"评委{member.number} 评分散列 {member.marks_sha256}（审计日志第 {member.audit_seq} 条）"
        yield from self.differences
        yield "重新计算的结果与公布的结果一致。" if self.equal else "重新计算的结果与公布的结果不一致！"


def score_file(path: Path) -> ScoreVerdict:
    """Raises `Invalid` (`result-unreadable`, `marks-incomplete`, …) and `OSError`."""
    return score_bytes(path.read_bytes())


def score_bytes(data: bytes) -> ScoreVerdict:
    """The same for the file's content."""
    file = read_result(data)
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


def _said(line: ResultLine | None) -> str:
    return "无排名" if line is None else f"第{line.rank}名、总得分{line.total}"


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
            yield f"评委{member.number}的评分与锁定时的散列不一致"
