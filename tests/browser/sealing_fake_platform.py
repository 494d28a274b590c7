"""A platform of one lot and a store of parts, in memory, with faults to order. For the uploader's tests only."""

from __future__ import annotations

import base64
import hashlib
import http.server
import json
import os
import re
import threading
import uuid
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from core.canonical import canonical_bytes
from core.clock import instant_text
from sealing.keybox import PrivateKeys, generate_keys
from sealing.manifest import Manifest, SignedManifest, verify_manifest
from sealing.panel import make_panel
from sealing.receipts import Action, build_receipt, build_refusal, is_withdrawal, receipt_facts
from storage import merkle
from storage.keys import PlatformKeys

PROJECT = Path(__file__).parents[2]
PLACES = {
    "browser": PROJECT / "web/browser",
    "vectors": PROJECT / "tests/vectors",
    "tests": PROJECT / "tests/browser",
}
LOT = "0b5c1e5e-7f0a-4c57-9d55-3a8f0c2a1d01"
AT = datetime(2026, 12, 1, 1, 30, tzinfo=UTC)
PAGE = "<!doctype html><title>封标</title>".encode()


class Platform:
    """What the server remembers. `faults` maps (method, path pattern) to how many 500s come first."""

    def __init__(self) -> None:
        self.keys = PlatformKeys(signing_seed=os.urandom(32), kek=os.urandom(32))
        self.officers = {n: generate_keys(random=os.urandom) for n in (1, 2, 3)}
        self.bidder: PrivateKeys = generate_keys(random=os.urandom)
        self.drafts: dict[str, int] = {}
        self.files: dict[str, dict[str, Any]] = {}
        self.parts: dict[tuple[str, int], bytes] = {}
        self.ciphertexts: dict[tuple[str, int], set[bytes]] = {}
        self.puts: Counter[tuple[str, int]] = Counter()
        self.faults: dict[str, list[int]] = {}
        self.stall: str | None = None
        self.released = threading.Event()
        self.late = False
        self.given: dict[str, Any] = {}
        self.notes: dict[str, Any] | None = None
        self.manifest: Manifest | None = None
        self.root = b""

    def begin(self, lot: str, _: Any) -> dict[str, Any]:
        bid = str(uuid.uuid4())
        self.drafts[bid] = len(self.drafts) + 1
        keys = {n: keys.sealing_public for n, keys in self.officers.items()}
        panel = make_panel(lot=lot, threshold=2, sealing_keys=keys)
        bidder = {
            "id": LOT,
            "name": "苏州远望仪器有限公司",
            "uscc": "91320594MA1MX0XXX7",
            "signing_key": self.bidder.signing_public.hex(),
            "sealing_key": self.bidder.sealing_public.hex(),
        }
        limits = {"files": 100}
        self.notes = None
        self.given = {
            "bid": bid,
            "sequence": self.drafts[bid],
            "panel": msgspec.to_builtins(panel),
            "bidder": bidder,
            "limits": limits,
        }
        return self.given

    def unfinished(self) -> dict[str, Any] | None:
        """As kept for the bidder, until it is handed in."""
        return {**self.given, **self.notes, "saved_at": instant_text(AT)} if self.notes else None

    def keep(self, bid: str, body: dict[str, Any]) -> dict[str, Any]:
        assert body["revision"] == (self.notes["revision"] if self.notes else 0)
        assert bid == self.given["bid"]
        self.notes = {"sealed": body["sealed"], "revision": body["revision"] + 1}
        return {"revision": self.notes["revision"], "saved_at": instant_text(AT)}

    def register(self, bid: str, body: dict[str, Any]) -> dict[str, Any]:
        assert bid in self.drafts
        self.files[body["file"]] = body
        return {}

    def addresses(self, _: str, file: str, body: dict[str, Any]) -> dict[str, Any]:
        return {"urls": {str(number): f"/store/{file}/{number}" for number in body["numbers"]}}

    def listed(self, _: str, file: str) -> dict[str, Any] | None:
        if file not in self.files:
            return None
        rows = [
            {"number": number, "size": len(data), "etag": hashlib.md5(data).hexdigest()}
            for (name, number), data in sorted(self.parts.items())
            if name == file
        ]
        return {"parts": rows}

    def put(self, file: str, number: int, data: bytes) -> str:
        self.puts[file, number] += 1
        self.ciphertexts.setdefault((file, number), set()).add(hashlib.sha256(data).digest())
        self.parts[file, number] = data
        return hashlib.md5(data).hexdigest()

    def submit(self, bid: str, body: dict[str, Any]) -> bytes:
        signed = SignedManifest(
            data=base64.b64decode(body["manifest"]), signature=base64.b64decode(body["signature"])
        )
        manifest = verify_manifest(signed)
        assert manifest.bid == bid
        for file in manifest.files:
            stored = [self.parts[file.id, number] for number in range(1, len(file.chunk_hashes) + 1)]
            assert [hashlib.sha256(part).hexdigest() for part in stored] == list(file.chunk_hashes)
            [told] = [one["etags"] for one in body["files"] if one["file"] == file.id]
            assert [etag.strip('"') for etag in told] == [hashlib.md5(part).hexdigest() for part in stored]
        self.manifest, self.root, self.notes = manifest, signed.root, None
        return self.receipt(Action.SUBMITTED, bid, signed.root, manifest.sequence)

    def withdraw(self, lot: str, body: dict[str, Any]) -> bytes:
        assert self.manifest
        signature = base64.b64decode(body["signature"])
        key = self.bidder.signing_public
        bid = self.manifest.bid
        assert is_withdrawal(lot=lot, bid=bid, root=self.root, signing_key=key, signature=signature)
        return self.receipt(Action.WITHDRAWN, bid, self.root, self.manifest.sequence)

    def receipt(self, action: Action, bid: str, root: bytes, sequence: int) -> bytes:
        facts = receipt_facts(action=action, lot=LOT, bid=bid, root=root, sequence=sequence)
        payload = canonical_bytes({"v": 2, "at": instant_text(AT), "facts": facts, "salt": "00"})
        head = {
            "at": instant_text(AT),
            "log": "tianping",
            "root": merkle.leaf_hash(payload).hex(),
            "size": 1,
        }
        signature = self.keys.sign(canonical_bytes(head)).hex()
        return build_receipt(
            action=action,
            at=AT,
            lot=LOT,
            bid=bid,
            root=root,
            sequence=sequence,
            entry_seq=0,
            entry_payload=payload,
            head={**head, "signature": signature},
            proof=[],
            platform_key=self.keys.public_key,
            sign=self.keys.sign,
        )

    def refusal(self, bid: str) -> dict[str, Any]:
        text = build_refusal(
            code="bids-closed",
            at=AT,
            due_at=AT,
            lot=LOT,
            bid=bid,
            root=None,
            platform_key=self.keys.public_key,
            sign=self.keys.sign,
        ).decode()
        return {
            "status": 409,
            "code": "bids-closed",
            "detail": "投标截止时间已到",
            "facts": {"refusal": text},
        }


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the modules, and the platform's few addresses."""

    extensions_map = {  # noqa: RUF012
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
    }
    platform: Platform
    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        place, _, name = path.split("?")[0].lstrip("/").partition("/")
        return str(PLACES.get(place, Path("/nonexistent")) / Path(name).name)

    def do_GET(self) -> None:
        if self.path == "/":
            return self._answer(200, PAGE, kind="text/html; charset=utf-8")
        if found := re.fullmatch("/api/bid-drafts/(.+)/files/(.+)/parts", self.path):
            return self._found(self.platform.listed(*found.groups()), "file-unknown")
        if re.fullmatch("/api/lots/(.+)/bid-drafts", self.path):
            draft = self.platform.unfinished()
            return self._json([draft] if draft else [])
        return super().do_GET()

    def do_PUT(self) -> None:
        data = self._body()
        if len(data) != int(self.headers["content-length"]):
            return  # whoever sent it is gone; no store keeps half a part
        if self.platform.stall and re.search(self.platform.stall, self.path):
            self.platform.released.wait(60)
        if self._faulty():
            return
        _, _, file, number = self.path.split("/")
        self._answer(200, b"", etag=self.platform.put(file, int(number), data))

    def do_POST(self) -> None:
        body = json.loads(self._body())
        if self._faulty():
            return None
        if self.headers["x-csrftoken"] != "token":
            return self._json({"status": 403, "code": "csrf", "detail": "csrf"}, status=403)
        for pattern, act in ROUTES.items():
            if found := re.fullmatch(pattern, self.path):
                return act(self, *found.groups(), body)
        return self._answer(404, b"")

    def submitted(self, bid: str, body: dict[str, Any]) -> None:
        if self.platform.late:
            return self._json(self.platform.refusal(bid), status=409)
        return self._answer(200, self.platform.submit(bid, body))

    def _found(self, value: dict[str, Any] | None, code: str) -> None:
        if value is None:
            return self._json({"status": 404, "code": code, "detail": code}, status=404)
        return self._json(value)

    def _faulty(self) -> bool:
        for pattern, statuses in self.platform.faults.items():
            if statuses and re.search(pattern, f"{self.command} {self.path}"):
                self._answer(statuses.pop(0), b"")
                return True
        return False

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers["content-length"] or 0))

    def _json(self, value: dict[str, Any], *, status: int = 200) -> None:
        self._answer(status, json.dumps(value).encode())

    def _answer(self, status: int, data: bytes, *, kind: str = "application/json", etag: str = "") -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        if etag:
            self.send_header("etag", f'"{etag}"')
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


ROUTES = {
    "/api/lots/(.+)/bid-drafts": lambda self, lot, body: self._json(self.platform.begin(lot, body)),
    "/api/bid-drafts/([^/]+)/files": lambda self, bid, body: self._json(self.platform.register(bid, body)),
    "/api/bid-drafts/(.+)/files/(.+)/parts": lambda self, bid, file, body: self._json(
        self.platform.addresses(bid, file, body)
    ),
    "/api/bid-drafts/(.+)/notes": lambda self, bid, body: self._json(self.platform.keep(bid, body)),
    "/api/bid-drafts/(.+)/submit": Handler.submitted,
    "/api/lots/(.+)/bid/withdraw": lambda self, lot, body: self._answer(
        200, self.platform.withdraw(lot, body)
    ),
}


def serve(platform: Platform | None) -> http.server.ThreadingHTTPServer:
    """A running server on a free port of 127.0.0.1."""
    handler = type("Bound", (Handler,), {"platform": platform})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
