"""What an opened document really is, judged by its bytes, and what its reader is warned of.

A bidder says what a file is called and what type it has; neither is believed. Only a PDF or a picture without active
content may be shown in place. Not for: cleaning anything, nor for finding every malicious file: what is not recognised
is only ever a download, and so is what could not be looked into.
"""

from __future__ import annotations

from dataclasses import dataclass

from bidding_room.domain.inspection import naming
from bidding_room.domain.inspection.cautions import CAUTION_TITLES, Caution

__all__ = ["CAUTION_TITLES", "MOST_BYTES", "SHOWN_IN_PLACE", "Caution", "Inspection", "uninspected"]

MOST_BYTES = 64 * 1024 * 1024  # a larger document is not read whole, hence never shown in place

PDF = "application/pdf"
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
#: What a browser may show in place.
SHOWN_IN_PLACE = frozenset({PDF, *PICTURES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """`recognised` is the type found, `application/octet-stream` for anything else."""

    recognised: str
    cautions: tuple[Caution, ...]

    @property
    def in_place(self) -> bool:
        """Whether a browser may show it rather than keep it."""
        return self.recognised in SHOWN_IN_PLACE and not self.cautions


def uninspected(name: str) -> Inspection:
    """What is known of a document that could not be looked into: its name."""
    found = {Caution.NOT_INSPECTED, *naming.cautions(name, None)}
    return Inspection(recognised="application/octet-stream", cautions=tuple(sorted(found)))
