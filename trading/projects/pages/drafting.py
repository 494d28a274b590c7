"""The agency drafts a project step by step: every step saves by itself and leads to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

import msgspec
from litestar.response import Redirect
from msgspec import Struct

from core.errors import Invalid
from core.numbers import POINTS, read_number
from core.rules import Rule
from core.text import is_blank
from identity import queries as identity_queries
from identity.actor import Actor
from identity.queries import OrganisationView, PersonView
from identity.roles import Role
from trading.choices import Duty
from trading.kinds import KINDS
from trading.notices.domain.notice_shape import Body
from trading.notices.queries.notice_texts import announcement_preview
from trading.permissions import Permission
from trading.projects.domain.draft import SchemeLaw
from trading.projects.domain.findings import Finding, Weight
from trading.projects.domain.particulars import Particulars
from trading.projects.domain.scheme import Scheme, WorkedSample
from trading.projects.fields import AfterLot, LotNo
from trading.projects.forms import LotForm
from trading.projects.queries.drafts import officer_candidates, project_by_no
from trading.projects.queries.lots import LotView
from trading.projects.queries.workspace import SCHEME_STEP, Workspace, workspace
from trading.projects.templates_of_projects import ProjectTemplate, project_templates
from trading.rules import Term, of_category
from trading.working_calendar import working_day_counter
from web.forms import FormValues, filled
from web.responses import see_other
from web.views import told, view

EMPTY_ROWS = 3
# The sample's lowest price as a part of the ceiling, so that all its prices are lawful.
_SAMPLE_BASE = Decimal("0.8")


class Step(Struct, frozen=True, kw_only=True):
    """A step of drafting, and what the next is called; empty after the last."""

    work: Workspace
    step: str
    next_step: str


class Basics(Step, frozen=True, kw_only=True):
    """What is traded, for how much; `own_fields` are the kind's own, with whether a figure must be there."""

    own_fields: tuple[tuple[str, bool], ...]
    values: FormValues


class Scoring(Step, frozen=True, kw_only=True):
    """How bids for a lot are scored, by what law, with a worked sample."""

    lot: LotView
    values: FormValues
    empty_rows: int
    deduction: tuple[Rule | None, Rule | None]
    least_price: Rule
    law: SchemeLaw
    sample: tuple[WorkedSample, ...]
    total_of: Callable[[FormValues], Decimal | None]


class Panel(Step, frozen=True, kw_only=True):
    """Who may open; each with the duty they could take and whether they have keys."""

    candidates: list[tuple[Duty, PersonView, bool]]
    values: FormValues


class Times(Step, frozen=True, kw_only=True):
    """The times of the announcement, with what the law says of each."""

    values: FormValues
    working_days: Callable[[date, date], int | None]
    titles: Mapping[str, str]
    hints: Mapping[str, str]
    notice_rule: Rule | None


class Preview(Struct, frozen=True, kw_only=True):
    """The notice as it will stand, beside the linter's findings; `keepable` are warnings that take a reason here, one a
    rule."""

    work: Workspace
    keepable: tuple[Finding, ...]
    step: str
    body: Body | None


class New(Struct, frozen=True, kw_only=True):
    """Which template, for whom."""

    tenderers: tuple[OrganisationView, ...]
    templates: tuple[ProjectTemplate, ...]
    kinds: list[tuple[str, str]]
    kind_titles: dict[str, str]
    terms: dict[str, str]


async def new_project() -> New:
    """Which template, for whom."""
    return New(
        tenderers=await identity_queries.organisations_with_role(Role.TENDERER),
        templates=tuple(project_templates().values()),
        kinds=[(kind.code, f"{kind.title}　{kind.method_title}") for kind in KINDS.values()],
        kind_titles={kind.code: kind.title for kind in KINDS.values()},
        terms={"tenderer": "、".join(dict.fromkeys(kind.terms.tenderer for kind in KINDS.values()))},
    )


async def basics(no: str, actor: Actor, now: datetime) -> Basics:
    """What is traded."""
    work = await workspace(project_no=no, actor=actor, now=now)
    return Basics(
        work=work,
        step="basics",
        next_step=_next(work, "basics"),
        own_fields=_own_fields(work.lot.kind_of_transaction.particulars.form),
        values=_basics_values(work),
    )


async def schemes(no: str, actor: Actor, now: datetime, after: AfterLot = 0) -> Redirect:
    """Leads through the schemes of the lots, one after the other, and on to the next step."""
    work = await workspace(project_no=no, actor=actor, now=now)
    return see_other(f"/desk/projects/{no}/{_following(work, after)}")


async def scheme(no: str, lot_no: LotNo, actor: Actor, now: datetime) -> Scoring | Redirect:
    """How bids for a lot will be scored; where nothing is, on to the next step."""
    work = await workspace(project_no=no, actor=actor, now=now)
    law, lot = work.lot.kind_of_transaction.drafting.scheme, work.lot_numbered(lot_no)
    if law is None:
        return see_other(f"/desk/projects/{no}/{_following(work, lot_no)}")
    return _scoring(work, lot, law)


async def panel(no: str, actor: Actor, now: datetime) -> Panel:
    """Who opens the bids."""
    work = await workspace(project_no=no, actor=actor, now=now)
    candidates = await officer_candidates(project=await project_by_no(work.lot.project_no))
    options = []
    for duty, people in candidates.items():
        for person in people:
            has_keys = await identity_queries.key_box_of(person.id) is not None
            options.append((duty, person, has_keys))
    return Panel(
        work=work,
        step="panel",
        next_step=_next(work, "panel"),
        candidates=options,
        values=filled({"officers": tuple(f"{seat.duty}:{seat.person_id}" for seat in work.draft.seats)}),
    )


