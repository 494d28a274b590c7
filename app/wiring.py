"""Who hears what: event → subscribers, timer → handler, and the questions lower packages ask upwards.

The only place where packages meet that may not import each other.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from storage.outbox import Event
from storage.timers import TimerHandler


@dataclass(frozen=True, slots=True)
class Subscriber:
    """One handler of one topic; its name in `SUBSCRIBERS` is stored with each delivery and never reused."""

    topic: str
    handler: Callable[[Event], Awaitable[None]]


SUBSCRIBERS: Mapping[str, Subscriber] = {}

TIMERS: Mapping[str, TimerHandler] = {}


def subscribers_by_topic() -> dict[str, list[str]]:
    """Topic → names of its subscribers."""
    found: dict[str, list[str]] = {}
    for name, subscriber in SUBSCRIBERS.items():
        found.setdefault(subscriber.topic, []).append(name)
    return found


def connect() -> None:
    """Answer the questions that lower packages ask upwards; called once by each process."""
