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


def host_next(facts: OpeningFacts) -> NextAct:
    """The host's one next action."""
    if facts.state is None:
        return _before_freeze(facts)
    if facts.state == OpeningState.CANCELLED:
        return _wait("不得开标", f"本采购包已废标：{facts.failed_reason}")
    if facts.state == OpeningState.FINISHED and facts.failed_reason:
        return _wait("采购已终止", f"本采购包已废标：{facts.failed_reason}")
    if facts.state == OpeningState.FINISHED:
        return _wait("开标已结束", "开标记录已生成并公布，可下载存档。")
    if facts.state == OpeningState.WAITING:
        return NextAct(
            act=HostAct.BEGIN,
            title="宣布开标",
            says="投标已截止，密封投标文件集合已冻结并签名。宣布开标后，公开页面显示开标进行，"
            "开标人员可释放密钥份额，投标人可自行解密，解密时限开始计算。此操作不可撤销。",
        )
    return _while_releasing(facts)


def _before_freeze(facts: OpeningFacts) -> NextAct:
    if facts.now < facts.bids_due_at:
        return _wait(
            "等待投标截止",
            f"投标截止时间为{moment_text(facts.bids_due_at)}，此前任何人不得解密、提取投标文件。",
        )
    return _wait("正在冻结", "投标已截止，系统正在固定投标文件集合，通常数秒内完成。")


def _while_releasing(facts: OpeningFacts) -> NextAct:
    assert facts.decrypt_until is not None
    if facts.opened >= facts.bids:
        return NextAct(
            act=HostAct.FINISH,
            title="确认唱标结果，结束开标",
            says="全部投标文件已解密，报价已公布。结束后生成开标记录，投标日志全部公开，此操作不可撤销。",
        )
    if facts.now >= facts.decrypt_until:
        return NextAct(
            act=HostAct.FINISH,
            title="解密时限已到，结束开标",
            says=f"仍有{facts.bids - facts.opened}份投标文件未解密，将按《电子招标投标办法》第三十一条"
            "记录原因及责任方，其余投标文件继续进行。此操作不可撤销。",
        )
    return _wait(
        "等待释放份额",
        f"已有{facts.released}名开标人员释放份额，满{facts.threshold}名即解密；"
        f"投标人也可用自己的密钥解密。时限至{moment_text(facts.decrypt_until)}。",
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
