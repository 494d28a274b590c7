"""What the packages above may join their own rows with: relations, each a query in parentheses. Columns only come."""

from trading.projects.queries.lots import NAMED_LOT

LOTS = f"""(
SELECT lot.id, {NAMED_LOT}, project.kind, lot.state, lot.bids_due_at, lot.opening_place,
       lot.notice_published_at IS NOT NULL AS is_public
FROM trading_lot lot JOIN trading_project project ON project.id = lot.project
)"""  # noqa: S608 — fixed texts
OPENING_OFFICERS = "(SELECT lot, person FROM trading_opening_officer)"
PUBLISHED_NOTICES = "(SELECT no FROM trading_notice WHERE state = 'published')"
