"""What the packages above may join their own rows with: relations, each a query in parentheses. Columns only come."""

DRAWS = "(SELECT id, lot, size + representatives AS places FROM expert_pool_draw)"
