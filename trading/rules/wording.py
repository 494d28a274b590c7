"""A rule in words: its value with its unit, how it acts, and what it was read in."""

from __future__ import annotations

from datetime import date

import msgspec

from core.rules import Rule, Severity, Source
from trading.rules.book import DEMAND, UNITS

SEVERITY_TITLES: dict[Severity, str] = {
    Severity.HARD: "必须符合",
    Severity.SOFT: "提示，可说明理由",
    Severity.CONFIGURED: "可在范围内设定",
    Severity.TIMER: "计算期限",
}
SOURCE_TITLES: dict[Source, str] = {
    Source.TEXT: "已核对原文",
    Source.SECONDARY: "据转述，未核对原文",
    Source.MEMORY_HIGH: "未核对原文",
    Source.MEMORY_MEDIUM: "未核对原文，数值待核",
    Source.MEMORY_LOW: "未核对原文，存疑",
    Source.LOCAL: "地方或者本平台的做法",
}


class RuleTold(msgspec.Struct, frozen=True, kw_only=True):
    """One rule as it is shown and told."""

    id: str
    title: str
    value: str
    article: str
    severity: Severity
    evidence: Source
    verified: bool
    jurisdiction: str
    valid_from: date
    valid_to: date | None


def value_text(rule: Rule) -> str:
    """`5个工作日`, `30%`; a demand has none."""
    if rule.unit == DEMAND:
        return "—"
    return f"{rule.value.normalize():,f}{UNITS[rule.unit]}"


def told(rule: Rule) -> RuleTold:
    """The rule in words."""
    return RuleTold(
        id=rule.id,
        title=rule.title,
        value=value_text(rule),
        article=rule.article,
        severity=rule.severity,
        evidence=rule.evidence,
        verified=rule.verified,
        jurisdiction=rule.jurisdiction,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
    )
