"""What the law objects to in a draft of an open tender: each demand met and broken, and what a reason helps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from core.ids import new_id
from trading.kinds import KINDS
from trading.kinds.procurement.particulars import TenderParticulars, policies
from trading.projects.domain.checklist import CheckState, checklist
from trading.projects.domain.comprehensive import ComprehensiveScheme
from trading.projects.domain.document import Chapter, Clause, Document
from trading.projects.domain.draft import Draft, LotBasics, draft_faults, objections
from trading.projects.domain.findings import Finding, Weight, findings
from trading.projects.domain.scheme import CriterionView
from trading.projects.operations.draft_project import empty_basics
from trading.projects.templates_of_projects import project_templates
from trading.rules import official_calendar

KIND = KINDS["procurement"]
NOW = datetime(2026, 6, 1, tzinfo=UTC)
RULES = KIND.rules_on(date(2026, 6, 1))


def criterion(guide: str, *, name: str = "服务方案") -> CriterionView:
    return CriterionView(
        id=new_id(),
        ordinal=1,
        name=name,
        kind="subjective",
        max_points=Decimal(10),
        guide=guide,
        envelope="technical",
    )


def draft(
    *criteria: CriterionView, qualification: str = "", kept: dict[str, str] | None = None, **own: Any
) -> Draft:
    tender = TenderParticulars(**({"intention_exempt": "急需", "sme_reserved": True} | own))
    lot = LotBasics(budget=Decimal(100))
    return Draft(
        project_id=UUID(int=1),
        project_no="510116-2026-00001",
        kind="procurement",
        basics=replace(empty_basics(KIND), lots=(lot,), particulars=tender, qualification=qualification),
        schemes=(ComprehensiveScheme(price_points=Decimal(90), criteria=criteria),),
        seats=(),
        panel_threshold=2,
        times=None,
        opening_place="",
        day_off_reason="",
        kept=kept or {},
    )


def against(found: Draft) -> dict[str, str]:
    """Rule → field, of everything no reason was given for."""
    return {
        one.rule: one.field
        for one in objections(draft=found, drafting=KIND.drafting, rules=RULES)
        if not one.kept
    }


def found_in(of: Draft) -> tuple[Finding, ...]:
    return findings(draft=of, drafting=KIND.drafting, now=NOW, rules=RULES, calendar=official_calendar())


@pytest.mark.parametrize(
    ("text", "objected"),
    [
        ("本项目最低限价为80万元", True),
        ("投标报价不得低于最高限价的70%", True),
        ("本项目不设最低限价", False),
        ("不得设定最低限价", False),
        ("报价不得低于企业成本", False),
        ("最高限价80万元", False),
    ],
)
def test_a_least_price_is_no_condition(text: str, objected: bool) -> None:
    wanted = {"M06": "requirement"} if objected else {}
    assert against(draft(requirement=text)) == wanted
    assert against(draft(criterion(text))) == ({"M06": "criteria-0-guide"} if objected else {})


@pytest.mark.parametrize(
    ("text", "objected"),
    [
        ("去掉一个最高报价和一个最低报价后取平均值为评标基准价", True),
        ("剔除最高、最低投标报价后计算", True),
        ("去掉一个最高分和一个最低分后取平均分", False),
        ("以有效投标的最低报价为评标基准价", False),
        ("评标时不得去掉最高报价和最低报价", False),
    ],
)
def test_no_quotation_is_dropped(text: str, objected: bool) -> None:
    assert ("G07" in against(draft(criterion(text)))) is objected


def test_the_tender_documents_are_read_too() -> None:
    law = KIND.drafting.documents
    assert law is not None
    assert against(replace(draft(), document=Document(chapters=law.model))) == {}
    clause = Clause(title="报价", text="报价不得低于最高限价的80%")
    of = replace(draft(), document=Document(chapters=(Chapter(code="a", title="须知", clauses=(clause,)),)))
    (found,) = [one for one in found_in(of) if one.rule == "M06"]
    assert (found.page, found.field) == ("/desk/projects/510116-2026-00001/documents", "documents")


def test_what_is_standardised_is_not_scored() -> None:
    assert against(draft(standardised=True)) == {"G01": "standardised"}
    assert against(draft(standardised=False)) == {}


@pytest.mark.parametrize(
    ("guide", "objected"),
    [
        ("具有食品经营许可证的得5分", True),
        ("具有三级以上物业服务认证的得5分", False),
    ],
)
def test_a_condition_of_qualification_is_not_scored(guide: str, objected: bool) -> None:
    of = draft(criterion(guide), qualification="具有有效的食品经营许可证，未被列入失信名单。")
    assert against(of) == ({"G09": "criteria-0-guide"} if objected else {})


@pytest.mark.parametrize(
    ("guide", "objected"),
    [
        ("响应时间30至60分钟的得5分", True),
        ("响应时间30分钟以内得10分，30至60分钟得5分", False),
        ("优得8–10分，良得4–7分", False),
        ("提供方案得10分", False),
    ],
)
def test_an_interval_has_its_scores(guide: str, objected: bool) -> None:
    assert ("G09-interval" in against(draft(criterion(guide)))) is objected


def test_where_small_firms_are_not_reserved_for_the_reason_stands_in_its_field() -> None:
    assert against(draft(sme_reserved=False)) == {"M15": "sme_reserved"}
    assert against(draft(sme_reserved=False, sme_not_reserved_reason="市场上只有大型企业生产")) == {}


def test_what_is_done_for_small_firms_is_told_in_the_notice() -> None:
    told = lambda **own: tuple(policies(TenderParticulars(**own)))  # noqa: E731
    assert told() == ()
    assert told(sme_reserved=True) == ("本项目专门面向中小企业采购",)
    assert told(sme_percent=Decimal(40), small_percent=Decimal(60)) == (
        "预留给中小企业的份额为预算的40%，其中预留给小微企业的比例为60%",
    )
    assert "只有大型企业" in told(sme_not_reserved_reason="只有大型企业生产")[0]


def test_a_reason_helps_a_warning_and_nothing_else() -> None:
    kept = {"TG29": "合同另有约定", "TG29-most": "想晚一点", "G01": "想评分"}
    assert against(draft(payment_days=45)) == {"TG29": "payment_days"}
    assert against(draft(payment_days=45, kept=kept)) == {}
    assert against(draft(payment_days=61, kept=kept)) == {"TG29-most": "payment_days"}
    assert against(draft(standardised=True, kept=kept)) == {"G01": "standardised"}


def test_before_its_day_a_rule_objects_to_nothing() -> None:
    early = KIND.rules_on(date(2025, 5, 31))
    of = draft(payment_days=400)
    assert not [
        one for one in objections(draft=of, drafting=KIND.drafting, rules=early) if "TG29" in one.rule
    ]


def test_templates_have_nothing_against_them() -> None:
    for template in project_templates().values():
        if template.kind == "procurement":
            scheme = template.scheme.numbered(tuple(new_id() for _ in template.scheme.criteria))
            assert against(replace(draft(), basics=template.basics, schemes=(scheme,))) == {}, template.id


def test_a_finding_says_rule_weight_article_evidence_and_place() -> None:
    found = {
        one.rule: one
        for one in found_in(draft(payment_days=45, standardised=True, kept={"TG29": "另有约定"}))
    }
    warned, blocked = found["TG29"], found["G01"]
    assert (warned.severity, warned.kept, warned.evidence) == (Weight.WARNS, "另有约定", "V")
    assert (warned.page, warned.field) == ("/desk/projects/510116-2026-00001/basics", "payment_days")
    assert (blocked.severity, blocked.article) == (Weight.BLOCKS, "《政府采购法实施条例》第三十四条")
    assert found["N08"].evidence == "memory-H"


def test_the_scheme_of_a_lot_is_mended_on_its_own_page() -> None:
    of = draft(criterion("提供方案得10分"))
    lots = (LotBasics(budget=Decimal(100)), LotBasics(no=2, budget=Decimal(100)))
    second = ComprehensiveScheme(price_points=Decimal(5), criteria=(criterion("去掉最高报价和最低报价"),))
    of = replace(of, basics=replace(of.basics, lots=lots), schemes=(*of.schemes, second))
    pages = {one.rule: one.page for one in found_in(of) if "/lots/" in one.page}
    assert pages["G07"] == pages["G03-services"] == "/desk/projects/510116-2026-00001/lots/2/scheme"


def test_what_blocks_comes_first_and_the_list_of_demands_says_the_same() -> None:
    of = draft(payment_days=45, standardised=True)
    weights = [one.severity for one in found_in(of)]
    assert weights == sorted(weights)
    faults = draft_faults(
        draft=of, drafting=KIND.drafting, now=NOW, rules=RULES, calendar=official_calendar()
    )
    states = {
        one.title: one.state
        for one in checklist(draft=of, lines=KIND.drafting.lines, faults=faults, rules=RULES)
    }
    assert states["评标方法与标的相称"] is CheckState.FAILED
    assert states["付款期限不超过法定期限"] is CheckState.FAILED
    assert states["没有设定最低限价"] is CheckState.PASSED
    assert (
        states["达到公开招标数额标准（2,000,000元，地方另有规定的从其规定）的，采用公开招标"]
        is CheckState.PASSED
    )
