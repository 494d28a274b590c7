"""`tianping score FILE`: the published result is computed again from its own file."""

from decimal import Decimal

import msgspec
import pytest
from factories.evidence import BIDS, PLAN, log_of, result

from core.errors import Invalid
from evaluation.domain.result_file import FORMAT_1, ResultFile, canonical, method_line, recompute
from evaluation.score_file import score_bytes, score_file
from trading.kinds import KINDS

D = Decimal


def verdict_of(file: ResultFile) -> tuple[str, ...]:
    return score_bytes(canonical(file)).differences


def put(file: ResultFile, **changes: object) -> ResultFile:
    return msgspec.structs.replace(file, **changes)


def test_an_untouched_file_is_equal():
    verdict = score_bytes(canonical(result()))
    assert verdict.equal
    assert list(verdict.lines())[-1] == "重新计算的结果与公布的结果一致。"


def test_the_ranking_is_the_one_computed_by_hand():
    """38.00 + 8.25 + 5, 40.00 + 6.65 + 3, 34.55 + 9.50 + 5."""
    rows = recompute(result())
    assert [(row.bid, row.total) for row in rows] == [
        (BIDS["a"], D("51.25")),
        (BIDS["b"], D("49.65")),
        (BIDS["c"], D("49.05")),
    ]


def test_the_deduction_changes_the_evaluated_price_and_the_base_and_nothing_else():
    """c quotes 1,100,000 less 20 % = 880,000, the base: 40.00; a 35.20, b 37.05."""
    file = result(small_firm_percent="20.00", small="c")
    assert {row.bid: (row.evaluated_price, row.price_score) for row in file.result} == {
        BIDS["c"]: (D("880000.00"), D("40.00")),
        BIDS["a"]: (D("1000000.00"), D("35.20")),
        BIDS["b"]: (D("950000.00"), D("37.05")),
    }
    assert file.bids[2].quoted_price == D("1100000.00")
    assert score_bytes(canonical(file)).equal


def test_a_deduction_without_a_finding_or_of_another_percentage_is_named():
    file = result(small_firm_percent="20.00", small="c")
    for change in (
        {"deduction_percent": D("19.00")},
        {"enterprise_confirmed": None},
        {"enterprise": "large"},
    ):
        bids = (*file.bids[:2], put(file.bids[2], **change), file.bids[3])  # type: ignore[arg-type]
        assert any("c公司" in line for line in verdict_of(put(file, bids=bids))), change


def test_a_changed_total_is_found():
    file = result()
    first = put(file.result[0], total=D("99.99"))  # type: ignore[arg-type]
    differences = verdict_of(put(file, result=(first, *file.result[1:])))
    assert "a公司" in differences[0]


def test_a_changed_mark_contradicts_the_ranking_and_the_members_hash():
    file = result()
    bid = put(file.bids[1], marks={**file.bids[1].marks, PLAN: (D("10.00"), *file.bids[1].marks[PLAN][1:])})  # type: ignore[arg-type]
    differences = verdict_of(put(file, bids=(file.bids[0], bid, *file.bids[2:])))
    assert any("b公司" in line for line in differences)
    assert "评委1的评分与锁定时的评分指纹不一致" in differences


def test_changed_marks_with_a_hash_line_removed_are_named():
    """The fault seen: four hash lines for five marks a row said 一致."""
    file = result()
    bid = put(file.bids[1], marks={**file.bids[1].marks, PLAN: (*file.bids[1].marks[PLAN][:4], D("10.00"))})  # type: ignore[arg-type]
    changed = put(file, bids=(file.bids[0], bid, *file.bids[2:]), members=file.members[:4])
    differences = verdict_of(put(changed, result=recompute(changed)))
    assert "评标委员会应为5人以上单数，文件中有4名评委" in differences
    assert "b公司的一项评审因素有5个评分，而评委有4名" in differences


