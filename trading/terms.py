"""What a kind of transaction calls its parties, papers and moments. Not for: sentences, which kinds word themselves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """In the words of its law: `tenderer` is whose project it is, `agency` acts for it, `bidder` offers.

    `offer` is what a bidder hands in, `offered` that it did, `form` the lines of it that are read out, `documents` what
    offers answer, `papers` all of a project's; `base` is what the budget's column means; `counted` counts lots,
    `reading` is that prices are read out; `award` is the step that names the winner, `letter` what it is given;
    `failed` is no winner, `has_failed` the state of such a lot, `ended` that it all ended so. `notice` is the
    announcement in a word, `committee` who judges, empty where nobody does.
    """

    project: str
    lot: str
    counted: str
    tenderer: str
    agency: str
    bidder: str
    winner: str
    candidate: str
    report: str
    notice: str
    documents: str
    papers: str
    offer: str
    offered: str
    form: str
    price: str
    base: str
    limit: str
    amount: str
    deadline: str
    closed: str
    opening: str
    reading: str
    evaluation: str
    determination: str
    award: str
    letter: str
    failed: str
    has_failed: str
    ending: str
    ended: str
    result: str
    again: str
    committee: str = ""
