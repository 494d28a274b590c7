"""HTML pages: the template engine, what every template can use, and `page`.

Not for: deciding what a page shows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from litestar import Response
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template
from markupsafe import Markup
from msgspec import Struct, structs

from core.errors import DomainError
from web import drawing, telling
from web.fields import form_at
from web.form_fields import FieldError
from web.form_values import FormValues
from web.paging import with_query
from web.visitor import AUTHOR_FIELD, HttpRequest, Kept, surroundings_of


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """One entry of the main navigation."""

    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What every page says about the instance itself."""

    name: str
    training: bool
    nav: tuple[NavItem, ...]
    paths: frozenset[str]
    public_key: bytes = b""  # the platform's, Ed25519


REFUSAL = "refusal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A form that was refused: shown again by the page made next for the request that posted it."""

    values: FormValues
    errors: Mapping[str, FieldError]
    error: DomainError
    headers: Mapping[str, str]


def template_engine(*, folders: Mapping[str, Path], tools: Mapping[str, Any]) -> JinjaTemplateEngine:
    """Templates addressed as `<package>/<name>.html`; an unknown variable is an error, never a blank.

    `tools` is what only `app` can give: functions such as `asset` (a static file's address), and the packages' words
    for states and kinds; the application adds a `Site` under `site`.
    """
    environment = Environment(
        loader=PrefixLoader({name: FileSystemLoader(folder) for name, folder in folders.items()}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(telling.FILTERS)
    environment.globals.update(draw_bars=drawing.bars, draw_line=drawing.line)
    environment.globals.update(with_query=with_query, form_at=form_at)
    environment.globals.update(
        values=FormValues([]),
        errors={},
        refusal=None,
        kept=None,
        misplaced=False,
        visitor=None,
        now=None,
        flash=None,
        csrf_input="",
        moved=False,
        problem=None,
    )
    environment.globals.update(working_days=_unknown_working_days)
    environment.globals.update(tools)
    return JinjaTemplateEngine.from_environment(environment)


def page(request: HttpRequest, template: str, shown: Struct | None = None, *, status: int = 200) -> Template:
    """A whole page that shows `shown`. The layout finds the visitor (`visitor`), platform time (`now`) and the site by
    itself; a form that was refused, or kept over a sign-in, is put in."""
    context = _layout(request) | _names(shown)
    kept, refusal = context["kept"], refusal_of(request)
    if kept is not None and _is_about_another(kept, context.get("values", {}), request):
        context |= {"kept": None, "misplaced": True}
    elif kept is not None:
        context["values"] = kept.values
    if refusal is not None:
        status, error = refusal.error.status, refusal.error
        values = refusal.values.over(context.get("values", {}))
        context |= {"values": values, "errors": refusal.errors, "refusal": error}
    return _Page(
        template,
        context=context,
        status_code=status,
        headers=dict(refusal.headers) if refusal else None,
        media_type="text/html",
    )


def refusal_of(request: HttpRequest) -> Refusal | None:
    """The form this request posted, if it was refused."""
    found = request.scope["state"].get(REFUSAL)
    return found if isinstance(found, Refusal) else None


def fragment(request: HttpRequest, template: str, shown: Struct) -> Response[bytes]:
    """A piece of a page for a live region, with an ETag: 304 while nothing changed."""
    context = _layout(request) | _names(shown)
    whole = _Page(template, context=context).create_template_context(request)
    engine = request.app.template_engine
    assert engine is not None
    body = engine.get_template(template).render(**whole).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers=headers, media_type="text/html")
    return Response(body, headers=headers, media_type="text/html")


class _Page(Template):
    """A template whose forms carry, beside the CSRF token, the mark of whom the page was made for."""

    def create_template_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().create_template_context(request)
        surroundings = surroundings_of(request)
        if surroundings and surroundings.author:
            hidden = Markup('<input type="hidden" name="{}" value="{}">').format(
                AUTHOR_FIELD, surroundings.author
            )
            context["csrf_input"] = Markup(context["csrf_input"]) + hidden  # noqa: S704 - the framework's own
        return context


def _is_about_another(kept: Kept, stored: Mapping[str, str], request: HttpRequest) -> bool:
    """Whether what was typed names another subject than the page has, whose address was the other's then."""
    subjects = [name for name, field in form_at(request, kept.action).fields.items() if field.is_subject]
    return any(name in stored and kept.values.get(name) not in (None, stored[name]) for name in subjects)


def _names(shown: Struct | None) -> dict[str, Any]:
    return structs.asdict(shown) if shown else {}


def _layout(request: HttpRequest) -> dict[str, Any]:
    surroundings = surroundings_of(request)
    return {name: getattr(surroundings, name, None) for name in ("kept", "visitor", "now")}


def _unknown_working_days(_start: date, _end: date) -> int | None:
    """Stands where no calendar was given: the count is left out."""
    return None
