"""What a page shows is a struct, and its template asks for exactly what stands in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_type_hints

import pytest
from jinja2 import Environment, meta, nodes
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from app.asgi import create_app
from app.settings import Settings
from evaluation.pages.room import ROOMS
from web.signatures import Asked
from web.views import SHOWS

GIVEN_BY_THE_FRAMEWORK = {"request", "csrf_input"}
READ_BY_FILTERS = {"working_days"}


@pytest.fixture(scope="module")
def whole(settings: Settings) -> Litestar:
    return create_app(settings)


@pytest.fixture(scope="module")
def templates(whole: Litestar) -> Environment:
    """The application's, without the names that every template knows."""
    engine: Any = whole.template_engine
    bare = Environment(loader=engine.engine.loader, autoescape=True)
    bare.filters = engine.engine.filters
    bare.globals = {}
    return bare


@pytest.fixture(scope="module")
def known(whole: Litestar) -> set[str]:
    """The names that every template knows."""
    engine: Any = whole.template_engine
    return engine.engine.globals.keys() | GIVEN_BY_THE_FRAMEWORK


def views(whole: Litestar) -> Iterator[tuple[str, Asked]]:
    for route in whole.routes:
        for handler in getattr(route, "route_handlers", []):
            if isinstance(handler, HTTPRouteHandler) and SHOWS in handler.opt:
                yield handler.opt[SHOWS]
    yield from ROOMS.values()


def shown_in(whole: Litestar) -> dict[type[Struct], set[str]]:
    """Templates by what they show."""
    found = defaultdict(set)
    for template, shown in views(whole):
        returned = get_type_hints(shown)["return"]
        for kind in get_args(returned) or (returned,):
            if isinstance(kind, type) and issubclass(kind, Struct):
                found[kind].add(template)
    return found


@cache
def asked_by(templates: Environment, name: str) -> frozenset[str]:
    """The names a template looks up, with everything that it extends, includes and imports."""
    assert templates.loader is not None
    tree = templates.parse(templates.loader.get_source(templates, name)[0])
    names = frozenset(meta.find_undeclared_variables(tree))
    known = {"_", *set_at_top(templates, name)}
    for branch in tree.find_all(nodes.If):
        known |= {found for node in branch.find_all(nodes.Assign) for found in set_in(node.target)}
    for used in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        assert isinstance(used.template, nodes.Const), f"{name} chooses a template by a variable"
        asked = asked_by(templates, used.template.value)
        names |= asked.difference(set_in(tree)) if isinstance(used, nodes.Include) else asked
        if isinstance(used, nodes.Extends):
            known |= set(set_at_top(templates, used.template.value))
    return names - known


def set_at_top(templates: Environment, name: str) -> Iterator[str]:
    """What a template sets or imports for the blocks in it, and in those that extend it."""
    assert templates.loader is not None
    for node in templates.parse(templates.loader.get_source(templates, name)[0]).body:
        if isinstance(node, nodes.Import):
            yield node.target
        elif isinstance(node, nodes.FromImport):
            yield from (one if isinstance(one, str) else one[1] for one in node.names)
        elif isinstance(node, nodes.Macro):
            yield node.name
        elif isinstance(node, nodes.Assign):
            yield from set_in(node.target)


def set_in(tree: nodes.Node) -> Iterator[str]:
    """Names assigned anywhere in it; what it includes sees them."""
    names = (tree, *tree.find_all(nodes.Name))
    return (node.name for node in names if isinstance(node, nodes.Name) and node.ctx in ("store", "param"))


def test_a_template_asks_for_nothing_that_is_not_shown(
    whole: Litestar, templates: Environment, known: set[str]
) -> None:
    missing = {
        (template, kind.__name__): unknown
        for kind, names in shown_in(whole).items()
        for template in names
        if (unknown := asked_by(templates, template) - set(kind.__struct_fields__) - known)
    }
    assert not missing


def test_what_is_found_is_shown(whole: Litestar, templates: Environment) -> None:
    idle = {}
    for kind, names in shown_in(whole).items():
        asked = READ_BY_FILTERS.union(*(asked_by(templates, name) for name in names))
        if unused := set(kind.__struct_fields__) - asked:
            idle[kind.__name__] = unused
    assert not idle


def test_no_word_of_all_templates_hides_behind_a_field(whole: Litestar, known: set[str]) -> None:
    own = {"values", "errors", "flash", "moved", "working_days"}
    for kind in shown_in(whole):
        assert not set(kind.__struct_fields__) & (known - own), kind
