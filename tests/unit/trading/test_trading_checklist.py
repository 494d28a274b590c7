"""What nobody has filled in is not met: the list says 未填写, never 符合."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from core.ids import new_id
from trading.kinds import KINDS
from trading.kinds.procurement.particulars import TenderParticulars
from trading.projects.domain.checklist import CheckState, StepState, checklist, step_lacks, step_state
from trading.projects.domain.comprehensive import COMPREHENSIVE
from trading.projects.domain.draft import Basics, Draft, LotBasics, draft_faults
from trading.projects.operations.draft_project import empty_basics
from trading.rules import official_calendar

EMPTY = empty_basics(KINDS["procurement"])
DRAFTING = KINDS["procurement"].drafting
RULES = KINDS["procurement"].rules_on(date(2026, 6, 1))
NOW = datetime(2026, 6, 1, tzinfo=UTC)
BLANK = Draft(
    project_id=new_id(),
    project_no="510116-2026-00001",
    kind="procurement",
    basics=EMPTY,
    schemes=(COMPREHENSIVE.blank,),
    seats=(),
    panel_threshold=2,
    times=None,
    opening_place="",
    day_off_reason="",
)


def states(draft: Draft) -> dict[str, CheckState]:
    faults = draft_faults(draft=draft, drafting=DRAFTING, now=NOW, rules=RULES, calendar=official_calendar())
    return {
        check.title: check.state
        for check in checklist(draft=draft, lines=DRAFTING.lines, faults=faults, rules=RULES)
    }


def test_nothing_of_an_empty_draft_is_called_met() -> None:
    assert set(states(BLANK).values()) == {CheckState.UNFILLED}


def test_without_dates_every_demand_on_dates_waits() -> None:
    found = states(
        replace(
            BLANK,
            basics=replace(
                EMPTY,
                lots=(LotBasics(budget=Decimal(100)),),
                particulars=TenderParticulars(requirement="一批"),
            ),
        )
    )
    assert found["招标文件提供期限不少于5个工作日"] is CheckState.UNFILLED
    assert found["自招标文件发出至投标截止不少于20日"] is CheckState.UNFILLED
    assert found["最高限价不高于预算金额"] is CheckState.PASSED
    assert found["公告内容齐全"] is CheckState.FAILED


def steps(draft: Draft) -> dict[str, tuple[StepState, str]]:
    faults = draft_faults(draft=draft, drafting=DRAFTING, now=NOW, rules=RULES, calendar=official_calendar())
    checks = checklist(draft=draft, lines=DRAFTING.lines, faults=faults, rules=RULES)
    names = ("basics", "scheme", "panel", "times")
    return {step: (step_state(checks, step=step), step_lacks(checks, step=step)) for step in names}


def test_a_step_that_was_saved_is_begun_and_says_what_it_lacks() -> None:
    saved = replace(
        BLANK,
        basics=replace(
            EMPTY,
            name="食堂配送",
            lots=(LotBasics(budget=Decimal(100)),),
            particulars=TenderParticulars(funding="财政性资金", requirement="一批"),
        ),
    )
    state, lacks = steps(saved)["basics"]
    assert state is StepState.PARTLY
    assert lacks.startswith("请填写申请人的资格要求；请填写")
    assert lacks.endswith("处")
    assert {state for step, (state, _) in steps(saved).items() if step != "basics"} == {StepState.COMING}


def test_a_step_counts_its_own_fields_and_no_other_steps() -> None:
    texts = {name: "有" for name, value in vars_of(EMPTY).items() if value == ""}
    own = TenderParticulars(
        funding="有", requirement="有", performance_period="有", sme_reserved=True, intention_exempt="有"
    )
    whole = replace(
        EMPTY, **{**texts, "category": "goods"}, lots=(LotBasics(budget=Decimal(100)),), particulars=own
    )
    assert steps(replace(BLANK, basics=whole))["basics"] == (StepState.DONE, "")
    without_place = draft_faults(
        draft=replace(BLANK, basics=whole),
        drafting=DRAFTING,
        now=NOW,
        rules=RULES,
        calendar=official_calendar(),
    )
    assert "opening-place-missing" in {fault.code for fault in without_place}


def vars_of(basics: Basics) -> dict[str, object]:
    return {name: getattr(basics, name) for name in type(basics).__dataclass_fields__}
