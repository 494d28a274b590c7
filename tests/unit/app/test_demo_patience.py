"""A demo that cannot go on says so and ends; it does not ask for ever."""

from __future__ import annotations

from typing import Any, cast

import pytest

from app.demo import world
from app.demo.committee import answer
from app.demo.member import Member
from app.demo.tender import Tender
from app.demo.world import NothingHappened, World


class Uncalled:
    async def get(self, _path: str) -> list[Any]:
        return []


class WhereStrangersWereDrawn(World):
    async def member(self, sign_in_name: str) -> Member:
        assert sign_in_name
        return cast("Member", Uncalled())


async def test_when_others_than_the_demo_s_experts_were_drawn_it_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(world, "PATIENCE_SECONDS", 0.3)
    with pytest.raises(NothingHappened, match="没有其他专家被抽中"):
        await answer(WhereStrangersWereDrawn(base_url="", say=print), cast("Tender", None))
