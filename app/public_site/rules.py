"""The rule book for everybody: the rules of a kind in force on a day in a place. Not for: deciding with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

import msgspec
from litestar.params import FromQuery, QueryParameter
from msgspec import Struct

from core.clock import local_day
from core.errors import DomainError
from core.rules import Severity
from trading.kinds import KINDS
from trading.rules import rules_in_force
from trading.rules.wording import SEVERITY_TITLES, RuleTold, told
from web.form_fields import FieldError
from web.forms import FormValues, errors_by_field, parse_form
from web.paging import Page, PageRequest
from web.visitor import HttpRequest

ROWS = 40
_FIRST = next(iter(KINDS))
_ONE_KIND = f"^({'|'.join(KINDS)})$"
_ONE_REGION = "^([0-9]{6})?$"


class RulesAsked(Struct, frozen=True, kw_only=True):
    """Which book; without a day, today's."""

    kind: Annotated[str, msgspec.Meta(pattern=_ONE_KIND, title="交易类别")] = _FIRST
    day: Annotated[date | None, msgspec.Meta(title="施行于（日期）")] = None
    region: Annotated[str, msgspec.Meta(pattern=_ONE_REGION, title="行政区划代码", extra={"typed": 6})] = ""


class Rules(Struct, frozen=True, kw_only=True):
    """One page of the book."""

    found: Page[RuleTold]
    day: date
    kind: str
    values: FormValues
    errors: Mapping[str, FieldError]
    kinds: list[tuple[str, str]]
    severity_titles: Mapping[Severity, str]
    unverified: int


class RulesListed(Struct, frozen=True, kw_only=True):
    """The whole book of a day."""

    kind: str
    day: date
    items: tuple[RuleTold, ...]


async def rules(request: HttpRequest, asked: PageRequest, now: datetime) -> Rules:
    """The rules of a kind on a day; what cannot be read asks for today's of the first kind."""
    values = FormValues(list(request.query_params.multi_items()))
    errors: Mapping[str, FieldError] = {}
    try:
        wanted = parse_form(values, RulesAsked)
    except DomainError as error:
        wanted, errors = RulesAsked(), errors_by_field(error)
    listed = _listed(wanted, now)
    return Rules(
        found=_page(listed.items, asked),
        day=listed.day,
        kind=wanted.kind,
        values=values,
        errors=errors,
        kinds=[(kind.code, f"{kind.title}　{kind.method_title}") for kind in KINDS.values()],
        severity_titles=SEVERITY_TITLES,
        unverified=sum(not rule.verified for rule in listed.items),
    )


async def listed(
    now: datetime,
    kind: Annotated[str, QueryParameter(pattern=_ONE_KIND)] = _FIRST,
    day: FromQuery[date | None] = None,
    region: Annotated[str, QueryParameter(pattern=_ONE_REGION)] = "",
) -> RulesListed:
    """The same, whole."""
    return _listed(RulesAsked(kind=kind, day=day, region=region), now)


def _listed(wanted: RulesAsked, now: datetime) -> RulesListed:
    day = wanted.day or local_day(now)
    found = rules_in_force(KINDS[wanted.kind].rules_on(day, wanted.region))
    return RulesListed(kind=wanted.kind, day=day, items=tuple(told(rule) for rule in found))


def _page(items: tuple[RuleTold, ...], asked: PageRequest) -> Page[RuleTold]:
    wanted = PageRequest(number=asked.number, size=ROWS).within(len(items))
    rows = items[wanted.offset : wanted.offset + ROWS]
    return Page(items=rows, total=len(items), number=wanted.number, size=ROWS)
