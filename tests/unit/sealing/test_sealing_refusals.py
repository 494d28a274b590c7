"""What must not open or be accepted."""

from __future__ import annotations

import hashlib
import io
import json
import os
from pathlib import Path

import msgspec
import pytest
from factories.sealed_bid import BID, CONTENT, FILE, LOT, bidder_keys, officers, seal, sealer

from bidding_room.receipt_verify import verify_bytes, verify_file
from core.clock import from_local
from sealing import boxes, stream
from sealing.contents import (
    Entry,
    key_of_file,
    open_contents,
    open_file_chunk,
    open_form,
    seal_contents,
    seal_form,
)
from sealing.envelopes import (
    recover_key,
)
from sealing.errors import ManifestRefused, SealError
from sealing.keybox import PrivateKeys, generate_keys, unwrap_keys, wrap_keys
from sealing.labels import MAX_MANIFEST_BYTES, Envelope
from sealing.manifest import (
    Manifest,
    SignedManifest,
    manifest_root,
    parse_manifest,
    verify_manifest,
)
from sealing.panel import make_panel
from sealing.receipts import build_refusal


@pytest.fixture(scope="module")
def sealed() -> tuple[SignedManifest, bytes]:
    return seal()


@pytest.fixture(scope="module")
def manifest(sealed: tuple[SignedManifest, bytes]) -> Manifest:
    return verify_manifest(sealed[0])


@pytest.mark.parametrize("place", [0, 1, -1])
def test_an_altered_chunk_does_not_open(
    sealed: tuple[SignedManifest, bytes], manifest: Manifest, place: int
) -> None:
    file = manifest.files[0]
    key = file_key_of(manifest)
    chunk = bytearray(sealed[1][: stream.SEALED_CHUNK_BYTES])
    chunk[place] ^= 1
    with pytest.raises(SealError):
        open_file_chunk(file, key=key, index=0, sealed=bytes(chunk))
    with pytest.raises(SealError):
        stream.open_chunk(bytes(chunk), key=key, index=0, last=False)


def test_chunks_keep_their_place(sealed: tuple[SignedManifest, bytes], manifest: Manifest) -> None:
    key = file_key_of(manifest)
    first, second = sealed[1][: stream.SEALED_CHUNK_BYTES], sealed[1][stream.SEALED_CHUNK_BYTES :]
    for chunk, index, last in (
        (first, 1, False),
        (first, 0, True),
        (second, 1, False),
        (second[:-1], 1, True),
    ):
        with pytest.raises(SealError):
            stream.open_chunk(chunk, key=key, index=index, last=last)
    with pytest.raises(ManifestRefused):
        open_file_chunk(manifest.files[0], key=key, index=2, sealed=second)


def test_a_cut_or_grown_object_does_not_open(
    sealed: tuple[SignedManifest, bytes], manifest: Manifest
) -> None:
    file, key, whole = manifest.files[0], file_key_of(manifest), sealed[1]

    def opened(data: bytes) -> bytes:
        first, rest = data[: stream.SEALED_CHUNK_BYTES], data[stream.SEALED_CHUNK_BYTES :]
        return b"".join(
            open_file_chunk(file, key=key, index=n, sealed=chunk) for n, chunk in enumerate((first, rest))
        )

    assert opened(whole) == CONTENT
    for data in (whole[:-1], whole[: stream.SEALED_CHUNK_BYTES], whole + b"\0", b""):
        with pytest.raises(SealError):
            opened(data)


def file_key_of(manifest: Manifest) -> bytes:
    content_key = recover_key(manifest, Envelope.TECHNICAL, sealing_private=bidder_keys.sealing)
    return key_of_file(manifest, manifest.files[0], content_key=content_key)


def test_an_envelopes_key_opens_nothing_of_another(manifest: Manifest) -> None:
    technical = recover_key(manifest, Envelope.TECHNICAL, sealing_private=bidder_keys.sealing)
    with pytest.raises(SealError):
        open_form(manifest, content_key=technical)
    with pytest.raises(SealError):
        open_contents(manifest, Envelope.PRICE, content_key=technical)


