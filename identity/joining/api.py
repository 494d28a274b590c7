"""Joining over JSON; what is done signed in stands in `acts`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from core.errors import NotFound
from identity.joining.beginning import account_opened, code_asked
from identity.joining.operations.open_account import NewAccount
from identity.joining.queries import JoiningReview, JoiningView, joining_review, joinings_page, own_joining
from identity.operations.ask_contact_code import Contact
from identity.permissions import Permission
from identity.signing_in import SIGN_INS_PER_MINUTE
from web.acts import Made
from web.guards import SIGNED_IN, public
from web.limits import limited
from web.paging import Page, PageRequest
from web.views import told
from web.visitor import HttpRequest


@post("/api/join", opt=public(), middleware=[limited("join", per_minute=SIGN_INS_PER_MINUTE)])
async def ask_for_code(request: HttpRequest, data: JSONBody[Contact]) -> Made:
    """Have a code sent; the id says nothing of it."""
    return Made(id=await code_asked(request, data))


@post("/api/join/{code_id:uuid}", opt=public(), middleware=[limited("join", per_minute=SIGN_INS_PER_MINUTE)])
async def begin_account(
    request: HttpRequest, code_id: FromPath[UUID], data: JSONBody[NewAccount], now: NamedDependency[datetime]
) -> Made:
    """Open an account by the code; the session begins."""
    return Made(id=await account_opened(request, code_id, data, now=now))


async def my_joining(person_id: UUID) -> JoiningView:
    """How the application stands."""
    found = await own_joining(person_id)
    if found is None:
        raise NotFound(code="joining-unknown", message="没有这项入驻申请")
    return found


async def list_joinings(asked: PageRequest) -> Page[JoiningView]:
    """Every application, those that wait first."""
    return await joinings_page(asked)


async def show_joining(joining_id: UUID) -> JoiningReview:
    """One application, for its reviewer."""
    return await joining_review(joining_id)


OWN = told("/api/join/organisation", my_joining, needs=SIGNED_IN)
JOININGS = told("/api/joinings", list_joinings, needs=Permission.JOINING_REVIEW)
JOINING = told("/api/joinings/{joining_id:uuid}", show_joining, needs=Permission.JOINING_REVIEW)
