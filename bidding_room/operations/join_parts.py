"""From uploaded parts to whole objects, before the bid is handed in.

Done outside the submitting transaction: the store may be slow, and the lot's lock must not wait for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from bidding_room.domain.limits import expected_part_size
from bidding_room.tables import File
from core.errors import Invalid
from sealing.manifest import Manifest, SealedFile
from sealing.stream import sealed_size
from storage.clock import platform_now
from storage.objects import ObjectMissing, Part, UploadMissing, store


async def join_parts(*, bid_id: UUID, manifest: Manifest, etags: Mapping[UUID, Sequence[str]]) -> None:
    """Complete the upload of every file the manifest lists. Raises `Invalid` (`file-incomplete`)."""
    for sealed in manifest.files:
        row = await _registered(bid_id, sealed)
        if row.completed_at is None:
            await _join(row, etags.get(row.sealed_id))


async def check_files(*, bid_id: UUID, manifest: Manifest) -> None:
    """Every file of the manifest is registered as listed and whole; raises `Invalid` (`file-incomplete`)."""
    for sealed in manifest.files:
        row = await _registered(bid_id, sealed)
        if row.completed_at is None:
            raise _incomplete(row)


async def _registered(bid_id: UUID, sealed: SealedFile) -> File:
    row = await File.objects().where((File.bid == bid_id) & (File.sealed_id == UUID(sealed.id))).first()
    listed = (sealed.envelope.value, sealed.size, len(sealed.chunk_hashes))
    if row is None or (row.envelope, row.size, row.chunks) != listed:
        raise Invalid(code="file-unregistered", message="清单列出了未登记或登记不一致的文件", field="files")
    return row


async def _join(row: File, etags: Sequence[str] | None) -> None:
    try:
        parts = await store().list_parts(row.object_key, row.upload_id)
        _check_parts(row, parts, etags)
        await store().complete_multipart(row.object_key, row.upload_id, parts)
    except (UploadMissing, Invalid):
        pass  # perhaps joined by an earlier or simultaneous try, which takes the parts away; the size decides
    await _check_whole(row)
    row.completed_at = await platform_now()
    await row.save([File.completed_at])


def _check_parts(row: File, parts: Sequence[Part], etags: Sequence[str] | None) -> None:
    """Numbers 1 … chunks, each of its size, and as the client saw them stored."""
    sizes = {part.number: part.size for part in parts}
    expected = {
        number: expected_part_size(number, size=row.size, chunks=row.chunks)
        for number in range(1, row.chunks + 1)
    }
    if sizes != expected:
        raise _incomplete(row)
    if etags is not None and [_bare(tag) for tag in etags] != [_bare(part.etag) for part in parts]:
        raise _incomplete(row)


async def _check_whole(row: File) -> None:
    try:
        size = await store().size(row.object_key)
    except ObjectMissing:
        raise _incomplete(row) from None
    if size != sealed_size(row.size):
        raise _incomplete(row)


def _bare(etag: str) -> str:
    return etag.strip('"').lower()


def _incomplete(row: File) -> Invalid:
    return Invalid(
        code="file-incomplete",
        message="有文件尚未完整上传，请继续上传后再递交",
        field="files",
        facts={"file": str(row.sealed_id)},
    )
