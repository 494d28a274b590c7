"""What the packages above may join their own rows with: relations, each a query in parentheses. Columns only come."""

SESSIONS = "(SELECT id, lot, result_public_at IS NOT NULL AS is_public FROM evaluation_session)"
