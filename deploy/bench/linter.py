"""The linter on a full draft: twenty lots of forty criteria each, everything found as page and command line show it.

.venv/bin/python deploy/bench/linter.py
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from statistics import median
from uuid import UUID, uuid4

from trading.kinds import KINDS
from trading.kinds.procurement.model_text import DOCUMENTS
from trading.kinds.procurement.particulars import TenderParticulars
from trading.projects.domain.comprehensive import ComprehensiveScheme
from trading.projects.domain.document import Document
from trading.projects.domain.draft import Draft, LotBasics
from trading.projects.domain.scheme import CriterionView
from trading.projects.domain.times import NoticeTimes
from trading.projects.operations.draft_project import empty_basics
from trading.projects.queries.linting import findings_in
from trading.rules import official_calendar

LOTS, CRITERIA, ROUNDS = 20, 40, 50
LIMIT_MS = 20.0
DAY, NOW = date(2026, 11, 27), datetime(2026, 11, 27, 2, tzinfo=UTC)
GUIDE = (
    "投标人针对本项目提供的实施方案内容完整、切合采购需求、进度安排合理、措施可行的得1.5分；内容较完整的得1分；"
    "内容有缺漏的得0.5分；未提供的不得分。响应时间在30分钟以内的，30至60分钟的，分别按上列分值计算。" * 3
)


def full_draft() -> Draft:
    """Every text is long, every criterion read to its end, and nothing is found before the end."""
    lots = tuple(
        LotBasics(no=no, name=f"第{no}批设备", budget=Decimal(3_000_000)) for no in range(1, LOTS + 1)
    )
    tender = TenderParticulars(
        requirement=GUIDE * 10, payment_days=45, sme_percent=Decimal(40), intention_exempt="急需"
    )
    qualification = "具有有效的食品经营许可证、医疗器械经营许可证和安全生产许可证。" * 20
    basics = replace(
        empty_basics(KINDS["procurement"]), lots=lots, particulars=tender, qualification=qualification
    )
    return Draft(
        project_id=UUID(int=1),
        project_no="510116-2026-00001",
        kind="procurement",
        basics=basics,
        schemes=tuple(_scheme() for _ in lots),
        seats=(),
        panel_threshold=2,
        times=NoticeTimes(
            publish_at=NOW + timedelta(hours=1),
            documents_until=NOW + timedelta(days=15),
            bids_due_at=NOW + timedelta(days=30),
        ),
        opening_place="第一开标室",
        day_off_reason="",
        document=Document(chapters=DOCUMENTS.model),
    )


def _scheme() -> ComprehensiveScheme:
    criteria = tuple(
        CriterionView(
            id=uuid4(),
            ordinal=ordinal,
            name=f"评审因素{ordinal}",
            kind="subjective",
            max_points=Decimal("1.5"),
            guide=GUIDE,
            envelope="technical",
        )
        for ordinal in range(1, CRITERIA + 1)
    )
    return ComprehensiveScheme(price_points=Decimal(40), criteria=criteria, small_firm_percent=Decimal(10))


def main() -> int:
    """Prints the median of one call, and what part of the limit it is."""
    draft, calendar, spent = full_draft(), official_calendar(), []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        found = findings_in(draft, day=DAY, now=NOW, calendar=calendar)
        spent.append((time.perf_counter() - began) * 1000)
    one = median(spent)
    print(
        f"{LOTS} lots of {CRITERIA} criteria, {len(found)} findings: {one:.1f} ms a call (worst {max(spent):.1f} ms),"
        f" limit {LIMIT_MS:.0f} ms, ratio {one / LIMIT_MS:.2f}"
    )
    return int(one > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
