"""What the platform says of its JSON interface is whole, and made from the routes themselves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from app.asgi import create_app
from app.open_api import in_words, with_refusals
from app.settings import Settings
from trading.kinds import KINDS


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


def anything(value: object, *, at: str = "") -> list[str]:
    """Where a choice of types has one that takes anything: with it, what is right is never right for one alone."""
    if isinstance(value, list):
        return [place for number, item in enumerate(value) for place in anything(item, at=f"{at}/{number}")]
    if not isinstance(value, dict):
        return []
    here = [at for choice in ("oneOf", "anyOf") if {} in value.get(choice, [])]
    return here + [place for key, item in value.items() for place in anything(item, at=f"{at}/{key}")]


def test_no_choice_of_types_has_one_that_takes_anything(schema: dict[str, Any]) -> None:
    assert anything(schema) == []


TYPES = {"object": dict, "array": list, "string": str, "integer": int, "number": int | float, "boolean": bool}


def is_right(value: object, told: dict[str, Any], structs: dict[str, Any]) -> bool:
    """Whether a client that goes by what is told would send `value`: as JSON Schema reads the words used here."""
    if "$ref" in told:
        return is_right(value, structs[told["$ref"].rpartition("/")[2]], structs)
    if "oneOf" in told:
        return sum(is_right(value, choice, structs) for choice in told["oneOf"]) == 1
    if "type" not in told:
        return True
    names = told["type"] if isinstance(told["type"], list) else [told["type"]]
    if not any(value is None if name == "null" else isinstance(value, TYPES[name]) for name in names):
        return False
    if "enum" in told and value not in told["enum"]:
        return False
    if isinstance(value, list):
        return all(is_right(item, told["items"], structs) for item in value)
    if not isinstance(value, dict):
        return True
    fields = told["properties"]
    is_whole = set(told.get("required", [])) <= value.keys() <= fields.keys()
    return is_whole and all(is_right(item, fields[name], structs) for name, item in value.items())


LOT = {"name": "灶具", "budget": "120000.00", "ceiling_price": None}
SCHEME = {"price_points": "30", "tie_rule": "technical"}
CRITERION = {"name": "方案", "kind": "subjective", "max_points": "70", "guide": "优者得70分"}


@pytest.mark.parametrize(
    ("struct", "right", "wrong"),
    [
        (
            "BasicsForm",
            {"name": "设备采购", "category": "goods", "region": "510116", "lots": [LOT, LOT]},
            {"lots": [{"name": "灶具", "budgets": "1"}]},
        ),
        ("SchemeForm", SCHEME | {"criteria": [CRITERION]}, {"criteria": [{"points": "70"}]}),
        ("PanelForm", {"officers": [{"duty": "host", "person_id": str(UUID(int=1))}]}, {"officers": [{}]}),
    ],
)
def test_a_right_body_is_right_by_what_is_told_and_a_wrong_one_is_not(
    schema: dict[str, Any], struct: str, right: dict[str, Any], wrong: dict[str, Any]
) -> None:
    structs = schema["components"]["schemas"]
    assert is_right(right, structs[struct], structs)
    assert not is_right(right | wrong, structs[struct], structs)


def test_what_a_kind_or_method_has_of_its_own_is_told(schema: dict[str, Any]) -> None:
    schemas = schema["components"]["schemas"]
    for base, forms in (
        ("Scheme", [kind.method.scheme.form for kind in KINDS.values()]),
        ("Particulars", [kind.particulars.form for kind in KINDS.values()]),
    ):
        told = [
            schemas[one["$ref"].rpartition("/")[2]] if "$ref" in one else one
            for one in schemas[base]["anyOf"]
        ]
        assert [set(form.__struct_fields__) for form in forms if form.__struct_fields__]
        for form in forms:
            assert any(set(form.__struct_fields__) == set(one["properties"]) for one in told), form


def test_signed_json_is_not_told_as_text(schema: dict[str, Any]) -> None:
    for path in ("/api/notices/{no}/body", "/api/evaluations/{lot_id}/result.json"):
        [answer] = schema["paths"][path]["get"]["responses"]["200"]["content"].items()
        assert answer[0] == "application/json"
        assert answer[1]["schema"].get("type") != "string"
