"""Bytes that came as base64 text. Not for: hexadecimal, which is read by its pattern."""

from __future__ import annotations

from base64 import b64decode

from core.errors import Invalid


def bytes_of_base64(text: str, *, unless: Invalid) -> bytes:
    """The bytes; raises `unless` for any text that is not standard base64."""
    try:
        return b64decode(text, validate=True)
    except ValueError:  # of the alphabet (binascii.Error) and of text that is not ASCII alike
        raise unless from None
