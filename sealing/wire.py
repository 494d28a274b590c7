"""The door: canonical JSON into strict structs and back. Binary is lower-case hexadecimal everywhere.

Not for: what the fields mean together, see `manifest.py`.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

import msgspec

from core.canonical import canonical_bytes, parse_canonical
from sealing.errors import refused

Hex12 = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{24}\Z")]
Hex16 = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{32}\Z")]
Hex32 = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Hex64 = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{128}\Z")]
Hex80 = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{160}\Z")]
# One class repeated is twenty times as fast as pairs; `manifest` sees to the even number of digits.
HexBytes = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]+\Z")]
Id = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")]
Instant = Annotated[
    str, msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z\Z")
]
Uscc = Annotated[str, msgspec.Meta(pattern=r"\A[0-9A-HJ-NPQRTUWXY]{18}\Z")]
Name = Annotated[str, msgspec.Meta(pattern=r"\A[^\x00-\x1f\x7f]{1,200}\Z")]
FileName = Annotated[str, msgspec.Meta(pattern=r"\A[^\x00-\x1f\x7f/\\]{1,200}\Z")]
MediaType = Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,100}\Z")]
Word = Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9][a-z0-9.-]{0,59}\Z")]

_S = TypeVar("_S", bound=msgspec.Struct)


def struct_bytes(value: msgspec.Struct) -> bytes:
    """The canonical bytes of a struct."""
    return canonical_bytes(msgspec.to_builtins(value))


def parse_struct(data: bytes, form: type[_S], *, most: int, version: str | None = None) -> _S:
    """Parse canonical bytes; raises `ManifestRefused` with the code of what is wrong."""
    return convert(parse_json(data, most=most), form, version=version)


def parse_json(data: bytes, *, most: int) -> Any:
    """The JSON value of canonical bytes, at most `most` of them."""
    if len(data) > most:
        raise refused("sealed-too-large")
    try:
        return parse_canonical(data)
    except (ValueError, RecursionError):
        raise refused("sealed-not-canonical") from None


def convert(value: Any, form: type[_S], *, version: str | None = None) -> _S:
    """A parsed JSON value as a struct; unknown fields and wrong lengths are refused (`sealed-malformed`)."""
    if version is not None and (not isinstance(value, dict) or value.get("version") != version):
        raise refused("sealed-version-unknown")
    try:
        return msgspec.convert(value, form)
    except msgspec.ValidationError as error:
        raise refused("sealed-malformed", field=_path(str(error))) from None


def _path(message: str) -> str | None:
    """Where in the document, as msgspec tells it: `$.files[0].size`; never a value."""
    _, found, path = message.partition(" - at `")
    return path.rstrip("`") if found else None
