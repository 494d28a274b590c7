"""The kinds of entries the expert pool writes to the audit log; the offline verifier reads them too.

Payloads about a draw carry commitments, never an expert's id or name, until `COMMITTEE_REVEAL`.
"""

from __future__ import annotations

from enum import StrEnum


class AuditTag(StrEnum):
    EXPERT_REGISTER = "expert_pool:expert:register"
    EXPERT_EDIT = "expert_pool:expert:edit"
    EXPERT_STATE = "expert_pool:expert:state"
    SPECIALITY_ADD = "expert_pool:speciality:add"
    DRAW_OPEN = "expert_pool:draw:open"
    SECRET_COMMIT = "expert_pool:secret:commit"  # noqa: S105 — a tag, not a password
    CANDIDATES_FREEZE = "expert_pool:candidates:freeze"
    SECRET_REVEAL = "expert_pool:secret:reveal"  # noqa: S105 — a tag, not a password
    COMMITTEE_DRAW = "expert_pool:committee:draw"
    SEAT_ACCEPT = "expert_pool:seat:accept"
    SEAT_VACATE = "expert_pool:seat:vacate"
    LEADER_ELECT = "expert_pool:leader:elect"
    COMMITTEE_REVEAL = "expert_pool:committee:reveal"
    REPRESENTATIVE_NAME = "expert_pool:representative:name"
    REPRESENTATIVE_LEAVE = "expert_pool:representative:leave"
    DRAW_VOID = "expert_pool:draw:void"
