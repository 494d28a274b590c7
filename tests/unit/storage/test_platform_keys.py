"""The platform's keys: one label, one key; nothing readable by others; nothing in a repr."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.keys import KeyFileUnsafe, PlatformKeys, UnwrapFailed, load_or_create, verify

KEYS = PlatformKeys(bytes(range(32)), bytes(range(32, 64)))


def test_the_signature_is_ed25519() -> None:
    """RFC 8032 §7.1, test 1."""
    keys = PlatformKeys(
        bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"), bytes(32)
    )
    assert keys.public_key.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert keys.sign(b"").hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b"
    )


def test_a_signature_is_for_one_text_and_one_key() -> None:
    signature = KEYS.sign(b"text")
    assert verify(KEYS.public_key, b"text", signature)
    assert not verify(KEYS.public_key, b"texts", signature)
    assert not verify(PlatformKeys(bytes(32), bytes(32)).public_key, b"text", signature)
    assert not verify(KEYS.public_key, b"text", signature[:-1])
    assert not verify(b"short", b"text", signature)


def test_what_is_wrapped_can_be_unwrapped_under_its_label_alone() -> None:
    wrapped = KEYS.wrap(b"secret", "manifest")
    assert KEYS.unwrap(wrapped, "manifest") == b"secret"
    assert KEYS.wrap(b"secret", "manifest") != wrapped
    with pytest.raises(UnwrapFailed):
        KEYS.unwrap(wrapped, "content-key")


@pytest.mark.parametrize("place", [0, 1, 13, -1])
def test_damaged_wrapping_is_refused(place: int) -> None:
    wrapped = bytearray(KEYS.wrap(b"secret", "manifest"))
    wrapped[place] ^= 1
    with pytest.raises(UnwrapFailed):
        KEYS.unwrap(bytes(wrapped), "manifest")


@pytest.mark.parametrize("wrapped", [b"", b"\x01", b"\x01" + bytes(27)])
def test_what_is_too_short_is_refused(wrapped: bytes) -> None:
    with pytest.raises(UnwrapFailed):
        KEYS.unwrap(wrapped, "manifest")


def test_a_handle_depends_on_label_and_every_part() -> None:
    handle = KEYS.handle("bidder", "lot", "org")
    assert handle == KEYS.handle("bidder", "lot", "org")
    assert len(handle) == 64
    others = [
        KEYS.handle("other", "lot", "org"),
        KEYS.handle("bidder", "loto", "rg"),
        KEYS.handle("bidder", "lot", "org", ""),
        PlatformKeys(bytes(32), bytes(32)).handle("bidder", "lot", "org"),
    ]
    assert len({handle, *others}) == 5


def test_a_repr_tells_nothing() -> None:
    assert "\\x" not in repr(KEYS)


def test_keys_are_made_once_and_for_their_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "keys.json"
    made = load_or_create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_or_create(path) == made
    assert [file.name for file in path.parent.iterdir()] == ["keys.json"]


def test_a_key_file_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    load_or_create(path)
    path.chmod(0o640)
    with pytest.raises(KeyFileUnsafe, match="chmod 600"):
        load_or_create(path)


@pytest.mark.parametrize("text", ["", "{}", '{"signing_seed": "00", "kek": "00"}', "[]"])
def test_a_damaged_key_file_is_never_replaced(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(KeyFileUnsafe):
        load_or_create(path)
    assert path.read_text() == text
