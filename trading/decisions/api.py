"""The determination over JSON: the report, who cannot win, who wins. Not for: drafting, see `trading.projects.api`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from litestar import Controller, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from identity.actor import Actor
from trading.decisions import forms
from trading.decisions.domain.evidence import LARGEST_EVIDENCE
from trading.decisions.operations.determine_award import determine_award
from trading.decisions.operations.end_procurement import end_procurement
from trading.decisions.operations.pass_over_candidate import pass_over_candidate
from trading.decisions.operations.undo_passing_over import undo_passing_over
from trading.decisions.queries.determination import Determination, determination
from trading.permissions import Permission
from trading.projects.api import ProjectRef, project_ref
from trading.projects.forms import ReasonForm
from trading.projects.queries.drafts import lot_of_project
from web.guards import requires


class AwardApi(Controller):
    """From the report to the determination."""

    path = "/api/projects"

    @get("/{no:str}/determination", guards=[requires(Permission.PROJECT_READ)])
    async def report(self, no: FromPath[str], actor: NamedDependency[Actor]) -> Determination:
        """Ranking, days and the determination, for the project's tenderer and the centre."""
        return await determination(project_no=no, actor=actor)

    @post("/{no:str}/determination", guards=[requires(Permission.AWARD_DETERMINE)])
    async def determine(
        self,
        no: FromPath[str],
        data: JSONBody[forms.DetermineForm],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> ProjectRef:
        lot = await lot_of_project(no)
        await determine_award(
            actor=actor,
            lot_id=lot.id,
            bidder_id=data.bidder_id,
            late_reason=data.late_reason,
            publish_at=data.publish_at,
            now=now,
        )
        return await project_ref(lot.id)

    @post(
        "/{no:str}/passings-over",
        guards=[requires(Permission.AWARD_DETERMINE)],
        request_max_body_size=2 * LARGEST_EVIDENCE,
    )
    async def pass_over(
        self,
        no: FromPath[str],
        data: JSONBody[forms.PassOverForm],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> ProjectRef:
        """The candidate in turn cannot win, on a listed ground and with evidence."""
        lot = await lot_of_project(no)
        await pass_over_candidate(
            actor=actor,
            lot_id=lot.id,
            bidder_id=data.bidder_id,
            ground=data.ground,
            statement=data.statement,
            evidence=data.proof(),
            now=now,
        )
        return await project_ref(lot.id)

    @post("/{no:str}/passings-over/{bidder_id:uuid}/undo", guards=[requires(Permission.AWARD_DETERMINE)])
    async def undo(
        self,
        no: FromPath[str],
        bidder_id: FromPath[UUID],
        data: JSONBody[ReasonForm],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> ProjectRef:
        """The candidate was passed over by mistake; until the determination only."""
        lot = await lot_of_project(no)
        await undo_passing_over(actor=actor, lot_id=lot.id, bidder_id=bidder_id, reason=data.reason, now=now)
        return await project_ref(lot.id)

    @post(
        "/{no:str}/ending",
        guards=[requires(Permission.AWARD_DETERMINE)],
        request_max_body_size=2 * LARGEST_EVIDENCE,
    )
    async def end(
        self,
        no: FromPath[str],
        data: JSONBody[forms.GroundForm],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> ProjectRef:
        """No winner can or may be determined: the procurement ends (废标), on a listed ground."""
        lot = await lot_of_project(no)
        await end_procurement(
            actor=actor,
            lot_id=lot.id,
            ground=data.ground,
            statement=data.statement,
            evidence=data.proof(),
            now=now,
        )
        return await project_ref(lot.id)


api_router = Router(path="/", route_handlers=[AwardApi])
