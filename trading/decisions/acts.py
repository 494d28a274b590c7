"""What the tenderer decides, each act declared once; see `web.acts`."""

from __future__ import annotations

from trading.decisions.forms import LARGEST_BODY, AwardForm, GroundForm, UndoingWord
from trading.decisions.operations.determine_award import determine_award
from trading.decisions.operations.end_procurement import end_procurement
from trading.decisions.operations.pass_over_candidate import pass_over_candidate
from trading.decisions.operations.undo_passing_over import undo_passing_over
from trading.decisions.pages import determination
from trading.permissions import Permission
from trading.projects.queries.drafts import lot_numbered
from trading.projects.queries.refs import project_of_lot_ref
from web.acts import Place

DETERMINATION = Place(
    determination.DETERMINATION,
    api="/api/projects/{no:str}/lots/{lot_no:int}/determination",
    needs=Permission.AWARD_DETERMINE,
    keys=lot_numbered,
    ref=project_of_lot_ref,
)
DETERMINATION.act("{bidder_id:uuid}", determine_award, AwardForm)
DETERMINATION.act("passings-over/{bidder_id:uuid}", pass_over_candidate, GroundForm, largest=LARGEST_BODY)
DETERMINATION.act("passings-over/{bidder_id:uuid}/undo", undo_passing_over, UndoingWord)
DETERMINATION.act("ending", end_procurement, GroundForm, largest=LARGEST_BODY)
