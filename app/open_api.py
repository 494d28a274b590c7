"""What the platform says of its JSON interface: OpenAPI 3.1, made from the routes themselves, served from here alone.

Not for: describing pages, or how an act is done; see `web.acts`.
"""

from __future__ import annotations

from dataclasses import asdict
from importlib.metadata import version
from typing import Any

import msgspec
from litestar import Router
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from trading.kinds import KINDS
from trading.projects.domain.particulars import Particulars
from trading.projects.domain.scheme import Scheme
from web.guards import public
from web.problems import PROBLEM, Problem
from web.visitor import HttpRequest

_REF = "#/components/schemas/{name}"


class _WithRefusals(JsonRenderPlugin):
    """The framework's description, in which every refusal is the problem document that is really answered."""

    def render(self, request: HttpRequest, openapi_schema: dict[str, Any]) -> bytes:
        return self.render_json(request, with_refusals(in_words(openapi_schema)))


def in_words(schema: dict[str, Any]) -> dict[str, Any]:
    """`schema` with what bodies are read as described to the end: no other field is taken (`web.bodies` refuses it),
    and a label that each kind words itself is told in the words of all."""
    schemas = _of_every_kind(schema["components"]["schemas"])
    read = _reached({name for item in schema["paths"].values() for name in _bodies(item)}, schemas)
    closed = {name: _in_all_words(schemas[name] | {"additionalProperties": False}) for name in read}
    told: dict[str, Any] = _of_one_type(
        schema | {"components": schema["components"] | {"schemas": schemas | closed}}
    )
    return told


def _of_every_kind(schemas: dict[str, Any]) -> dict[str, Any]:
    """`schemas` in which an answer typed by a base is one of what the kinds make of it."""
    told = dict(schemas)
    for base, forms in (
        (Scheme, {kind.method.scheme.form for kind in KINDS.values()}),
        (Particulars, {kind.particulars.form for kind in KINDS.values()}),
    ):
        own = sorted(forms - {base}, key=lambda form: form.__name__)
        references, structs = msgspec.json.schema_components(own, ref_template=_REF)
        told = {name: _in_all_words({"properties": {}} | one) for name, one in structs.items()} | told
        plain = [schemas[base.__name__]] if base in forms else []
        told[base.__name__] = {"anyOf": [*references, *plain]}
    return told


def _of_one_type(value: Any) -> Any:
    """`value` with the items of lists as what they are. Of `tuple[X, ...]` with bounds the framework tells the `...`,
    too, as a type that takes anything: one of X and anything, which no X is."""
    if isinstance(value, list):
        return [_of_one_type(item) for item in value]
    if not isinstance(value, dict):
        return value
    told = {key: _of_one_type(item) for key, item in value.items()}
    match told.get("items"):
        case {"oneOf": [item, {**rest}]} if not rest:
            told["items"] = item
    return told


def _bodies(item: dict[str, Any]) -> set[str]:
    return set().union(*(_references(operation.get("requestBody", {})) for operation in item.values()))


def _reached(names: set[str], schemas: dict[str, Any]) -> set[str]:
    """The structs called `names` and those inside them."""
    further = names.union(*(_references(schemas[name]) for name in names))
    objects = {name for name in further if "properties" in schemas[name]}
    return objects if objects == names else _reached(objects, schemas)


def _references(value: object) -> set[str]:
    if isinstance(value, dict):
        here = {value["$ref"].rpartition("/")[2]} if isinstance(value.get("$ref"), str) else set()
        return here.union(*map(_references, value.values()))
    return set().union(*map(_references, value)) if isinstance(value, list) else set()


def _in_all_words(struct: dict[str, Any]) -> dict[str, Any]:
    properties = {name: field | _worded(field) for name, field in struct["properties"].items()}
    return struct | {"properties": properties}


def _worded(field: dict[str, Any]) -> dict[str, str]:
    terms = [asdict(kind.terms) | {**kind.drafting.times.titles} for kind in KINDS.values()]
    return {
        said: "／".join(dict.fromkeys(field[said].format(**words) for words in terms))
        for said in ("title", "description")
        if "{" in field.get(said, "")
    }


def with_refusals(schema: dict[str, Any]) -> dict[str, Any]:
    """`schema` with a default answer for each operation; the framework would say how it refuses by itself."""
    (problem,), structs = msgspec.json.schema_components([Problem], ref_template=_REF)
    refusal = {
        "description": "A refusal: what, why, by which article.",
        "content": {PROBLEM: {"schema": problem}},
    }
    components = schema["components"]
    return schema | {
        "paths": {path: _refusing(item) for path, item in schema["paths"].items()},
        "components": components
        | {"schemas": components["schemas"] | structs, "responses": {"Refusal": refusal}},
    }


def _refusing(item: dict[str, Any]) -> dict[str, Any]:
    refused = {"default": {"$ref": "#/components/responses/Refusal"}}
    return {
        method: operation
        | {
            "responses": {status: told for status, told in operation["responses"].items() if status < "400"}
            | refused
        }
        for method, operation in item.items()
    }


def open_api() -> OpenAPIConfig:
    """For the application's `openapi_config`."""
    return OpenAPIConfig(
        title="天平公共资源交易平台",
        version=version("tianping"),
        use_handler_docstrings=True,
        openapi_router=Router(path="/api/openapi", route_handlers=[], opt=public(), include_in_schema=False),
        render_plugins=[_WithRefusals(path="/openapi.json")],
    )
