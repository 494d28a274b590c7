"""Which role may do what. The matrix in `docs/permissions.md` is printed from here.

Not for: policies about one subject (own organisation, own seat, separation of duties); those stand in each
package's operations.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.training.permissions import Permission as Training
from bidding_room.permissions import Permission as Bidding
from evaluation.permissions import Permission as Evaluation
from expert_pool.permissions import Permission as Experts
from identity.permissions import Permission as Identity
from identity.roles import Role
from trading.permissions import Permission as Trading

ROLE_PERMISSIONS: Mapping[Role, frozenset[str]] = {
    Role.BIDDER: frozenset(
        {Identity.KEY_BOX_MAKE, Bidding.BID_SUBMIT, Bidding.BID_READ_OWN, Evaluation.PRICE_EXPLAIN}
    ),
    Role.AGENCY: frozenset(
        {
            Identity.KEY_BOX_MAKE,
            Trading.PROJECT_DRAFT,
            Trading.PROJECT_SUBMIT,
            Trading.PROJECT_READ,
            Bidding.SHARE_RELEASE,
            Experts.DRAW_WATCH,
            Experts.SECRET_COMMIT,
            Experts.REPRESENTATIVE_NAME,
            Evaluation.REPORT_READ,
        }
    ),
    Role.TENDERER: frozenset(
        {
            Identity.KEY_BOX_MAKE,
            Trading.PROJECT_READ,
            Trading.AWARD_DETERMINE,
            Bidding.SHARE_RELEASE,
            Experts.REPRESENTATIVE_NAME,
            Experts.LEADER_ELECT,
            Evaluation.SESSION_SIT,
            Evaluation.REPORT_READ,
        }
    ),
    Role.CENTRE_STAFF: frozenset(
        {
            Identity.KEY_BOX_MAKE,
            Identity.PEOPLE_READ,
            Identity.JOINING_REVIEW,
            Trading.PROJECT_READ,
            Trading.PROJECT_READ_ALL,
            Trading.PROJECT_ACCEPT,
            Bidding.OPENING_HOST,
            Bidding.SHARE_RELEASE,
            Bidding.BIDS_READ_OPENED,
            Experts.EXPERT_REGISTER,
            Experts.EXPERT_READ,
            Experts.EXPERT_PAUSE,
            Experts.DRAW_OPEN,
            Experts.DRAW_RUN,
            Experts.DRAW_WATCH,
            Experts.SECRET_COMMIT,
            Experts.MEMBER_REPLACE,
            Evaluation.SESSION_OPEN,
            Evaluation.SESSION_CONTROL,
            Evaluation.SESSION_WATCH,
            Evaluation.REPORT_READ,
            Training.CLOCK_MOVE,
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            Identity.KEY_BOX_MAKE,
            Trading.PROJECT_READ,
            Trading.PROJECT_READ_ALL,
            Bidding.SHARE_RELEASE,
            Bidding.BIDS_READ_OPENED,
            Experts.EXPERT_READ,
            Experts.DRAW_WATCH,
            Experts.SECRET_COMMIT,
            Evaluation.SESSION_WATCH,
            Evaluation.REPORT_READ,
        }
    ),
    Role.EXPERT: frozenset(
        {
            Identity.KEY_BOX_MAKE,
            Experts.INVITATION_ANSWER,
            Experts.MEMBER_REPLACE,
            Experts.LEADER_ELECT,
            Evaluation.SESSION_SIT,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            Trading.CALENDAR_ENTER,
            Identity.KEY_BOX_MAKE,
            Identity.PERSON_REGISTER,
            Identity.PERSON_KEEP,
            Identity.ORGANISATION_REGISTER,
            Training.MESSAGES_READ,
            Identity.PEOPLE_READ,
            Training.CLOCK_MOVE,
        }
    ),
}

# The platform acting by itself: what timers and event subscribers need, and nothing else.
SYSTEM_PERMISSIONS: frozenset[str] = frozenset(
    {Trading.NOTICE_PUBLISH, Trading.AWARD_DEEM, Experts.COMMITTEE_REVEAL}
)
