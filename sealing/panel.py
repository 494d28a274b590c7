"""The opening panel as a bid binds it: threshold, ordinals and X25519 keys, and one hash over them.

Not for: who the officers are; the notice says so, and its log entry carries the same keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import msgspec

from core.canonical import canonical_bytes
from core.curve25519 import is_sealing_key
from sealing.errors import refused
from sealing.labels import MAX_OFFICERS, MIN_THRESHOLD, Label, digest
from sealing.wire import Hex32

Ordinal = Annotated[int, msgspec.Meta(ge=1, le=MAX_OFFICERS)]
Threshold = Annotated[int, msgspec.Meta(ge=MIN_THRESHOLD, le=MAX_OFFICERS)]


class Officer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One opening officer: share number and public sealing key."""

    ordinal: Ordinal
    sealing_key: Hex32


class Panel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """n officers in ordinal order 1 … n, of whom `threshold` open."""

    hash: Hex32
    officers: tuple[Officer, ...]
    threshold: Threshold


def make_panel(*, lot: str, threshold: int, sealing_keys: Mapping[int, bytes]) -> Panel:
    """The panel of a lot from its officers' keys by ordinal; raises `ManifestRefused` (`panel-malformed`)."""
    officers = tuple(
        Officer(ordinal=ordinal, sealing_key=key.hex()) for ordinal, key in sorted(sealing_keys.items())
    )
    panel = Panel(
        hash=panel_hash(lot=lot, threshold=threshold, officers=officers).hex(),
        officers=officers,
        threshold=threshold,
    )
    check_panel(panel, lot=lot)
    return panel


def panel_hash(*, lot: str, threshold: int, officers: tuple[Officer, ...]) -> bytes:
    """Labelled SHA-256 of the canonical panel of a lot."""
    body = {"lot": lot, "officers": msgspec.to_builtins(officers), "threshold": threshold}
    return digest(Label.PANEL, canonical_bytes(body))


def check_panel(panel: Panel, *, lot: str) -> None:
    """Refuse (`panel-malformed`, `panel-hash-wrong`) gaps, doubled keys, keys nobody can seal to
    and thresholds nobody can meet."""
    ordinals = [officer.ordinal for officer in panel.officers]
    keys = {officer.sealing_key for officer in panel.officers}
    if (
        ordinals != list(range(1, len(ordinals) + 1))
        or len(keys) != len(ordinals)
        or not all(is_sealing_key(bytes.fromhex(key)) for key in keys)
        or not MIN_THRESHOLD <= panel.threshold <= len(ordinals) <= MAX_OFFICERS
    ):
        raise refused("panel-malformed", field="panel")
    if panel_hash(lot=lot, threshold=panel.threshold, officers=panel.officers).hex() != panel.hash:
        raise refused("panel-hash-wrong", field="panel")
