"""The linter's findings as a list to tick: every demand of the law with what was found.

Not for: finding faults — `draft_faults` does — nor for the lines, which a kind brings; a test holds that each code
has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.errors import Invalid
from core.rules import RuleBook
from trading.projects.domain.draft import Draft, Line
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
    """One demand with what was found against it, under these codes."""

    title: str
    article: str
    step: str
    state: CheckState
    findings: tuple[str, ...]
    codes: frozenset[str] = frozenset()

    @property
    def passed(self) -> bool:
        return self.state is CheckState.PASSED


def checklist(
    *, draft: Draft, lines: Iterable[Line], faults: Iterable[Invalid], rules: RuleBook
) -> tuple[Check, ...]:
    """Every line with the faults that belong to it."""
    found, filled = tuple(faults), _filled(draft)
    numbers = {term.name: f"{rule.count}" for term in Term if (rule := rules.rules.get(term))}
    numbers |= {key: f"{rule.count:,}" for key, rule in rules.rules.items() if key.isalnum()}
    return tuple(_check(line, found, filled, numbers) for line in lines)


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
    line: Line, faults: tuple[Invalid, ...], filled: Mapping[str, bool], numbers: Mapping[str, str]
) -> Check:
    findings = tuple(fault.message for fault in faults if fault.code in line.codes)
    state = CheckState.FAILED if findings else CheckState.PASSED
    return Check(
        title=line.title.format(**numbers),
        article=line.article,
        step=line.step,
        state=state if filled[line.needs or line.step] else CheckState.UNFILLED,
        findings=findings,
        codes=line.codes,
    )


def _filled(draft: Draft) -> dict[str, bool]:
    """By step and by what single lines need: has anybody put something there?"""
    return {
        "basics": draft.basics.budget > 0,
        "budget": draft.basics.budget > 0,
        "scheme": any(scheme.criteria or scheme.price_points for scheme in draft.schemes),
        "panel": bool(draft.seats),
        "times": draft.times is not None,
        "documents": draft.document is not None,
    }
