"""The audit log: append-only, Merkle-hashed (RFC 6962), its head signed after every entry.

An operation appends at its fifth beat, inside its transaction, and waits for nobody: the entry queues, and soon after
the commit it is given its place in one gapless order. Until then, and in rows for ever, its ticket stands for it.
"""

from storage.audit.append import NewEntry, Queued, record, record_all, record_cover
from storage.audit.disclosure import disclose, disclose_about
from storage.audit.export import export_lines
from storage.audit.places import Entry, placed, seq_of, seq_sql, seqs_of
from storage.audit.proofs import HeadWatch, consistency, head, head_at, inclusion, last_head
from storage.audit.reading import (
    FIRST_TICKET,
    PublicEntry,
    count_public_entries,
    entries_from,
    entry,
    entry_of_leaf,
    public_entries,
    public_entries_about,
    public_entries_naming,
    public_entry_of,
)
from storage.audit.recorded import recorded
from storage.audit.sequence import caught_up, sequence_for_ever, stands_still

__all__ = [
    "FIRST_TICKET",
    "Entry",
    "HeadWatch",
    "NewEntry",
    "PublicEntry",
    "Queued",
    "caught_up",
    "consistency",
    "count_public_entries",
    "disclose",
    "disclose_about",
    "entries_from",
    "entry",
    "entry_of_leaf",
    "export_lines",
    "head",
    "head_at",
    "inclusion",
    "last_head",
    "placed",
    "public_entries",
    "public_entries_about",
    "public_entries_naming",
    "public_entry_of",
    "record",
    "record_all",
    "record_cover",
    "recorded",
    "seq_of",
    "seq_sql",
    "seqs_of",
    "sequence_for_ever",
    "stands_still",
]
