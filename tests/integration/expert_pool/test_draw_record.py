"""The record verifies offline, and every alteration is found by the check that stands for it.

The alterations are signed anew with the platform's own key: the record must convict even its keeper.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from draw_cast import drawn, make_cast, make_expert, make_opened_lot, opened

from core.canonical import canonical_bytes
from core.errors import Conflict
from expert_pool import queries
from expert_pool.domain.duties import Cause
from expert_pool.domain.record import SIGNATURE_LABEL
from expert_pool.draw_verify import verify_bytes, verify_file
from expert_pool.operations.replace_member import Leaving, replace_seat
from expert_pool.operations.reveal_committee import reveal_committee
from expert_pool.permissions import Permission
from identity.actor import system_actor
from storage import audit
from storage.clock import platform_now
from storage.keys import platform_keys
from trading.states import LotState
from trading.tables import Lot

Record = dict[str, Any]


@pytest.fixture(scope="module")
async def record(database: None) -> Record:
    """A drawn, once replaced, published committee with later entries in the log."""
    now = await platform_now()
    cast = await make_cast()
    for _ in range(9):
        await make_expert(cast, now=now)
    lot_id = await make_opened_lot(cast, now=now)
    draw_id = await drawn(cast, lot_id, now=now)
    for _ in range(2):
        await replace_seat(
            actor=cast.staff,
            draw_id=draw_id,
            number=2,
            word=Leaving(cause=Cause.ABSENT, note="未到场"),
            now=now,
        )
    await Lot.update({Lot.state: LotState.AWARDED.value}, force=True).where(Lot.id == lot_id)
    publisher = system_actor(permissions=frozenset({Permission.COMMITTEE_REVEAL}))
    await reveal_committee(actor=publisher, lot_id=lot_id, now=now)
    await audit.record("test:later", actor="system", subject="x", facts={}, now=now)
    return json.loads(await queries.draw_record(draw_id))  # type: ignore[no-any-return]


def resigned(record: Record) -> bytes:
    signature = platform_keys().sign(SIGNATURE_LABEL + canonical_bytes(record["record"]))
    return canonical_bytes({**record, "signature": signature.hex()})


def first_failure(data: bytes, key: bytes | None = None) -> str | None:
    failed = verify_bytes(data, key).first_failure
    return failed.code if failed else None


def test_the_record_verifies_offline_with_the_key_known_from_elsewhere(record: Record, tmp_path: Path):
    path = tmp_path / "draw.json"
    path.write_bytes(canonical_bytes(record))
    report = verify_file(path, platform_keys().public_key)
    assert report.holds, report.sentence
    assert len(report.checks) == 14


def test_a_record_of_another_platform_is_not_this_ones(record: Record):
    assert first_failure(canonical_bytes(record), bytes(32)) == "key"


def test_a_changed_record_no_longer_bears_the_signature(record: Record):
    altered = copy.deepcopy(record)
    altered["record"]["draw"]["size"] = 7
    assert first_failure(canonical_bytes(altered)) == "signature"


@pytest.mark.parametrize("data", [b"", b"{}", b"not json", b'{"record": {}}', "抽取".encode("gbk")])
def test_what_is_no_record_is_refused_by_its_format(data: bytes):
    assert first_failure(data) == "format"


def _swap_candidates(r: Record) -> None:
    r["candidates"][0], r["candidates"][1] = r["candidates"][1], r["candidates"][0]


def _add_candidate(r: Record) -> None:
    r["candidates"].append({"commitment": "ff" * 32, "unit": "00" * 32})


def _swap_order(r: Record) -> None:
    r["order"][0], r["order"][5] = r["order"][5], r["order"][0]


def _seat_another(r: Record) -> None:
    r["calls"][0]["place"] = 5
    r["calls"][0]["commitment"] = r["candidates"][r["order"][5]]["commitment"]


def _skip_the_next(r: Record) -> None:
    r["replacements"][0]["next_place"] += 1


def _rename_member(r: Record) -> None:
    r["members"][0]["name"] = "李四"


def _other_employer(r: Record) -> None:
    r["members"][0]["employer"] = "某大学"


def _drop_member(r: Record) -> None:
    r["members"].pop()


def _other_secret(r: Record) -> None:
    r["parties"][1]["secret"] = "F" * 64


def _other_seed(r: Record) -> None:
    r["seed"] = ("B" if r["seed"][0] == "A" else "A") + r["seed"][1:]


def _other_size(r: Record) -> None:
    r["draw"]["size"] = 7


def _other_payload(r: Record) -> None:
    r["log"]["entries"][0]["payload"] = r["log"]["entries"][0]["payload"].replace('"size":5', '"size":7')


def _hide_replacement(r: Record) -> None:
    r["replacements"].pop()
    entries = r["log"]["entries"]
    entries.remove([e for e in entries if '"expert_pool:seat:vacate"' in e["payload"]][-1])


def _drop_reveal(r: Record) -> None:
    entries = r["log"]["entries"]
    entries.remove(next(e for e in entries if '"expert_pool:secret:reveal"' in e["payload"]))


def _other_head(r: Record) -> None:
    r["log"]["frozen_head"]["root"] = "00" * 32


def _unhex(r: Record) -> None:
    r["members"][0]["salt"] = "zz"


@pytest.mark.parametrize(
    ("alter", "code"),
    [
        (_other_head, "log-heads"),
        (_other_payload, "log-inclusion"),
        (_drop_reveal, "log-order"),
        (_other_size, "terms"),
        (_other_secret, "commitments"),
        (_swap_candidates, "candidates"),
        (_add_candidate, "candidates"),
        (_other_seed, "seed"),
        (_swap_order, "order"),
        (_seat_another, "seats"),
        (_skip_the_next, "replacements"),
        (_hide_replacement, "members"),
        (_drop_member, "members"),
        (_rename_member, "members"),
        (_other_employer, "members"),
        (_unhex, "format"),
    ],
)
def test_an_alteration_is_found_even_when_the_platform_signs_it(
    record: Record, alter: Callable[[Record], None], code: str
):
    altered = copy.deepcopy(record)
    alter(altered["record"])
    assert first_failure(resigned(altered)) == code


def test_the_record_has_exactly_the_fields_of_its_format(record: Record):
    altered = copy.deepcopy(record)
    altered["record"]["remark"] = ""
    assert first_failure(resigned(altered)) == "format"


async def test_there_is_no_record_before_the_draw(now: datetime):
    cast = await make_cast()
    lot_id = await make_opened_lot(cast, now=now)
    draw_id = await opened(cast, lot_id, now=now)
    with pytest.raises(Conflict) as refusal:
        await queries.draw_record(draw_id)
    assert refusal.value.code == "not-drawn-yet"


def test_the_published_record_names_the_members(record: Record):
    members = record["record"]["members"]
    assert len(members) == 5
    assert all(member["name"] for member in members)
