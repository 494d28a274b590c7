"""What a bid must answer in substance (实质性要求), as the tender says it: the committee's checklist in the review.

《政府采购货物和服务招标投标管理办法》第二十条: the documents mark what must be answered in substance; lines of the
requirement marked ★ stand apart. Not for: judging a bid, which the committee does.
"""

from __future__ import annotations

from core.money import grouped
from trading.kinds.procurement.particulars import tender_of
from trading.projects.domain.draft import Basics
from trading.projects.domain.requirement import Requirement

MARK = "★"


def requirements(basics: Basics) -> tuple[Requirement, ...]:
    """The checklist of a tender with these basics, for the one lot they name."""
    tender, (lot,) = tender_of(basics), basics.lots
    marked = [line.strip() for line in tender.requirement.splitlines() if line.strip().startswith(MARK)]
    return (
        Requirement(title="资格要求", text=basics.qualification),
        *(Requirement(title="实质性条款", text=line.removeprefix(MARK).strip()) for line in marked),
        Requirement(title="采购需求", text=tender.requirement),
        Requirement(title="合同履行期限", text=tender.performance_period),
        Requirement(title="投标有效期", text=f"自投标截止之日起不少于{tender.bid_validity_days}日"),
        Requirement(title="报价", text=f"不超过最高限价{grouped(lot.ceiling)}元，只有一个报价"),
        Requirement(
            title="联合体", text="接受联合体投标" if tender.consortium_allowed else "不接受联合体投标"
        ),
    )
