"""Bytes as published documents spell them: lower-case hexadecimal, nothing else. One value, one spelling.

`bytes.fromhex` takes capitals and spaces too; a verifier that took them would pass a file nobody published.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

import msgspec

Hex32: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Hex64: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{128}\Z")]
