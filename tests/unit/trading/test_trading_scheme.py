"""Evaluation schemes and opening panels, at the boundary of what is lawful."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

import trading.kinds.procurement
import trading.projects.domain
from core.errors import Invalid
from core.ids import new_id
from trading.kinds import KINDS
from trading.kinds.procurement.scheme import deduction_faults, scheme_faults, worked_sample
from trading.projects.domain.comprehensive import ComprehensiveScheme
from trading.projects.domain.panel import Seat, panel_faults
from trading.projects.domain.scheme import CriterionDraft, Scheme, SchemeDraft
from trading.projects.templates_of_projects import project_templates

KIND = KINDS["procurement"]
RULES = KINDS["procurement"].rules_on(date(2026, 11, 22))
CENTRE, TENDERER, SUPERVISOR = new_id(), new_id(), new_id()


def scheme(price: str, *points: str, guide: str = "按响应程度评分") -> Scheme:
    draft = SchemeDraft(
        own=ComprehensiveScheme(price_points=Decimal(price)),
        criteria=tuple(
            CriterionDraft(name=f"因素{n}", kind="subjective", max_points=Decimal(p), guide=guide)
            for n, p in enumerate(points)
        ),
    )
    return draft.numbered(tuple(new_id() for _ in points))


def codes(value: Scheme, category: str) -> list[str]:
    """Of a tender reserved for small and medium firms, which deducts nothing."""
    faults = scheme_faults(scheme=value, category=category, rules=RULES, sme_reserved=True)
    return [fault.code for fault in faults]


def deduction(percent: str | None, *, reserved: bool = False, day: date = date(2026, 11, 22)) -> list[str]:
    value = None if percent is None else Decimal(percent)
    faults = deduction_faults(percent=value, rules=KINDS["procurement"].rules_on(day), sme_reserved=reserved)
    return [fault.code for fault in faults]


@pytest.mark.parametrize("percent", ["10", "15.5", "20"])
def test_an_open_tender_deducts_ten_to_twenty_percent_for_small_firms(percent: str) -> None:
    """财库〔2022〕19号第二条."""
    assert deduction(percent) == []


@pytest.mark.parametrize("percent", ["0", "9.99", "20.01", "100"])
def test_a_deduction_outside_the_range_of_its_day_is_unlawful(percent: str) -> None:
    assert deduction(percent) == ["deduction-out-of-range"]


def test_an_open_tender_without_a_deduction_is_unlawful_and_a_reserved_one_has_none() -> None:
    assert deduction(None) == ["deduction-missing"]
    assert deduction(None, reserved=True) == []
    assert deduction("10", reserved=True) == ["deduction-not-for-this"]


def test_before_the_rule_came_into_force_nothing_is_asked() -> None:
    assert deduction(None, day=date(2022, 6, 30)) == []


@pytest.mark.parametrize(("category", "price"), [("goods", "30"), ("services", "10")])
def test_the_least_price_weight_is_lawful(category: str, price: str) -> None:
    assert codes(scheme(price, str(100 - int(price))), category) == []


@pytest.mark.parametrize(("category", "price"), [("goods", "29.99"), ("services", "9.99")])
def test_a_lower_price_weight_is_refused_with_the_article(category: str, price: str) -> None:
    (fault,) = scheme_faults(
        scheme=scheme(price, str(100 - Decimal(price))),
        category=category,
        rules=RULES,
        sme_reserved=True,
    )
    assert fault.code == "price-weight-too-low"
    assert fault.article == "《政府采购货物和服务招标投标管理办法》第五十五条"


def test_there_is_no_upper_bound_under_87() -> None:
    assert codes(scheme("90", "10"), "services") == []


@pytest.mark.parametrize("points", [("40", "49.99"), ("40", "50.01")])
def test_points_that_are_not_100_are_refused(points: tuple[str, str]) -> None:
    assert codes(scheme("10", *points), "services") == ["points-not-100"]


def test_faults_come_together() -> None:
    assert codes(scheme("5", "90", guide=""), "services") == [
        "price-weight-too-low",
        "points-not-100",
        "criterion-not-quantified",
    ]


def test_the_worked_sample_follows_the_formula() -> None:
    sample = worked_sample(Decimal(30), Decimal(100))
    assert [(s.price, s.price_score) for s in sample] == [
        (Decimal("100.00"), Decimal("30.00")),
        (Decimal("105.00"), Decimal("28.57")),
        (Decimal("110.00"), Decimal("27.27")),
        (Decimal("120.00"), Decimal("25.00")),
    ]


def test_every_template_is_lawful() -> None:
    for template in project_templates().values():
        numbered = template.scheme.numbered(tuple(new_id() for _ in template.scheme.criteria))
        assert codes(numbered, template.basics.category) == []
        assert all(lot.budget >= (lot.ceiling_price or 0) for lot in template.basics.lots)


A_KEY = bytes([9]) + bytes(31)  # the base point of X25519


def seat(ordinal: int, organisation: UUID, *, key: bytes | None = A_KEY, person: UUID | None = None) -> Seat:
    return Seat(
        ordinal=ordinal,
        person_id=person or new_id(),
        name=f"人员{ordinal}",
        duty="host",
        organisation_id=organisation,
        organisation_name="单位",
        sealing_public=key,
    )


def panel_codes(*seats: Seat, threshold: int = 2) -> list[str]:
    found: list[Invalid] = list(panel_faults(seats=seats, threshold=threshold, opening="开标"))
    return [fault.code for fault in found]


@pytest.mark.parametrize("key", [bytes(32), bytes([1]) + bytes(31), bytes([255]) * 32])
def test_a_panel_with_a_key_nobody_can_seal_to_is_not_formed(key: bytes) -> None:
    seats = (seat(1, CENTRE), seat(2, SUPERVISOR, key=key), seat(3, TENDERER))
    assert panel_codes(*seats) == ["officer-key-unusable"]


def test_three_people_of_three_organisations_can_open() -> None:
    assert panel_codes(seat(1, CENTRE), seat(2, SUPERVISOR), seat(3, TENDERER)) == []


def test_two_people_of_one_organisation_could_open_alone() -> None:
    assert panel_codes(seat(1, CENTRE), seat(2, CENTRE), seat(3, TENDERER)) == ["panel-one-organisation"]


def test_one_organisation_alone_must_not_be_able_to_open() -> None:
    assert panel_codes(seat(1, CENTRE), seat(2, CENTRE), seat(3, CENTRE)) == ["panel-one-organisation"]


def test_two_seats_are_not_a_panel() -> None:
    assert panel_codes(seat(1, CENTRE), seat(2, TENDERER)) == ["panel-size"]


def test_one_person_cannot_hold_two_shares() -> None:
    twice = new_id()
    assert "panel-person-repeated" in panel_codes(
        seat(1, CENTRE, person=twice), seat(2, TENDERER, person=twice), seat(3, TENDERER)
    )


def test_an_officer_without_keys_is_named() -> None:
    assert panel_codes(seat(1, CENTRE), seat(2, SUPERVISOR), seat(3, TENDERER, key=None)) == [
        "officer-without-key"
    ]


def test_the_threshold_is_two() -> None:
    assert panel_codes(seat(1, CENTRE), seat(2, SUPERVISOR), seat(3, TENDERER), threshold=1) == [
        "panel-threshold"
    ]


def test_every_fault_of_a_draft_has_its_line_in_the_checklist() -> None:
    domain, own = (
        Path(trading.projects.domain.__file__).parent,
        Path(trading.kinds.procurement.__file__).parent,
    )
    sources = [domain / name for name in ("draft.py", "document.py", "panel.py", "times.py")]
    sources += [own / name for name in ("drafting.py", "linting.py", "scheme.py", "times.py")]
    text = "\n".join(path.read_text("utf-8") for path in sources)
    drafted = set(re.findall(r'code="([a-z0-9-]+)"', text))
    remarked = {"deadline-on-day-off"}
    assert drafted - remarked == frozenset().union(*(line.codes for line in KIND.drafting.lines))
