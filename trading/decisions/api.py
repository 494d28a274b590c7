"""What the determination tells over JSON. What is done stands in `acts`."""

from __future__ import annotations

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from identity.actor import Actor
from trading.decisions.queries.determination import Determination, determination
from trading.permissions import Permission
from web.guards import requires


@get("/projects/{no:str}/determination", guards=[requires(Permission.PROJECT_READ)])
async def report(no: FromPath[str], actor: NamedDependency[Actor]) -> Determination:
    """Ranking, days and the determination, for the project's tenderer and the centre."""
    return await determination(project_no=no, actor=actor)


api_router = Router(path="/api", route_handlers=[report])
