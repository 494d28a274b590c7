"""The pool's register, an expert's own invitations, and who sits for a purchaser (采购人代表)."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from expert_pool.operations.register_expert import EmploymentEntry, ExpertFile, RelativeEntry
from expert_pool.permissions import Permission
from expert_pool.queries import my_invitations, speciality_titles
from expert_pool.queries.pool import (
    ExpertFileView,
    ExpertRow,
    SpecialityView,
    expert_file,
    experts_page,
    people_to_register,
    specialities,
)
from expert_pool.queries.representatives import delegation, delegations
from expert_pool.states import EXPERT_STATES, ExpertEvent
from web.form_fields import Name, Short
from web.forms import FormValues, filled
from web.paging import Page, PageRequest
from web.views import view


class ExpertsSought(Struct, frozen=True, kw_only=True):
    """By what the register of the pool is narrowed down."""

    q: Annotated[Name, Meta(title="姓名、编号或工作单位")] = ""
    speciality: Annotated[Short, Meta(title="评审专业")] = ""
    expert_state: Annotated[Short, Meta(title="状态")] = ""


class Register(Struct, frozen=True, kw_only=True):
    """The pool as it was narrowed down."""

    experts: Page[ExpertRow]
    filtered: bool
    specialities: tuple[SpecialityView, ...]
    values: FormValues


class File(Struct, frozen=True, kw_only=True):
    """An expert's file, and what may be done with it."""

    expert: ExpertFileView
    events: list[ExpertEvent]
    specialities: tuple[SpecialityView, ...]
    values: FormValues


async def register(asked: PageRequest, sought: ExpertsSought) -> Register:
    """The pool with filters."""
    return Register(
        experts=await experts_page(
            search=sought.q, speciality=sought.speciality, state=sought.expert_state, asked=asked
        ),
        filtered=sought != ExpertsSought(),
        specialities=await specialities(),
        values=filled(sought),
    )


async def file(expert_id: UUID) -> File:
    """An expert's file; who may register may also edit it here."""
    expert = await expert_file(expert_id)
    employments = tuple(EmploymentEntry(**_named_in(EmploymentEntry, row)) for row in expert.employments)
    relatives = tuple(RelativeEntry(**_named_in(RelativeEntry, row)) for row in expert.relatives)
    return File(
        expert=expert,
        events=[event for event in ExpertEvent if EXPERT_STATES.allows(expert.state, event)],
        specialities=await specialities(),
        values=filled(_named_in(ExpertFile, expert) | {"employments": employments, "relatives": relatives}),
    )


def _named_in(form: type[Struct], row: object) -> dict[str, Any]:
    """What stands in `row` under the names of a form's fields."""
    return {name: getattr(row, name) for name in form.__struct_fields__}


REGISTER = view("/experts", "expert_pool/experts.html", register, needs=Permission.EXPERT_READ)
NEW = view(
    "/experts/new",
    "expert_pool/expert_new.html",
    needs=Permission.EXPERT_REGISTER,
    people=people_to_register,
    specialities=specialities,
)
FILE = view("/experts/{expert_id:uuid}", "expert_pool/expert.html", file, needs=Permission.EXPERT_READ)
SPECIALITIES = view(
    "/specialities",
    "expert_pool/specialities.html",
    needs=Permission.EXPERT_READ,
    specialities=specialities,
)
INVITATIONS = view(
    "/invitations",
    "expert_pool/invitations.html",
    needs=Permission.INVITATION_ANSWER,
    invitations=my_invitations,
    speciality_titles=speciality_titles,
)
DELEGATIONS = view(
    "/representatives",
    "expert_pool/representatives.html",
    needs=Permission.REPRESENTATIVE_NAME,
    delegations=delegations,
)
NAMING = view(
    "/representatives/{draw_id:uuid}",
    "expert_pool/representative.html",
    needs=Permission.REPRESENTATIVE_NAME,
    view=delegation,
)
