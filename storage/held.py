"""What a process is given once, by the composition root, and asks for wherever it is needed. Not for: what changes."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Held(Generic[T]):
    """Called, it is what `use` was given last. Raises `RuntimeError` before."""

    def __init__(self, home: str) -> None:
        self._home = home
        self._thing: T | None = None

    def use(self, thing: T) -> None:
        self._thing = thing

    def __call__(self) -> T:
        if self._thing is None:
            raise RuntimeError(f"{self._home}.use(...) has not been called")
        return self._thing
