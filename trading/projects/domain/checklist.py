"""The linter's findings as a list to tick: every demand of the law with what was found.

Not for: finding faults — `draft_faults` does; a test holds that each of its codes has a line here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.errors import Invalid
from core.rules import RuleBook
from trading.projects.domain.draft import Draft
from trading.projects.domain.panel import OFFICERS, THRESHOLD
from trading.rules import Term


class StepState(StrEnum):
    """Where one step of drafting stands."""

    DONE = "done"
    PARTLY = "partly"
    COMING = "coming"


class CheckState(StrEnum):
    """Where one demand stands. What was not filled in yet is neither met nor broken."""

    PASSED = "passed"
    FAILED = "failed"
    UNFILLED = "unfilled"


CHECK_STATE_TITLES: dict[CheckState, str] = {
    CheckState.PASSED: "符合",
    CheckState.FAILED: "不符合",
    CheckState.UNFILLED: "未填写，待检查",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One demand with what was found against it."""

    title: str
    article: str
    step: str
    state: CheckState
    findings: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return self.state is CheckState.PASSED


@dataclass(frozen=True, slots=True)
class _Line:
    """`title` names values as `{rule}`; `needs` tells what must be there before it can be judged."""

    title: str
    article: str
    step: str
    codes: frozenset[str]
    needs: str = ""


_87 = "《政府采购货物和服务招标投标管理办法》"


_LINES = (
    _Line("公告内容齐全", f"{_87}第十三条", "basics", frozenset({"content-missing", "budget-missing"})),
    _Line(
        "最高限价不高于预算金额", f"{_87}第十二条", "basics", frozenset({"ceiling-above-budget"}), "budget"
    ),
    _Line("价格分值比重不低于法定下限", f"{_87}第五十五条", "scheme", frozenset({"price-weight-too-low"})),
    _Line(
        "各项分值合计100分",
        f"{_87}第五十五条",
        "scheme",
        frozenset({"points-not-100", "points-out-of-range", "criteria-missing", "criterion-repeated"}),
    ),
    _Line(
        "小微企业价格扣除比例在规定范围内",
        "《关于进一步加大政府采购支持中小企业力度的通知》（财库〔2022〕19号）第二条",
        "scheme",
        frozenset({"deduction-missing", "deduction-out-of-range", "deduction-not-for-this"}),
    ),
    _Line(
        "评审因素细化量化",
        "《政府采购法实施条例》第三十四条",
        "scheme",
        frozenset({"criterion-not-quantified"}),
    ),
    _Line(
        f"开标小组{OFFICERS}人，{THRESHOLD}人共同解密，任何单位不得单独解密",
        f"{_87}第四十条",
        "panel",
        frozenset({"panel-size", "panel-threshold", "panel-person-repeated", "panel-one-organisation"}),
    ),
    _Line(
        "开标人员均已生成密钥",
        "《电子签名法》第十三条",
        "panel",
        frozenset({"officer-without-key", "officer-key-unusable"}),
    ),
    _Line("写明开标地点", f"{_87}第十三条", "times", frozenset({"opening-place-missing"})),
    _Line(
        "公告发布时间尚未过去", f"{_87}第十三条", "times", frozenset({"publication-past", "times-missing"})
    ),
    _Line(
        "招标文件提供期限不少于{provision}个工作日",
        "《政府采购法实施条例》第三十一条",
        "times",
        frozenset({"provision-too-short", "documents-after-deadline", "calendar-unknown-year"}),
    ),
    _Line(
        "自招标文件发出至投标截止不少于{bidding}日",
        "《政府采购法》第三十五条",
        "times",
        frozenset({"deadline-too-soon"}),
    ),
    _Line(
        "截止日为工作日，或已说明理由",
        "《中华人民共和国民法典》第二百零三条",
        "times",
        frozenset({"day-off-unacknowledged"}),
    ),
)

CHECKED_CODES: frozenset[str] = frozenset().union(*(line.codes for line in _LINES))


def checklist(*, draft: Draft, faults: Iterable[Invalid], rules: RuleBook) -> tuple[Check, ...]:
    """Every line with the faults that belong to it."""
    found, filled = tuple(faults), _filled(draft)
    numbers = {
        "provision": rules[Term.PROVISION_DAYS].count,
        "bidding": rules[Term.BIDDING_DAYS].count,
    }
    return tuple(_check(line, found, filled, numbers) for line in _LINES)


def step_state(checks: Iterable[Check], *, step: str) -> StepState:
    """Done when all its demands are met; begun, and not done, as soon as one can be judged."""
    found = {check.state for check in checks if check.step == step}
    if found == {CheckState.PASSED}:
        return StepState.DONE
    return StepState.COMING if found <= {CheckState.UNFILLED} else StepState.PARTLY


def step_lacks(checks: Iterable[Check], *, step: str) -> str:
    """What keeps a begun step from being done: two findings; the rest stand in the list of the last step."""
    told = [
        finding for check in checks if check.step == step and not check.passed for finding in check.findings
    ]
    return "；".join(told[:2]) + (f"等{len(told)}处" if told[2:] else "")


def _check(
    line: _Line, faults: tuple[Invalid, ...], filled: Mapping[str, bool], numbers: Mapping[str, int]
) -> Check:
    findings = tuple(fault.message for fault in faults if fault.code in line.codes)
    state = CheckState.FAILED if findings else CheckState.PASSED
    return Check(
        title=line.title.format(**numbers),
        article=line.article,
        step=line.step,
        state=state if filled[line.needs or line.step] else CheckState.UNFILLED,
        findings=findings,
    )


def _filled(draft: Draft) -> dict[str, bool]:
    """By step and by what single lines need: has anybody put something there?"""
    return {
        "basics": bool(draft.basics.requirement or draft.basics.budget),
        "budget": draft.basics.budget > 0,
        "scheme": bool(draft.scheme.criteria or draft.scheme.price_points),
        "panel": bool(draft.seats),
        "times": draft.times is not None,
    }
