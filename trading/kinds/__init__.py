"""The kinds of transaction, in a plain dict. Not for: inheritance, or `if kind == …` anywhere else."""

from collections.abc import Mapping

from trading.kinds.kind import Kind
from trading.kinds.procurement import PROCUREMENT

KINDS: Mapping[str, Kind] = {kind.code: kind for kind in (PROCUREMENT,)}

__all__ = ["KINDS", "Kind"]
