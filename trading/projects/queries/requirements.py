"""What a bid must answer in substance (实质性要求), as the tender says it: the committee's checklist in the review.

《政府采购货物和服务招标投标管理办法》第二十条: the documents mark what must be answered in substance; lines of the
requirement marked ★ stand apart. Not for: judging a bid, which the committee does.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.errors import NotFound
from core.money import grouped
from trading.projects.domain.draft import Basics
from trading.projects.queries.drafts import basics_of, project_of
from trading.tables import Lot

MARK = "★"


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One thing to look for in every bid: what it is about, and the documents' own words."""

    title: str
    text: str


async def substantive_requirements(lot_id: UUID) -> tuple[Requirement, ...]:
    """In the order a reader goes through a bid; raises `NotFound` (`lot-unknown`)."""
    lot = await Lot.objects().where(Lot.id == lot_id).first()
    if lot is None:
        raise NotFound(code="lot-unknown", message="没有这个采购包")
    return requirements(basics_of(lot=lot, project=await project_of(lot)))


def requirements(basics: Basics) -> tuple[Requirement, ...]:
    """The checklist of a tender with these basics."""
    marked = [line.strip() for line in basics.requirement.splitlines() if line.strip().startswith(MARK)]
    return (
        Requirement(title="资格要求", text=basics.qualification),
        *(Requirement(title="实质性条款", text=line.removeprefix(MARK).strip()) for line in marked),
        Requirement(title="采购需求", text=basics.requirement),
        Requirement(title="合同履行期限", text=basics.performance_period),
        Requirement(title="投标有效期", text=f"自投标截止之日起不少于{basics.bid_validity_days}日"),
        Requirement(title="报价", text=f"不超过最高限价{grouped(basics.ceiling)}元，只有一个报价"),
        Requirement(
            title="联合体", text="接受联合体投标" if basics.consortium_allowed else "不接受联合体投标"
        ),
    )
