"""Look into a stranger's document apart; see `storage.apart`.

`python -m bidding_room.inspecting` is the process: a line of JSON and a document on standard input, what was found on
standard output. The limits are the process's own, and nothing of the platform is in its environment.
"""

from __future__ import annotations

import sys

import msgspec

from bidding_room.domain.inspection import Inspection, uninspected
from storage.apart import limit_oneself, said_apart

_PROGRAM = "bidding_room.inspecting"
_MOST_SECONDS = 60.0  # by the clock; the process itself may use a third of it


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes follow on the next line."""

    name: str
    size: int


async def inspect_apart(
    *, name: str, head: bytes, size: int, most_seconds: float = _MOST_SECONDS
) -> Inspection:
    """What was found; `not-inspected` where the process did not come to an end within its limits."""
    asked = msgspec.json.encode(Asked(name=name, size=size))
    said = await said_apart(_PROGRAM, b"\n".join((asked, head)), most_seconds=most_seconds)
    try:
        return uninspected(name) if said is None else msgspec.json.decode(said, type=Inspection)
    except msgspec.DecodeError:
        return uninspected(name)


def main() -> None:
    """Ended by the system where the document asks for more than it may have; then nothing is printed."""
    limit_oneself()
    from bidding_room.domain.inspection.judging import inspect  # under the limits

    asked = msgspec.json.decode(sys.stdin.buffer.readline(), type=Asked)
    found = inspect(name=asked.name, head=sys.stdin.buffer.read(), size=asked.size)
    sys.stdout.buffer.write(msgspec.json.encode(found))


if __name__ == "__main__":
    main()
