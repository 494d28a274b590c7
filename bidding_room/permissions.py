"""What may be done in the bidding room, and the policies about one lot, one panel, one bid."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from core.errors import Forbidden, NotFound
from identity.actor import Actor
from identity.permissions import check
from trading.projects.queries import LotView, Panel
from trading.terms import Terms


class Permission(StrEnum):
    """The comment says who may hold it."""

    BID_SUBMIT = "bidding_room:bid:submit"  # bidders; never agencies, tenderers or staff
    BID_READ_OWN = "bidding_room:bid:read-own"  # bidders: their own desk and receipts, nobody else's
    OPENING_HOST = "bidding_room:opening:host"  # trading-centre staff: begin and finish an opening
    SHARE_RELEASE = (
        "bidding_room:share:release"  # roles that sit on panels; the panel itself names the person
    )
    BIDS_READ_OPENED = "bidding_room:bids:read-opened"  # supervisors and staff, only after the opening


def check_bidder(*, actor: Actor, lot: LotView) -> UUID:
    """The bidder's organisation.

    Refuses (`permission-missing`, `bidder-without-organisation`, `bidder-interested`) whoever may not bid
    for this lot.
    """
    check(actor, Permission.BID_SUBMIT)
    organisation_id = own_organisation(actor)
    if organisation_id in (lot.tenderer_id, lot.agency_id):
        raise Forbidden(
            code="bidder-interested",
            message=f"{lot.terms.tenderer}、{lot.terms.agency}不得参加其自身或所代理项目的{lot.terms.offered}",
            article=lot.kind_of_transaction.offer.interested_article,
        )
    return organisation_id


def own_organisation(actor: Actor) -> UUID:
    """Raises `Forbidden` (`bidder-without-organisation`)."""
    if actor.organisation_id is None:
        raise Forbidden(
            code="bidder-without-organisation", message="您的账号未关联任何单位，不能递交密封文件"
        )
    return actor.organisation_id


def own_ordinal(*, actor: Actor, panel: Panel, terms: Terms) -> int:
    """The actor's share number on a lot's panel; raises `Forbidden` (`not-on-panel`)."""
    for officer in panel.officers:
        if officer.person_id == actor.person_id:
            return officer.ordinal
    raise Forbidden(code="not-on-panel", message=f"您不是本{terms.lot}的{terms.opening}人员")


def bid_unknown() -> NotFound:
    """Somebody else's bid, and one that never was, are the same to the asker."""
    return NotFound(code="bid-unknown", message="没有这份密封文件")
