"""What the platform says of its JSON interface: OpenAPI 3.1, made from the routes themselves, served from here alone.

Not for: describing pages, or how an act is done; see `web.acts`.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import msgspec
from litestar import Router
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from web.guards import public
from web.problems import PROBLEM, Problem
from web.visitor import HttpRequest

_REF = "#/components/schemas/{name}"


class _WithRefusals(JsonRenderPlugin):
    """The framework's description, in which every refusal is the problem document that is really answered."""

    def render(self, request: HttpRequest, openapi_schema: dict[str, Any]) -> bytes:
        return self.render_json(request, with_refusals(openapi_schema))


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
