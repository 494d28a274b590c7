"""The host's one next action, the bidder's steps, and what an opening form may say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bidding_room.domain.console import HostAct, NextAct, OpeningFacts, Step, bidder_steps
from bidding_room.domain.console import host_next as next_of_kind
from bidding_room.domain.opening_form import (
    MAX_LINE,
    check_sealable,
    declared_enterprise,
    read_form,
    told_lines,
)
from bidding_room.states import BidState, OpeningState
from core.errors import Invalid
from trading.kinds import KINDS

DUE = datetime(2026, 12, 15, 1, 30, tzinfo=UTC)
RUNNING = OpeningFacts(
    state=OpeningState.RELEASING,
    now=DUE,
    bids_due_at=DUE,
    decrypt_until=DUE + timedelta(minutes=30),
    released=1,
    threshold=2,
    opened=0,
    bids=3,
)


def host_next(facts: OpeningFacts, *, kind: str = "procurement") -> NextAct:
    spoken = KINDS[kind]
    return next_of_kind(facts, terms=spoken.terms, article=spoken.offer.opening.undecrypted)


def test_the_host_waits_until_the_set_is_frozen() -> None:
    before = replace(RUNNING, state=None, decrypt_until=None, bids=0)
    assert host_next(replace(before, now=DUE - timedelta(seconds=1))).title == "等待投标截止"
    assert host_next(before).title == "正在冻结"


def test_the_host_may_begin_once_the_set_is_frozen_and_is_told_it_is_final() -> None:
    act = host_next(replace(RUNNING, state=OpeningState.WAITING, decrypt_until=None))
    assert act.act is HostAct.BEGIN
    assert "不可撤销" in act.says


def test_the_host_finishes_when_all_is_open_or_the_window_is_over() -> None:
    assert host_next(RUNNING).act is HostAct.WAIT
    assert host_next(replace(RUNNING, opened=3)).act is HostAct.FINISH
    over = replace(RUNNING, opened=1, now=DUE + timedelta(minutes=30))
    assert host_next(over).act is HostAct.FINISH
    assert "2份投标文件未解密" in host_next(over).says


@pytest.mark.parametrize("state", [OpeningState.FINISHED, OpeningState.CANCELLED])
def test_nothing_is_left_to_do_when_the_opening_is_over(state: OpeningState) -> None:
    assert host_next(replace(RUNNING, state=state)).act is HostAct.WAIT


def steps_of(
    *,
    has_key_box: bool = True,
    standing: BidState | None = None,
    has_withdrawn: bool = False,
    is_open: bool = True,
) -> dict[str, Step]:
    steps = bidder_steps(
        terms=KINDS["procurement"].terms,
        has_key_box=has_key_box,
        standing=standing,
        has_withdrawn=has_withdrawn,
        open_for_bids=is_open,
    )
    return {step.key: step for step in steps}


def test_who_has_withdrawn_holds_receipts_may_hand_in_again_and_has_missed_nothing() -> None:
    steps = steps_of(has_withdrawn=True)
    assert (steps["seal"].done, steps["seal"].missing) == (False, "已撤回，可以重新递交")
    assert steps["receipt"].done
    assert steps_of(has_withdrawn=True, is_open=False) == {}


def test_the_host_is_told_the_one_reason_for_which_a_lot_was_not_opened() -> None:
    reason = "投标截止后，投标人不足3家，不得开标。"
    act = host_next(replace(RUNNING, state=OpeningState.CANCELLED, failed_reason=reason))
    assert act.says == f"本采购包已废标：{reason}"


def test_a_bidder_is_told_what_is_missing() -> None:
    steps = steps_of(has_key_box=False)
    assert not steps["key"].done
    assert steps["key"].missing
    assert steps["seal"].missing == "尚未递交投标文件"


@pytest.mark.parametrize("standing", [BidState.SUBMITTED, BidState.FROZEN, BidState.OPENED])
def test_a_bid_that_stands_completes_the_steps_up_to_the_receipt(standing: BidState) -> None:
    steps = steps_of(standing=standing)
    assert steps["seal"].done
    assert steps["receipt"].done
    assert steps["opening"].done == (standing is BidState.OPENED)


def test_a_form_is_a_price_to_the_fen_and_lines_of_text() -> None:
    form = read_form({"price": "380000.50", "period": "30日", "note": ""})
    assert form.price == Decimal("380000.50")
    assert form.lines == {"period": "30日", "note": ""}


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"price": 380000},
        {"price": "0.00"},
        {"price": "-1"},
        {"price": "1.005"},
        {"price": "三十八万"},
        {"price": "1.00", "period": 30},
        {"price": "1.00", "note": "长" * (MAX_LINE + 1)},
    ],
)
def test_anything_else_is_no_opening_form(form: dict[str, str | int]) -> None:
    with pytest.raises(Invalid):
        read_form(form)


def test_the_declared_type_of_enterprise_is_read_out_in_words() -> None:
    form = {"price": "1.00", "note": "无", "enterprise": "small"}
    assert declared_enterprise(form) == "small"
    assert told_lines(form, offer=KINDS["procurement"].offer) == (
        ("企业类型声明", "小型企业"),
        ("备注", "无"),
    )


def test_a_record_has_the_lines_of_its_own_kind_and_says_which_are_none_of_them() -> None:
    form = {"price": "1.00", "period": "30日", "note": "无"}
    land, tender = (KINDS[code].offer for code in ("land_listing", "procurement"))
    assert told_lines(form, offer=land) == (("备注", "无"), ("未列入本报价表的栏目（period）", "30日"))
    assert told_lines(form, offer=tender) == (("交付（服务）期限", "30日"), ("备注", "无"))


@pytest.mark.parametrize("said", ["微型企业", "MICRO", "small\u200b"])
def test_a_type_of_enterprise_that_is_not_listed_is_not_read_out_as_one(said: str) -> None:
    (line,) = told_lines({"price": "1.00", "enterprise": said}, offer=KINDS["procurement"].offer)
    assert line == ("企业类型声明", f"“{said}”（不是列出的企业类型，视为未声明）")


def test_an_older_form_declares_nothing_and_opens() -> None:
    form = {"price": "1.00", "period": "30日"}
    check_sealable(form)
    assert declared_enterprise(form) is None


def test_a_client_seals_no_type_that_nobody_knows_but_a_sealed_one_still_opens() -> None:
    form = {"price": "1.00", "enterprise": "giant"}
    with pytest.raises(Invalid) as refusal:
        check_sealable(form)
    assert refusal.value.code == "enterprise-unknown"
    assert read_form(form).lines == {"enterprise": "giant"}
    assert declared_enterprise(form) is None


def test_the_host_of_an_opening_whose_procurement_ended_later_is_told_so() -> None:
    finished = replace(RUNNING, state=OpeningState.FINISHED)
    assert host_next(finished).title == "开标已结束"
    act = host_next(replace(finished, failed_reason="采购任务取消"))
    assert (act.act, act.title, act.says) == (HostAct.WAIT, "采购已终止", "本采购包已废标：采购任务取消")


@pytest.mark.parametrize("state", [None, *OpeningState])
@pytest.mark.parametrize("opened", [0, 3])
@pytest.mark.parametrize("failed_reason", ["", "无人报价"])
@pytest.mark.parametrize("minutes", [-1, 0, 30])
def test_the_host_of_another_kind_is_told_nothing_of_a_tender(
    state: OpeningState | None, opened: int, failed_reason: str, minutes: int
) -> None:
    facts = replace(
        RUNNING,
        state=state,
        opened=opened,
        failed_reason=failed_reason,
        now=DUE + timedelta(minutes=minutes),
        decrypt_until=RUNNING.decrypt_until if state else None,
    )
    act = host_next(facts, kind="land_listing")
    for foreign in ("投标", "开标", "唱标", "采购", "废标"):
        assert foreign not in act.title + act.says
