"""Whose fault it is when a share or a key does not fit."""

from __future__ import annotations

import os

import msgspec
import pytest
from factories.sealed_bid import bidder_keys, officers, seal

from sealing import shamir
from sealing.envelopes import (
    check_key,
    combine_shares,
    open_share,
    recover_key,
    share_commitment,
)
from sealing.errors import KeyRefused, SealError, ShareRefused
from sealing.labels import Envelope
from sealing.manifest import (
    Manifest,
    verify_manifest,
)


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return verify_manifest(seal()[0])


def share_of(manifest: Manifest, officer: int, envelope: Envelope = Envelope.PRICE) -> bytes:
    return open_share(manifest, envelope, officer=officer, sealing_private=officers[officer].sealing)


def test_one_officer_cannot_open(manifest: Manifest) -> None:
    with pytest.raises(SealError):
        combine_shares(manifest, Envelope.PRICE, shares={1: share_of(manifest, 1)})


def test_another_officers_share_does_not_open(manifest: Manifest) -> None:
    with pytest.raises(SealError):
        open_share(manifest, Envelope.PRICE, officer=1, sealing_private=officers[2].sealing)


def test_a_share_of_one_envelope_is_none_of_another(manifest: Manifest) -> None:
    shares = {n: share_of(manifest, n, Envelope.TECHNICAL) for n in (1, 2)}
    with pytest.raises(ShareRefused):
        combine_shares(manifest, Envelope.PRICE, shares=shares)


def test_a_wrong_share_is_laid_at_its_officers_door(manifest: Manifest) -> None:
    shares = {1: share_of(manifest, 1), 2: bytes(32), 3: share_of(manifest, 3)}
    with pytest.raises(ShareRefused) as refusal:
        combine_shares(manifest, Envelope.PRICE, shares=shares)
    assert refusal.value.facts == {"officer": 2, "envelope": "price", "side": "officer"}


def test_an_officer_nobody_knows_is_refused(manifest: Manifest) -> None:
    with pytest.raises(ShareRefused):
        combine_shares(manifest, Envelope.PRICE, shares={1: share_of(manifest, 1), 4: bytes(32)})


def with_shares_of(manifest: Manifest, secrets: dict[int, bytes]) -> Manifest:
    """The manifest of a bidder who committed to shares that belong to no common key."""
    price = manifest.envelope(Envelope.PRICE)
    dealt = tuple(
        msgspec.structs.replace(
            share,
            commitment=share_commitment(
                secrets[share.officer], scope=manifest.scope(Envelope.PRICE), officer=share.officer
            ).hex(),
        )
        for share in price.shares
    )
    changed = msgspec.structs.replace(price, shares=dealt)
    return msgspec.structs.replace(manifest, envelopes=(*manifest.envelopes[:2], changed))


def test_committed_shares_of_another_key_are_the_bidders_fault(manifest: Manifest) -> None:
    secrets = dict(enumerate(shamir.split(os.urandom(32), threshold=2, count=3, random=os.urandom), start=1))
    cheating = with_shares_of(manifest, secrets)
    with pytest.raises(KeyRefused) as refusal:
        combine_shares(cheating, Envelope.PRICE, shares=secrets)
    assert refusal.value.facts["side"] == "bidder"


def test_one_bad_share_dealt_by_the_bidder_does_not_hide_the_key(manifest: Manifest) -> None:
    good = {n: share_of(manifest, n) for n in (1, 2)}
    secrets = {**good, 3: os.urandom(32)}
    cheating = with_shares_of(manifest, secrets)
    key = recover_key(manifest, Envelope.PRICE, sealing_private=bidder_keys.sealing)
    assert combine_shares(cheating, Envelope.PRICE, shares=secrets) == key
    with pytest.raises(KeyRefused):
        combine_shares(cheating, Envelope.PRICE, shares={1: secrets[1], 3: secrets[3]})


def test_a_wrong_key_from_the_bidder_is_refused(manifest: Manifest) -> None:
    for key in (bytes(32), b"", bytes(31)):
        with pytest.raises(KeyRefused):
            check_key(manifest, Envelope.PRICE, content_key=key)


def test_another_bidder_cannot_recover(manifest: Manifest) -> None:
    with pytest.raises(SealError):
        recover_key(manifest, Envelope.PRICE, sealing_private=officers[1].sealing)
