"""What people type to find something, and the text it is looked for in, in one form.

Full-width letters, half-width kana, capitals, kinds of dashes and runs of space make no difference. Words stand
apart by space (U+3000 too) or by a comma of either width, and all of them must occur.
Not for: deciding whether two names are the same organisation; that is stricter and looser in other places.
"""

from __future__ import annotations

import re
import unicodedata

_DASHES = {ord(dash): "-" for dash in "‐‑‒–—―−﹣－"}
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Cn"})
_UNSEEN_IN_RUNNING_TEXT = frozenset({"Cc", "Cf", "Cs", "Cn", "Zs", "Zl", "Zp"})
_BETWEEN_WORDS = re.compile(r"[\s,;、。]+")
_LONGEST = 200


def searchable(text: str) -> str:
    """`text` as it is compared; holds nothing PostgreSQL could refuse."""
    shown = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in _INVISIBLE)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", shown).casefold())
    return " ".join(folded.translate(_DASHES).split())


def search_words(text: str) -> tuple[str, ...]:
    """The words somebody looks for, each once. Of a very long text only the beginning counts."""
    return tuple(dict.fromkeys(word for word in _BETWEEN_WORDS.split(searchable(text[:_LONGEST])) if word))


def like_patterns(text: str) -> list[str]:
    """One pattern for LIKE a word, its wildcards taken literally; the other side must be `searchable` too."""
    return [f"%{literal(word)}%" for word in search_words(text)]


def literal(text: str) -> str:
    """`text` for LIKE, its wildcards taken literally."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def search_pieces(text: str) -> list[str]:
    """The pairs of neighbouring characters in each word, or the one character it has.

    They are what the index holds: Chinese has no spaces, and words of two characters are the commonest.
    """
    words = search_words(text)
    pieces = (
        word[start : start + 2] for word in words for start in (range(len(word) - 1) if word[1:] else (0,))
    )
    return list(dict.fromkeys(pieces))


def compact(text: str) -> str:
    """The characters of running text that count when it is compared: space, line breaks, width, what cannot be seen
    and the colon a page puts after a label do not. Case does."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if c != ":" and unicodedata.category(c) not in _UNSEEN_IN_RUNNING_TEXT)
