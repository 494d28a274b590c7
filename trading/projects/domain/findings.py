"""The linter's answer about one draft: what blocks it and what warns, by which rule, and where to mend it.

Not for: the list of demands to tick, see `checklist`; both rest on the same faults.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.calendar import Calendar
from core.errors import Invalid
from core.rules import RuleBook
from trading.projects.domain.advice import Advice, may_stand
from trading.projects.domain.draft import Draft, Drafting, Line, draft_remarks, objections, plain_faults
from trading.projects.domain.times import Remark

_NO_LINE = Line("", "", "preview", frozenset())
_DAY_OFF = "day-off-unacknowledged"


class Weight(StrEnum):
    """Whether a finding keeps a project from being submitted whatever is said of it."""

    BLOCKS = "blocks"
    WARNS = "warns"


WEIGHT_TITLES: dict[Weight, str] = {Weight.BLOCKS: "须更正", Weight.WARNS: "可说明理由"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found. `code` is that of the refusal it comes to; `rule` is the id in the rule book, empty for a demand
    of the platform's own; `page` and `field` say where to mend it. `kept` is the reason a warning stands with, written
    in `reason_in` where the draft has a field for it."""

    code: str
    rule: str
    severity: Weight
    message: str
    article: str
    evidence: str
    page: str
    field: str
    kept: str = ""
    reason_in: str = ""


def findings(
    *, draft: Draft, drafting: Drafting, now: datetime, rules: RuleBook, calendar: Calendar
) -> tuple[Finding, ...]:
    """Everything at once; what blocks comes first."""
    lines = {code: line for line in drafting.lines for code in line.codes}
    faults = plain_faults(draft=draft, drafting=drafting, now=now, rules=rules, calendar=calendar)
    found = [_blocking(draft, fault, lines.get(fault.code, _NO_LINE), rules) for fault in faults]
    found += [
        _advised(draft, one, lines.get(one.code, _NO_LINE), rules)
        for one in objections(draft=draft, drafting=drafting, rules=rules)
    ]
    found += _remarks(draft, draft_remarks(draft=draft, drafting=drafting, calendar=calendar), lines, rules)
    return tuple(sorted(found, key=lambda one: one.severity is Weight.WARNS))


def _blocking(draft: Draft, fault: Invalid, line: Line, rules: RuleBook) -> Finding:
    rule = _rule_of(line, draft, rules)
    return Finding(
        code=fault.code,
        rule=rule,
        severity=Weight.BLOCKS,
        message=fault.message,
        article=fault.article or line.article,
        evidence=_evidence(rule, rules),
        page=_page(draft, line.step, int(fault.facts.get("lot_no", 1))),
        field=fault.field or "",
    )


def _advised(draft: Draft, advice: Advice, line: Line, rules: RuleBook) -> Finding:
    return Finding(
        code=advice.code,
        rule=advice.rule,
        severity=Weight.WARNS if may_stand(advice, rules) else Weight.BLOCKS,
        message=advice.message,
        article=rules[advice.rule].article,
        evidence=_evidence(advice.rule, rules),
        page=_page(draft, "scheme" if advice.lot_no else advice.step or line.step, advice.lot_no or 1),
        field=advice.field,
        kept=advice.kept,
        reason_in=advice.reason_in,
    )


def _remarks(
    draft: Draft, remarks: tuple[Remark, ...], lines: dict[str, Line], rules: RuleBook
) -> Iterator[Finding]:
    line = lines.get(_DAY_OFF, _NO_LINE)
    for remark in remarks:
        yield Finding(
            code=_DAY_OFF,
            rule=line.rule,
            severity=Weight.WARNS,
            message=remark.message,
            article=remark.article or line.article,
            evidence=_evidence(line.rule, rules),
            page=_page(draft, line.step, 1),
            field=remark.field,
            kept=draft.day_off_reason,
            reason_in="day_off_reason",
        )


def _rule_of(line: Line, draft: Draft, rules: RuleBook) -> str:
    """Its id; what a line names may be a term, and differ by category."""
    key = line.rule.format(category=draft.basics.category)
    rule = rules.rules.get(key)
    return rule.id if rule else key


def _evidence(rule_id: str, rules: RuleBook) -> str:
    rule = rules.rules.get(rule_id)
    return rule.evidence if rule else ""


def _page(draft: Draft, step: str, lot_no: int) -> str:
    at = f"lots/{lot_no}/{step}" if step == "scheme" else step
    return f"/desk/projects/{draft.project_no}/{at}"
