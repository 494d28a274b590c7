"""The pool's register: list, entry, file, state."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from expert_pool.domain.qualification import TITLE_LEVELS
from expert_pool.domain.recusal import EMPLOYED, GROUNDS, Post, Tie
from expert_pool.operations.register_expert import (
    EmploymentEntry,
    RelativeEntry,
)
from expert_pool.pages import wording
from expert_pool.permissions import Permission
from expert_pool.queries import pool as queries
from expert_pool.queries.pool import ExpertFileView
from expert_pool.states import EXPERT_STATES, ExpertEvent
from identity.actor import Actor
from web.forms import FormValues, filled
from web.guards import requires
from web.pages import page
from web.paging import page_request
from web.visitor import HttpRequest


@get("/experts", guards=[requires(Permission.EXPERT_READ)])
async def list_page(
    request: HttpRequest,
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
async def new_page(request: HttpRequest) -> Template:
    """An empty file."""
    return page(request, "expert_pool/expert_new.html", values=filled({}), **await _choices())


@get("/experts/{expert_id:uuid}", guards=[requires(Permission.EXPERT_READ)])
async def file_page(
    request: HttpRequest, expert_id: FromPath[UUID], actor: NamedDependency[Actor]
) -> Template:
    """An expert's file; who may register may also edit it here."""
    expert = await queries.expert_file(expert_id)
    return page(
        request,
        "expert_pool/expert.html",
        values=_values(expert),
        **await _file_context(expert, actor),
    )


@get("/specialities", guards=[requires(Permission.EXPERT_READ)])
async def specialities_page(request: HttpRequest) -> Template:
    """The speciality table."""
    return page(request, "expert_pool/specialities.html", specialities=await queries.specialities())


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


def _values(expert: ExpertFileView) -> FormValues:
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
                EmploymentEntry(
                    organisation_name=row.organisation_name,
                    organisation_uscc=row.organisation_uscc,
                    tie=Tie(row.tie),
                    from_on=row.from_on,
                    until_on=row.until_on,
                )
                for row in expert.employments
            ),
            "relatives": tuple(
                RelativeEntry(
                    relation=row.relation,
                    organisation_name=row.organisation_name,
                    organisation_uscc=row.organisation_uscc,
                    post=Post(row.post),
                )
                for row in expert.relatives
            ),
        }
    )


POOL_PAGES = [
    list_page,
    new_page,
    file_page,
    specialities_page,
]
