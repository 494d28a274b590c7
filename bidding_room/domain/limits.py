"""How much a bid may hold. Generous: the store carries the bytes, the application does not.

The chunk sizes and the largest counts are the sealed format's; see `sealing/SPEC.md`.
"""

from __future__ import annotations

from core.errors import Conflict, Invalid
from sealing.labels import MAX_FILES
from sealing.stream import SEALED_CHUNK_BYTES, chunk_count, sealed_size

MAX_FILE_BYTES = 8 * 1024**3
MAX_BID_BYTES = 32 * 1024**3
MAX_BIDDER_BYTES = 3 * MAX_BID_BYTES  # the bid that stands, the one that replaces it, and one that lapsed
MAX_PARTS_PER_CALL = 100
BIDS_AT_ONCE = 100  # in one page of sealed bids for an officer, and in one release of shares
MANIFEST_BYTES_AT_ONCE = 4 * 1024**2  # in one such page; a single bid may be larger
MAX_DRAFT_BYTES = 1024**2  # the bidder's own sealed notes of an unfinished bid


def check_file(*, size: int, chunks: int) -> None:
    """Refuse (`file-empty`, `file-too-large`, `file-size-wrong`) a plaintext `size` of nothing, one that is too large,
    or one that does not fit `chunks`."""
    if size == 0:
        raise Invalid(code="file-empty", message="文件是空的（0字节），请检查后重新选择", field="size")
    if size > MAX_FILE_BYTES:
        raise Invalid(
            code="file-too-large",
            message=f"单个文件不得超过{MAX_FILE_BYTES // 1024**3}GiB",
            field="size",
            facts={"most": MAX_FILE_BYTES},
        )
    if size < 0 or chunk_count(size) != chunks:
        raise Invalid(code="file-size-wrong", message="文件大小与分片数不符", field="chunks")


def check_room_for_file(*, files: int, bytes_so_far: int, size: int) -> None:
    """Refuse (`too-many-files`, `bid-too-large`) one file or byte too many."""
    if files >= MAX_FILES:
        raise Conflict(
            code="too-many-files",
            message=f"一次递交最多{MAX_FILES}个文件，请合并后上传",
            facts={"most": MAX_FILES},
        )
    if bytes_so_far + size > MAX_BID_BYTES:
        raise Conflict(
            code="bid-too-large",
            message=f"一次递交的文件总大小不得超过{MAX_BID_BYTES // 1024**3}GiB",
            facts={"most": MAX_BID_BYTES},
        )


def check_quota(*, bytes_so_far: int, size: int) -> None:
    """Refuse (`quota-exceeded`) what would let one bidder fill the store: all its drafts and bids for a lot count."""
    if bytes_so_far + size > MAX_BIDDER_BYTES:
        raise Conflict(
            code="quota-exceeded",
            message=f"您为本项目上传的文件合计已超过{MAX_BIDDER_BYTES // 1024**3}GiB，请待失效文件清理后再试",
            facts={"most": MAX_BIDDER_BYTES},
        )


def is_overfull(*, stored: int, size: int) -> bool:
    """Whether an upload holds more than every part sent twice, which no broken line explains."""
    return stored > 2 * sealed_size(size)


def check_part_numbers(numbers: list[int], *, chunks: int) -> None:
    """Refuse (`part-unknown`) part numbers outside 1 … chunks, or too many at once."""
    if len(numbers) > MAX_PARTS_PER_CALL or not all(1 <= number <= chunks for number in numbers):
        raise Invalid(code="part-unknown", message="分片编号不在本文件范围内", field="numbers")


def expected_part_size(number: int, *, size: int, chunks: int) -> int:
    """Sealed bytes of part `number` (from 1) of a file of `size` plaintext bytes: all are full but the last."""
    if number < chunks:
        return SEALED_CHUNK_BYTES
    return sealed_size(size) - SEALED_CHUNK_BYTES * (chunks - 1)


def check_draft(sealed: bytes) -> None:
    """Refuse (`draft-too-large`) sealed notes that no bid of the largest size needs."""
    if not 0 < len(sealed) <= MAX_DRAFT_BYTES:
        raise Invalid(code="draft-too-large", message="草稿内容过大，未能保存", field="sealed")
