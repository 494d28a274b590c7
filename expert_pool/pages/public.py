"""The public page of a draw and its record."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Template

from expert_pool import queries
from expert_pool.pages import wording
from expert_pool.pages.console import verification
from trading.projects.queries import lot_view
from web.guards import public
from web.pages import page
from web.responses import download
from web.visitor import HttpRequest


@get("/draws/{lot_id:uuid}", opt=public())
async def draw_page(request: HttpRequest, lot_id: FromPath[UUID]) -> Template:
    """Commitments, seed, order and checks; names once they are published."""
    latest, *voided = await queries.known_draws(lot_id)
    return page(
        request,
        "expert_pool/draw.html",
        lot=await lot_view(lot_id),
        draw=latest,
        voided=voided,
        steps=wording.steps(latest.state),
        report=await verification(latest),
        speciality_titles=await queries.speciality_titles(),
        **wording.ALL,
    )


@get("/draws/{lot_id:uuid}/record", opt=public())
async def record_download(lot_id: FromPath[UUID]) -> Response[bytes]:
    """The signed record of the lot's latest draw, to be verified offline."""
    latest, *_ = await queries.known_draws(lot_id)
    lot = await lot_view(lot_id)
    return download(
        filename=f"抽取记录-{lot.no}.json",
        content=await queries.draw_record(latest.id),
        media_type="application/json",
    )


PUBLIC_PAGES = [draw_page, record_download]
