"""What the steps of a journey hand on to one another, and the acts that several steps repeat."""

from __future__ import annotations

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from live_platform import LivePlatform
from offline import Verifier
from onlookers import Look, Onlookers
from scoring_anew import Ranked, mark

from app.demo.accounts import ORGANISATIONS, PASSPHRASE
from app.demo.member import Member, Refused
from app.demo.tender import Tender
from app.demo.world import World, at_hour
from bidding_room.client import BidClient
from core.clock import BEIJING
from sealing.envelopes import open_share
from sealing.keybox import PrivateKeys, unwrap_keys
from sealing.labels import Envelope
from sealing.manifest import parse_manifest

COMPANY = {one.key: one for one in ORGANISATIONS}
OFFERS = {
    "shanhe": Decimal("392400.00"),
    "siqian": Decimal("388000.00"),
    "weidu": Decimal("394500.00"),
}
ENVELOPES = {"qualification": "资格证明文件", "technical": "技术服务方案", "price": "分项报价表"}


@dataclass(kw_only=True, repr=False)
class Story:
    """One tender under way. `papers` maps bidder → envelope → the bytes that were sealed; `marks` as in
    `scoring_anew`."""

    platform: LivePlatform
    world: World
    verifier: Verifier
    public: httpx.AsyncClient
    tender: Tender
    papers: dict[str, dict[str, bytes]] = field(default_factory=dict)
    onlookers: Onlookers | None = None
    before_bids: Look | None = None
    log_size_before_bids: int = 0
    session: str = ""
    experts: list[Member] = field(default_factory=list)
    marks: dict[str, dict[tuple[str, str], Decimal]] = field(default_factory=dict)
    ranking: Sequence[Ranked] = ()

    # ---- reading

    async def read(self, path: str) -> Any:
        """JSON that anybody may read."""
        answer = await self.public.get(path)
        answer.raise_for_status()
        return answer.json()

    async def workspace(self) -> Any:
        """The project as its agency sees it."""
        return await (await self.world.member("agency")).get(f"/api/projects/{self.tender.no}")

    async def opening(self) -> Any:
        """The opening as the public sees it."""
        return await self.read(f"/api/openings/{self.tender.lot_id}")

    async def notices(self, kind: str) -> list[dict[str, Any]]:
        """The published notices of this kind."""
        life = await self.read(f"/api/lives/{self.tender.no}")
        return [notice for notice in life["notices"] if notice["kind"] == kind]

    async def result_page(self) -> str:
        """The address of the page with every mark, once the worker has made the result public."""
        path = f"/evaluations/{self.tender.lot_id}/result"

        async def look() -> str | None:
            return path if (await self.public.get(path)).status_code == 200 else None

        return await self.world.until(path, look)

    async def logged(self, tag: str) -> list[dict[str, Any]]:
        """The audit log's entries of this tag about this tender, in order, withheld ones included."""
        draws = await self.platform.rows("SELECT id FROM expert_pool_draw WHERE lot = $1", self.tender.lot_id)
        names = (self.tender.lot_id, self.tender.no, *(str(draw["id"]) for draw in draws))
        rows = await self.platform.rows(
            "SELECT convert_from(payload, 'UTF8') AS payload FROM ("
            " SELECT seq, ticket, tag, payload FROM storage_audit_entry"
            " UNION ALL SELECT NULL, ticket, tag, payload FROM storage_audit_queue"
            ") logged WHERE tag = $1 ORDER BY seq NULLS LAST, ticket",
            tag,
        )
        entries = [row["payload"] for row in rows]
        return [json.loads(entry) for entry in entries if any(name in entry for name in names)]

    async def place_of(self, entry: dict[str, Any]) -> int:
        """The entry's number in the log."""
        (row,) = await self.platform.rows(
            "SELECT seq FROM storage_audit_entry WHERE convert_from(payload, 'UTF8')::jsonb = $1::jsonb",
            json.dumps(entry),
        )
        return int(row["seq"])

    async def identities(self, bidders: Iterable[str]) -> list[str]:
        """Every word by which these bidders could be known."""
        words: list[str] = []
        for bidder in bidders:
            me = (await self.world.member(bidder)).me
            words += [COMPANY[bidder].name, COMPANY[bidder].uscc]
            words += [me["name"], me["person_id"], me["organisation_id"]]
        return words

    def newly_told(self, look: Look, words: Iterable[str]) -> set[tuple[str, str, str]]:
        """Who can read which of these words where, and could not before the first bid (in the registers, say)."""
        assert self.before_bids is not None
        words = tuple(words)
        return look.telling(words) - self.before_bids.telling(words)

    # ---- acting

    async def hand_in(self, bidder: str, price: Decimal) -> dict[str, Any]:
        """Seal three files nobody has seen before and submit; gives the receipt, and keeps it."""
        member = await self.world.member(bidder)
        self.papers[bidder] = new_papers(bidder)
        self.platform.keep_secret(*self.papers[bidder].values())
        receipt = await BidClient(member.http).submit_with_keys(
            self.tender.lot_id,
            form={"price": str(price), "period": "自合同签订之日起一年", "warranty": "一年"},
            files={
                envelope: [(f"{ENVELOPES[envelope]}.txt", "text/plain", data)]
                for envelope, data in self.papers[bidder].items()
            },
            keys=await self.keys_of(bidder),
        )
        self.tender.receipts[bidder] = receipt
        return receipt

    async def release(self, officer: str, *, ordinal: int) -> dict[str, int]:
        """The officer's shares of every bid, opened with the officer's own key; gives the platform's answer."""
        return await self._give(officer, await self._shares(officer, ordinal))

    async def release_wrong_shares(self, officer: str, *, ordinal: int) -> dict[str, int]:
        """The same with one bit of each share turned."""
        return await self._give(officer, [_spoiled(share) for share in await self._shares(officer, ordinal)])

    def mark_all(self, room: dict[str, Any], *, seat: int) -> list[dict[str, str]]:
        """One member's marks for every bid and criterion, noted for working the ranking out again."""
        order = [COMPANY[bidder].name for bidder in OFFERS]
        sheet = self.marks.setdefault(str(seat), {})
        given = []
        for bid in room["bids"]:
            for criterion in room["criteria"]:
                points = mark(criterion, bid=order.index(bid["bidder_name"]), seat=seat)
                sheet[bid["bidder_name"], criterion["id"]] = points
                cell = {"bid_id": bid["bid_id"], "criterion_id": criterion["id"]}
                given.append({**cell, "points": str(points), "note": ""})
        return given

    async def keys_of(self, name: str) -> PrivateKeys:
        """The keys in a person's own box, which the platform must never write down."""
        box = await (await self.world.member(name)).get("/api/key-boxes/mine")
        keys = unwrap_keys(box["wrapped"], passphrase=PASSPHRASE)
        self.platform.keep_secret(keys.signing, keys.sealing)
        return keys

    async def _shares(self, officer: str, ordinal: int) -> list[dict[str, str]]:
        member, keys = await self.world.member(officer), await self.keys_of(officer)
        sealed = await member.get(f"/api/openings/{self.tender.lot_id}/my-sealed-shares")
        return [
            {"bid": one["bid"], "envelope": envelope.value, "share": b64encode(share).decode()}
            for one in sealed["bids"]
            for envelope in Envelope
            if (
                share := open_share(
                    parse_manifest(b64decode(one["manifest"])),
                    envelope,
                    officer=ordinal,
                    sealing_private=keys.sealing,
                )
            )
        ]

    async def _give(self, officer: str, shares: list[dict[str, str]]) -> dict[str, int]:
        member = await self.world.member(officer)
        path = f"/api/openings/{self.tender.lot_id}/shares"
        told: dict[str, int] = await member.post(path, {"shares": shares})
        return told


async def refusal(answer: Awaitable[Any]) -> dict[str, Any]:
    """The problem document somebody is refused with."""
    with pytest.raises(Refused) as refused:
        await answer
    return refused.value.problem


def new_papers(bidder: str) -> dict[str, bytes]:
    """Envelope → text that occurs nowhere else in the world."""
    return {
        envelope: f"{COMPANY[bidder].name}：{title}\n{secrets.token_hex(24)}\n".encode() * 40
        for envelope, title in ENVELOPES.items()
    }


def times(*, publish_at: datetime, bids_due_at: datetime, reason: str = "") -> dict[str, str]:
    """The times of a notice as the form takes them."""
    documents_until = at_hour(publish_at.astimezone(BEIJING), 17) + timedelta(days=14)
    return {
        "publish_at": publish_at.isoformat(),
        "documents_until": documents_until.isoformat(),
        "bids_due_at": bids_due_at.isoformat(),
        "opening_place": "天府公共资源交易中心第一开标室",
        "day_off_reason": reason,
    }


def _spoiled(share: dict[str, str]) -> dict[str, str]:
    data = bytearray(b64decode(share["share"]))
    data[-1] ^= 1
    return {**share, "share": b64encode(bytes(data)).decode()}
