"""The committee's checklist says what the tender demands, in the tender's own words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import msgspec

from trading.kinds.procurement.requirements import requirements
from trading.projects.domain.draft import Basics
from trading.projects.templates_of_projects import project_templates


def basics(*, ceiling_price: Decimal | None = Decimal(1), **changes: object) -> Basics:
    template = project_templates()["school-kitchen-equipment"].basics
    particulars = msgspec.structs.replace(template.particulars, **changes)
    lots = tuple(replace(lot, ceiling_price=ceiling_price) for lot in template.lots)
    return replace(template, lots=lots, particulars=particulars)


def test_every_demand_stands_in_the_checklist() -> None:
    told = {
        one.title: one.text for one in requirements(basics(performance_period="三十日", bid_validity_days=60))
    }
    assert told["合同履行期限"] == "三十日"
    assert "60日" in told["投标有效期"]
    assert told["联合体"] in ("不接受联合体投标", "接受联合体投标")
    assert {"资格要求", "采购需求", "报价"} <= told.keys()


def test_lines_marked_with_a_star_stand_apart() -> None:
    found = requirements(basics(requirement="设备一批\n★质保不少于三年\n ★ 七日内到货"))
    assert [one.text for one in found if one.title == "实质性条款"] == ["质保不少于三年", "七日内到货"]


def test_without_a_ceiling_the_budget_is_the_limit() -> None:
    (price,) = [one for one in requirements(basics(ceiling_price=None)) if one.title == "报价"]
    assert "最高限价" in price.text
