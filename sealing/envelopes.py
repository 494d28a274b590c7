"""Content keys: dealing them to the officers and the bidder, and getting them back.

One 32-byte key per envelope. Every share and every key carries a commitment, so a wrong one is refused and
attributed instead of producing noise.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations

from sealing import hpke, shamir
from sealing.errors import SealError, key_refused, share_refused
from sealing.labels import Envelope, Label, Scope, context, digest
from sealing.manifest import Manifest, SealedShare
from sealing.panel import Panel


@dataclass(frozen=True, slots=True, kw_only=True)
class DealtKey:
    """What goes into the manifest about one content key."""

    commitment: str
    recovery: str
    shares: tuple[SealedShare, ...]


def key_commitment(content_key: bytes, *, scope: Scope) -> bytes:
    """What the manifest says about a content key without telling it."""
    return digest(context(Label.KEY_COMMITMENT, scope), content_key)


def share_commitment(share: bytes, *, scope: Scope, officer: int) -> bytes:
    """What the manifest says about one officer's share without telling it."""
    return digest(context(Label.SHARE_COMMITMENT, scope, str(officer)), share)


def deal_key(
    content_key: bytes,
    *,
    scope: Scope,
    panel: Panel,
    bidder_sealing_key: bytes,
    random: Callable[[int], bytes],
) -> DealtKey:
    """Split a content key among the panel and seal it to the bidder's own key as well."""
    shares = shamir.split(content_key, threshold=panel.threshold, count=len(panel.officers), random=random)
    return DealtKey(
        commitment=key_commitment(content_key, scope=scope).hex(),
        recovery=hpke.seal(content_key, to=bidder_sealing_key, info=context(Label.RECOVERY, scope)).hex(),
        shares=tuple(
            _sealed_share(share, scope=scope, officer=officer.ordinal, key=officer.sealing_key)
            for officer, share in zip(panel.officers, shares, strict=True)
        ),
    )


def open_share(manifest: Manifest, envelope: Envelope, *, officer: int, sealing_private: bytes) -> bytes:
    """Officer's side: the 32-byte share.

    Raises `SealError` when it does not open, `ShareRefused` when it contradicts its commitment: the bidder
    then sealed something else than promised, and only the bidder's own key can open the envelope.
    """
    sealed = _share_of(manifest, envelope, officer).sealed
    scope = manifest.scope(envelope)
    share = hpke.open_sealed(
        bytes.fromhex(sealed), private=sealing_private, info=context(Label.SHARE, scope, str(officer))
    )
    check_share(manifest, envelope, officer=officer, share=share)
    return share


def check_share(manifest: Manifest, envelope: Envelope, *, officer: int, share: bytes) -> None:
    """Raises `ShareRefused` unless this is the share the bidder dealt to this officer."""
    made = share_commitment(share, scope=manifest.scope(envelope), officer=officer)
    if not hmac.compare_digest(made.hex(), _share_of(manifest, envelope, officer).commitment):
        raise share_refused(officer=officer, envelope=envelope)


def combine_shares(manifest: Manifest, envelope: Envelope, *, shares: Mapping[int, bytes]) -> bytes:
    """The content key from at least `threshold` shares by officer.

    Raises `ShareRefused` for the first share that is not the officer's, and `KeyRefused` (the bidder's side)
    when shares that all match their commitments combine to another key than the one committed to.
    Raises `SealError` when there are too few.
    """
    threshold = manifest.panel.threshold
    for officer, share in sorted(shares.items()):
        check_share(manifest, envelope, officer=officer, share=share)
    if len(shares) < threshold:
        raise SealError
    for chosen in combinations(sorted(shares), threshold):
        key = shamir.combine({officer: shares[officer] for officer in chosen})
        if _is_committed(manifest, envelope, key):
            return key
    raise key_refused(envelope=envelope)


def recover_key(manifest: Manifest, envelope: Envelope, *, sealing_private: bytes) -> bytes:
    """Bidder's side: the content key from their own copy; raises `SealError`, `KeyRefused`."""
    sealed = bytes.fromhex(manifest.envelope(envelope).recovery)
    info = context(Label.RECOVERY, manifest.scope(envelope))
    key = hpke.open_sealed(sealed, private=sealing_private, info=info)
    check_key(manifest, envelope, content_key=key)
    return key


def check_key(manifest: Manifest, envelope: Envelope, *, content_key: bytes) -> None:
    """Raises `KeyRefused` unless this is the key the bidder committed to."""
    if not _is_committed(manifest, envelope, content_key):
        raise key_refused(envelope=envelope)


def _is_committed(manifest: Manifest, envelope: Envelope, key: bytes) -> bool:
    made = key_commitment(key, scope=manifest.scope(envelope)).hex()
    return len(key) == hpke.KEY_BYTES and hmac.compare_digest(made, manifest.envelope(envelope).commitment)


def _share_of(manifest: Manifest, envelope: Envelope, officer: int) -> SealedShare:
    shares = manifest.envelope(envelope).shares
    if not 1 <= officer <= len(shares):
        raise share_refused(officer=officer, envelope=envelope)
    return shares[officer - 1]


def _sealed_share(share: bytes, *, scope: Scope, officer: int, key: str) -> SealedShare:
    return SealedShare(
        commitment=share_commitment(share, scope=scope, officer=officer).hex(),
        officer=officer,
        sealed=hpke.seal(share, to=bytes.fromhex(key), info=context(Label.SHARE, scope, str(officer))).hex(),
    )
