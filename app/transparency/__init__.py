"""The audit log as the public sees it: head, entries, proofs, export, and the page that checks what one holds.

Refuses to know anything that is not public: a withheld entry is a hash here.
"""
