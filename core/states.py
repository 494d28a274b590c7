"""State machines as declared tables: (state, event) → state.

Not for: deciding who may cause an event, or what else happens with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from core.errors import IllegalTransition

S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True)
class Machine(Generic[S, E]):
    """One machine: its public name in Chinese, its first state, and its arrows."""

    name: str
    initial: S
    arrows: Mapping[tuple[S, E], S]

    def after(self, state: S | str, event: E) -> S:
        """The state `event` leads to from `state`; raises `IllegalTransition` (code `illegal-transition`)."""
        kind = type(self.initial)
        target = self.arrows.get((kind(state), event))
        if target is None:
            raise IllegalTransition(
                code="illegal-transition",
                message=f"{self.name}当前状态不允许此操作",
                facts={"state": str(state), "event": str(event)},
            )
        return target

    def allows(self, state: S | str, event: E) -> bool:
        """Whether there is an arrow for `event` from `state`."""
        return (type(self.initial)(state), event) in self.arrows
