"""Projects and lots from the draft to acceptance, and the moves of a lot that other packages cause.

Refuses to know rankings, awards and the wording of notices: those rooms stand above.
"""
