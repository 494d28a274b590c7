"""Reading an opened document: decrypted by range, straight from the store, with constant memory.

Not for: deciding who may read; the caller has asked.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from bidding_room.queries.manifests import manifest_if_readable
from bidding_room.queries.opened import is_read_out, not_opened
from bidding_room.tables import Bid, EnvelopeKey, File, OpenedFile
from bidding_room.wrapping import unwrap_content_key
from core.errors import Conflict, NotFound
from sealing.contents import key_of_file, open_file_chunk
from sealing.labels import Envelope
from sealing.stream import spans
from storage.objects import store


async def read_opened_file(file_id: UUID, start: int, length: int) -> AsyncIterator[bytes]:
    """Plaintext bytes [start, start + length) of an opened file, clipped to it, at most 8 MiB at a time.

    Raises `NotFound` (`file-unknown`), `Conflict` (`not-opened`), and `SealError` in mid-stream when the
    store no longer holds what the bidder signed.
    """
    opened = await OpenedFile.objects().where(OpenedFile.id == file_id).first()
    if opened is None:
        raise NotFound(code="file-unknown", message="没有这份密封文件")
    bid = await Bid.objects().where(Bid.id == opened.bid).first()
    file = await File.objects().where(File.id == opened.file).first()
    assert bid is not None
    assert file is not None
    await _refuse_unopened(bid.lot)
    manifest = manifest_if_readable(bid)
    if manifest is None:
        raise Conflict(code="bid-unreadable", message="平台保存的清单已损坏，该密封文件不能再读取")
    sealed = next(one for one in manifest.files if one.id == str(file.sealed_id))
    content_key = await _content_key(bid.id, sealed.envelope)
    key = key_of_file(manifest, sealed, content_key=content_key)
    for span in spans(size=sealed.size, start=start, length=length):
        data = await store().get_range(file.object_key, span.offset, span.length)
        plain = open_file_chunk(sealed, key=key, index=span.index, sealed=data)
        yield plain[span.skip : span.skip + span.take]


async def _refuse_unopened(lot_id: UUID) -> None:
    if not await is_read_out(lot_id):
        raise await not_opened(lot_id)


async def _content_key(bid_id: UUID, envelope: Envelope) -> bytes:
    row = (
        await EnvelopeKey.objects()
        .where((EnvelopeKey.bid == bid_id) & (EnvelopeKey.envelope == envelope.value))
        .first()
    )
    if row is None:
        raise NotFound(code="key-destroyed", message="该密封文件的内容密钥已按规定销毁，不能再读取")
    return unwrap_content_key(row.key_wrapped, bid_id=bid_id, envelope=envelope.value)
