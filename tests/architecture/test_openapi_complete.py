"""What the platform says of its JSON interface is whole, and made from the routes themselves."""

from __future__ import annotations

from typing import Any

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from app.asgi import create_app
from app.open_api import in_words, with_refusals
from app.settings import Settings


@pytest.fixture(scope="module")
def whole(settings: Settings) -> Litestar:
    return create_app(settings)


@pytest.fixture(scope="module")
def schema(whole: Litestar) -> dict[str, Any]:
    return with_refusals(in_words(whole.openapi_schema.to_schema()))


def json_routes(whole: Litestar) -> set[tuple[str, str]]:
    return {
        (route.path_format, method.lower())
        for route in whole.routes
        if route.path.startswith("/api/")
        for handler in getattr(route, "route_handlers", [])
        if isinstance(handler, HTTPRouteHandler)
        for method in handler.http_methods
        if method != "OPTIONS" and not handler.fn.__module__.startswith("litestar.")
    }


def operations(schema: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (path, method): operation
        for path, item in schema["paths"].items()
        for method, operation in item.items()
    }


def test_every_json_route_is_told_and_no_page(whole: Litestar, schema: dict[str, Any]) -> None:
    assert set(operations(schema)) == json_routes(whole)
    assert len(operations(schema)) > 90


def test_every_route_says_in_words_what_it_does(schema: dict[str, Any]) -> None:
    silent = [
        place
        for place, operation in operations(schema).items()
        if not (operation.get("description") or " " in operation["summary"])
    ]
    assert not silent


def test_every_route_says_how_it_refuses(schema: dict[str, Any]) -> None:
    for place, operation in operations(schema).items():
        statuses = set(operation["responses"])
        assert {status for status in statuses if status >= "4"} == {"default"}, place
    problem = schema["components"]["schemas"]["Problem"]
    assert {"code", "field", "article", "errors"} <= problem["properties"].keys()


def references(value: object) -> set[str]:
    if isinstance(value, dict):
        here = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return here.union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


def test_every_reference_leads_somewhere_here(schema: dict[str, Any]) -> None:
    for reference in references(schema):
        assert reference.startswith("#/components/"), reference
        _, _, kind, name = reference.split("/")
        assert name in schema["components"][kind], reference


def test_a_field_is_told_by_its_label_in_the_words_of_every_kind(schema: dict[str, Any]) -> None:
    fields = schema["components"]["schemas"]["Beginning"]["properties"]
    assert fields["late_reason"]["title"] == "未在投标截止时同时开标的原因／未在挂牌截止时同时报价开启的原因"


def test_what_a_body_is_read_as_takes_no_other_field(schema: dict[str, Any]) -> None:
    """As `web.bodies` has it: `field-unknown`."""
    bodies = [
        operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for operation in operations(schema).values()
        if "requestBody" in operation
    ]
    assert len(bodies) > 50
    inner = ["Mark", "EmploymentEntry", "OfferedShare"]
    structs = schema["components"]["schemas"]
    assert [name for name in bodies + inner if structs[name].get("additionalProperties") is not False] == []
