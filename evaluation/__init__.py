"""The sealed room in which a committee reviews, scores, ranks and signs.

Owns sessions, members' declarations, votes, scores, results and the signed report. Refuses to know how experts
were drawn, how bids were sealed, and what the tenderer does with the report: it hands the ranking down to
`trading` and is done.
"""
