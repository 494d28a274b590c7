"""The full name of an organisation as it is kept: one spelling of what people type in several.

Not for: whether two names are the same; see `core.sameness`.
"""

from __future__ import annotations

import re
import unicodedata

from core.text import fit_name

_BRACKETS = str.maketrans("()", "（）")
_CHINESE = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af（）"
_BLANK = re.compile(rf"(?<=[{_CHINESE}]) | (?=[{_CHINESE}])")


def read_organisation_name(typed: str, *, field: str | None = "name") -> str:
    """Compatibility forms composed (NFKC), brackets as （）, no blank beside a Chinese character.

    Raises `Invalid` as `core.text.fit_name`.
    """
    whole = fit_name(unicodedata.normalize("NFKC", fit_name(typed, field=field)), field=field)
    return _BLANK.sub("", whole.translate(_BRACKETS))
