"""What each step of drafting shows: the values in its form, and the facts beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from identity import queries as identity_queries
from identity.roles import Role
from trading.kinds import KINDS
from trading.notices.queries.notice_texts import announcement_preview
from trading.projects.domain.draft import SchemeLaw
from trading.projects.domain.scheme import Scheme
from trading.projects.forms import LotForm
from trading.projects.pages.titles import words
from trading.projects.queries.drafts import officer_candidates, project_by_no
from trading.projects.queries.lots import LotView
from trading.projects.queries.workspace import SCHEME_STEP, Workspace
from trading.projects.templates_of_projects import project_templates
from trading.rules import Term, of_category
from trading.working_calendar import working_day_counter
from web.forms import FormValues, filled

EMPTY_ROWS = 3
# The sample's lowest price as a part of the ceiling, so that all its prices are lawful.
_SAMPLE_BASE = Decimal("0.8")


def _step_context(work: Workspace, step: str) -> dict[str, Any]:
    drafting = work.lot.kind_of_transaction.drafting
    following = drafting.step_after(step)[1] if step != drafting.steps[-1][0] else ""
    return {"work": work, "step": step, "next_step": following, **words()}


async def new_context() -> dict[str, Any]:
    tenderers = await identity_queries.organisations_with_role(Role.TENDERER)
    kinds = [(kind.code, f"{kind.title}　{kind.method_title}") for kind in KINDS.values()]
    kind_titles = {kind.code: kind.title for kind in KINDS.values()}
    templates = tuple(project_templates().values())
    return {
        "tenderers": tenderers,
        "templates": templates,
        "kinds": kinds,
        "kind_titles": kind_titles,
        "terms": {"tenderer": "、".join(dict.fromkeys(kind.terms.tenderer for kind in KINDS.values()))},
        **words(),
    }


async def basics_context(work: Workspace) -> dict[str, Any]:
    return {
        **_step_context(work, "basics"),
        "own_fields": work.lot.kind_of_transaction.particulars.form.__struct_fields__,
        "values": _basics_values(work),
    }


def _basics_values(work: Workspace) -> FormValues:
    basics = work.draft.basics
    values = {name: getattr(basics, name) for name in type(basics).__dataclass_fields__}
    own = msgspec.structs.asdict(values.pop("particulars"))
    lots = tuple(
        LotForm(lot_id=lot.lot_id, name=lot.name, budget=lot.budget or None, ceiling_price=lot.ceiling_price)
        for lot in basics.lots
    )
    return filled({**values, **own, "lots": lots})


def _scheme_values(scheme: Scheme) -> FormValues:
    values: dict[str, object] = {
        "price_points": f"{scheme.price_points.normalize():f}",
        "tie_rule": scheme.tie_rule,
        "small_firm_percent": ""
        if scheme.small_firm_percent is None
        else f"{scheme.small_firm_percent.normalize():f}",
    }
    for place, criterion in enumerate(scheme.criteria):
        values |= {
            f"criteria-{place}-name": criterion.name,
            f"criteria-{place}-kind": criterion.kind,
            f"criteria-{place}-max_points": f"{criterion.max_points.normalize():f}",
            f"criteria-{place}-guide": criterion.guide,
        }
    return filled(values)


def scheme_context(work: Workspace, lot: LotView, law: SchemeLaw) -> dict[str, Any]:
    """Of one lot; the next step is the scheme of the next."""
    place = lot.lot_no - 1
    scheme, base = work.draft.schemes[place], work.draft.basics.lots[place].ceiling
    rules, shown = work.lot.rules, _step_context(work, SCHEME_STEP)
    if lot.lot_no < len(work.lots):
        title = dict(work.lot.kind_of_transaction.drafting.steps)[SCHEME_STEP]
        shown["next_step"] = f"{title}（{work.lots[lot.lot_no].lot_label}）"
    return {
        **shown,
        "lot": lot,
        "scheme": scheme,
        "values": _scheme_values(scheme),
        "empty_rows": EMPTY_ROWS,
        "deduction": (rules.rules.get(Term.SMALL_FIRM_LEAST), rules.rules.get(Term.SMALL_FIRM_MOST)),
        "least_price": rules[of_category(Term.LEAST_PRICE_WEIGHT, work.lot.category)],
        "law": law,
        "sample": law.sample(scheme.price_points, base * _SAMPLE_BASE) if base else (),
    }


def _panel_values(work: Workspace) -> FormValues:
    return filled({"officers": tuple(f"{seat.duty}:{seat.person_id}" for seat in work.draft.seats)})


async def panel_context(work: Workspace) -> dict[str, Any]:
    candidates = await officer_candidates(project=await project_by_no(work.lot.project_no))
    options = []
    for duty, people in candidates.items():
        for person in people:
            has_keys = await identity_queries.key_box_of(person.id) is not None
            options.append((duty, person, has_keys))
    return {**_step_context(work, "panel"), "candidates": options, "values": _panel_values(work)}


def _times_values(work: Workspace) -> FormValues:
    times = work.draft.times
    return filled(
        {
            "publish_at": times.publish_at if times else None,
            "documents_until": times.documents_until if times else None,
            "bids_due_at": times.bids_due_at if times else None,
            "opening_place": work.draft.opening_place,
            "day_off_reason": work.draft.day_off_reason,
        }
    )


async def times_context(work: Workspace) -> dict[str, Any]:
    rules, law = work.lot.rules, work.lot.kind_of_transaction.drafting.times
    return {
        **_step_context(work, "times"),
        "values": _times_values(work),
        "working_days": await working_day_counter(),
        "titles": law.titles,
        "hints": law.hints(rules),
        "notice_rule": rules.rules.get(Term.NOTICE_DAYS),
    }


async def preview_context(work: Workspace) -> dict[str, Any]:
    """The notice as it will stand, beside the linter's findings."""
    body = await announcement_preview(work.lot.project_no)
    return {**_step_context(work, "preview"), "body": body}
