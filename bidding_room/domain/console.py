"""What comes next: the host's one action at a time, and the bidder's steps. Not for: doing any of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bidding_room.states import BidState, OpeningState
from core.clock import moment_text
from trading.terms import Terms


class HostAct(StrEnum):
    """The host's possible next action; `WAIT` is none."""

    WAIT = "wait"
    BEGIN = "begin"
    FINISH = "finish"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningFacts:
    """What the console knows of an opening. `bids` counts the frozen set and is 0 until it is frozen; `failed_reason`
    is why the lot failed, if it did."""

    state: OpeningState | None
    now: datetime
    bids_due_at: datetime
    decrypt_until: datetime | None
    released: int
    threshold: int
    opened: int
    bids: int
    failed_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAct:
    """One action, its button, and what it does, said before it is done."""

    act: HostAct
    title: str
    says: str


def host_next(facts: OpeningFacts, *, terms: Terms, article: str) -> NextAct:
    """The host's one next action, in the words of the kind; `article` says what becomes of what stays shut."""
    opening = terms.opening
    if facts.state is None:
        return _before_freeze(facts, terms)
    if facts.state == OpeningState.CANCELLED:
        return _wait(f"不得{opening}", f"本{terms.lot}{terms.has_failed}：{facts.failed_reason}")
    if facts.state == OpeningState.FINISHED and facts.failed_reason:
        return _wait(terms.ended, f"本{terms.lot}{terms.has_failed}：{facts.failed_reason}")
    if facts.state == OpeningState.FINISHED:
        return _wait(f"{opening}已结束", f"{opening}记录已生成并公布，可下载存档。")
    if facts.state == OpeningState.WAITING:
        return NextAct(
            act=HostAct.BEGIN,
            title=f"宣布{opening}",
            says=f"{terms.closed}，密封{terms.offer}集合已冻结并签名。宣布{opening}后，公开页面显示{opening}正在进行，"
            f"{opening}人员可释放密钥份额，{terms.bidder}可自行解密，解密时限开始计算。此操作不可撤销。",
        )
    return _while_releasing(facts, terms, article)


def _before_freeze(facts: OpeningFacts, terms: Terms) -> NextAct:
    if facts.now < facts.bids_due_at:
        return _wait(
            f"等待{terms.deadline}",
            f"{terms.deadline}时间为{moment_text(facts.bids_due_at)}，此前任何人不得解密、提取{terms.offer}。",
        )
    return _wait("正在冻结", f"{terms.closed}，系统正在固定{terms.offer}集合，通常数秒内完成。")


def _while_releasing(facts: OpeningFacts, terms: Terms, article: str) -> NextAct:
    assert facts.decrypt_until is not None
    if facts.opened >= facts.bids:
        return NextAct(
            act=HostAct.FINISH,
            title=f"确认{terms.reading}结果，结束{terms.opening}",
            says=f"全部{terms.offer}已解密，报价已公布。结束后生成{terms.opening}记录，{terms.offered}日志全部公开，"
            "此操作不可撤销。",
        )
    if facts.now >= facts.decrypt_until:
        return NextAct(
            act=HostAct.FINISH,
            title=f"解密时限已到，结束{terms.opening}",
            says=f"仍有{facts.bids - facts.opened}份{terms.offer}未解密，将按{article}"
            f"记录原因及责任方，其余{terms.offer}继续进行。此操作不可撤销。",
        )
    return _wait(
        "等待释放份额",
        f"已有{facts.released}名{terms.opening}人员释放份额，满{facts.threshold}名即解密；"
        f"{terms.bidder}也可用自己的密钥解密。时限至{moment_text(facts.decrypt_until)}。",
    )


def _wait(title: str, says: str) -> NextAct:
    return NextAct(act=HostAct.WAIT, title=title, says=says)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the bidder's workspace; `missing` says what is still to be done."""

    key: str
    title: str
    done: bool
    missing: str


def bidder_steps(
    *, has_key_box: bool, standing: BidState | None, has_withdrawn: bool, open_for_bids: bool, terms: Terms
) -> tuple[Step, ...]:
    """The bidder's way through one lot, from the documents to the opening.

    None is left after the deadline for who has withdrawn (`has_withdrawn`: and handed in nothing since).
    """
    if has_withdrawn and not open_for_bids:
        return ()
    unsaid = "已撤回，可以重新递交" if has_withdrawn else f"尚未递交{terms.offer}"
    handed_in = standing in (BidState.SUBMITTED, BidState.FROZEN, BidState.OPENED, BidState.UNOPENED)
    return (
        Step(key="documents", title=f"获取{terms.papers}", done=True, missing=""),
        Step(
            key="key",
            title="准备密钥",
            done=has_key_box,
            missing="" if has_key_box else f"尚未生成密钥盒：{terms.offer}须用您自己的密钥签名",
        ),
        Step(
            key="seal",
            title="编制、试封、密封上传",
            done=handed_in,
            missing="" if handed_in or not open_for_bids else unsaid,
        ),
        Step(key="receipt", title="回执", done=handed_in or has_withdrawn, missing=""),
        Step(
            key="opening",
            title=terms.opening,
            done=standing in (BidState.OPENED, BidState.UNOPENED),
            missing="",
        ),
    )
