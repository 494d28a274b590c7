"""Vectors of a whole bid, of manifests to refuse, and of key boxes."""

import io
import json
from typing import Any

from vector_draws import (
    BID,
    BIDDER,
    FORM,
    LOT,
    PASSPHRASE,
    Drawn,
    file_id,
    fixed_ephemerals,
    keys_hex,
    pattern,
)

from sealing import hpke
from sealing.envelopes import open_share, recover_key
from sealing.keybox import (
    PrivateKeys,
    challenge_info,
    generate_keys,
    prove_possession,
    wrap_keys,
)
from sealing.labels import Envelope, Label, client_code_hash, context
from sealing.manifest import Bidder, Client, verify_manifest
from sealing.panel import make_panel
from sealing.receipts import (
    sign_withdrawal,
)
from sealing.sealer import BidSealer


def people() -> tuple[PrivateKeys, dict[int, PrivateKeys]]:
    """The bidder's keys and the officers'."""
    bidder = generate_keys(random=Drawn("bidder"))
    return bidder, {n: generate_keys(random=Drawn(f"officer {n}")) for n in (1, 2, 3)}


def manifest_vectors() -> dict[str, Any]:
    bidder, officers = people()
    panel = make_panel(
        lot=LOT, threshold=2, sealing_keys={n: keys.sealing_public for n, keys in officers.items()}
    )
    sealer = BidSealer(
        lot=LOT,
        bid=BID,
        sequence=2,
        panel=panel,
        bidder=Bidder(
            id=BIDDER,
            name="苏州远望仪器有限公司",
            sealing_key=bidder.sealing_public.hex(),
            signing_key=bidder.signing_public.hex(),
            uscc="91320594MA1MX0XXX7",
        ),
        client=Client(
            code=client_code_hash({"a.js": b"one", "b.js": b"two"}), name="tianping-vectors", version="1"
        ),
        random=Drawn("bid"),
    )
    with fixed_ephemerals(Drawn("bid ephemerals")):
        for number, (envelope, name, size) in enumerate(FILES, start=1):
            for _ in sealer.seal_file(
                io.BytesIO(pattern(size)),
                file=file_id(number),
                envelope=envelope,
                name=name,
                media_type="application/pdf",
            ):
                pass
        signed = sealer.finish(form=FORM, signing_seed=bidder.signing)
    manifest = verify_manifest(signed)
    return {
        "manifest": signed.data.decode(),
        "signature": signed.signature.hex(),
        "root": signed.root.hex(),
        "bidder_keys": keys_hex(bidder),
        "officer_keys": {str(n): keys_hex(keys) for n, keys in officers.items()},
        "content_keys": {e: recover_key(manifest, e, sealing_private=bidder.sealing).hex() for e in Envelope},
        "shares": {
            e: {
                str(n): open_share(manifest, e, officer=n, sealing_private=k.sealing).hex()
                for n, k in officers.items()
            }
            for e in Envelope
        },
        "form": FORM,
        "names": {e: [name for envelope, name, _ in FILES if envelope == e] for e in Envelope},
        "withdrawal": sign_withdrawal(lot=LOT, bid=BID, root=signed.root, signing_seed=bidder.signing).hex(),
        "client_sources": {"a.js": "one", "b.js": "two"},
        "info": context(Label.SHARE, manifest.scope(Envelope.PRICE), "3").decode(),
    }


FILES = (
    (Envelope.QUALIFICATION, "营业执照.pdf", 1000),
    (Envelope.TECHNICAL, "技术方案（正本）.pdf", 8_388_609),
    (Envelope.TECHNICAL, "业绩证明.pdf", 0),
    (Envelope.PRICE, "分项报价表.pdf", 77),
)


