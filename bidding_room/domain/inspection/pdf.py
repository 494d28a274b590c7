"""Active content of a PDF: by its objects, as qpdf follows them from the cross-reference tables without repairing
anything, and by the names standing anywhere in its bytes.

What a viewer might find where qpdf finds nothing (in a comment, in an object no table names) is found by the second.
A document that either cannot follow to its end is not inspected. Every step goes over the bytes once.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pikepdf

from bidding_room.domain.inspection.cautions import Caution

_NAME = re.compile(rb"/([A-Za-z0-9_#]{2,60})")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECT_STREAM = b"ObjStm"
#: Too long to come about by chance in the bytes of a picture; an action always bears one of these.
_ACTIVE = frozenset(
    (b"JavaScript", b"Launch", b"XFA", b"SubmitForm", b"ImportData", b"RichMedia", b"RichMediaExecute", b"Rendition")
)  # fmt: skip
_EMBEDDED = frozenset((b"EmbeddedFile", b"EmbeddedFiles", b"GoToE", b"GoToR"))
#: Believed only where a document's own objects say them.
_ACTIVE_IN_OBJECTS = _ACTIVE | {b"JS", b"AA", b"OpenAction"}
_HARMLESS_AT_OPENING = frozenset(("/GoTo", "/Named"))
_MOST_UNPACKED = 64 * 1024 * 1024
_MOST_VALUES = 4_000_000


class _TooMuch(Exception):
    """More than is looked at."""


def cautions(data: bytes) -> set[Caution]:
    """What the document could do besides being read."""
    names, object_streams = _standing(data)
    found = _cautions_of(names, active=_ACTIVE)
    if b"Encrypt" in names:
        return found | {Caution.ENCRYPTED}
    try:
        return found | _of_objects(data, object_streams=object_streams)
    except _TooMuch:
        return found | {Caution.BOMB}
    except pikepdf.PasswordError:
        return found | {Caution.ENCRYPTED}
    except (
        pikepdf.PdfError,
        ValueError,
        TypeError,
        KeyError,
        RuntimeError,
        OverflowError,
        NotImplementedError,
    ):
        return found | {Caution.NOT_INSPECTED}


def _standing(data: bytes) -> tuple[set[bytes], int]:
    """The names anywhere in the bytes, and how often an object stream is spoken of."""
    names: set[bytes] = set()
    object_streams = 0
    for name in _names(data):
        names.add(name)
        object_streams += name == _OBJECT_STREAM
    return names, object_streams


def _cautions_of(names: set[bytes], *, active: frozenset[bytes]) -> set[Caution]:
    found = {Caution.SCRIPT} if names & active else set()
    return found | ({Caution.EMBEDDED} if names & _EMBEDDED else set())


def _of_objects(data: bytes, *, object_streams: int) -> set[Caution]:
    """Everything the tables lead to. An object stream they do not lead to is one that could not be looked into."""
    with pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as document:
        names, followed = _walked(document)
        found = _cautions_of(names, active=_ACTIVE_IN_OBJECTS)
        if followed != object_streams or document.get_warnings():
            found.add(Caution.NOT_INSPECTED)
        return found


def _walked(document: pikepdf.Pdf) -> tuple[set[bytes], int]:
    """Every name of every object, and how many object streams there are."""
    names: set[bytes] = set()
    followed = unpacked = values = 0
    for one in document.objects:
        for value in _within(one):
            values += 1
            if values > _MOST_VALUES:
                raise _TooMuch
            names |= _said_by(value)
        if isinstance(one, pikepdf.Stream) and one.get("/Type") == pikepdf.Name.ObjStm:
            followed += 1
            inside = one.read_bytes()
            unpacked += len(inside)
            if unpacked > _MOST_UNPACKED:
                raise _TooMuch
            names |= set(_names(inside)) - {b"OpenAction"}
    return names, followed


def _within(one: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """An object and what is written inside of it; what it only refers to is an object of its own."""
    waiting = [one]
    while waiting:
        value = waiting.pop()
        yield value
        if isinstance(value, pikepdf.Array):
            waiting += [part for part in value.as_list() if _is_inside(part)]
        elif isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
            waiting += [part for _, part in value.items() if _is_inside(part)]


def _is_inside(part: object) -> bool:
    return isinstance(part, pikepdf.Object) and not part.is_indirect


def _said_by(value: pikepdf.Object) -> set[bytes]:
    if isinstance(value, pikepdf.Name):
        return {str(value)[1:].encode("utf-8", "surrogateescape")}
    if not isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        return set()
    said = {key[1:].encode("utf-8", "surrogateescape") for key in value.keys()}  # noqa: SIM118 - no Mapping
    return said if _acts_at_opening(value) else said - {b"OpenAction"}


def _acts_at_opening(value: pikepdf.Object) -> bool:
    """Going to a page at the opening is what many writers ask for."""
    action = value.get("/OpenAction")
    return isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) not in _HARMLESS_AT_OPENING


def _names(data: bytes) -> Iterator[bytes]:
    """Names as PDF means them: `/J#61vaScript` is `JavaScript`."""
    for match in _NAME.finditer(data):
        name = match[1]
        yield _ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), name) if b"#" in name else name
