"""The audit log: append-only, Merkle-hashed (RFC 6962), its head signed after every entry.

An operation appends at its fifth beat, inside its transaction: the lock taken there makes the numbers
gapless and their order the order of commits. Take row locks before, never after.
"""

from storage.audit.append import Entry, NewEntry, record, record_all, record_cover
from storage.audit.disclosure import disclose, disclose_about
from storage.audit.export import export_lines
from storage.audit.proofs import consistency, head, head_at, inclusion
from storage.audit.reading import (
    PublicEntry,
    count_public_entries,
    entries_from,
    entry,
    entry_of_leaf,
    public_entries,
    public_entries_about,
    public_entries_naming,
)
from storage.audit.recorded import recorded

__all__ = [
    "Entry",
    "NewEntry",
    "PublicEntry",
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
    "public_entries",
    "public_entries_about",
    "public_entries_naming",
    "record",
    "record_all",
    "record_cover",
    "recorded",
]