async def times(no: str, actor: Actor, now: datetime) -> Times:
    """When it is announced and bids are due."""
    work = await workspace(project_no=no, actor=actor, now=now)
    rules, law = work.lot.rules, work.lot.kind_of_transaction.drafting.times
    return Times(
        work=work,
        step="times",
        next_step=_next(work, "times"),
        values=_times_values(work),
        working_days=await working_day_counter(),
        titles=law.titles,
        hints=law.hints(rules),
        notice_rule=rules.rules.get(Term.NOTICE_DAYS),
    )


async def preview(no: str, actor: Actor, now: datetime) -> Preview:
    """The notice as it will stand."""
    work = await workspace(project_no=no, actor=actor, now=now)
    body = await announcement_preview(work.lot.project_no)
    keepable = {one.rule: one for one in work.findings if one.severity is Weight.WARNS and not one.reason_in}
    return Preview(work=work, step="preview", body=body, keepable=tuple(keepable.values()))


def _next(work: Workspace, step: str) -> str:
    drafting = work.lot.kind_of_transaction.drafting
    return drafting.step_after(step)[1] if step != drafting.steps[-1][0] else ""


def _own_fields(form: type[Particulars]) -> tuple[tuple[str, bool], ...]:
    return tuple((one.name, one.default is not None) for one in msgspec.structs.fields(form))


def _following(work: Workspace, lot_no: int) -> str:
    drafting = work.lot.kind_of_transaction.drafting
    if drafting.scheme is None:
        return drafting.steps[1][0]
    if lot_no < len(work.lots):
        return f"lots/{lot_no + 1}/{SCHEME_STEP}"
    return drafting.step_after(SCHEME_STEP)[0]


def _basics_values(work: Workspace) -> FormValues:
    basics = work.draft.basics
    values = {name: getattr(basics, name) for name in type(basics).__dataclass_fields__}
    own = msgspec.structs.asdict(values.pop("particulars"))
    lots = tuple(
        LotForm(
            **{name: getattr(lot, name) for name in LotForm.__struct_fields__}
            | {"budget": lot.budget or None}
        )
        for lot in basics.lots
    )
    return filled({**values, **own, "lots": lots})


def _scheme_values(lot: LotView, scheme: Scheme) -> FormValues:
    own = {name: getattr(scheme, name) for name in scheme.__struct_fields__ if name not in scheme.rows}
    values: dict[str, object] = {"lot_id": lot.id, **{name: _typed(value) for name, value in own.items()}}
    for place, criterion in enumerate(scheme.criteria):
        values |= {
            f"criteria-{place}-name": criterion.name,
            f"criteria-{place}-kind": criterion.kind,
            f"criteria-{place}-max_points": _typed(criterion.max_points),
            f"criteria-{place}-guide": criterion.guide,
        }
    return filled(values)


def _typed(value: object) -> object:
    """As somebody would type it: a number without needless zeros."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _scoring(work: Workspace, lot: LotView, law: SchemeLaw) -> Scoring:
    """Of one lot; the next step is the scheme of the next."""
    place = lot.lot_no - 1
    scheme, base = work.draft.schemes[place], work.draft.basics.lots[place].ceiling
    rules, next_step = work.lot.rules, _next(work, SCHEME_STEP)
    if lot.lot_no < len(work.lots):
        title = dict(work.lot.kind_of_transaction.drafting.steps)[SCHEME_STEP]
        next_step = f"{title}（{work.lots[lot.lot_no].lot_label}）"
    return Scoring(
        work=work,
        step=SCHEME_STEP,
        next_step=next_step,
        lot=lot,
        values=_scheme_values(lot, scheme),
        empty_rows=EMPTY_ROWS,
        deduction=(rules.rules.get(Term.SMALL_FIRM_LEAST), rules.rules.get(Term.SMALL_FIRM_MOST)),
        least_price=rules[of_category(Term.LEAST_PRICE_WEIGHT, work.lot.category)],
        law=law,
        sample=law.sample(scheme.price_points, base * _SAMPLE_BASE) if base else (),
        total_of=_total_typed,
    )


def _total_typed(values: FormValues) -> Decimal | None:
    """Of the points in the form as they stand there; None while one cannot be read."""
    names = ["price_points", *(f"criteria-{row}-max_points" for row in values.row_numbers("criteria"))]
    typed = [values.get(name, "") for name in names]
    try:
        return sum((read_number(text, POINTS) for text in typed if not is_blank(text)), Decimal(0))
    except Invalid:
        return None


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


_DRAFTS = Permission.PROJECT_DRAFT
_PROJECT = "/desk/projects/{no:str}"

NEW = view("/desk/projects/new", "projects/project_new.html", new_project, needs=_DRAFTS)
BASICS = view(f"{_PROJECT}/basics", "projects/basics.html", basics, needs=_DRAFTS)
SCHEMES = told(f"{_PROJECT}/scheme", schemes, needs=_DRAFTS)
SCHEME = view(f"{_PROJECT}/lots/{{lot_no:int}}/scheme", "projects/scheme.html", scheme, needs=_DRAFTS)
PANEL = view(f"{_PROJECT}/panel", "projects/panel.html", panel, needs=_DRAFTS)
TIMES = view(f"{_PROJECT}/times", "projects/times.html", times, needs=_DRAFTS)
PREVIEW = view(f"{_PROJECT}/preview", "projects/preview.html", preview, needs=_DRAFTS)
