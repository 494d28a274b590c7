"""A Word file somebody brings, read in a process of its own: which document it says it is, its text, what it carries.

`python -m app.transparency.word_apart` is that process. Not for: files the platform made itself.
"""

from __future__ import annotations

import sys

import msgspec

from storage.apart import limit_oneself, said_apart

_MOST_SECONDS = 10.0  # whoever asked waits at a page
LONGEST_TEXT = 100_000  # that is compared


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """`signed` is the statement inside that the file restates, if there is one.

    A longer text than `LONGEST_TEXT` is cut one character behind it, so that nobody takes what is left for the whole.
    """

    identity: str
    text: str
    signed: bytes | None = None


async def read_apart(data: bytes, *, most_seconds: float = _MOST_SECONDS) -> Brought | None:
    """None for what is no Word document, or could not be read to its end."""
    said = await said_apart("app.transparency.word_apart", data, most_seconds=most_seconds)
    try:
        return None if said is None else msgspec.json.decode(said, type=Brought)
    except msgspec.DecodeError:
        return None


def main() -> None:
    """Ended by the system where the file asks for more than it may have; then nothing is printed."""
    limit_oneself()
    from web import word  # under the limits

    document = word.read_document(sys.stdin.buffer.read())
    found = Brought(
        identity=word.document_identity(document),
        text=word.document_text(document)[: LONGEST_TEXT + 1],
        signed=word.attached(document),
    )
    sys.stdout.buffer.write(msgspec.json.encode(found))


if __name__ == "__main__":
    main()
