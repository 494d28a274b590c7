"""The opening panel: who holds a share of every bid's key, and how many of them can open.

Not for: keys and shares themselves — see `sealing`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from core.curve25519 import is_sealing_key
from core.errors import Invalid

OFFICERS = 3
THRESHOLD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerView:
    """One seat of a frozen panel. `sealing_public` is the officer's X25519 key, 32 bytes."""

    ordinal: int
    person_id: UUID
    name: str
    duty: str
    sealing_public: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A frozen panel: `threshold` of the officers can open."""

    threshold: int
    officers: tuple[OfficerView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A seat as drafted. The key is that of the person's key box in use, if they have made one."""

    ordinal: int
    person_id: UUID
    name: str
    duty: str
    organisation_id: UUID | None
    organisation_name: str | None
    sealing_public: bytes | None


def panel_faults(*, seats: tuple[Seat, ...], threshold: int, opening: str) -> Iterator[Invalid]:
    """Every reason the panel cannot keep bids sealed and still open them; `opening` is what its kind calls that."""
    if len(seats) != OFFICERS:
        yield Invalid(
            code="panel-size",
            message=f"{opening}小组应为{OFFICERS}人，现为{len(seats)}人",
            field="officers",
            facts={"officers": len(seats)},
        )
    if threshold != THRESHOLD:
        yield Invalid(
            code="panel-threshold",
            message=f"{OFFICERS}名{opening}人员中应由{THRESHOLD}人共同解密",
            field="panel_threshold",
        )
    if len({seat.person_id for seat in seats}) != len(seats):
        yield Invalid(
            code="panel-person-repeated", message=f"{opening}小组成员应为不同的人", field="officers"
        )
    if _strongest(seats) >= THRESHOLD:
        yield Invalid(
            code="panel-one-organisation",
            message=f"同一单位的{opening}人员不得达到{THRESHOLD}人，任何一个单位不得单独解密",
            field="officers",
        )
    for seat in seats:
        if seat.sealing_public is None:
            yield Invalid(
                code="officer-without-key",
                message=f"{seat.name}尚未生成密钥盒，请其登录后在“我的密钥”中生成",
                field="officers",
            )
        elif not is_sealing_key(seat.sealing_public):
            yield Invalid(
                code="officer-key-unusable",
                message=f"{seat.name}的公钥不能用于封存，请其在“我的密钥”中重新生成",
                field="officers",
            )


def _strongest(seats: tuple[Seat, ...]) -> int:
    """The most seats one organisation holds."""
    return max(Counter(seat.organisation_id for seat in seats).values(), default=0)
