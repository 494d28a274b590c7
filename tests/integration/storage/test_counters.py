"""Counting and checking are one step."""

from __future__ import annotations

import asyncio
import secrets

import pytest

from storage.counters import Allowance, counters


@pytest.fixture
def name(database: None) -> str:
    return secrets.token_hex(8)


async def test_of_sixty_at_once_exactly_the_limit_is_let_through(name: str) -> None:
    waits = await asyncio.gather(*(counters().take(name, Allowance(most=8, seconds=60)) for _ in range(60)))
    assert sum(wait == 0 for wait in waits) == 8
    assert all(0 <= wait <= 60 for wait in waits)


async def test_acts_over_the_limit_do_not_prolong_it_and_what_is_given_back_can_be_taken(name: str) -> None:
    once = Allowance(most=1, seconds=60)
    assert await counters().take(name, once) == 0
    assert await counters().take(name, once) > 0
    await counters().give_back(name)
    assert await counters().take(name, once) == 0
    await counters().forget(name)
    assert await counters().take(name, once) == 0


async def test_giving_back_what_was_never_taken_earns_nothing(name: str) -> None:
    await counters().give_back(name)
    assert await counters().take(name, Allowance(most=1, seconds=60)) == 0
    assert await counters().take(name, Allowance(most=1, seconds=60)) > 0


async def test_a_window_ends(name: str) -> None:
    brief = Allowance(most=1, seconds=1)
    assert await counters().take(name, brief) == 0
    assert await counters().take(name, brief) == 1
    await asyncio.sleep(1.1)
    assert await counters().take(name, brief) == 0
