"""`python -m bidding_room.domain.inspection`: a line of JSON and a document on standard input, what was found on
standard output. The limits are the process's own, and nothing of the platform is in its environment."""

from __future__ import annotations

import sys

import msgspec

from storage.apart import limit_oneself


class Asked(msgspec.Struct):
    """The bytes follow."""

    name: str
    size: int


def main() -> None:
    """Ended by the system where the document asks for more than it may have; then nothing is printed."""
    limit_oneself()
    from bidding_room.domain.inspection.judging import inspect  # under the limits

    asked = msgspec.json.decode(sys.stdin.buffer.readline(), type=Asked)
    found = inspect(name=asked.name, head=sys.stdin.buffer.read(), size=asked.size)
    sys.stdout.buffer.write(msgspec.json.encode(found))


if __name__ == "__main__":
    main()
