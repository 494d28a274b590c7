"""Time by the clock and by the processor, of this process and of the application's."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from platform_process import application_usage


@dataclass
class Spent:
    """Seconds by the clock, and of processor time; PostgreSQL's and the store's are not in it."""

    wall: float = 0.0
    cpu: float = 0.0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.wall + other.wall, self.cpu + other.cpu)

    def told(self, limit: Spent) -> str:
        """In the limit's terms; the seconds beside them hold for this machine and this run only."""
        return (
            f"{self.wall / limit.wall:.2f} × by the clock, {self.cpu / limit.cpu:.2f} × of processor time"
            f"   ({self.wall:.1f} s, {self.cpu:.1f} s)"
        )


@contextmanager
def spending() -> Iterator[Spent]:
    """What the work inside takes in this process."""
    spent = Spent()
    began, used = time.perf_counter(), time.process_time()
    yield spent
    spent.wall, spent.cpu = time.perf_counter() - began, time.process_time() - used


@contextmanager
def spending_with_application() -> Iterator[Spent]:
    """What the work inside takes here and in the application together."""
    before = application_usage().cpu
    with spending() as spent:
        yield spent
    spent.cpu += application_usage().cpu - before
