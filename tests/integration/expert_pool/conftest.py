"""A cast, an opened lot and a pool of eight, for the draws."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from draw_cast import (
    Cast,
    make_cast,
    make_expert,
    make_opened_lot,
)

from identity.actor import Actor


@pytest.fixture
async def cast(now: datetime) -> Cast:
    return await make_cast()


@pytest.fixture
async def lot_id(cast: Cast, now: datetime) -> UUID:
    return await make_opened_lot(cast, now=now)


@pytest.fixture
async def pool(cast: Cast, now: datetime) -> dict[UUID, Actor]:
    """Eight fit experts, each of an employer of their own: expert → person."""
    return dict([await make_expert(cast, now=now) for _ in range(8)])
