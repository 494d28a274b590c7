"""Transactions from the project's draft to the published award: projects, lots, notices, rankings, awards.

Owns the evaluation scheme, the opening panel, the statutory values and the working-day calendar. Refuses to
know who has bid before the opening, how bids are sealed, who the experts are and how they score: those
packages stand above and call down with their results.
"""
