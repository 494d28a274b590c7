"""What is done in the pool, each act declared once; see `web.acts`. Hashes are lower-case hex."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from expert_pool import queries
from expert_pool.operations.add_speciality import NewSpeciality, add_speciality
from expert_pool.operations.answer_invitation import accept_invitation, decline_invitation
from expert_pool.operations.change_expert_state import StateChange, change_expert_state
from expert_pool.operations.commit_secret import Committing, Revealing, commit_secret, reveal_secret
from expert_pool.operations.draw_committee import draw_committee
from expert_pool.operations.freeze_candidates import freeze_candidates
from expert_pool.operations.name_representative import Naming, name_representative
from expert_pool.operations.open_draw import DrawTerms, open_draw
from expert_pool.operations.register_expert import ExpertFile, NewExpert, edit_expert, register_expert
from expert_pool.operations.replace_member import Leaving, replace_seat
from expert_pool.operations.void_draw import Voiding, void_draw
from expert_pool.pages import draws, pool
from expert_pool.permissions import Permission
from web.acts import Place


async def draw_of(lot_id: UUID) -> dict[str, Any]:
    """The draw of a lot as the console's acts mean it: the latest."""
    latest, *_ = await queries.known_draws(lot_id)
    return {"draw_id": latest.id}


POOL = Place(pool.NEW, api="/api/experts", needs=Permission.EXPERT_REGISTER)
POOL.act("", register_expert, NewExpert, to="/experts/{made}")

FILE = Place(pool.FILE, api="/api/experts/{expert_id:uuid}", needs=Permission.EXPERT_REGISTER)
FILE.act("", edit_expert, ExpertFile, to="/experts/{expert_id}?done=saved")
FILE.act("state", change_expert_state, StateChange, needs=Permission.EXPERT_PAUSE)

SPECIALITIES = Place(pool.SPECIALITIES, api="/api/specialities", needs=Permission.EXPERT_REGISTER)
SPECIALITIES.act("", add_speciality, NewSpeciality)

LOT = Place(draws.CONSOLE, api="/api/lots/{lot_id:uuid}/draw", needs=Permission.DRAW_OPEN)
LOT.act("open", open_draw, DrawTerms)

DRAW = Place(draws.CONSOLE, api="/api/lots/{lot_id:uuid}/draw", needs=Permission.DRAW_RUN, keys=draw_of)
DRAW.act("freeze", freeze_candidates)
DRAW.act("draw", draw_committee)
DRAW.act("void", void_draw, Voiding)
DRAW.act("seats/{number:int}/replace", replace_seat, Leaving)

PARTY = Place(draws.PARTY, api="/api/draws/{draw_id:uuid}", needs=Permission.SECRET_COMMIT)
PARTY.act("commit", commit_secret, Committing)
PARTY.act("reveal", reveal_secret, Revealing)

REPRESENTATIVE = Place(
    pool.NAMING, api="/api/draws/{draw_id:uuid}/representative", needs=Permission.REPRESENTATIVE_NAME
)
REPRESENTATIVE.act("", name_representative, Naming)

INVITATIONS = Place(pool.INVITATIONS, api="/api/invitations", needs=Permission.INVITATION_ANSWER)
INVITATIONS.act("{seat_id:uuid}/accept", accept_invitation)
INVITATIONS.act("{seat_id:uuid}/decline", decline_invitation, Leaving)
