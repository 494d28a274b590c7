"""The pool's register: list, entry, file, state."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from msgspec import Meta, Struct

from core.errors import DomainError
from expert_pool.domain.qualification import TITLE_LEVELS, TitleLevel
from expert_pool.domain.recusal import EMPLOYED, GROUNDS, Post, Tie
from expert_pool.fields import (
    BirthYear,
    Relation,
    Specialities,
    SpecialityCode,
    SpecialityName,
    Title,
    Uscc,
    Years,
)
from expert_pool.operations.add_speciality import add_speciality
from expert_pool.operations.change_expert_state import change_expert_state
from expert_pool.operations.register_expert import (
    EmploymentEntry,
    ExpertFile,
    RelativeEntry,
    edit_expert,
    register_expert,
)
from expert_pool.pages import wording
from expert_pool.permissions import Permission
from expert_pool.queries import pool as queries
from expert_pool.queries.pool import ExpertFileView
from expert_pool.states import EXPERT_STATES, ExpertEvent
from identity.actor import Actor
from web.form_fields import Name, ShortReason, may_repeat
from web.forms import FormValues, filled, parse_form, read_form, refused
from web.guards import requires
from web.pages import page
from web.paging import page_request
from web.responses import see_other


class EmploymentRow(Struct, frozen=True, kw_only=True):
    """A row of the employment table; a row without a name is left out."""

    organisation_name: Name = ""
    organisation_uscc: Uscc | None = None
    tie: Tie = Tie.EMPLOYEE
    from_on: date | None = None
    until_on: date | None = None


class RelativeRow(Struct, frozen=True, kw_only=True):
    """A row of the relatives' table; a row without an organisation is left out."""

    relation: Relation = ""
    organisation_name: Name = ""
    organisation_uscc: Uscc | None = None
    post: Post = Post.WORKS


class FileForm(Struct, frozen=True, kw_only=True):
    """An expert's file as typed."""

    employer_name: Name
    title: Title
    title_level: TitleLevel
    years: Years
    birth_on: date | None = None
    birth_year: BirthYear | None = None
    specialities: Specialities = ()
    employer_uscc: Uscc | None = None
    person_id: UUID | None = None
    employments: Annotated[tuple[EmploymentRow, ...], Meta(max_length=100), may_repeat("empty rows")] = ()
    relatives: Annotated[tuple[RelativeRow, ...], Meta(max_length=100), may_repeat("empty rows")] = ()

    def file(self, *, today: date) -> ExpertFile:
        """What the operation takes. A tie without a first day is dated today: only its end matters."""
        return ExpertFile(
            employer_name=self.employer_name,
            employer_uscc=self.employer_uscc or "",
            title=self.title,
            title_level=self.title_level,
            years=self.years,
            birth_on=self.birth_on,
            birth_year=self.birth_year,
            specialities=self.specialities,
            employments=tuple(_employment(row, today) for row in self.employments if row.organisation_name),
            relatives=tuple(_relative(row) for row in self.relatives if row.organisation_name),
        )


class StateForm(Struct, frozen=True, kw_only=True):
    """A change of state as typed."""

    event: ExpertEvent
    reason: ShortReason = ""


class SpecialityForm(Struct, frozen=True, kw_only=True):
    """A new speciality as typed."""

    code: SpecialityCode
    name: SpecialityName


@get("/experts", guards=[requires(Permission.EXPERT_READ)])
async def list_page(
    request: Request[Any, Any, Any],
    q: FromQuery[str] = "",
    speciality: FromQuery[str] = "",
    expert_state: FromQuery[str] = "",
) -> Template:
    """The pool with filters."""
    found = await queries.experts_page(
        search=q, speciality=speciality, state=expert_state, asked=page_request(request)
    )
    return page(
        request,
        "expert_pool/experts.html",
        experts=found,
        filtered=bool(q.strip() or speciality or expert_state),
        specialities=await queries.specialities(),
        values=filled({"q": q, "speciality": speciality, "expert_state": expert_state}),
        **wording.ALL,
    )


@get("/experts/new", guards=[requires(Permission.EXPERT_REGISTER)])
async def new_page(request: Request[Any, Any, Any]) -> Template:
    """An empty file."""
    return page(request, "expert_pool/expert_new.html", values=filled({}), **await _choices())


