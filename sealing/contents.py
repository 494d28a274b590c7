"""What is sealed inside the manifest: the opening form and each envelope's table of contents.

File names and media types live here, so that the platform does not learn them before the opening.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from core.canonical import Json, canonical_bytes
from sealing.boxes import open_box, seal_box
from sealing.errors import refused
from sealing.labels import (
    BLOCK_BYTES,
    MAX_CONTENTS_BLOCKS,
    MAX_FORM_BLOCKS,
    Envelope,
    Label,
    Scope,
    context,
)
from sealing.manifest import Manifest, SealedFile
from sealing.stream import derive, file_key, open_listed_chunk
from sealing.wire import FileName, Id, MediaType, convert, parse_json

_MAX_FORM_BYTES = MAX_FORM_BLOCKS * BLOCK_BYTES - 4
_MAX_CONTENTS_BYTES = MAX_CONTENTS_BLOCKS * BLOCK_BYTES - 4


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file as its readers know it."""

    file: Id
    media_type: MediaType
    name: FileName


class Contents(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An envelope's files, in the manifest's order."""

    files: tuple[Entry, ...]


def seal_form(
    form: Mapping[str, Json], *, content_key: bytes, scope: Scope, random: Callable[[int], bytes]
) -> str:
    """The opening form (开标一览表) under the price envelope's key; raises `ManifestRefused` (`form-malformed`)."""
    try:
        plain = canonical_bytes(form)
    except ValueError:
        raise refused("form-malformed", field="form") from None
    if len(plain) > _MAX_FORM_BYTES:
        raise refused("sealed-too-large", field="form")
    return seal_box(plain, key=derive(content_key, context(Label.FORM_KEY, scope)), random=random).hex()


def open_form(manifest: Manifest, *, content_key: bytes) -> dict[str, Json]:
    """The opening form, from the price envelope's key.

    Raises `SealError`; raises `ManifestRefused` (`form-malformed`) when the bidder sealed something that is
    not a JSON object in canonical form. What its fields must be is the trade's business.
    """
    key = derive(content_key, context(Label.FORM_KEY, manifest.scope(Envelope.PRICE)))
    plain = open_box(bytes.fromhex(manifest.form), key=key)
    form = parse_json(plain, most=_MAX_FORM_BYTES)
    if not isinstance(form, dict):
        raise refused("form-malformed", field="form")
    return form


def seal_contents(
    entries: Sequence[Entry], *, content_key: bytes, scope: Scope, random: Callable[[int], bytes]
) -> str:
    """An envelope's table of contents; raises `ManifestRefused` (`sealed-malformed`, `sealed-too-large`)."""
    listed = msgspec.to_builtins(Contents(files=tuple(entries)))
    convert(listed, Contents)
    plain = canonical_bytes(listed)
    if len(plain) > _MAX_CONTENTS_BYTES:
        raise refused("sealed-too-large", field="files")
    return seal_box(plain, key=derive(content_key, context(Label.CONTENTS_KEY, scope)), random=random).hex()


def open_contents(manifest: Manifest, envelope: Envelope, *, content_key: bytes) -> tuple[Entry, ...]:
    """The names of an envelope's files.

    Raises `SealError`; raises `ManifestRefused` (`contents-wrong`, `sealed-malformed`) when the bidder's
    table does not list exactly the envelope's files in order. The files themselves still open.
    """
    key = derive(content_key, context(Label.CONTENTS_KEY, manifest.scope(envelope)))
    plain = open_box(bytes.fromhex(manifest.envelope(envelope).contents), key=key)
    contents = convert(parse_json(plain, most=_MAX_CONTENTS_BYTES), Contents)
    if [entry.file for entry in contents.files] != [file.id for file in manifest.files_in(envelope)]:
        raise refused("contents-wrong", field="files")
    return contents.files


def key_of_file(manifest: Manifest, file: SealedFile, *, content_key: bytes) -> bytes:
    """The file's own key, for reading many chunks."""
    return file_key(content_key, scope=manifest.scope(file.envelope), file=file.id)


def open_file_chunk(file: SealedFile, *, key: bytes, index: int, sealed: bytes) -> bytes:
    """One chunk of a file as the signed manifest lists it; raises `SealError`."""
    if not 0 <= index < len(file.chunk_hashes):
        raise refused("file-size-wrong", field="files")
    return open_listed_chunk(sealed, key=key, index=index, hashes=file.chunk_hashes)