def test_a_table_of_contents_lists_exactly_the_envelopes_files(manifest: Manifest) -> None:
    key = recover_key(manifest, Envelope.TECHNICAL, sealing_private=bidder_keys.sealing)
    other = seal_contents([], content_key=key, scope=manifest.scope(Envelope.TECHNICAL), random=os.urandom)
    technical = msgspec.structs.replace(manifest.envelope(Envelope.TECHNICAL), contents=other)
    changed = msgspec.structs.replace(
        manifest, envelopes=(manifest.envelopes[0], technical, manifest.envelopes[2])
    )
    with pytest.raises(ManifestRefused) as refusal:
        open_contents(changed, Envelope.TECHNICAL, content_key=key)
    assert refusal.value.code == "contents-wrong"


@pytest.mark.parametrize("name", ["", "../x", "a\\b", "a\nb", "长" * 201])
def test_a_file_name_with_a_path_is_refused(manifest: Manifest, name: str) -> None:
    entry = Entry(file=FILE, media_type="application/pdf", name=name)
    with pytest.raises(ManifestRefused):
        seal_contents([entry], content_key=bytes(32), scope=manifest.scope(Envelope.PRICE), random=os.urandom)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"price": 1.5}, "form-malformed"),
        ({"价": "1"}, "form-malformed"),
        ({"r": "x" * 65_536}, "sealed-too-large"),
    ],
)
def test_a_form_the_format_cannot_hold_is_refused(
    manifest: Manifest, form: dict[str, object], code: str
) -> None:
    with pytest.raises(ManifestRefused) as refusal:
        seal_form(form, content_key=bytes(32), scope=manifest.scope(Envelope.PRICE), random=os.urandom)  # type: ignore[arg-type]
    assert refusal.value.code == code


def test_padding_is_checked() -> None:
    key = bytes(32)
    box = boxes.seal_box(b"form", key=key, random=os.urandom)
    assert boxes.open_box(box, key=key) == b"form"
    for broken in (b"", box[:-1], box + b"\0", box[:12] + bytes(len(box) - 12)):
        with pytest.raises(SealError):
            boxes.open_box(broken, key=key)


@pytest.mark.parametrize("padding", [bytes(4087) + b"\1", bytes(4088 + 4096)])
def test_padding_that_no_honest_client_makes_is_refused(padding: bytes) -> None:
    """Bytes hidden in the padding, or a block too many, would be a second spelling of one value."""
    with pytest.raises(SealError):
        boxes.open_box(_box_of((4).to_bytes(4, "big") + b"form" + padding), key=bytes(32))


def _box_of(padded: bytes) -> bytes:
    from Crypto.Cipher import AES

    cipher = AES.new(bytes(32), AES.MODE_GCM, nonce=bytes(12))
    ciphertext, tag = cipher.encrypt_and_digest(padded)
    return bytes(12) + ciphertext + tag


def test_one_refusal_tells_nothing(manifest: Manifest) -> None:
    """Wrong key, altered and truncated bytes read the same."""
    said = set()
    for action in (
        lambda: stream.open_chunk(b"", key=bytes(32), index=0, last=True),
        lambda: stream.open_chunk(bytes(40), key=bytes(32), index=0, last=True),
        lambda: boxes.open_box(bytes(4124), key=bytes(32)),
        lambda: recover_key(manifest, Envelope.PRICE, sealing_private=bytes(range(32))),
    ):
        with pytest.raises(SealError) as refusal:
            action()
        said.add(str(refusal.value))
    assert said == {"sealed bytes refused"}


def test_a_signature_of_somebody_else_is_refused(sealed: tuple[SignedManifest, bytes]) -> None:
    signed, _ = sealed
    for broken in (bytes(64), b"", signed.signature[:-1], signed.signature[:-1] + b"\x7f"):
        with pytest.raises(ManifestRefused) as refusal:
            verify_manifest(SignedManifest(data=signed.data, signature=broken))
        assert refusal.value.code == "signature-wrong"


def test_a_changed_manifest_is_refused(sealed: tuple[SignedManifest, bytes]) -> None:
    signed, _ = sealed
    data = signed.data.replace(b'"sequence":1', b'"sequence":2')
    with pytest.raises(ManifestRefused):
        verify_manifest(SignedManifest(data=data, signature=signed.signature))


