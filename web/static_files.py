"""Style sheets, pictures and modules from the packages' own folders: small, read once, with an ETag.

An address with `?v=` names one content for ever; without it the browser asks again each time and mostly gets a
304, so that no page ever runs with yesterday's module. Not for: anything people uploaded.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from mimetypes import guess_type
from pathlib import Path, PurePosixPath

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from web.guards import public
from web.visitor import HttpRequest

_KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_SERVED = frozenset({".js", ".css", ".svg", ".png", ".ico", ".json", ".woff2", ".wasm", ".txt"})
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"


@dataclass(frozen=True, slots=True)
class _Held:
    changed_ns: int
    content: bytes
    tag: str


@dataclass(frozen=True, slots=True)
class StaticFolder:
    """Files below `folder`, served under `prefix`."""

    prefix: str
    folder: Path
    _held: dict[str, _Held] = field(default_factory=dict)

    def address(self, name: str) -> str:
        """`/static/tokens.css?v=…`, for templates; raises `FileNotFoundError` for a misspelt name."""
        held = self._read(name)
        if held is None:
            raise FileNotFoundError(f"{self.folder / name}")
        return f"{self.prefix}/{name}?v={held.tag[:12]}"

    def handler(self) -> HTTPRouteHandler:
        """The public route that serves this folder."""

        @get(f"{self.prefix}/{{path:path}}", opt=public(), include_in_schema=False, sync_to_thread=False)
        def serve_static(request: HttpRequest, path: FromPath[str]) -> Response[bytes]:
            return self.respond(request, path.lstrip("/"))

        return serve_static

    def respond(self, request: HttpRequest, name: str) -> Response[bytes]:
        """The file, 304 if the browser has it, or 404."""
        held = self._read(name)
        if held is None:
            raise NotFoundException
        tag = f'"{held.tag}"'
        headers = {"ETag": tag, "Cache-Control": _FOR_EVER if "v" in request.query_params else _ASK_AGAIN}
        kind = _KINDS.get(Path(name).suffix) or guess_type(name)[0] or "application/octet-stream"
        if request.headers.get("if-none-match") == tag:
            return Response(b"", status_code=304, headers=headers, media_type=kind)
        return Response(held.content, headers=headers, media_type=kind)

    def _read(self, name: str) -> _Held | None:
        if ".." in PurePosixPath(name).parts or Path(name).suffix not in _SERVED:
            return None
        path = self.folder / name
        if not path.is_file():
            return None
        changed = path.stat().st_mtime_ns
        held = self._held.get(name)
        if held is None or held.changed_ns != changed:
            content = path.read_bytes()
            held = _Held(changed, content, hashlib.sha256(content).hexdigest()[:32])
            self._held[name] = held
        return held
