"""What nobody has filled in is not met: the list says 未填写, never 符合."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from core.ids import new_id
from trading.domain.checklist import CheckState, checklist
from trading.domain.draft import Draft, draft_faults
from trading.domain.scheme import Scheme
from trading.kinds import KINDS
from trading.operations.draft_project import EMPTY
from trading.rules import official_calendar, rulebook

RULES = rulebook(date(2026, 6, 1))
NOW = datetime(2026, 6, 1, tzinfo=UTC)
BLANK = Draft(
    project_id=new_id(),
    lot_id=new_id(),
    project_no="510116-2026-00001",
    kind=KINDS["procurement"],
    basics=EMPTY,
    scheme=Scheme(price_points=Decimal(0), criteria=()),
    seats=(),
    panel_threshold=2,
    times=None,
    opening_place="",
    day_off_reason="",
)


def states(draft: Draft) -> dict[str, CheckState]:
    faults = draft_faults(draft=draft, now=NOW, rules=RULES, calendar=official_calendar())
    return {check.title: check.state for check in checklist(draft=draft, faults=faults, rules=RULES)}


def test_nothing_of_an_empty_draft_is_called_met() -> None:
    assert set(states(BLANK).values()) == {CheckState.UNFILLED}


def test_without_dates_every_demand_on_dates_waits() -> None:
    found = states(replace(BLANK, basics=replace(EMPTY, budget=Decimal(100), requirement="一批")))
    assert found["招标文件提供期限不少于5个工作日"] is CheckState.UNFILLED
    assert found["自招标文件发出至投标截止不少于20日"] is CheckState.UNFILLED
    assert found["最高限价不高于预算金额"] is CheckState.PASSED
    assert found["公告内容齐全"] is CheckState.FAILED
