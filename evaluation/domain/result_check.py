"""Everything that a published result must be, before anybody computes with it: each fault in one sentence.

The structs say which fields there are; this says what they may hold and how they belong together, so that a file in
which something is missing, doubled or out of range is named as that and no arithmetic is tried on it.
Not for: comparing the stated ranking with the computed one, see `evaluation.score_file`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from decimal import Decimal

from core.money import LARGEST
from evaluation.domain.result_file import FORMAT_1, BidLine, ResultFile, kind_of
from trading.decisions.domain.deciding import Deduction, Method
from trading.kinds import KINDS, Kind
from trading.rules import Term, rules_of
from trading.terms import Terms

#: The file does not say by which day's law it was made, so the smallest committee any law has allowed will do.
LEAST_MEMBERS = min(
    rule.count
    for kind in KINDS.values()
    for rule in rules_of(kind.rule_file)
    if rule.term == Term.COMMITTEE_SIZE
)
MOST_LINES = {"criteria": 500, "members": 99, "bids": 5_000}
_HASH = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HUNDRED = Decimal(100)


def result_faults(file: ResultFile) -> Iterator[str]:
    """What is wrong with the file by itself, in the words of its kind; nothing when every line is there once and
    within its range."""
    kind = kind_of(file)
    if kind is None:
        yield "评审方法不是本平台的"
        return
    yield from _lengths(file, kind.method)
    yield from _heads(file)
    yield from _criteria(file)
    yield from _members(file, kind.terms)
    yield from _bids(file, kind)
    yield from _results(file, kind)


def _lengths(file: ResultFile, method: Method) -> Iterator[str]:
    for name, most in MOST_LINES.items():
        if name == "criteria" and not method.scored:
            if file.criteria:
                yield "不打分的评审方法没有评审因素"
        elif not 0 < len(getattr(file, name)) <= most:
            yield f"{name}应有1至{most}行"


def _heads(file: ResultFile) -> Iterator[str]:
    for name, text in (("session", file.session), ("lot.id", file.lot.id)):
        if not _ID.fullmatch(text):
            yield f"{name}不是标识"
    yield from _number("price_points", file.price_points, most=_HUNDRED)
    if file.ceiling_price is not None:
        yield from _number("ceiling_price", file.ceiling_price, most=LARGEST)
    if file.small_firm_percent is not None:
        yield from _number("small_firm_percent", file.small_firm_percent, most=_HUNDRED)
        if file.format == FORMAT_1:
            yield "第1版文件没有价格扣除比例"


def _criteria(file: ResultFile) -> Iterator[str]:
    yield from _doubled("评审因素", (line.id for line in file.criteria))
    yield from _doubled("评审因素名称", (line.name for line in file.criteria))
    for line in file.criteria:
        if not _ID.fullmatch(line.id):
            yield f"评审因素{line.id}不是标识"
        yield from _number(f"评审因素{line.name}的分值", line.max_points, most=_HUNDRED)


def _members(file: ResultFile, terms: Terms) -> Iterator[str]:
    numbers = [line.number for line in file.members]
    if numbers != list(range(1, len(numbers) + 1)):
        yield "评委编号应从1起连续、不重复，现为" + "、".join(map(str, numbers[:20]))
    if len(numbers) < LEAST_MEMBERS or len(numbers) % 2 == 0:
        yield f"{terms.committee}应为{LEAST_MEMBERS}人以上单数，文件中有{len(numbers)}名评委"
    yield from _doubled("日志序号", (line.audit_seq for line in file.members))
    for line in file.members:
        if not _HASH.fullmatch(line.marks_sha256):
            yield f"评委{line.number}的评分指纹不是 SHA-256"
        if not 0 <= line.audit_seq < 2**53:
            yield f"评委{line.number}的日志序号超出范围"


def _bids(file: ResultFile, kind: Kind) -> Iterator[str]:
    terms = kind.terms
    yield from _doubled(terms.offered, (line.bid for line in file.bids))
    yield from _doubled(terms.bidder, (line.bidder for line in file.bids))
    for line in file.bids:
        if not _ID.fullmatch(line.bid):
            yield f"{terms.offered}{line.bid}不是标识"
        if not line.bidder.strip():
            yield f"有{terms.bidder}没有名称"
        yield from _number(f"{line.bidder}的{terms.price}", line.quoted_price, most=LARGEST)
        yield from _number(f"{line.bidder}的价格扣除比例", line.deduction_percent, most=_HUNDRED)
        yield from _deduction(file, line, kind.method.deduction)
        yield from _marks(file, line, terms)


def _deduction(file: ResultFile, line: BidLine, known: Deduction | None) -> Iterator[str]:
    """The committee finds of whoever declared to be small; the confirmed get the percentage."""
    if line.enterprise is not None and (known is None or line.enterprise not in known.titles):
        yield f"{line.bidder}声明的企业类型无法识别"
    entitled = known is not None and line.enterprise in known.entitled
    asked = file.small_firm_percent is not None and entitled and line.excluded is None
    if asked != (line.enterprise_confirmed is not None):
        yield f"{line.bidder}的小微企业认定{'缺失' if asked else '多余'}"
    due = file.small_firm_percent if line.enterprise_confirmed else None
    if line.deduction_percent != (due or Decimal(0)):
        yield f"{line.bidder}的价格扣除比例应为{due or 0}%，文件中为{_shown(line.deduction_percent)}%"
    if file.format == FORMAT_1 and line.enterprise is not None:
        yield f"第1版文件没有企业类型声明（{line.bidder}）"


def _marks(file: ResultFile, line: BidLine, terms: Terms) -> Iterator[str]:
    if line.excluded is not None:
        if not line.excluded.strip():
            yield f"{line.bidder}{terms.offered}无效而未写理由"
        if line.marks:
            yield f"{line.bidder}{terms.offered}无效，不应有评分"
        return
    most = {criterion.id: criterion.max_points for criterion in file.criteria}
    if line.marks.keys() != most.keys():
        yield f"{line.bidder}的评分与评审因素不一一对应"
        return
    for criterion, row in line.marks.items():
        if len(row) != len(file.members):
            yield f"{line.bidder}的一项评审因素有{len(row)}个评分，而评委有{len(file.members)}名"
        for mark in row:
            yield from _number(f"{line.bidder}的评分", mark, most=most[criterion])


def _results(file: ResultFile, kind: Kind) -> Iterator[str]:
    known = {line.bid for line in file.bids}
    yield from _doubled("排名行", (line.bid for line in file.result))
    for line in file.result:
        if line.bid not in known:
            yield f"排名中有文件没有的{kind.terms.offered}"
        scores = (line.price_score, line.members_score, line.total)
        if any((value is not None) != kind.method.scored for value in scores):
            yield "排名中的得分缺失或者多余"
        for value in (*scores, *line.criterion_means.values()):
            if value is not None:
                yield from _number("排名中的得分", value, most=_HUNDRED)
        yield from _number("排名中的评审价格", line.evaluated_price, most=LARGEST)


def _number(name: str, value: Decimal, *, most: Decimal) -> Iterator[str]:
    """Plain digits, at most two decimals, 0 … most: nothing that takes long to compute with."""
    if not value.is_finite() or value.as_tuple().exponent not in (0, -1, -2) or value.is_signed():
        yield f"{name}不是最多两位小数的数"
    elif most.is_finite() and value > most:
        yield f"{name}{_shown(value)}超出范围"


def _shown(value: Decimal) -> str:
    text = str(value)
    return text if len(text) <= 30 else f"{text[:30]}…"


def _doubled(what: str, values: Iterable[Hashable]) -> Iterator[str]:
    for value, count in Counter(values).items():
        if count > 1:
            yield f"{what}{str(value)[:100]}出现{count}次"
