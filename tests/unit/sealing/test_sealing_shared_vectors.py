"""The shared vectors, run by the Python code. `tests/browser/test_sealing_vectors.py` runs them in Chromium."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from Crypto.Protocol import HPKE
from Crypto.Protocol.DH import import_x25519_private_key
from Crypto.Protocol.SecretSharing import Shamir
from Crypto.Signature import eddsa

from bidding_room.receipt_verify import verify_bytes
from core.canonical import canonical_bytes, parse_canonical
from core.curve25519 import is_sealing_key, is_signature, is_signing_key
from sealing import boxes, hpke, shamir, stream
from sealing.contents import open_contents, open_form
from sealing.envelopes import combine_shares, open_share, recover_key
from sealing.errors import ManifestRefused, SealError
from sealing.keybox import (
    Possession,
    PrivateKeys,
    challenge_info,
    check_possession,
    generate_keys,
    prove_possession,
    unwrap_keys,
    wrap_keys,
)
from sealing.labels import Envelope, Scope, client_code_hash
from sealing.manifest import SignedManifest, parse_manifest, sign_manifest, verify_manifest
from sealing.receipts import is_withdrawal, sign_withdrawal
from sealing.signing import is_signed_bytes
from storage.keys import verify

VECTORS = Path(__file__).parents[2] / "vectors"


def vectors(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


def pattern(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


def test_vectors_are_what_the_generator_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(VECTORS))
    spec = importlib.util.spec_from_file_location("generate_vectors", VECTORS / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, text in module.texts().items():
        assert (VECTORS / name).read_text(encoding="utf-8") == text, name


def test_canonical_json_has_one_spelling() -> None:
    cases = vectors("canonical")
    for case in cases["accepted"]:
        assert canonical_bytes(case["value"]).decode() == case["text"]
        assert parse_canonical(case["text"].encode()) == case["value"]
    for text in cases["refused"]:
        with pytest.raises(ValueError):  # noqa: PT011 - json's and ours
            parse_canonical(text.encode())


def test_hpke_is_rfc_9180s() -> None:
    case = {name: bytes.fromhex(value) for name, value in vectors("hpke")["rfc9180"].items()}
    receiver = import_x25519_private_key(case["private"])
    cipher = HPKE.new(receiver_key=receiver, aead_id=HPKE.AEAD.AES256_GCM, enc=case["enc"], info=case["info"])
    assert cipher.unseal(case["cipher"], case["aad"]) == case["plain"]


def test_hpke_opens_the_vectors() -> None:
    for case in vectors("hpke")["made"]:
        case = {name: bytes.fromhex(value) for name, value in case.items()}
        assert hpke.open_sealed(case["sealed"], private=case["private"], info=case["info"]) == case["plain"]
        with pytest.raises(SealError):
            hpke.open_sealed(case["sealed"], private=case["private"], info=case["info"] + b"x")


@pytest.mark.parametrize("public", vectors("hpke")["low_order"])
def test_hpke_refuses_low_order_keys(public: str) -> None:
    with pytest.raises(SealError):
        hpke.seal(b"share", to=bytes.fromhex(public), info=b"")
    with pytest.raises(SealError):
        hpke.open_sealed(bytes.fromhex(public) + bytes(48), private=bytes(range(32)), info=b"")


def test_shamir_splits_and_combines_as_the_vectors_and_the_library_do() -> None:
    for case in vectors("shamir"):
        secret = bytes.fromhex(case["secret"])
        drawn = iter(bytes.fromhex(piece) for piece in case["random"])
        shares = shamir.split(
            secret, threshold=case["threshold"], count=len(case["shares"]), random=lambda _, d=drawn: next(d)
        )
        assert [share.hex() for share in shares] == case["shares"]
        last = dict(list(enumerate(shares, start=1))[-case["threshold"] :])
        assert shamir.combine(last) == secret
        for at in (0, 16):
            halves = [(ordinal, share[at : at + 16]) for ordinal, share in last.items()]
            assert Shamir.combine(halves, ssss=False) == secret[at : at + 16]


def test_stream_makes_the_listed_chunks() -> None:
    case = vectors("stream")
    scope = Scope(**{**case["scope"], "envelope": Envelope(case["scope"]["envelope"])})
    key = stream.file_key(bytes.fromhex(case["content_key"]), scope=scope, file=case["file"])
    assert key.hex() == case["file_key"]
    for file in case["files"]:
        chunks = list(stream.seal_stream(io.BytesIO(pattern(file["size"])), key=key))
        assert [chunk.hash.hex() for chunk in chunks] == file["chunk_hashes"]
        assert sum(len(chunk.data) for chunk in chunks) == file["sealed_size"]
    for chunk in case["chunks"]:
        sealed = bytes.fromhex(chunk["sealed"])
        assert stream.open_chunk(sealed, key=key, index=chunk["index"], last=chunk["last"]) == pattern(40)


def test_boxes_are_padded_as_listed() -> None:
    for case in vectors("boxes"):
        key, nonce = bytes.fromhex(case["key"]), bytes.fromhex(case["nonce"])
        box = boxes.seal_box(pattern(case["size"]), key=key, random=lambda _, n=nonce: n)
        assert box.hex() == case["box"]
        assert boxes.open_box(box, key=key) == pattern(case["size"])


def test_manifest_opens_with_officers_and_with_the_bidder() -> None:
    case = vectors("manifest")
    signed = SignedManifest(data=case["manifest"].encode(), signature=bytes.fromhex(case["signature"]))
    manifest = verify_manifest(signed)
    assert signed.root.hex() == case["root"]
    for envelope in Envelope:
        key = bytes.fromhex(case["content_keys"][envelope])
        shares = {
            officer: open_share(
                manifest,
                envelope,
                officer=officer,
                sealing_private=bytes.fromhex(case["officer_keys"][str(officer)]["sealing"]),
            )
            for officer in (1, 2, 3)
        }
        assert {str(n): share.hex() for n, share in shares.items()} == case["shares"][envelope]
        assert combine_shares(manifest, envelope, shares={n: shares[n] for n in (1, 3)}) == key
        own = bytes.fromhex(case["bidder_keys"]["sealing"])
        assert recover_key(manifest, envelope, sealing_private=own) == key
        names = [entry.name for entry in open_contents(manifest, envelope, content_key=key)]
        assert names == case["names"][envelope]
    assert open_form(manifest, content_key=bytes.fromhex(case["content_keys"]["price"])) == case["form"]


def test_manifest_is_signed_deterministically() -> None:
    case = vectors("manifest")
    seed = bytes.fromhex(case["bidder_keys"]["signing"])
    signed = sign_manifest(parse_manifest(case["manifest"].encode()), signing_seed=seed)
    assert signed.data.decode() == case["manifest"]
    assert signed.signature.hex() == case["signature"]
    sources = {name: text.encode() for name, text in case["client_sources"].items()}
    assert parse_manifest(signed.data).client.code == client_code_hash(sources)


def test_withdrawal_names_one_submission() -> None:
    case = vectors("manifest")
    manifest = parse_manifest(case["manifest"].encode())
    names = {"lot": manifest.lot, "bid": manifest.bid, "root": bytes.fromhex(case["root"])}
    seed = bytes.fromhex(case["bidder_keys"]["signing"])
    key = bytes.fromhex(case["bidder_keys"]["signing_public"])
    signature = sign_withdrawal(**names, signing_seed=seed)
    assert signature.hex() == case["withdrawal"]
    assert is_withdrawal(**names, signing_key=key, signature=signature)
    assert not is_withdrawal(**{**names, "root": bytes(32)}, signing_key=key, signature=signature)


@pytest.mark.parametrize(
    "case", vectors("manifest_refused"), ids=lambda case: f"{case['code']}{case.get('path', '')}"
)
def test_manifest_is_refused_with_its_code(case: dict[str, Any]) -> None:
    data = case["text"].encode() if "text" in case else canonical_bytes(changed(case["path"], case["value"]))
    with pytest.raises(ManifestRefused) as refusal:
        parse_manifest(data)
    assert refusal.value.code == case["code"]


def changed(path: list[str | int], value: Any) -> Any:
    manifest = json.loads(vectors("manifest")["manifest"])
    place = manifest
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return manifest


def test_key_box_wraps_and_opens() -> None:
    case = vectors("keybox")
    keys = PrivateKeys(
        signing=bytes.fromhex(case["keys"]["signing"]), sealing=bytes.fromhex(case["keys"]["sealing"])
    )
    drawn = iter((bytes.fromhex(case["salt"]), bytes.fromhex(case["nonce"])))
    assert wrap_keys(keys, passphrase=case["passphrase"], random=lambda _: next(drawn)) == case["wrapped"]
    assert unicodedata.normalize("NFKC", case["passphrase"]) == case["same_passphrase"]
    assert unwrap_keys(case["wrapped"], passphrase=case["same_passphrase"]) == keys
    asked = {"person": case["person"], "day": case["day"]}
    shown = prove_possession(keys, **asked, sealed=bytes.fromhex(case["challenge"]))
    assert (shown.answer.hex(), shown.proof.hex()) == (case["answer"], case["possession"])
    proven = {
        **asked,
        "signing_key": keys.signing_public,
        "sealing_key": keys.sealing_public,
        "shown": shown,
    }
    check_possession(**proven)
    others = (
        {"person": "someone else"},
        {"day": "2026-12-02"},
        {"sealing_key": bytes(32)},
        {"shown": Possession(answer=shown.answer, proof=bytes(64))},
        {"shown": Possession(answer=bytes(32), proof=shown.proof)},
    )
    for other in others:
        with pytest.raises(ManifestRefused):
            check_possession(**{**proven, **other})


def test_a_challenge_for_another_person_day_or_key_does_not_open() -> None:
    keys = generate_keys(random=os.urandom)
    info = challenge_info(person="a", day="2026-12-01", signing_key=keys.signing_public)
    sealed = hpke.seal(os.urandom(32), to=keys.sealing_public, info=info)
    for person, day in (("b", "2026-12-01"), ("a", "2026-12-02")):
        with pytest.raises(SealError):
            prove_possession(keys, person=person, day=day, sealed=sealed)


def test_receipts_and_refusals_verify_offline() -> None:
    case = vectors("receipt")
    key = bytes.fromhex(case["platform_key"])
    for text in case["accepted"]:
        assert verify_bytes(text.encode(), key).key_known
    for refused in case["refused"]:
        with pytest.raises(ManifestRefused) as refusal:
            verify_bytes(refused["text"].encode(), key)
        assert refusal.value.code == refused["code"]


@pytest.mark.parametrize("case", vectors("points")["sealing_keys"], ids=lambda case: case["what"])
def test_a_key_nobody_can_seal_to_safely_is_refused(case: dict[str, Any]) -> None:
    key = bytes.fromhex(case["key"])
    assert is_sealing_key(key) is case["usable"]
    if not case["usable"]:
        with pytest.raises(SealError):
            hpke.seal(b"plain", to=key, info=b"")
        with pytest.raises(SealError):
            hpke.open_sealed(key + bytes(48), private=os.urandom(32), info=b"")


@pytest.mark.parametrize("case", vectors("points")["signing_keys"], ids=lambda case: case["what"])
def test_a_signing_key_of_small_or_mixed_order_is_refused(case: dict[str, Any]) -> None:
    assert is_signing_key(bytes.fromhex(case["key"])) is case["usable"]


@pytest.mark.parametrize("case", vectors("points")["signatures"], ids=lambda case: case["what"])
def test_every_verifier_says_the_same_of_a_signature_at_the_edge(case: dict[str, Any]) -> None:
    data = vectors("points")["data"].encode()
    public, signature = bytes.fromhex(case["public"]), bytes.fromhex(case["signature"])
    assert is_signature(public, data, signature) is case["valid"]
    assert verify(public, data, signature) is case["valid"]
    assert is_signed_bytes(data, public=public, signature=signature) is case["valid"]


def test_the_edges_bite_the_library_alone_takes_some_of_them() -> None:
    """Without the strict reading, signatures that Chromium refuses would pass here."""
    data, taken = vectors("points")["data"].encode(), set()
    for case in vectors("points")["signatures"]:
        try:
            key = eddsa.import_public_key(bytes.fromhex(case["public"]))
            eddsa.new(key, "rfc8032").verify(data, bytes.fromhex(case["signature"]))
            taken.add(case["what"])
        except ValueError:
            continue
    assert {"R of mixed order, holds only times eight", "R of small order", "A of small order"} <= taken
