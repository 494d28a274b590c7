"""What the packages above may join their own rows with: relations, each a query in parentheses. Columns only come."""

LOTS = """(
SELECT lot.id, lot.lot_no, lot.name AS lot_name, lot.state, lot.bids_due_at, lot.opening_place,
       lot.notice_published_at IS NOT NULL AS is_public, project.no AS project_no, project.name AS project_name,
       project.kind
FROM trading_lot lot JOIN trading_project project ON project.id = lot.project
)"""
OPENING_OFFICERS = "(SELECT lot, person FROM trading_opening_officer)"
PUBLISHED_NOTICES = "(SELECT no FROM trading_notice WHERE state = 'published')"
