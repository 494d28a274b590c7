"""What the determination tells over JSON. What is done stands in `acts`."""

from __future__ import annotations

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from identity.actor import Actor
from trading.decisions.queries.determination import Determination, determination
from trading.permissions import Permission
from trading.projects.fields import LotNo
from trading.projects.queries.drafts import only_lot
from web.guards import requires
from web.responses import see_other


@get("/projects/{no:str}/lots/{lot_no:int}/determination", guards=[requires(Permission.PROJECT_READ)])
async def report(no: FromPath[str], lot_no: LotNo, actor: NamedDependency[Actor]) -> Determination:
    """Ranking, days and the determination of a lot, for the project's tenderer and the centre."""
    return await determination(project_no=no, lot_no=lot_no, actor=actor)


@get("/projects/{no:str}/determination", guards=[requires(Permission.PROJECT_READ)])
async def only_report(no: FromPath[str]) -> Redirect:
    """Leads to that of the only lot, or to the project with its lots."""
    return see_other(f"/api/projects/{no}{await only_lot(no, then='determination')}")


api_router = Router(path="/api", route_handlers=[report, only_report])
