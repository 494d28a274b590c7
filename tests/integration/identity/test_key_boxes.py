"""Key boxes: possession is proven, keys are sound, and nobody else's are taken."""

from __future__ import annotations

import asyncio
import secrets
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from identity_cast import POINTS, box_for, some_actor

from core.canonical import canonical_bytes
from core.errors import Conflict, Invalid, NotFound
from identity import queries
from identity.actor import Actor
from identity.operations.make_key_box import KeyHalves, NewKeyBox, challenge_key_box, make_key_box
from identity.operations.rewrap_key_box import Rewrapped, rewrap_key_box
from identity.tables import KeyBox
from sealing import keybox
from sealing.keybox import PrivateKeys, generate_keys, unwrap_keys, wrap_keys
from sealing.labels import Label
from sealing.signing import sign


async def test_a_new_key_box_retires_the_former_which_stays_readable(now: datetime) -> None:
    actor = await some_actor(now)
    assert actor.person_id is not None
    first = await make_key_box(actor=actor, word=await box_for(actor, now=now), now=now)
    second = await make_key_box(actor=actor, word=await box_for(actor, now=now), now=now)
    in_use = await queries.key_box_of(actor.person_id)
    assert in_use is not None
    assert in_use.id == second
    assert (await queries.key_box(first)).id == first
    assert await KeyBox.count().where((KeyBox.person == actor.person_id) & KeyBox.retired_at.is_null()) == 1


async def test_the_stored_box_opens_with_the_passphrase_only(now: datetime) -> None:
    actor = await some_actor(now)
    keys = generate_keys(random=secrets.token_bytes)
    made = await make_key_box(actor=actor, word=await box_for(actor, keys, now=now), now=now)
    stored = await queries.key_box(made)
    assert unwrap_keys(stored.wrapped, passphrase="a long passphrase") == keys


async def test_an_answer_given_by_somebody_else_is_refused(now: datetime) -> None:
    actor, other = await some_actor(now), await some_actor(now)
    keys = generate_keys(random=secrets.token_bytes)
    await box_for(actor, keys, now=now)
    stolen = await box_for(actor, keys, now=now, answering=other)
    with pytest.raises(Invalid, match="key-proof-wrong"):
        await make_key_box(actor=actor, word=stolen, now=now)


async def test_possession_of_the_sealing_key_cannot_be_invented(now: datetime) -> None:
    """The signing key alone signs whatever answer it likes; only the sealing key knows the right one."""
    actor = await some_actor(now)
    assert actor.person_id is not None
    mine, theirs = (generate_keys(random=secrets.token_bytes) for _ in range(2))
    halves = {"signing_public": mine.signing_public, "sealing_public": theirs.sealing_public}
    asked = await challenge_key_box(actor=actor, word=KeyHalves(**halves), now=now)
    answer = secrets.token_bytes(32)
    signed = keybox._possession(
        mine.signing_public, theirs.sealing_public, person=str(actor.person_id), day=asked.day, answer=answer
    )
    proof = sign(signed, label=Label.POSSESSION, seed=mine.signing)
    invented = NewKeyBox(**halves, wrapped={"cipher": "made up"}, answer=answer, proof=proof)
    with pytest.raises(Invalid, match="key-proof-wrong"):
        await make_key_box(actor=actor, word=invented, now=now)


async def test_a_challenge_serves_once_and_for_ten_minutes(now: datetime) -> None:
    actor = await some_actor(now)
    late = await box_for(actor, now=now)
    with pytest.raises(Conflict, match="key-challenge-missing"):
        await make_key_box(actor=actor, word=late, now=now + timedelta(minutes=10))
    new = await box_for(actor, now=now)
    await make_key_box(actor=actor, word=new, now=now + timedelta(minutes=9))
    with pytest.raises(Conflict, match="key-challenge-missing"):
        await make_key_box(actor=actor, word=new, now=now + timedelta(minutes=9))


