"""Answers other than a page: go elsewhere, or take this document."""

from __future__ import annotations

from urllib.parse import quote

from litestar import Response
from litestar.response import Redirect

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def see_other(url: str) -> Redirect:
    """303: after a POST the browser GETs `url`, so that reload never repeats the act."""
    return Redirect(path=url, status_code=303)


def local_path(text: str | None, *, otherwise: str = "/") -> str:
    """`text` if it is a path on this site, else `otherwise`; keeps `?next=` from leading elsewhere."""
    if not text or not text.startswith("/") or text.startswith("//"):
        return otherwise
    if "\\" in text or any(ord(letter) < 0x20 for letter in text):
        return otherwise
    return text


def download(*, filename: str, content: bytes, media_type: str) -> Response[bytes]:
    """A file to keep; the name may be Chinese (RFC 6266, RFC 8187)."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(filename, safe='')}"}
    return Response(content, media_type=media_type, headers=headers)


def docx(*, filename: str, content: bytes) -> Response[bytes]:
    """A Word document to keep; `filename` with its `.docx`."""
    return download(filename=filename, content=content, media_type=WORD)
