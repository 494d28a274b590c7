"""The draw holds for any input, and favours nobody."""

from __future__ import annotations

import hashlib
from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from expert_pool.domain.draw import (
    Identity,
    candidate_commitment,
    drawn_order,
    next_in_order,
    seating,
    secret_commitment,
    seed_string,
)

secrets = st.lists(st.text("0123456789ABCDEF", min_size=24, max_size=64), min_size=2, max_size=3)
roots = st.binary(min_size=32, max_size=32)
salts = st.binary(min_size=32, max_size=32)


@given(secrets, roots, st.integers(1, 80))
def test_the_same_inputs_give_the_same_order_of_everybody(parties: list[str], root: bytes, pool: int):
    seed = seed_string(secrets=parties, root=root)
    order = drawn_order(seed=seed, candidates=pool)
    assert order == drawn_order(seed=seed_string(secrets=list(parties), root=bytes(root)), candidates=pool)
    assert sorted(order) == list(range(pool))


@given(secrets, roots, st.integers(0, 255))
def test_one_bit_of_the_root_makes_another_seed(parties: list[str], root: bytes, bit: int):
    flipped = bytearray(root)
    flipped[bit // 8] ^= 1 << bit % 8
    assert seed_string(secrets=parties, root=root) != seed_string(secrets=parties, root=bytes(flipped))


@given(salts, st.uuids(), st.uuids(), st.integers(0, 255))
def test_one_bit_of_a_salt_makes_another_commitment(salt: bytes, draw: UUID, expert: UUID, bit: int):
    flipped = bytearray(salt)
    flipped[bit // 8] ^= 1 << bit % 8
    identity = Identity(expert_id=expert, code="ZJ00001", name="张三")
    assert candidate_commitment(draw_id=draw, salt=salt, identity=identity) != candidate_commitment(
        draw_id=draw, salt=bytes(flipped), identity=identity
    )


@given(st.text("0123456789ABCDEF", min_size=24, max_size=64), st.uuids(), st.integers(0, 23))
def test_one_letter_of_a_secret_makes_another_commitment(secret: str, draw: UUID, place: int):
    other = secret[:place] + ("0" if secret[place] != "0" else "1") + secret[place + 1 :]
    assert secret_commitment(draw_id=draw, duty="centre", secret=secret) != secret_commitment(
        draw_id=draw, duty="centre", secret=other
    )


@given(st.lists(st.integers(0, 9), min_size=1, max_size=40), st.integers(1, 9), st.integers(1, 3), roots)
def test_seats_and_replacements_never_break_the_limit_per_employer(
    employers: list[int], seats: int, limit: int, root: bytes
):
    units = [bytes([employer]) for employer in employers]
    order = drawn_order(seed=seed_string(secrets=["A" * 24], root=root), candidates=len(units))
    sitting = list(seating(order=order, units=units, seats=seats, max_per_unit=limit))
    used = list(sitting)
    while sitting:
        assert max(Counter(units[order[place]] for place in sitting).values()) <= limit
        sitting.pop(0)
        following = next_in_order(order=order, units=units, seated=sitting, used=used, max_per_unit=limit)
        if following is None:
            break
        assert following not in used
        sitting.append(following)
        used.append(following)


def test_over_many_seeds_everybody_is_drawn_as_often_as_everybody_else():
    """4,000 draws of 5 from 30: each candidate is expected 667 times, standard deviation about 23.6."""
    times: Counter[int] = Counter()
    for number in range(4_000):
        root = hashlib.sha256(str(number).encode()).digest()
        times.update(drawn_order(seed=seed_string(secrets=["A" * 24], root=root), candidates=30)[:5])
    assert all(abs(times[candidate] - 4_000 * 5 / 30) < 5 * 23.6 for candidate in range(30))
