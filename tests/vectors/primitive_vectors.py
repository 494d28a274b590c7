"""Vectors of the building blocks: canonical JSON, HPKE, Shamir, chunks, boxes."""

import io
from typing import Any

from Crypto.Protocol.DH import import_x25519_private_key
from vector_draws import BID, LOT, Drawn, fixed_ephemerals, hexes, pattern

from core.canonical import canonical_bytes
from sealing import boxes, hpke, shamir, stream
from sealing.labels import Envelope, Scope


def canonical_vectors() -> dict[str, Any]:
    values = [
        {"b": 1, "a": [True, None, "项目"], "": {}},
        '\u0000\u001f\u007f"\\/\b\f\n\r\t\u2028😀',
        [-9007199254740991, 9007199254740991, 0],
        {"10": 1, "9": 2, "Z": 3, "a": 4},
    ]
    refused = ['{"b":1,"a":2}', '{"a":1, "b":2}', '{"a":1,"a":1}', "1.0", "1e2", "-0", "9007199254740992"]
    refused += ['{"é":1}', '"\\u0041"', '"\\ud800"', "[1,]", "", " 1", "\ufeff1", "01", "NaN"]
    accepted = [{"value": value, "text": canonical_bytes(value).decode()} for value in values]
    return {"accepted": accepted, "refused": refused}


def hpke_vectors() -> dict[str, Any]:
    random = Drawn("hpke")
    made = []
    for size in (0, 32, 300):
        private, ephemeral = random(32), random(32)
        public = import_x25519_private_key(private).public_key().export_key(format="raw")
        info, plain = f"vector {size}".encode(), pattern(size)
        with fixed_ephemerals(lambda _, ephemeral=ephemeral: ephemeral):
            sealed = hpke.seal(plain, to=public, info=info)
        made.append(
            hexes(private=private, public=public, ephemeral=ephemeral, info=info, plain=plain, sealed=sealed)
        )
    return {"rfc9180": RFC9180, "made": made, "low_order": LOW_ORDER}


# The vector of RFC 9180's companion file for mode base, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
RFC9180 = {
    "info": "4f6465206f6e2061204772656369616e2055726e",
    "private": "497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d",
    "public": "430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c",
    "ephemeral": "179d4b53b6365c45b600c4163b61d95cbc2f4d9e36f1695558dce265ab8bab11",
    "enc": "6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256",
    "aad": "436f756e742d30",
    "plain": "4265617574792069732074727574682c20747275746820626561757479",
    "cipher": "e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f512be9931980a41de125a925cdad859d5b7a",
}

LOW_ORDER = [
    "00" * 32,
    "01" + "00" * 31,
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
]


def shamir_vectors() -> list[dict[str, Any]]:
    made = []
    for threshold, count in ((2, 3), (3, 5), (9, 9)):
        random = Drawn(f"shamir {threshold}/{count}")
        secret = random(32)
        drawn = [random(16) for _ in range(2 * (threshold - 1))]
        pieces = iter(drawn)
        shares = shamir.split(secret, threshold=threshold, count=count, random=lambda _, p=pieces: next(p))
        made.append(
            {
                "threshold": threshold,
                "secret": secret.hex(),
                "random": [piece.hex() for piece in drawn],
                "shares": [share.hex() for share in shares],
            }
        )
    return made


def stream_vectors() -> dict[str, Any]:
    content_key, file = Drawn("stream")(32), "11111111-2222-4333-8444-555555555555"
    scope = Scope(lot=LOT, bid=BID, envelope=Envelope.TECHNICAL)
    key = stream.file_key(content_key, scope=scope, file=file)
    sizes = (0, 1, 8_388_607, 8_388_608, 8_388_609, 16_777_221)
    files = [
        {
            "size": size,
            "sealed_size": stream.sealed_size(size),
            "chunk_hashes": [
                chunk.hash.hex() for chunk in stream.seal_stream(io.BytesIO(pattern(size)), key=key)
            ],
        }
        for size in sizes
    ]
    chunks = [
        {
            "index": index,
            "last": last,
            "sealed": stream.seal_chunk(pattern(40), key=key, index=index, last=last).hex(),
        }
        for index, last in ((0, False), (0, True), (9_999, True))
    ]
    return {
        "scope": {"lot": LOT, "bid": BID, "envelope": "technical"},
        "file": file,
        "content_key": content_key.hex(),
        "file_key": key.hex(),
        "files": files,
        "chunks": chunks,
    }


def box_vectors() -> list[dict[str, Any]]:
    random = Drawn("boxes")
    made = []
    for size in (0, 4092, 4093):
        key, nonce = random(32), random(12)
        box = boxes.seal_box(pattern(size), key=key, random=lambda _, nonce=nonce: nonce)
        made.append({"key": key.hex(), "nonce": nonce.hex(), "size": size, "box": box.hex()})
    return made
