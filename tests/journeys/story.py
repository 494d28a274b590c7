"""What the steps of a journey hand on to one another, and the acts that several steps repeat."""

from __future__ import annotations

import json
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import httpx
from live_platform import LivePlatform
from offline import Verifier
from onlookers import Look, Onlookers

from app.demo.accounts import ORGANISATIONS, PASSPHRASE
from app.demo.member import Member
from app.demo.tender import Tender
from app.demo.world import World, at_hour
from bidding_room.client import BidClient
from bidding_room.sealing.envelopes import open_share
from bidding_room.sealing.keybox import PrivateKeys, unwrap_keys
from bidding_room.sealing.labels import Envelope
from bidding_room.sealing.manifest import parse_manifest
from core.clock import BEIJING

COMPANY = {one.key: one for one in ORGANISATIONS}
_ENVELOPES = {"qualification": "资格证明文件", "technical": "技术服务方案", "price": "分项报价表"}
_HUNDREDTH = Decimal("0.01")


@dataclass(kw_only=True, repr=False)
class Story:
    """One tender under way. `papers` maps bidder → envelope → the bytes that were sealed."""

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
    ranking: list[Ranked] = field(default_factory=list)

    async def read(self, path: str) -> Any:
        """JSON that anybody may read."""
        answer = await self.public.get(path)
        answer.raise_for_status()
        return answer.json()

    async def workspace(self) -> Any:
        """The project as its agency sees it."""
        return await (await self.world.member("agency")).get(f"/api/projects/{self.tender.no}")

    async def hand_in(self, bidder: str, price: Decimal) -> dict[str, Any]:
        """Seal three files nobody has seen before and submit; gives the receipt, and notes it as acknowledged."""
        member = await self.world.member(bidder)
        self.papers[bidder] = new_papers(bidder)
        self.platform.keep_secret(*self.papers[bidder].values())
        receipt = await BidClient(member.http).submit_with_keys(
            self.tender.lot_id,
            form={"price": str(price), "period": "自合同签订之日起一年", "warranty": "一年"},
            files={
                envelope: [(f"{_ENVELOPES[envelope]}.txt", "text/plain", data)]
                for envelope, data in self.papers[bidder].items()
            },
            keys=await self.keys_of(bidder),
        )
        self.tender.receipts[bidder] = receipt
        return receipt

    async def keys_of(self, name: str) -> PrivateKeys:
        """The keys in a person's own box, which the platform must never write down."""
        box = await (await self.world.member(name)).get("/api/key-boxes/mine")
        keys = unwrap_keys(box["wrapped"], passphrase=PASSPHRASE)
        self.platform.keep_secret(keys.signing, keys.sealing)
        return keys

    async def logged(self, tag: str) -> list[dict[str, Any]]:
        """The audit log's entries of this tag about this tender, in order, withheld ones included."""
        rows = await self.platform.rows(
            "SELECT convert_from(payload, 'UTF8') AS payload FROM storage_audit_entry WHERE tag = $1 ORDER BY seq",
            tag,
        )
        entries = [json.loads(row["payload"]) for row in rows]
        return [entry for entry in entries if self._is_ours(entry)]

    def _is_ours(self, entry: dict[str, Any]) -> bool:
        text = json.dumps(entry)
        return self.tender.lot_id in text or self.tender.no in text


def new_papers(bidder: str) -> dict[str, bytes]:
    """Envelope → text that occurs nowhere else in the world."""
    return {
        envelope: f"{COMPANY[bidder].name}：{title}\n{secrets.token_hex(24)}\n".encode() * 40
        for envelope, title in _ENVELOPES.items()
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


async def shares_of(officer: Member, keys: PrivateKeys, *, lot_id: str, ordinal: int) -> list[dict[str, Any]]:
    """The officer's shares of every bid, opened with the officer's own key, as they are released."""
    sealed = await officer.get(f"/api/openings/{lot_id}/my-sealed-shares")
    return [
        {
            "bid": one["bid"],
            "envelope": envelope.value,
            "share": b64encode(
                open_share(
                    parse_manifest(b64decode(one["manifest"])),
                    envelope,
                    officer=ordinal,
                    sealing_private=keys.sealing,
                )
            ).decode(),
        }
        for one in sealed["bids"]
        for envelope in Envelope
    ]


def spoiled(share: dict[str, Any]) -> dict[str, Any]:
    """The same with one bit of the share turned."""
    data = bytearray(b64decode(share["share"]))
    data[-1] ^= 1
    return {**share, "share": b64encode(bytes(data)).decode()}


def mark(criterion: dict[str, Any], *, bid: int, seat: int) -> Decimal:
    """Objective criteria alike for all members; subjective ones apart by hundredths, so that rounding matters."""
    share = Decimal(90 - 7 * bid) / 100
    if criterion["kind"] == "subjective":
        share += Decimal(seat) * Decimal("0.0137")
    return (Decimal(criterion["max_points"]) * share).quantize(_HUNDREDTH, ROUND_HALF_UP)


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """One bidder as 87令第五十五条 and the notice's formula make it."""

    bidder: str
    price_score: Decimal
    total: Decimal


def ranking(
    *,
    prices: dict[str, Decimal],
    marks: dict[str, dict[tuple[str, str], Decimal]],
    price_points: Decimal,
) -> list[Ranked]:
    """Lowest price ÷ price × points, plus the sum of the members' means; best first. Written anew, on purpose.

    `marks` maps member → (bidder, criterion) → points.
    """
    lowest = min(prices.values())
    result = []
    for bidder, price in prices.items():
        price_score = _half_up(Fraction(lowest) / Fraction(price) * Fraction(price_points))
        given = [
            points for sheet in marks.values() for (whose, _), points in sheet.items() if whose == bidder
        ]
        members_score = _half_up(sum(map(Fraction, given), Fraction(0)) / len(marks))
        result.append(Ranked(bidder=bidder, price_score=price_score, total=price_score + members_score))
    return sorted(result, key=lambda one: (-one.total, prices[one.bidder]))


def _half_up(exact: Fraction) -> Decimal:
    return Decimal(int(exact * 100 + Fraction(1, 2))) / 100
