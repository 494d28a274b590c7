"""A project as it is drafted, and everything that keeps it from being submitted or accepted.

Not for: wording a notice (see `notice_bodies`) nor for storing anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from core.calendar import Calendar
from core.errors import Invalid
from core.rules import RuleBook
from trading.kinds import Kind
from trading.projects.domain.ceiling import ceiling_in_force
from trading.projects.domain.panel import Seat, panel_faults
from trading.projects.domain.scheme import Scheme, scheme_faults
from trading.projects.domain.times import NoticeTimes, Remark, time_faults, time_remarks


@dataclass(frozen=True, slots=True, kw_only=True)
class Basics:
    """What is bought, for whom, with what money; every text is Chinese as it will stand in the notice.

    `ceiling_price` is what was typed, if anything; what holds is `ceiling`.
    """

    name: str
    category: str
    budget: Decimal
    ceiling_price: Decimal | None
    plan_no: str
    funding: str
    region: str
    requirement: str
    qualification: str
    performance_period: str
    consortium_allowed: bool
    sme_reserved: bool
    agency_fee: str
    tenderer_address: str
    tenderer_contact: str
    tenderer_phone: str
    agency_address: str
    agency_contact: str
    agency_phone: str
    bid_validity_days: int
    lot_name: str = ""

    @property
    def ceiling(self) -> Decimal:
        return ceiling_in_force(ceiling_price=self.ceiling_price, budget=self.budget)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A whole draft as the linter sees it. `times` is None until all three are set."""

    project_id: UUID
    lot_id: UUID
    project_no: str
    kind: Kind
    basics: Basics
    scheme: Scheme
    seats: tuple[Seat, ...]
    panel_threshold: int
    times: NoticeTimes | None
    opening_place: str
    day_off_reason: str


_CONTENTS = "《政府采购货物和服务招标投标管理办法》第十三条"
_NEEDED: tuple[tuple[str, str], ...] = (
    ("name", "项目名称"),
    ("funding", "资金来源"),
    ("requirement", "采购需求"),
    ("qualification", "申请人的资格要求"),
    ("performance_period", "合同履行期限"),
    ("tenderer_address", "采购人地址"),
    ("tenderer_contact", "采购人联系人"),
    ("tenderer_phone", "采购人联系电话"),
    ("agency_address", "代理机构地址"),
    ("agency_contact", "代理机构联系人"),
    ("agency_phone", "代理机构联系电话"),
)


def draft_faults(*, draft: Draft, now: datetime, rules: RuleBook, calendar: Calendar) -> Iterator[Invalid]:
    """Everything at once: contents, money, scheme, panel and times."""
    yield from basics_faults(basics=draft.basics)
    yield from scheme_faults(
        scheme=draft.scheme,
        category=draft.basics.category,
        rules=rules,
        sme_reserved=draft.basics.sme_reserved,
    )
    yield from panel_faults(seats=draft.seats, threshold=draft.panel_threshold)
    if not draft.opening_place:
        yield Invalid(
            code="opening-place-missing", message="请填写开标地点", field="opening_place", article=_CONTENTS
        )
    if draft.times is None:
        yield Invalid(
            code="times-missing",
            message="请填写公告发布时间、招标文件获取截止时间和投标截止时间",
            field="publish_at",
            article=_CONTENTS,
        )
        return
    yield from time_faults(times=draft.times, now=now, rules=rules, calendar=calendar)
    for remark in draft_remarks(draft=draft, calendar=calendar):
        if not draft.day_off_reason:
            yield unacknowledged(remark)


def basics_faults(*, basics: Basics) -> Iterator[Invalid]:
    """Contents a 招标公告 must have, and the money."""
    for field, title in _NEEDED:
        if not getattr(basics, field).strip():
            yield _needed(field, title)
    if basics.budget <= 0:
        yield Invalid(code="budget-missing", message="请填写预算金额", field="budget", article=_CONTENTS)
    if basics.ceiling_price is not None and basics.ceiling_price > basics.budget:
        yield Invalid(
            code="ceiling-above-budget",
            message="最高限价不得高于预算金额",
            field="ceiling_price",
            article="《政府采购货物和服务招标投标管理办法》第十二条",
            facts={"budget": str(basics.budget), "ceiling_price": str(basics.ceiling_price)},
        )


def draft_remarks(*, draft: Draft, calendar: Calendar) -> tuple[Remark, ...]:
    """What is pointed out but may be kept with a reason."""
    return () if draft.times is None else tuple(time_remarks(times=draft.times, calendar=calendar))


def unacknowledged(remark: Remark) -> Invalid:
    """The refusal for a remark nobody has given a reason for."""
    return Invalid(
        code="day-off-unacknowledged",
        message=f"{remark.message}；如仍按此时间进行，请写明理由",
        field="day_off_reason",
        article=remark.article,
    )


def _needed(field: str, title: str) -> Invalid:
    return Invalid(code="content-missing", message=f"请填写{title}", field=field, article=_CONTENTS)
