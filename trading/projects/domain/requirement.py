"""One thing every bid must answer in substance (实质性要求). Not for: judging a bid, which the committee does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One thing to look for in every bid: what it is about, and the documents' own words."""

    title: str
    text: str
