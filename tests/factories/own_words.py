"""Which words are one kind's own, computed from what all of them call things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict

from trading.terms import Terms

_STEM = 2


def own_words(one: Terms, *, others: Iterable[Terms]) -> frozenset[str]:
    """Words and stems that no term of the others has in it."""
    said = {word for word in asdict(one).values() if len(word) >= _STEM}
    stems = Counter(word[:_STEM] for word in said)
    theirs = "\n".join(word for other in others for word in asdict(other).values())
    found = said | {stem for stem, count in stems.items() if count > 1}
    return frozenset(word for word in found if word not in theirs)


def words_of_one_kind(terms: Iterable[Terms]) -> frozenset[str]:
    """What not all of these kinds say: with two kinds what one says alone, and no kind that comes takes a word out."""
    several = tuple(terms)
    return frozenset().union(
        *(own_words(one, others=(other,)) for one in several for other in several if one is not other)
    )
