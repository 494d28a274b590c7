"""One tender for each module, told step by step.

The steps stand on each other: after one that failed, the later ones say so and are skipped.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator

import httpx
import pytest
from live_platform import LivePlatform
from offline import Verifier
from story import OFFERS, Story

from app.demo.tender import Tender
from app.demo.world import World

_broken_at = pytest.StashKey[dict[str, str]]()


@pytest.fixture(scope="module")
async def story(
    live_platform: LivePlatform, world: World, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Story]:
    """A tender that nobody has begun, on the running platform."""
    async with httpx.AsyncClient(base_url=live_platform.base_url, timeout=60) as public:
        key = (await public.get("/api/log/key")).json()["public_key"]
        yield Story(
            platform=live_platform,
            world=world,
            verifier=Verifier(folder=tmp_path_factory.mktemp("verifier"), key=key),
            public=public,
            tender=Tender(template="land-enforcement-service", offers=OFFERS),
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember the first step of a module that failed."""
    report = yield
    if report.failed and _is_step(item):
        item.session.stash.setdefault(_broken_at, {}).setdefault(_module(item), item.name)
    return report


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what stands on a failed step."""
    broken_at = item.session.stash.get(_broken_at, {}).get(_module(item))
    if broken_at is not None and _is_step(item):
        pytest.skip(f"stands on {broken_at}, which failed")


def _is_step(item: pytest.Item) -> bool:
    return item.name.startswith("test_step_")


def _module(item: pytest.Item) -> str:
    return str(item.path)
