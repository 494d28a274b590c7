"""What only a kind with a committee says to it, in sentences of its law. Not for: words, see `trading.terms`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from trading.choices import Trigger


def _nobody(years: int) -> tuple[str, ...]:
    del years
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """`recusal` lists the ties that keep a member from judging, some of them for a number of years; `triggers` say why
    a price is reviewed as abnormally low."""

    recusal: Callable[[int], tuple[str, ...]] = _nobody
    triggers: Mapping[Trigger, str] = field(default_factory=dict)