@pytest.mark.parametrize("data", [b"[" * 100_000, b"\xff", b" " * (MAX_MANIFEST_BYTES + 1)])
def test_bytes_that_are_no_manifest_are_refused(data: bytes) -> None:
    with pytest.raises(ManifestRefused):
        parse_manifest(data)


@pytest.mark.parametrize(
    ("threshold", "ordinals"),
    [(1, (1, 2, 3)), (4, (1, 2, 3)), (2, (1, 3)), (2, (0, 1)), (2, ()), (2, range(1, 11))],
)
def test_a_panel_nobody_could_open_with_is_refused(threshold: int, ordinals: tuple[int, ...]) -> None:
    keys = {n: generate_keys(random=os.urandom).sealing_public for n in ordinals}
    with pytest.raises(ManifestRefused) as refusal:
        make_panel(lot=LOT, threshold=threshold, sealing_keys=keys)
    assert refusal.value.code == "panel-malformed"


def test_a_panel_with_an_unusable_key_is_refused_before_anybody_seals_to_it() -> None:
    keys = {1: officers[1].sealing_public, 2: bytes(32)}
    with pytest.raises(ManifestRefused, match="panel-malformed"):
        make_panel(lot=LOT, threshold=2, sealing_keys=keys)


def test_a_file_id_is_used_once() -> None:
    making = sealer()
    parts = {"file": FILE, "envelope": Envelope.PRICE, "name": "a", "media_type": "text/plain"}
    list(making.seal_file(io.BytesIO(b"a"), **parts))
    with pytest.raises(ValueError, match="once"):
        list(making.seal_file(io.BytesIO(b"b"), **parts))


def test_a_wrong_passphrase_and_exchanged_public_keys_do_not_open_a_key_box() -> None:
    box = wrap_keys(bidder_keys, passphrase="一个足够长的口令", random=os.urandom)
    with pytest.raises(SealError):
        unwrap_keys(box, passphrase="另一个口令")
    swapped = {**box, "sealing_key": officers[1].sealing_public.hex()}
    with pytest.raises(SealError):
        unwrap_keys(swapped, passphrase="一个足够长的口令")
    for broken in ({**box, "version": "x"}, {**box, "rounds": 1}, {**box, "salt": "00"}):
        with pytest.raises(ManifestRefused):
            unwrap_keys(broken, passphrase="一个足够长的口令")


def test_private_keys_do_not_show() -> None:
    keys = PrivateKeys(signing=b"s" * 32, sealing=b"x" * 32)
    assert "sss" not in repr(keys)
    assert "xxx" not in repr(keys)


def test_a_saved_statement_is_compared_with_the_saved_manifest(
    tmp_path: Path, sealed: tuple[SignedManifest, bytes]
) -> None:
    due = from_local("2026-12-01T09:30")
    from sealing.signing import signing_public
    from storage.keys import PlatformKeys

    platform = PlatformKeys(signing_seed=bytes(32), kek=bytes(32))
    refusal = build_refusal(
        code="bids-closed",
        at=due,
        due_at=due,
        lot=LOT,
        bid=BID,
        root=sealed[0].root,
        platform_key=platform.public_key,
        sign=platform.sign,
    )
    saved, listed = tmp_path / "refusal.json", tmp_path / "manifest.json"
    saved.write_bytes(refusal + b"\n")
    listed.write_bytes(sealed[0].data)
    verdict = verify_file(saved, signing_public(bytes(32)), manifest_path=listed)
    assert verdict.manifest_matched
    assert manifest_root(sealed[0].data).hex() in verdict.summary
    listed.write_bytes(b"{}")
    with pytest.raises(ManifestRefused) as refused:
        verify_file(saved, platform.public_key, manifest_path=listed)
    assert refused.value.code == "root-differs"
    with pytest.raises(ManifestRefused):
        verify_bytes(refusal, hashlib.sha256(b"other").digest())
    assert not verify_bytes(refusal).key_known
    assert json.loads(refusal)["body"]["kind"] == "refusal"