def refused_manifests() -> list[dict[str, Any]]:
    """One change each to the good manifest (`path`, `value`), or other bytes altogether (`text`)."""
    manifest = json.loads(manifest_vectors()["manifest"])
    files, envelopes = manifest["files"], manifest["envelopes"]
    changes: list[tuple[str, list[str | int], Any]] = [
        ("sealed-version-unknown", ["version"], "tianping/sealed-bid/v2"),
        ("sealed-malformed", ["more"], 1),
        ("sealed-malformed", ["lot"], LOT.upper()),
        ("sealed-malformed", ["sequence"], 0),
        ("sealed-malformed", ["sequence"], "1"),
        ("sealed-malformed", ["sequence"], True),
        ("sealed-malformed", ["bidder", "name"], ""),
        ("sealed-malformed", ["bidder", "name"], "两行\n名称"),
        ("sealed-malformed", ["bidder", "uscc"], "91320594MA1MX0XXX"),
        ("sealed-malformed", ["bidder", "signing_key"], manifest["bidder"]["signing_key"].upper()),
        ("sealed-malformed", ["files", 0, "chunk_size"], 4_194_304),
        ("sealed-malformed", ["files", 0, "envelope"], "other"),
        ("sealed-malformed", ["files", 0, "size"], -1),
        ("sealed-malformed", ["files", 0, "chunk_hashes", 0], files[0]["chunk_hashes"][0][:-2]),
        ("sealed-malformed", ["envelopes", 0, "recovery"], envelopes[0]["recovery"] + "00"),
        ("sealed-malformed", ["envelopes", 0, "contents"], envelopes[0]["contents"][:-2]),
        ("sealed-malformed", ["envelopes", 0, "shares", 0, "sealed"], ""),
        ("sealed-malformed", ["panel", "threshold"], 1),
        ("sealed-malformed", ["form"], manifest["form"] + "00"),
        ("panel-malformed", ["panel", "threshold"], 4),
        ("panel-malformed", ["panel", "officers"], manifest["panel"]["officers"][1:]),
        (
            "panel-malformed",
            ["panel", "officers", 1, "sealing_key"],
            manifest["panel"]["officers"][0]["sealing_key"],
        ),
        ("panel-malformed", ["panel", "officers", 1, "sealing_key"], "00" * 32),
        ("bidder-key-unusable", ["bidder", "sealing_key"], "01" + "00" * 31),
        ("bidder-key-unusable", ["bidder", "signing_key"], "00" * 32),
        ("panel-hash-wrong", ["panel", "threshold"], 3),
        ("panel-hash-wrong", ["lot"], BID),
        ("envelopes-wrong", ["envelopes"], envelopes[:2]),
        ("envelopes-wrong", ["envelopes"], envelopes[::-1]),
        ("shares-wrong", ["envelopes", 2, "shares"], envelopes[2]["shares"][:2]),
        ("shares-wrong", ["envelopes", 2, "shares", 1, "officer"], 3),
        ("files-duplicate", ["files", 1, "id"], files[0]["id"]),
        ("file-size-wrong", ["files", 1, "size"], 8_388_608),
        ("file-size-wrong", ["files", 0, "chunk_hashes"], []),
    ]
    texts = [
        ("sealed-not-canonical", ""),
        ("sealed-not-canonical", '{"version": "tianping/sealed-bid/v1"}'),
        ("sealed-version-unknown", "[]"),
        ("sealed-version-unknown", "null"),
        ("sealed-malformed", '{"version":"tianping/sealed-bid/v1"}'),
    ]
    many = {"code": "files-too-many", "path": ["files"], "value": [files[3]] * 201}
    return (
        [many]
        + [{"code": code, "path": path, "value": value} for code, path, value in changes]
        + [{"code": code, "text": text} for code, text in texts]
    )


def key_box_vectors() -> dict[str, Any]:
    keys, random = generate_keys(random=Drawn("key box")), Drawn("wrap")
    salt, nonce = random(16), random(12)
    drawn = iter((salt, nonce))
    answer, day = random(32), "2026-12-01"
    info = challenge_info(person=BIDDER, day=day, signing_key=keys.signing_public)
    with fixed_ephemerals(random):
        sealed = hpke.seal(answer, to=keys.sealing_public, info=info)
    shown = prove_possession(keys, person=BIDDER, day=day, sealed=sealed)
    return {
        "keys": keys_hex(keys),
        "passphrase": PASSPHRASE,
        "same_passphrase": "天平 ABC-correct horse",
        "salt": salt.hex(),
        "nonce": nonce.hex(),
        "wrapped": wrap_keys(keys, passphrase=PASSPHRASE, random=lambda _: next(drawn)),
        "person": BIDDER,
        "day": day,
        "challenge": sealed.hex(),
        "answer": answer.hex(),
        "possession": shown.proof.hex(),
    }
