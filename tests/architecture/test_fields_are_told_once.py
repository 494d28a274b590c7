"""A field says in its struct what it is called; a template names it, and spells nothing of it again."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from jinja2 import Environment, nodes
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from app.asgi import PACKAGES, TRAINING_PACKAGES, create_app
from app.settings import PROJECT, Settings
from web.fields import WORD, fields_of
from web.kept_forms import SECRET_FIELDS

LABELLED = {
    "field",
    "text_area",
    "select",
    "choices",
    "tick",
    "ticks",
    "money_field",
    "moment_field",
    "file_field",
}
READ_BY_NO_STRUCT = {
    "app/training/templates/components.html": "shows the components themselves",
    "app/training/templates/refused_form.html": "shows the components themselves",
    "app/transparency/templates/verify.html": "anything at all may be pasted",
    "bidding_room/templates/officer.html": "the passphrase stays in the browser",
    "bidding_room/templates/workspace.html": "the passphrase and the offer stay in the browser until sealed",
    "identity/templates/keys.html": "the passphrase stays in the browser",
    "identity/templates/passphrase.html": "the passphrase stays in the browser",
}
TEMPLATES = sorted(
    str(path.relative_to(PROJECT))
    for package in PACKAGES + TRAINING_PACKAGES
    for path in (PROJECT / package.replace(".", "/")).rglob("templates/*.html")
)
Struct = type


@pytest.fixture(scope="module")
def whole(settings: Settings) -> Litestar:
    return create_app(settings)


def forms(whole: Litestar) -> dict[str, Struct]:
    """What the forms of every page are read as, by address."""
    return {
        route.path: handler.opt[WORD]
        for route in whole.routes
        for handler in getattr(route, "route_handlers", [])
        if isinstance(handler, HTTPRouteHandler) and WORD in handler.opt
    }


def test_every_field_of_a_form_is_called_something_in_its_struct(whole: Litestar) -> None:
    found = forms(whole)
    assert len(found) > 40
    fields = {
        f"{word.__name__}.{name}": field for word in found.values() for name, field in fields_of(word).items()
    }
    assert len(fields) > 80
    assert [name for name, field in fields.items() if not field.label.strip()] == []


def test_a_list_is_narrowed_down_by_a_struct(whole: Litestar) -> None:
    assert {"/people", "/experts", "/desk/projects", "/notices"} <= forms(whole).keys()


def test_what_is_typed_as_a_password_is_never_kept(whole: Litestar) -> None:
    typed = {
        name
        for word in forms(whole).values()
        for name, field in fields_of(word).items()
        if field.shape == "password"
    }
    assert typed >= {"password", "present"}
    assert typed <= SECRET_FIELDS


def component(node: nodes.Node) -> str | None:
    """Which of the components the call is of."""
    of = node.node if isinstance(node, nodes.Call) else None
    is_component = isinstance(of, nodes.Getattr) and isinstance(of.node, nodes.Name) and of.node.name == "ui"
    return of.attr if is_component else None


def spelled_again(source: str) -> Iterator[str]:
    """Components with a label of their own, and labels by hand."""
    whole = Environment().parse(source)
    for call in whole.find_all(nodes.Call):
        if component(call) in LABELLED:
            yield f"line {call.lineno}: {component(call)}"
    for text in whole.find_all(nodes.TemplateData):
        if re.search('<label class="field-label"[^>]*>[^<]', text.data):
            yield f"line {text.lineno}: a label by hand"


@pytest.mark.parametrize("template", sorted(set(TEMPLATES) - READ_BY_NO_STRUCT.keys()))
def test_no_template_spells_a_field_again(template: str) -> None:
    assert list(spelled_again((PROJECT / template).read_text(encoding="utf-8"))) == []


def test_what_no_struct_reads_is_still_there() -> None:
    assert set(TEMPLATES) >= READ_BY_NO_STRUCT.keys()


def test_what_is_spelled_again_is_found() -> None:
    typed = '{% call ui.form("/x") %}{{ ui.typed("reason") }}{% endcall %}'
    assert list(spelled_again(typed)) == []
    again = typed.replace('typed("reason"', 'text_area("reason", "理由"')
    assert list(spelled_again(again)) == ["line 1: text_area"]
    assert list(spelled_again(again.replace("form(", "filters("))) == ["line 1: text_area"]
    assert list(spelled_again('<label class="field-label">理由</label>')) == ["line 1: a label by hand"]
