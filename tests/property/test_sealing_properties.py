"""What holds for every input: sealing and opening are inverse, ranges agree, fewer than k shares say nothing."""

from __future__ import annotations

import io
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.canonical import canonical_bytes, parse_canonical
from sealing import boxes, hpke, shamir, stream
from sealing.errors import ManifestRefused, SealError
from sealing.keybox import generate_keys
from sealing.labels import CHUNK_BYTES
from sealing.manifest import parse_manifest

keys = generate_keys(random=os.urandom)
texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(alphabet=st.characters(max_codepoint=127)), inner)
    ),
    max_leaves=20,
)


@given(values)
def test_canonical_json_reads_back_to_itself(value: object) -> None:
    data = canonical_bytes(value)  # type: ignore[arg-type]
    assert parse_canonical(data) == value


@given(st.binary(max_size=300))
def test_hpke_opens_what_it_sealed_and_nothing_altered(plain: bytes) -> None:
    sealed = hpke.seal(plain, to=keys.sealing_public, info=b"use")
    assert len(sealed) == len(plain) + hpke.ENC_BYTES + 16
    assert hpke.open_sealed(sealed, private=keys.sealing, info=b"use") == plain
    for place in (0, len(sealed) - 1):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(SealError):
            hpke.open_sealed(bytes(altered), private=keys.sealing, info=b"use")


@given(secret=st.binary(min_size=32, max_size=32), data=st.data())
def test_any_k_shares_give_the_key(secret: bytes, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 9))
    threshold = data.draw(st.integers(1, count))
    shares = dict(
        enumerate(shamir.split(secret, threshold=threshold, count=count, random=os.urandom), start=1)
    )
    chosen = data.draw(st.permutations(sorted(shares)))[:threshold]
    assert shamir.combine({n: shares[n] for n in chosen}) == secret


@given(secret=st.binary(min_size=32, max_size=32), other=st.binary(min_size=32, max_size=32))
def test_one_share_of_two_fits_every_key(secret: bytes, other: bytes) -> None:
    """For any other key there is a second share that makes it: one share alone excludes nothing."""
    first = shamir.split(secret, threshold=2, count=3, random=os.urandom)[0]
    slopes = [
        bytes(a ^ b for a, b in zip(first[at : at + 16], other[at : at + 16], strict=True)) for at in (0, 16)
    ]
    pieces = iter(slopes)
    made = shamir.split(other, threshold=2, count=3, random=lambda _: next(pieces))
    assert made[0] == first


@given(plain=st.binary(max_size=10_000))
def test_boxes_open_to_what_was_sealed_and_tell_only_blocks(plain: bytes) -> None:
    box = boxes.seal_box(plain, key=bytes(32), random=os.urandom)
    assert (len(box) - 28) % 4096 == 0
    assert boxes.open_box(box, key=bytes(32)) == plain


CONTENT = os.urandom(2 * CHUNK_BYTES + 12_345)
KEY = os.urandom(32)
SEALED = b"".join(chunk.data for chunk in stream.seal_stream(io.BytesIO(CONTENT), key=KEY))


@settings(max_examples=40, deadline=None)
@given(start=st.integers(-10, len(CONTENT) + 10), length=st.integers(0, len(CONTENT)))
def test_any_range_opens_from_its_own_chunks(start: int, length: int) -> None:
    out = b""
    for span in stream.spans(size=len(CONTENT), start=start, length=length):
        sealed = SEALED[span.offset : span.offset + span.length]
        last = span.index == stream.chunk_count(len(CONTENT)) - 1
        out += stream.open_chunk(sealed, key=KEY, index=span.index, last=last)[
            span.skip : span.skip + span.take
        ]
    assert out == CONTENT[max(0, start) : max(0, start + length)]


@given(size=st.integers(0, 10**12))
def test_sizes_agree(size: int) -> None:
    count = stream.chunk_count(size)
    assert stream.sealed_size(size) == size + 16 * count
    assert (count - 1) * CHUNK_BYTES <= size <= count * CHUNK_BYTES


class Dribble(io.RawIOBase):
    """A source that gives short reads, as a pipe does."""

    def __init__(self, data: bytes) -> None:
        self._rest = data

    def read(self, size: int = -1) -> bytes:
        part, self._rest = self._rest[: min(size, 1_000_003)], self._rest[min(size, 1_000_003) :]
        return part


def test_short_reads_make_the_same_chunks() -> None:
    parts = stream.seal_stream(Dribble(CONTENT), key=KEY)  # type: ignore[arg-type]
    assert b"".join(chunk.data for chunk in parts) == SEALED


@given(st.binary(max_size=200))
def test_garbage_is_refused_and_never_crashes(data: bytes) -> None:
    with pytest.raises(ManifestRefused):
        parse_manifest(data)
