"""One line of a notice list: a published notice with the lots it is of, for lists, searches and lives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from identity.relations import ORGANISATIONS
from storage import audit
from trading.kinds import KINDS
from trading.projects.queries.lots import IS_EARLY
from trading.states import LotState, NoticeKind
from trading.terms import Terms

if TYPE_CHECKING:
    from asyncpg import Record


class NoticeLot(msgspec.Struct, frozen=True, kw_only=True):
    """A lot that a notice is of; `is_early`: its middle time has not come."""

    lot_no: int
    lot_id: UUID
    lot_name: str
    state: LotState
    budget: Decimal
    bids_due_at: datetime
    documents_until: datetime
    is_early: bool


class NoticeRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a notice list; `audit_seq` is its place in the log.

    Of several lots it tells the money together, the first deadline, the first lot, and the least advanced state with
    the titles of all. `lots_of_project` says whether one of several has to be named.
    """

    no: str
    kind: NoticeKind
    kind_title: str
    title: str
    published_at: datetime
    project_no: str
    project_name: str
    project_kind: str
    category: str
    region: str
    tenderer_name: str
    agency_name: str
    budget: Decimal
    bids_due_at: datetime
    lot_id: UUID
    lot_state: LotState
    lot_state_title: str
    lots: tuple[NoticeLot, ...]
    lots_of_project: int
    category_title: str
    audit_seq: int

    @property
    def page(self) -> str:
        """Where the life of what it is of is told."""
        one = self.is_of_one_of_several
        return f"/projects/{self.project_no}" + (f"/lots/{self.lots[0].lot_no}" if one else "")

    @property
    def is_of_one_of_several(self) -> bool:
        """Whether it has to say which lot of its project it is of."""
        return len(self.lots) == 1 < self.lots_of_project

    @property
    def about(self) -> str:
        """The project's name, and which lot where it is of one among several."""
        if not self.is_of_one_of_several:
            return self.project_name
        return f"{self.project_name}（第{self.lots[0].lot_no}{self.terms.counted}）"

    @property
    def takes_no_offers_yet(self) -> bool:
        """Whether what begins with the middle time has not begun, as in `LotView`."""
        lot = self.lots[0]
        return lot.state is LotState.BIDDING and lot.is_early and bool(KINDS[self.project_kind].life.awaited)

    @property
    def begins(self) -> str:
        """What the middle time begins; empty where it begins nothing."""
        return KINDS[self.project_kind].drafting.times.begins

    @property
    def begins_at(self) -> datetime:
        """Of the first lot."""
        return self.lots[0].documents_until

    @property
    def is_judged(self) -> bool:
        """Whether a committee scores the offers, so that there is a result with marks."""
        return KINDS[self.project_kind].method.committee

    @property
    def terms(self) -> Terms:
        """What its kind calls parties, papers and moments."""
        return KINDS[self.project_kind].terms


NOTICE_ROW = f"""
SELECT notice.no, notice.kind, notice.title, notice.published_at, notice.version, notice.audit_seq,
       project.no AS project_no, project.name AS project_name, project.kind AS project_kind,
       project.category, project.region, tenderer.name AS tenderer_name, agency.name AS agency_name,
       (SELECT count(*) FROM trading_lot lot WHERE lot.project = notice.project) AS lots_of_project,
       (SELECT json_agg(json_build_object('lot_no', lot.lot_no, 'lot_id', lot.id, 'lot_name', lot.name,
                                          'state', lot.state, 'budget', lot.budget,
                                          'bids_due_at', lot.bids_due_at, 'documents_until', lot.documents_until,
                                          'is_early', {IS_EARLY}) ORDER BY lot.lot_no)::text
        FROM trading_lot lot
        WHERE lot.id = notice.lot OR (notice.lot IS NULL AND lot.project = notice.project)) AS lots
FROM trading_notice notice
JOIN trading_project project ON project.id = notice.project
JOIN {ORGANISATIONS} tenderer ON tenderer.id = project.tenderer
JOIN {ORGANISATIONS} agency ON agency.id = project.agency
WHERE notice.state = 'published'
"""  # noqa: S608 — fixed texts


async def notice_rows(rows: Sequence[Record]) -> tuple[NoticeRow, ...]:
    """Rows of `NOTICE_ROW`, with their places in the log."""
    seqs = await audit.seqs_of([row["audit_seq"] for row in rows])
    return tuple(_notice_row(row, seq=seqs[row["audit_seq"]]) for row in rows)


def _notice_row(row: Record, *, seq: int) -> NoticeRow:
    kind = KINDS[row["project_kind"]]
    lots = msgspec.json.decode(row["lots"], type=tuple[NoticeLot, ...])
    states = [state for state in LotState if any(lot.state is state for lot in lots)]
    told = {
        "kind_title": kind.notices.titles[NoticeKind(row["kind"])],
        "category_title": kind.category_titles[row["category"]],
        "audit_seq": seq,
        "lots": lots,
        "budget": sum((lot.budget for lot in lots), Decimal(0)),
        "bids_due_at": min(lot.bids_due_at for lot in lots),
        "lot_id": lots[0].lot_id,
        "lot_state": states[0],
        "lot_state_title": "、".join(kind.life.title(state, is_early=lots[0].is_early) for state in states),
    }
    return msgspec.convert({**row, **told}, NoticeRow)
