"""Look into a stranger's document apart; see `storage.apart`."""

from __future__ import annotations

import msgspec

from bidding_room.domain.inspection import Inspection, uninspected
from storage.apart import said_apart

_PROGRAM = "bidding_room.domain.inspection"
_MOST_SECONDS = 60.0  # by the clock; the process itself may use a third of it


async def inspect_apart(
    *, name: str, head: bytes, size: int, most_seconds: float = _MOST_SECONDS
) -> Inspection:
    """What was found; `not-inspected` where the process did not come to an end within its limits."""
    asked = msgspec.json.encode({"name": name, "size": size})
    said = await said_apart(_PROGRAM, b"\n".join((asked, head)), most_seconds=most_seconds)
    try:
        return uninspected(name) if said is None else msgspec.json.decode(said, type=Inspection)
    except msgspec.DecodeError:
        return uninspected(name)
