"""Acts: an operation declared once, and from that its JSON route, its form route, its guard and its answers.

    ROOM = Place(room_page, api="/api/evaluations/{session_id:uuid}", needs=Permission.SESSION_SIT)
    ROOM.act("sign", sign_report, SigningWord)

An operation takes `actor`, the keys of the address, `word` (its struct, where it has one) and `now`; where a deadline
decides it takes no time and asks the database after its lock (decision 2). What it returns is answered: nothing (a
form goes back to the place, JSON gets the place's `ref`, else 204), a struct, signed JSON (`Raw`) or an id (JSON gets
it, a form goes `to` it), a `Response` (a document, at both doors). What may be told a person this once alone a form
is answered with at once (`shows`). What changes the session names `request` besides.
Not for: what streams or is polled, and signing in and out; such routes are written by hand.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any, get_type_hints
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody
from litestar.response import Redirect

from core.errors import DomainError, DoneBefore
from web.fields import read_as
from web.forms import closed_up, parse_form, read_form, refuse, refuse_any, with_files
from web.guards import PUBLIC, requires
from web.responses import see_other
from web.signatures import BY_EVERYBODY, KEY, Asked, Given, called, keys_in, marked, taking
from web.visitor import HttpRequest


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """The id of what was made."""

    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One operation at one place; see `Place.act`."""

    name: str
    operation: Asked
    word: type[msgspec.Struct] | None
    guard: Any
    to: str | None
    shows: Asked | None
    largest: int | None

    @property
    def answers(self) -> Any:
        """What the operation tells: a struct, signed JSON, a document, or an id as `Made`; rows are for inside."""
        returned = get_type_hints(self.operation).get("return")
        told = isinstance(returned, type) and issubclass(returned, msgspec.Struct | msgspec.Raw | Response)
        return Made if returned is UUID else returned if told else None

    @property
    def makes(self) -> bool:
        """Whether it makes a thing with an address of its own."""
        is_made = isinstance(self.answers, type) and issubclass(self.answers, Made)
        return is_made or (self.to is not None and "{made" in self.to)

    @property
    def bound(self) -> dict[str, Any]:
        """Of the body, in bytes, where it differs from the application's."""
        return {} if self.largest is None else {"request_max_body_size": self.largest}


class Place:
    """Where acts are done: the page that shows it, whose path forms are posted below, and its path in JSON.

    A refused form is answered with that page. `keys` turns keys of the address into those of the operations (a
    project's number into its lot); `ref` tells a program where the thing stands after an act. Both name what they
    need of `actor`, `now` and the keys. Without a page the acts are done over JSON only.
    """

    def __init__(
        self,
        shown: HTTPRouteHandler | None = None,
        *,
        api: str,
        needs: str = "",
        keys: Asked | None = None,
        ref: Asked | None = None,
    ) -> None:
        self.shown = shown
        self.page = "" if shown is None else next(iter(shown.paths))
        self.api = api
        self.opt = {} if shown is None else shown.opt | {PUBLIC: False}
        self.guard = requires(needs) if needs else requires()
        self.keys = keys
        self.ref = ref
        self.acts: list[Act] = []
        self.routes: list[HTTPRouteHandler] = []

    def act(
        self,
        name: str,
        operation: Asked,
        word: type[msgspec.Struct] | None = None,
        *,
        needs: str = "",
        to: str | None = None,
        shows: Asked | None = None,
        largest: int | None = None,
    ) -> None:
        """`operation` at `name` below the place, for who holds `needs` (else what the place needs).

        A form goes `to` an address made of the keys and `made`, what the operation returned; without it, back to
        the place. `shows` answers it instead, from `request`, the keys and `made`, which is the refusal where the same
        was done before (`DoneBefore`). `largest` bounds the body in bytes where files come along.
        """
        guard = requires(needs) if needs else self.guard
        act = Act(name=name, operation=operation, word=word, guard=guard, to=to, shows=shows, largest=largest)
        self.acts.append(act)
        self.routes.append(self._json_route(act))
        if self.shown is not None:
            self.routes.append(self._form_route(act, self.shown))

    def _json_route(self, act: Act) -> HTTPRouteHandler:
        address = _below(self.api, act.name)
        answers = act.answers or (get_type_hints(self.ref)["return"] if self.ref else None)

        async def told(**given: Any) -> Any:
            keyed = await self._keyed(given)  # once: what is done may take the thing out of the actor's sight
            made = await called(act.operation, keyed | {"word": given.get("data")})
            if act.answers is None:
                made = None
            if made is None and self.ref is not None:
                return await called(self.ref, keyed)
            return Made(id=made) if isinstance(made, UUID) else made

        takes = keys_in(address, act.operation, self.keys) | BY_EVERYBODY | {"request": HttpRequest}
        if act.word is not None:
            takes["data"] = marked(JSONBody, act.word)
        says = (inspect.getdoc(act.operation) or "").partition("\n")[0]
        status = 204 if answers is None else 201 if act.makes else 200
        route = post(
            address,
            guards=[act.guard],
            opt=self.opt,
            status_code=status,
            operation_id=act.operation.__name__,
            summary=says,
            **act.bound,
        )
        return route(taking(told, takes, answers))

    def _form_route(self, act: Act, shown: HTTPRouteHandler) -> HTTPRouteHandler:
        address = _below(self.page, act.name)

        async def posted(**given: Any) -> Any:
            request = given["request"]
            values = await read_form(request)
            try:
                word = None
                if act.word is None:
                    refuse_any(values)
                else:
                    values = closed_up(values, act.word)
                    word = parse_form(await with_files(request, values, act.word), act.word, closed=True)
                made = await called(act.operation, await self._keyed(given) | {"word": word})
            except DomainError as error:
                if act.shows is not None and isinstance(error, DoneBefore):
                    return await called(act.shows, given | {"made": error})
                refuse(request, values=values, error=error)
                again = await called(shown.fn, given)
                if isinstance(again, Redirect):
                    raise  # a page that is none here tells nobody of a refusal
                return again
            if act.shows is not None:
                return await called(act.shows, given | {"made": made})
            return made if isinstance(made, Response) else see_other(self._onward(act, given, made))

        shows = get_type_hints(shown.fn, include_extras=True) | {"request": HttpRequest}
        del shows["return"]
        takes = shows | keys_in(address, act.operation, self.keys) | BY_EVERYBODY
        opt = self.opt | ({} if act.word is None else read_as(act.word))
        route = post(address, guards=[act.guard], opt=opt, include_in_schema=False, **act.bound)
        return route(taking(posted, takes, Response[Any], shown.fn))

    async def _keyed(self, given: Given) -> Given:
        """`given` with the keys as the operations know them."""
        found: Given = {} if self.keys is None else await called(self.keys, given)
        return given | found

    def _onward(self, act: Act, given: Given, made: object) -> str:
        """Where a form goes when it is done; back at the place, the part of it that was shown is shown again."""
        texts = {
            name: quote(str(key), safe="") for name, key in given.items() if isinstance(key, str | UUID | int)
        }
        onward = KEY.sub(r"{\1}", act.to or self.page).format(**texts | {"made": made})
        query = given["request"].url.query
        return onward if act.to or not query else f"{onward}?{query}"


def _below(address: str, name: str) -> str:
    return f"{address}/{name}" if name else address


def routes_of(*found: object) -> list[HTTPRouteHandler]:
    """Every door of the places among these. They are registered one by one, and after the routers: two routers cannot
    hold one address."""
    return [route for place in found if isinstance(place, Place) for route in place.routes]
