"""What the determination tells over JSON. What is done stands in `acts`."""

from __future__ import annotations

from litestar.response import Redirect

from identity.actor import Actor
from trading.decisions.queries.determination import Determination, determination
from trading.permissions import Permission
from trading.projects.fields import LotNo
from trading.projects.queries.drafts import only_lot
from web.responses import see_other
from web.views import told


async def report(no: str, lot_no: LotNo, actor: Actor) -> Determination:
    """Ranking, days and the determination of a lot, for the project's tenderer and the centre."""
    return await determination(project_no=no, lot_no=lot_no, actor=actor)


async def only_report(no: str, actor: Actor) -> Redirect:
    """Leads to that of the only lot, or to the project with its lots."""
    return see_other(f"/api/projects/{no}{await only_lot(no, then='determination', actor=actor)}")


REPORT = told("/api/projects/{no:str}/lots/{lot_no:int}/determination", report, needs=Permission.PROJECT_READ)
ONLY = told("/api/projects/{no:str}/determination", only_report, needs=Permission.PROJECT_READ)
