"""Documents read in the room: decrypted by range, for members only; and the report as a Word document.

A bidder's bytes are never run: what was recognised by content as a PDF or picture without active content is shown,
everything else is a download; all of it with `nosniff`, in a sandbox of its own.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Response
from litestar.response import Stream

from bidding_room.documents_access import read_opened_file
from bidding_room.operations.inspect_files import inspection_of
from core.errors import NotFound
from evaluation.documents import report_identity
from evaluation.permissions import Permission
from evaluation.queries.reports import (
    ReportView,
    check_reads_report,
    report_docx,
    report_for_member,
    report_for_tenderer,
)
from evaluation.queries.rooms import check_may_read
from identity.actor import Actor
from storage.given_out import remember_file
from trading.projects.queries import lot_view
from web.guards import sandboxed
from web.responses import docx
from web.views import told
from web.visitor import HttpRequest

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


async def read_file(request: HttpRequest, session_id: UUID, file_id: UUID, person_id: UUID) -> Response[Any]:
    """The document, or the range of it that was asked for (RFC 9110, one range)."""
    bid = await check_may_read(session_id=session_id, person_id=person_id, file_id=file_id)
    file = next(one for one in bid.files if one.id == file_id)
    found = await inspection_of(file_id)
    shown = found.in_place and "download" not in request.query_params
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
        "Content-Disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(file.name, safe='')}",
    }
    media_type = found.recognised if shown else "application/octet-stream"
    asked = request.headers.get("range")
    span = range_of(asked, size=file.size)
    if asked and span is None:
        return Response(b"", status_code=416, headers={"Content-Range": f"bytes */{file.size}"})
    start, length = span or (0, file.size)
    headers["Content-Length"] = str(length)
    if span:
        headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{file.size}"
    return Stream(
        read_opened_file(file_id, start, length),
        headers=headers,
        media_type=media_type,
        status_code=206 if span else 200,
    )


async def own_report(session_id: UUID, person_id: UUID) -> Response[bytes]:
    """The report for a member, from its issue on."""
    return await _report(await report_for_member(session_id=session_id, person_id=person_id))


async def signed_report(lot_id: UUID, actor: Actor) -> Response[bytes]:
    """The signed report for the lot's tenderer and agency, supervisors and staff."""
    await check_reads_report(actor=actor, lot_id=lot_id)
    view = await report_for_tenderer(lot_id)
    if view is None:
        raise NotFound(code="report-unknown", message="报告尚未签署完毕")
    return await _report(view)


async def _report(view: ReportView) -> Response[bytes]:
    content = await report_docx(view)
    await remember_file(report_identity(view.facts.result.lot.id), content)
    lot = await lot_view(view.lot_id)
    return docx(filename=f"{lot.terms.report}-{lot.no}.docx", content=content)


def range_of(header: str | None, *, size: int) -> tuple[int, int] | None:
    """(start, length) of a single byte range, clipped to `size`; None for none or one that cannot be met."""
    found = _RANGE.fullmatch(header.strip()) if header else None
    if found is None or not (found[1] or found[2]) or size == 0:
        return None
    if not found[1]:
        start = max(0, size - int(found[2]))
        return (start, size - start) if int(found[2]) else None
    start = int(found[1])
    end = min(int(found[2]), size - 1) if found[2] else size - 1
    return (start, end - start + 1) if start <= end else None


FILE = told(
    "/evaluations/{session_id:uuid}/files/{file_id:uuid}",
    read_file,
    needs=Permission.SESSION_SIT,
    opt=sandboxed(),
)
OWN_REPORT = told("/evaluations/{session_id:uuid}/report.docx", own_report, needs=Permission.SESSION_SIT)
SIGNED_REPORT = told(
    "/evaluations/lots/{lot_id:uuid}/report.docx", signed_report, needs=Permission.REPORT_READ
)