@pytest.mark.parametrize(
    "case", [*POINTS["sealing_keys"], *POINTS["signing_keys"]], ids=lambda one: one["what"]
)
async def test_no_key_of_small_order_or_odd_spelling_becomes_a_key_box(
    now: datetime, case: dict[str, Any]
) -> None:
    actor, good = await some_actor(now), generate_keys(random=secrets.token_bytes)
    halves = {"signing_public": good.signing_public, "sealing_public": good.sealing_public}
    halves["signing_public" if "shaped" in case else "sealing_public"] = bytes.fromhex(case["key"])
    if case["usable"]:
        await challenge_key_box(actor=actor, word=KeyHalves(**halves), now=now)
        return
    with pytest.raises(Invalid, match="key-unusable"):
        await challenge_key_box(actor=actor, word=KeyHalves(**halves), now=now)
    new = NewKeyBox(**halves, wrapped={}, answer=bytes(32), proof=bytes(64))
    with pytest.raises(Invalid, match="key-unusable"):
        await make_key_box(actor=actor, word=new, now=now)


def rewrapped(actor: Actor, keys: PrivateKeys, passphrase: str) -> Rewrapped:
    wrapped = wrap_keys(keys, passphrase=passphrase, random=secrets.token_bytes)
    assert actor.person_id is not None
    signed = canonical_bytes({"person": str(actor.person_id), "wrapped": wrapped})
    return Rewrapped(wrapped=wrapped, proof=sign(signed, label=Label.REWRAP, seed=keys.signing))


async def test_a_passphrase_is_changed_by_whoever_holds_the_keys_and_by_nobody_else(now: datetime) -> None:
    actor, other = await some_actor(now), await some_actor(now)
    keys, foreign = (generate_keys(random=secrets.token_bytes) for _ in range(2))
    box_id = await make_key_box(actor=actor, word=await box_for(actor, keys, now=now), now=now)
    await rewrap_key_box(actor=actor, box_id=box_id, word=rewrapped(actor, keys, "another one"), now=now)
    stored = await queries.key_box(box_id)
    assert unwrap_keys(stored.wrapped, passphrase="another one") == keys
    with pytest.raises(NotFound, match="key-box-unknown"):
        await rewrap_key_box(actor=other, box_id=box_id, word=rewrapped(other, keys, "x"), now=now)
    with pytest.raises(Invalid, match="key-box-malformed"):
        await rewrap_key_box(actor=actor, box_id=box_id, word=rewrapped(actor, foreign, "x"), now=now)
    good = rewrapped(actor, keys, "x")
    unsigned = Rewrapped(wrapped=good.wrapped, proof=bytes(64))
    with pytest.raises(Invalid, match="key-proof-wrong"):
        await rewrap_key_box(actor=actor, box_id=box_id, word=unsigned, now=now)
    assert (await queries.key_box(box_id)).wrapped == stored.wrapped


@pytest.mark.parametrize(
    "change", [{"cipher": "00"}, {"é": "x"}, {"version": "other"}, {"salt": 5}, {"signing_key": "00" * 32}]
)
async def test_what_is_no_wrapped_form_of_these_keys_is_refused(
    now: datetime, change: dict[str, Any]
) -> None:
    actor = await some_actor(now)
    new = await box_for(actor, now=now)
    with pytest.raises(Invalid, match="key-box-malformed"):
        await make_key_box(
            actor=actor, word=msgspec.structs.replace(new, wrapped=new.wrapped | change), now=now
        )


async def test_nobody_registers_another_persons_public_key(now: datetime) -> None:
    actor, other = await some_actor(now), await some_actor(now)
    keys = generate_keys(random=secrets.token_bytes)
    await make_key_box(actor=actor, word=await box_for(actor, keys, now=now), now=now)
    with pytest.raises(Conflict, match="key-known"):
        await make_key_box(actor=other, word=await box_for(other, keys, now=now), now=now)


async def test_of_many_who_register_one_key_at_once_one_wins_and_the_rest_are_refused(now: datetime) -> None:
    keys = generate_keys(random=secrets.token_bytes)
    actors = [await some_actor(now) for _ in range(6)]
    boxes = [await box_for(actor, keys, now=now) for actor in actors]
    said = await asyncio.gather(
        *(make_key_box(actor=actor, word=box, now=now) for actor, box in zip(actors, boxes, strict=True)),
        return_exceptions=True,
    )
    assert sorted(getattr(one, "code", "made") for one in said) == ["key-known"] * 5 + ["made"]
