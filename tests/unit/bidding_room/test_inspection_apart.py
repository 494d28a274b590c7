"""A document made to keep its reader busy keeps nobody else: it is looked into apart, within limits, and once."""

from __future__ import annotations

import asyncio
import io
import zipfile
import zlib

import msgspec
import pytest
from factories.pdf import stream

from bidding_room.domain.inspection import Caution, Inspection
from bidding_room.inspecting import Asked, inspect_apart
from storage.apart import MOST_SECONDS, said_apart

MIB = 1024 * 1024


def references(text: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"word/_rels/{number}.rels", text)
    return buffer.getvalue()


def packed_zeros(*, mebibytes: int) -> bytes:
    """What zlib unpacks to so many zeros. After a full flush the same block may follow as often as one likes."""
    packing = zlib.compressobj()
    first, again = (packing.compress(bytes(MIB)) + packing.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    end, check = b"\x03\x00", (mebibytes * MIB % 65521) << 16 | 1  # an empty last block; Adler-32 of zeros
    return first + again * (mebibytes - 1) + end + check.to_bytes(4, "big")


def test_packed_zeros_are_what_they_say() -> None:
    assert zlib.decompress(packed_zeros(mebibytes=3)) == bytes(3 * MIB)


@pytest.mark.parametrize(
    ("data", "recognised"),
    [
        (b"%PDF-1.4\n" + b"stream\n" * MIB, "application/pdf"),
        (b"%PDF-1.4\n" + b"<<" * MIB, "application/pdf"),
        (b"%PDF-1.4\n" + b"[" * (4 * MIB), "application/pdf"),
        (b"%PDF-1.4\n" + b"1 0 obj " * MIB, "application/pdf"),
        (b"%PDF-1.4\n" + b"/A#41" * MIB, "application/pdf"),
        (references(b"<Relationship " * 70_000), "application/octet-stream"),
        (references(b"<a>" * 300_000), "application/octet-stream"),
    ],
    ids=["streams", "dictionaries", "arrays", "objects", "names", "references", "elements"],
)
async def test_what_never_ended_when_read_again_from_each_start_ends_by_itself(
    data: bytes, recognised: str
) -> None:
    """The process may use `MOST_SECONDS` of the processor, a thousandth of what it took to look back each time."""
    asked = msgspec.json.encode(Asked(name="方案", size=len(data))) + b"\n" + data
    said = await said_apart("bidding_room.inspecting", asked, most_seconds=20 * MOST_SECONDS)
    assert said is not None, "it was ended"
    found = msgspec.json.decode(said, type=Inspection)
    assert found.recognised == recognised
    assert not found.in_place
    assert found.cautions


async def test_a_process_that_does_not_end_is_ended_and_the_loop_goes_on_meanwhile() -> None:
    turns = 0

    async def turning() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.001)
            turns += 1

    others = asyncio.create_task(turning())
    found = await inspect_apart(name="a.exe", head=b"%PDF-1.4\n", size=9, most_seconds=0.01)
    others.cancel()
    assert found.cautions == (Caution.NOT_INSPECTED, Caution.PROGRAM)
    assert turns


async def test_a_document_that_unpacks_beyond_all_memory_harms_only_itself() -> None:
    data = stream(b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode", packed_zeros(mebibytes=1100))
    found = await inspect_apart(name="方案.pdf", head=data, size=len(data))
    assert not found.in_place
    assert found.cautions
