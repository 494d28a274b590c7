"""Every act is declared once, and every operation behind one is called in the same way."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

import msgspec
import pytest
from litestar.handlers import HTTPRouteHandler

from app.asgi import PACKAGES, TRAINING_PACKAGES
from identity.signing_in import go_on_with
from web.acts import Act, Place

ASKED_AFTER_THE_LOCK = {
    "begin_bid": "bids are taken until the deadline",
    "register_file": "bids are taken until the deadline",
    "submit_bid": "bids are taken until the deadline",
    "withdraw_bid": "bids are taken back until the deadline",
}
"""Operations that take no `now`: a deadline decides, and they ask the database for the time (decision 2)."""


def places() -> Iterator[tuple[str, Place]]:
    for package in PACKAGES + TRAINING_PACKAGES:
        if find_spec(f"{package}.acts") is not None:
            for name, found in vars(import_module(f"{package}.acts")).items():
                if isinstance(found, Place):
                    yield f"{package} {name}", found


def acts() -> list[object]:
    return [
        pytest.param(place, act, id=f"{where} {act.name}") for where, place in places() for act in place.acts
    ]


@pytest.mark.parametrize(("place", "act"), acts())
def test_an_operation_takes_actor_keys_word_and_now(place: Place, act: Act) -> None:
    parameters = inspect.signature(act.operation).parameters
    assert all(parameter.kind is inspect.Parameter.KEYWORD_ONLY for parameter in parameters.values())
    names = [name for name, parameter in parameters.items() if parameter.default is inspect.Parameter.empty]
    assert names[0] == "actor"
    assert (names[-1] == "now") != (act.operation.__name__ in ASKED_AFTER_THE_LOCK)
    assert ("word" in names) == (act.word is not None)
    assert act.word is None or issubclass(act.word, msgspec.Struct)
    in_address = set(re.findall(r"\{(\w+):", f"{place.api}/{act.name}"))
    keys = set(names) - {"actor", "word", "now"} - ({"request"} if act.operation is go_on_with else set())
    assert keys <= in_address or place.keys is not None
    assert (act.operation.__doc__ or "").strip()


def test_both_doors_have_the_same_guard() -> None:
    for where, place in places():
        by_act = {}
        for route in place.routes:
            assert isinstance(route, HTTPRouteHandler)
            address = next(iter(route.paths)).removeprefix(place.api).removeprefix(place.page)
            by_act.setdefault(address, []).append(route.guards)
        assert all(len({id(guards[0]) for guards in doors}) == 1 for doors in by_act.values()), where