def test_doubled_lines_and_two_equal_bidders_are_named():
    file = result()
    assert any("出现2次" in line for line in verdict_of(put(file, members=(*file.members, file.members[0]))))
    assert any("出现2次" in line for line in verdict_of(put(file, result=(*file.result, file.result[0]))))
    namesake = put(file.bids[1], bidder="a公司")  # type: ignore[arg-type]
    differences = verdict_of(put(file, bids=(file.bids[0], namesake, *file.bids[2:])))
    assert "投标人a公司出现2次" in differences


@pytest.mark.parametrize(
    "number", ["1E+999999999", "1E-999999999", "-1", "NaN", "Infinity", "10.001", "1000.00"]
)
def test_a_number_no_result_holds_is_named_at_once(number: str):
    file = result()
    bid = put(file.bids[0], marks={**file.bids[0].marks, PLAN: (D(number), *file.bids[0].marks[PLAN][1:])})  # type: ignore[arg-type]
    assert any("a公司的评分" in line for line in verdict_of(put(file, bids=(bid, *file.bids[1:]))))
    priced = put(file.bids[0], quoted_price=D(number) * D(10) ** 12 if number == "1000.00" else D(number))  # type: ignore[arg-type]
    assert any("a公司的投标报价" in line for line in verdict_of(put(file, bids=(priced, *file.bids[1:]))))


def test_a_bid_left_out_of_the_result_is_found():
    file = result()
    assert "公布为无排名" in verdict_of(put(file, result=file.result[:2]))[0]


def test_another_order_of_the_result_is_found():
    file = result()
    assert verdict_of(put(file, result=file.result[::-1])) == ("公布的排名次序与重新计算的次序不同",)


def test_a_file_of_the_first_version_still_reads_and_knows_no_deduction():
    method = KINDS["procurement"].method
    first = {"format": FORMAT_1, "method": method_line(method, formula=method.formula_before)}
    assert score_bytes(canonical(put(result(), **first))).equal
    newer = put(result(small_firm_percent="20.00", small="c"), **first)
    assert any("第1版" in line for line in verdict_of(newer))


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b'{"format":"other"}'])
def test_what_is_no_result_is_refused(data: bytes):
    with pytest.raises(Invalid) as refusal:
        score_bytes(data)
    assert refusal.value.code == "result-unreadable"


def test_it_reads_a_file(tmp_path):
    path = tmp_path / "result.json"
    path.write_bytes(canonical(result()))
    assert score_file(path).equal


def compared(tmp_path, file: ResultFile, log: bytes) -> tuple[str, ...]:
    result_path, log_path = tmp_path / "result.json", tmp_path / "log.jsonl"
    result_path.write_bytes(canonical(file))
    log_path.write_bytes(log)
    return score_file(result_path, log=log_path).differences


def test_a_file_and_its_log_agree(tmp_path):
    assert compared(tmp_path, result(), log_of(result())) == ()


def test_a_file_made_anew_as_a_whole_is_found_by_the_log(tmp_path):
    """Marks, hashes and ranking agree with each other; the log knows other hashes and another file."""
    file = result()
    renamed = put(file, bids=(put(file.bids[0], bidder="e公司"), *file.bids[1:]))  # type: ignore[arg-type]
    assert verdict_of(renamed) == ()
    assert compared(tmp_path, renamed, log_of(file)) == ("本文件的指纹与审计日志所载评审结果指纹不同",)


def test_a_member_the_file_leaves_out_is_found_by_the_log(tmp_path):
    seven = put(
        result(),
        members=(*result().members, *[put(result().members[0], number=n, audit_seq=n) for n in (6, 7)]),
    )  # type: ignore[arg-type]
    differences = compared(tmp_path, result(), log_of(seven))
    assert "评委6：审计日志有而文件没有" in differences


def test_a_log_of_another_session_says_nothing_of_the_file(tmp_path):
    other = put(result(), session="00000000-0000-0000-0000-0000000000ff")
    assert compared(tmp_path, result(), log_of(other)) == ("审计日志中没有这场评审形成报告的公开记录",)
