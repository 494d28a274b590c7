"""What notices are worded from, read together."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from identity import queries as identity_queries
from trading.choices import Duty
from trading.notices.domain.notice_shape import NoticeFacts, Officer
from trading.projects.domain.panel import Seat
from trading.projects.queries.drafts import basics_of, duty_titles, lots_of, rules_governing, seats_of
from trading.tables import Lot, Project
from trading.terms import Terms


async def notice_facts(*, project: Project, lot: Lot | None = None) -> NoticeFacts:
    """Names, basics and the rules of the day whose law governs the project; of one lot, or of all."""
    tenderer = await identity_queries.organisation(project.tenderer)
    agency = await identity_queries.organisation(project.agency)
    basics = basics_of(project=project, lots=await lots_of(project))
    return NoticeFacts(
        project_no=project.no,
        basics=basics,
        lot=next((one for one in basics.lots if lot is not None and one.lot_id == lot.id), None),
        tenderer_name=tenderer.name,
        agency_name=agency.name,
        rules=rules_governing(project),
    )


async def officers_of(lot_id: UUID, *, terms: Terms) -> tuple[Officer, ...]:
    """The panel as the notice names it: duty, organisation, key fingerprint; no personal names."""
    return tuple(_officer(seat, terms) for seat in await seats_of(lot_id))


def _officer(seat: Seat, terms: Terms) -> Officer:
    return Officer(
        duty_title=duty_titles(terms)[Duty(seat.duty)],
        organisation_name=seat.organisation_name or "—",
        key_sha256=sha256(seat.sealing_public).hexdigest() if seat.sealing_public else "—",
    )
