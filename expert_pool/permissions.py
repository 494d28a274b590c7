"""What can be done in the expert pool. Policies about one draw or one seat stand in the operations."""

from __future__ import annotations

from enum import StrEnum

from expert_pool.domain.duties import Duty
from identity.actor import Actor
from identity.roles import Role
from trading.projects.queries import LotView


class Permission(StrEnum):
    """Each with who may hold it."""

    EXPERT_REGISTER = "expert_pool:expert:register"  # centre staff
    EXPERT_READ = "expert_pool:expert:read"  # centre staff, supervisor (the pool, never a draw's members)
    EXPERT_PAUSE = "expert_pool:expert:pause"  # centre staff
    DRAW_OPEN = "expert_pool:draw:open"  # centre staff
    DRAW_RUN = "expert_pool:draw:run"  # centre staff: freeze, draw, void, replace a member by seat
    DRAW_WATCH = (
        "expert_pool:draw:watch"  # centre staff, supervisor; agency for its own lots: the masked console
    )
    SECRET_COMMIT = "expert_pool:secret:commit"  # noqa: S105 — not a password; centre staff, agency, supervisor: commit and reveal
    INVITATION_ANSWER = "expert_pool:invitation:answer"  # expert, for their own seats
    MEMBER_REPLACE = "expert_pool:member:replace"  # expert declaring a conflict, own seat only
    REPRESENTATIVE_NAME = "expert_pool:representative:name"  # tenderer and agency, for their own lots
    LEADER_ELECT = "expert_pool:leader:elect"  # expert, and tenderers as representatives (the members elect)
    COMMITTEE_REVEAL = "expert_pool:committee:reveal"  # system, when the result is published


_ROLES = {Duty.CENTRE: Role.CENTRE_STAFF, Duty.AGENCY: Role.AGENCY, Duty.SUPERVISOR: Role.SUPERVISOR}


def duty_of(actor: Actor, lot: LotView) -> Duty | None:
    """The duty this person can hold in a draw for this lot; agencies only for their own lots."""
    for duty, role in _ROLES.items():
        if role.value in actor.roles and (duty is not Duty.AGENCY or actor.organisation_id == lot.agency_id):
            return duty
    return None
