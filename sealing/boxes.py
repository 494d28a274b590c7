"""Small sealed values, padded so that their length says little: the opening form and the tables of contents.

Not for: files, see `stream.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from Crypto.Cipher import AES

from sealing.errors import SealError
from sealing.labels import BLOCK_BYTES, NONCE_BYTES, TAG_BYTES

_LENGTH_BYTES = 4
_OVERHEAD = NONCE_BYTES + TAG_BYTES


def seal_box(plain: bytes, *, key: bytes, random: Callable[[int], bytes]) -> bytes:
    """`nonce ‖ ciphertext ‖ tag` of length ‖ plain ‖ zeros, padded to whole blocks of 4 KiB.

    The nonce is random because a bidder may change the form and seal it again under the same key.
    """
    body = len(plain).to_bytes(_LENGTH_BYTES, "big") + plain
    padded = body + bytes(-len(body) % BLOCK_BYTES)
    nonce = random(NONCE_BYTES)
    cipher = AES.new(key, AES.MODE_GCM, nonce=nonce, mac_len=TAG_BYTES)
    ciphertext, tag = cipher.encrypt_and_digest(padded)
    return nonce + ciphertext + tag


def open_box(box: bytes, *, key: bytes) -> bytes:
    """The value; raises `SealError`, also when the padding is not what `seal_box` makes."""
    if not is_box_size(len(box), blocks=len(box)):
        raise SealError
    cipher = AES.new(key, AES.MODE_GCM, nonce=box[:NONCE_BYTES], mac_len=TAG_BYTES)
    try:
        padded = cipher.decrypt_and_verify(box[NONCE_BYTES:-TAG_BYTES], box[-TAG_BYTES:])
    except ValueError:
        raise SealError from None
    end = _LENGTH_BYTES + int.from_bytes(padded[:_LENGTH_BYTES], "big")
    if not 0 <= len(padded) - end < BLOCK_BYTES or any(padded[end:]):
        raise SealError
    return padded[_LENGTH_BYTES:end]


def is_box_size(size: int, *, blocks: int) -> bool:
    """Whether a box of at most `blocks` blocks can have this many bytes."""
    whole, rest = divmod(size - _OVERHEAD, BLOCK_BYTES)
    return rest == 0 and 1 <= whole <= blocks
