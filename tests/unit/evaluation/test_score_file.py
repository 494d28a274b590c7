"""`tianping score FILE`: the published result is computed again from its own file."""

from decimal import Decimal

import msgspec
import pytest

from core.errors import Invalid
from evaluation.domain.marks import marks_hash
from evaluation.domain.result_file import (
    FORMAT,
    METHOD,
    BidLine,
    CriterionLine,
    LotLine,
    MemberLine,
    ResultFile,
    canonical,
    recompute,
)
from evaluation.score_file import score_bytes, score_file

D = Decimal
MARKS = {
    "a": {"plan": ("8.50", "9.00", "7.25"), "cert": ("5.00", "5.00", "5.00")},
    "b": {"plan": ("6.00", "7.00", "7.00"), "cert": ("3.00", "3.00", "3.00")},
    "c": {"plan": ("9.99", "9.00", "9.50"), "cert": ("5.00", "5.00", "5.00")},
}


def published() -> ResultFile:
    bids = tuple(
        BidLine(
            bid=bid,
            bidder=f"{bid}公司",
            quoted_price=D(price),
            deduction_percent=D(0),
            excluded=None,
            marks={criterion: tuple(map(D, row)) for criterion, row in MARKS[bid].items()},
        )
        for bid, price in (("a", "1000000.00"), ("b", "950000.00"), ("c", "1100000.00"))
    )
    shut_out = BidLine(
        bid="d",
        bidder="d公司",
        quoted_price=D("1.00"),
        deduction_percent=D(0),
        excluded="未通过符合性审查",
        marks={},
    )
    file = ResultFile(
        format=FORMAT,
        session="s",
        lot=LotLine(id="l", project_no="TP-1", project_name="项目", lot_no=1, lot_name="包1"),
        method=METHOD,
        price_points=D("40.00"),
        ceiling_price=D("1200000.00"),
        criteria=(
            CriterionLine(id="plan", name="方案", objective=False, max_points=D(10)),
            CriterionLine(id="cert", name="证书", objective=True, max_points=D(5)),
        ),
        members=tuple(MemberLine(number=n, marks_sha256=digest(n), audit_seq=n) for n in (1, 2, 3)),
        bids=(*bids, shut_out),
        result=(),
    )
    return msgspec.structs.replace(file, result=recompute(file))


def digest(number: int) -> str:
    marks = {(b, c): D(row[number - 1]) for b, rows in MARKS.items() for c, row in rows.items()}
    return marks_hash(session="s", number=number, marks=marks).hex()


def test_an_untouched_file_is_equal():
    verdict = score_bytes(canonical(published()))
    assert verdict.equal
    assert list(verdict.lines())[-1] == "重新计算的结果与公布的结果一致。"


def test_the_ranking_is_the_one_computed_by_hand():
    """38.00 + 39.75 ÷ 3, 40.00 + 29.00 ÷ 3, 34.55 + 43.49 ÷ 3."""
    rows = recompute(published())
    assert [(row.bid, row.total) for row in rows] == [("a", D("51.25")), ("b", D("49.67")), ("c", D("49.05"))]


def test_a_changed_total_is_found():
    file = published()
    first = msgspec.structs.replace(file.result[0], total=D("99.99"))
    verdict = score_bytes(canonical(msgspec.structs.replace(file, result=(first, *file.result[1:]))))
    assert not verdict.equal
    assert "a公司" in verdict.differences[0]


def test_a_changed_mark_contradicts_the_ranking_and_the_members_hash():
    file = published()
    bid = msgspec.structs.replace(
        file.bids[1], marks={**file.bids[1].marks, "plan": (D("10.00"), D("7.00"), D("7.00"))}
    )
    changed = msgspec.structs.replace(file, bids=(file.bids[0], bid, *file.bids[2:]))
    differences = score_bytes(canonical(changed)).differences
    assert any("b公司" in line for line in differences)
    assert "评委1的评分与锁定时的散列不一致" in differences


def test_a_bid_left_out_of_the_result_is_found():
    file = published()
    verdict = score_bytes(canonical(msgspec.structs.replace(file, result=file.result[:2])))
    assert "公布为无排名" in verdict.differences[0]


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b'{"format":"other"}'])
def test_what_is_no_result_is_refused(data: bytes):
    with pytest.raises(Invalid) as refusal:
        score_bytes(data)
    assert refusal.value.code == "result-unreadable"


def test_it_reads_a_file(tmp_path):
    path = tmp_path / "result.json"
    path.write_bytes(canonical(published()))
    assert score_file(path).equal
