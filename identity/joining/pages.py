"""Joining on pages: a code for one's mobile or mailbox, an account, the application; and its review."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from msgspec import Struct

from core.errors import DomainError, NotFound
from identity.actor import Actor
from identity.joining.beginning import account_opened, code_asked
from identity.joining.operations.open_account import NewAccount
from identity.joining.queries import (
    JoiningView,
    joining_review,
    joinings_page,
    licence_of,
    own_joining,
)
from identity.operations.ask_contact_code import Contact
from identity.permissions import Permission
from identity.signing_in import SIGN_INS_PER_MINUTE
from storage.objects import store
from web.fields import read_as
from web.forms import FormValues, filled, parse_form, read_form, refuse
from web.guards import PUBLIC, SIGNED_IN, public, sandboxed
from web.limits import limited
from web.pages import page
from web.responses import download, see_other
from web.views import told, view
from web.visitor import HttpRequest, visitor_of

APPLICATION = "/join/organisation"


class Beginning(Struct, frozen=True, kw_only=True):
    """The first step; nothing is known yet."""


class CodeAsked(Struct, frozen=True, kw_only=True):
    """The second step: which code is waited for."""

    code_id: UUID


class Applying(Struct, frozen=True, kw_only=True):
    """The third step, or how the application stands; `given` is what was handed in before."""

    joining: JoiningView | None
    given: FormValues


async def beginning(request: HttpRequest) -> Beginning | Redirect:
    """Who is signed in already goes on to the application."""
    return see_other(APPLICATION) if visitor_of(request) is not None else Beginning()


async def code_waited_for(code_id: UUID) -> CodeAsked:
    """The same page for every id: nobody learns which were given out."""
    return CodeAsked(code_id=code_id)


async def applying(actor: Actor, person_id: UUID) -> Applying | Redirect:
    """For who has neither organisation nor role; everybody else has nothing to apply for."""
    joining = await own_joining(person_id)
    if joining is None and (actor.organisation_id is not None or actor.roles):
        return see_other("/desk")
    return Applying(joining=joining, given=filled({} if joining is None else joining))


async def licence(joining_id: UUID) -> Response[bytes]:
    """The licence, for the reviewer: to keep, never shown in place."""
    return await _licence(joining_id)


async def own_licence(person_id: UUID) -> Response[bytes]:
    """The licence, for who handed it in."""
    joining = await own_joining(person_id)
    if joining is None:
        raise NotFound(code="joining-unknown", message="没有这项入驻申请")
    return await _licence(joining.id)


async def _licence(joining_id: UUID) -> Response[bytes]:
    key, media_type = await licence_of(joining_id)
    ending = key.rpartition(".")[2]
    return download(filename=f"证照.{ending}", content=await store().get(key), media_type=media_type)


JOIN = view("/join", "joining/contact.html", beginning, needs=PUBLIC)
CODE = view("/join/{code_id:uuid}", "joining/account.html", code_waited_for, needs=PUBLIC)
OWN = view(APPLICATION, "joining/application.html", applying, needs=SIGNED_IN)
OWN_LICENCE = told(f"{APPLICATION}/licence", own_licence, needs=SIGNED_IN, opt=sandboxed())
JOININGS = view("/joinings", "joining/joinings.html", needs=Permission.JOINING_REVIEW, joinings=joinings_page)
JOINING = view(
    "/joinings/{joining_id:uuid}",
    "joining/joining.html",
    needs=Permission.JOINING_REVIEW,
    joining=joining_review,
)
LICENCE = told(
    "/joinings/{joining_id:uuid}/licence", licence, needs=Permission.JOINING_REVIEW, opt=sandboxed()
)


@post(
    "/join",
    opt=public() | read_as(Contact),
    middleware=[limited("join", per_minute=SIGN_INS_PER_MINUTE)],
)
async def ask_code(request: HttpRequest) -> Template | Redirect:
    """Have a code sent, and go on to where it is typed."""
    values = await read_form(request)
    try:
        code_id = await code_asked(request, parse_form(values, Contact))
    except DomainError as error:
        refuse(request, values=values, error=error)
        return page(request, "joining/contact.html", Beginning())
    return see_other(f"/join/{code_id}")


@post(
    "/join/{code_id:uuid}",
    opt=public() | read_as(NewAccount),
    middleware=[limited("join", per_minute=SIGN_INS_PER_MINUTE)],
)
async def open_own_account(
    request: HttpRequest, code_id: FromPath[UUID], now: NamedDependency[datetime]
) -> Template | Redirect:
    """Open the account, sign in, and go on to the application."""
    values = await read_form(request)
    try:
        await account_opened(request, code_id, parse_form(values, NewAccount), now=now)
    except DomainError as error:
        refuse(request, values=values, error=error)
        return page(request, "joining/account.html", CodeAsked(code_id=code_id))
    return see_other(APPLICATION)
