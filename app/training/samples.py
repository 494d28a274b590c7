"""Made-up contents for the component page."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from msgspec import Struct

from web.forms import FieldError, FormValues
from web.paging import Page


class Samples(Struct, frozen=True, kw_only=True):
    """What `training/components.html` shows: every component with something plausible in it."""

    due_at: datetime
    soon_at: datetime
    past_at: datetime
    amount: Decimal
    page: Page[dict[str, Any]]
    steps: list[tuple[str, str, str | None]]
    events: list[tuple[str, datetime | None, str, str | None, str | None]]
    ready: list[tuple[str, bool, str | None]]
    monthly: list[tuple[str, int]]
    leaf: bytes
    root: bytes
    error_values: FormValues
    error_errors: dict[str, FieldError]


async def samples(now: datetime) -> Samples:
    """Around the time it is."""
    return Samples(
        due_at=now + timedelta(days=2, hours=3, minutes=5),
        soon_at=now + timedelta(minutes=1, seconds=30),
        past_at=now - timedelta(hours=2),
        amount=Decimal("1320000.00"),
        page=Page(items=_projects(now), total=173, number=4, size=4),
        steps=_STEPS,
        events=_events(now),
        ready=_READY,
        monthly=[
            (f"{month}月", count) for month, count in enumerate((12, 9, 17, 21, 19, 26, 24, 31), start=1)
        ],
        leaf=sha256(b"leaf").digest(),
        root=sha256(b"root").digest(),
        error_values=FormValues(
            [("title", "食堂配送服务"), ("budget", "1,320,000.00"), ("deadline", "2026-12-05T09:30")]
        ),
        error_errors={
            "title": FieldError(code="field-required", message="至少填写8个字"),
            "deadline": FieldError(
                code="deadline-too-soon",
                message="自招标文件开始发出之日起至投标截止之日不得少于20日，最早为2026年12月21日",
                article="《政府采购法》第三十五条",
            ),
        },
    )


def _projects(now: datetime) -> tuple[dict[str, Any], ...]:
    rows = (
        ("TP-2026-0042", "石盘街道办事处食堂配送服务项目", "招标公告", "active", 2),
        ("TP-2026-0041", "国土信息化执法系统技术服务", "开标", "wait", 1),
        ("TP-2026-0039", "义务教育薄弱环节改善与能力提升专项资金后勤设施设备采购", "中标公告", "done", 0),
        ("TP-2026-0036", "市第二人民医院医用气体设备采购", "废标公告", "refused", 0),
    )
    return tuple(
        {
            "no": number,
            "name": name,
            "state": state,
            "tone": tone,
            "budget": Decimal("395000.00") * (index + 1),
            "at": now - timedelta(days=index * 2, hours=index),
        }
        for index, (number, name, state, tone, _) in enumerate(rows)
    )


_STEPS = [
    ("获取招标文件", "done", "11月20日"),
    ("编制投标文件", "done", None),
    ("演练开标", "missed", "可选，未做"),
    ("密封并上传", "now", "还有2天3小时"),
    ("领取回执", "coming", None),
    ("开标", "coming", "12月12日 09:30"),
]

_READY = [
    ("开标一览表已填写", True, None),
    ("资格文件已加入", True, "2 个文件，14.2 MB"),
    ("密钥盒已打开", False, "请输入口令"),
]


def _events(now: datetime) -> list[tuple[str, datetime | None, str, str | None, str | None]]:
    return [
        ("招标公告发布", now - timedelta(days=18), "done", "日志序号 1042", "#"),
        ("投标截止", now + timedelta(days=2), "now", "已冻结的投标将于开标时公开", None),
        ("开标", now + timedelta(days=2, minutes=30), "coming", None, None),
        ("中标公告", None, "coming", None, None),
    ]