@post("/experts/new", guards=[requires(Permission.EXPERT_REGISTER)])
async def enter(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Template | Redirect:
    """Enter a person into the pool."""
    values = await read_form(request)
    try:
        form = parse_form(values, FileForm)
        expert_id = await register_expert(
            actor=actor, person_id=form.person_id or UUID(int=0), file=form.file(today=now.date()), now=now
        )
    except DomainError as error:
        return refused(request, "expert_pool/expert_new.html", values=values, error=error, **await _choices())
    return see_other(f"/experts/{expert_id}")


@get("/experts/{expert_id:uuid}", guards=[requires(Permission.EXPERT_READ)])
async def file_page(
    request: Request[Any, Any, Any], expert_id: FromPath[UUID], actor: NamedDependency[Actor]
) -> Template:
    """An expert's file; who may register may also edit it here."""
    expert = await queries.expert_file(expert_id)
    return page(
        request,
        "expert_pool/expert.html",
        values=_values(expert),
        **await _file_context(expert, actor),
    )


@post("/experts/{expert_id:uuid}", guards=[requires(Permission.EXPERT_REGISTER)])
async def edit(
    request: Request[Any, Any, Any],
    expert_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Replace the file."""
    values = await read_form(request)
    try:
        form = parse_form(values, FileForm)
        await edit_expert(actor=actor, expert_id=expert_id, file=form.file(today=now.date()), now=now)
    except DomainError as error:
        return await _file_refused(request, expert_id, actor, values, error)
    return see_other(f"/experts/{expert_id}")


@post("/experts/{expert_id:uuid}/state", guards=[requires(Permission.EXPERT_PAUSE)])
async def change_state(
    request: Request[Any, Any, Any],
    expert_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Pause, resume, remove."""
    values = await read_form(request)
    try:
        form = parse_form(values, StateForm)
        await change_expert_state(
            actor=actor, expert_id=expert_id, event=form.event, reason=form.reason, now=now
        )
    except DomainError as error:
        return await _file_refused(request, expert_id, actor, values, error)
    return see_other(f"/experts/{expert_id}")


@get("/specialities", guards=[requires(Permission.EXPERT_READ)])
async def specialities_page(request: Request[Any, Any, Any]) -> Template:
    """The speciality table."""
    return page(request, "expert_pool/specialities.html", specialities=await queries.specialities())


@post("/specialities", guards=[requires(Permission.EXPERT_REGISTER)])
async def enter_speciality(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Template | Redirect:
    """Add a speciality."""
    values = await read_form(request)
    try:
        form = parse_form(values, SpecialityForm)
        await add_speciality(actor=actor, code=form.code.strip().upper(), name=form.name, now=now)
    except DomainError as error:
        return refused(
            request,
            "expert_pool/specialities.html",
            values=values,
            error=error,
            specialities=await queries.specialities(),
        )
    return see_other("/specialities")


def _employment(row: EmploymentRow, today: date) -> EmploymentEntry:
    return EmploymentEntry(
        organisation_name=row.organisation_name,
        organisation_uscc=row.organisation_uscc or "",
        tie=row.tie,
        from_on=row.from_on or row.until_on or today,
        until_on=row.until_on,
    )


def _relative(row: RelativeRow) -> RelativeEntry:
    return RelativeEntry(
        relation=row.relation,
        organisation_name=row.organisation_name,
        organisation_uscc=row.organisation_uscc or "",
        post=row.post,
    )


async def _choices() -> dict[str, Any]:
    return {
        "people": await queries.people_to_register(),
        "specialities": await queries.specialities(),
        "title_levels": list(TITLE_LEVELS.items()),
        **wording.ALL,
    }


async def _file_context(expert: ExpertFileView, actor: Actor) -> dict[str, Any]:
    return {
        "expert": expert,
        "recusal_article": "；".join(dict.fromkeys(GROUNDS[reason].article for reason in EMPLOYED)),
        "may_edit": Permission.EXPERT_REGISTER in actor.permissions,
        "events": [event for event in ExpertEvent if EXPERT_STATES.allows(expert.state, event)],
        **await _choices(),
    }


async def _file_refused(
    request: Request[Any, Any, Any], expert_id: UUID, actor: Actor, values: FormValues, error: DomainError
) -> Template:
    expert = await queries.expert_file(expert_id)
    shown = values if "employer_name" in values else _values(expert, values)
    return refused(
        request,
        "expert_pool/expert.html",
        values=shown,
        error=error,
        **await _file_context(expert, actor),
    )


def _values(expert: ExpertFileView, *typed: FormValues) -> FormValues:
    return filled(
        {
            "employer_name": expert.employer_name,
            "employer_uscc": expert.employer_uscc,
            "title": expert.title,
            "title_level": expert.title_level,
            "years": expert.years,
            "birth_on": expert.birth_on,
            "birth_year": expert.birth_year,
            "specialities": expert.specialities,
            "employments": tuple(
                EmploymentRow(
                    organisation_name=row.organisation_name,
                    organisation_uscc=row.organisation_uscc or None,
                    tie=Tie(row.tie),
                    from_on=row.from_on,
                    until_on=row.until_on,
                )
                for row in expert.employments
            ),
            "relatives": tuple(
                RelativeRow(
                    relation=row.relation,
                    organisation_name=row.organisation_name,
                    organisation_uscc=row.organisation_uscc or None,
                    post=Post(row.post),
                )
                for row in expert.relatives
            ),
        },
        *typed,
    )


POOL_PAGES = [
    list_page,
    new_page,
    enter,
    file_page,
    edit,
    change_state,
    specialities_page,
    enter_speciality,
]
