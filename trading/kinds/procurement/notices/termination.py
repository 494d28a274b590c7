"""废标公告 as worded."""

from __future__ import annotations

from trading.kinds.procurement.names import TERMS
from trading.kinds.procurement.notices.sections import contact_section
from trading.notices.domain.notice_shape import (
    Body,
    Section,
    Termination,
)


def termination_body(given: Termination) -> Body:
    """废标公告 (《政府采购法》第三十六条: the reason is told to all bidders). `again`: a new tender has to follow."""
    follows = (
        "废标后，除采购任务取消情形外，应当重新组织招标（《政府采购法》第三十七条）。"
        if given.again
        else "采购任务取消，不再重新组织招标（《政府采购法》第三十七条）。"
    )
    return Body(
        summary="",
        sections=(
            Section(
                heading="一、项目基本情况",
                lines=(
                    ("采购项目编号", given.facts.project_no),
                    ("采购项目名称", given.facts.basics.name),
                    *given.facts.lot_lines(TERMS),
                ),
            ),
            Section(heading="二、项目废标的原因", paragraphs=(given.reason,)),
            Section(
                heading="三、其他补充事宜",
                paragraphs=(follows,),
            ),
            contact_section("四、凡对本次公告内容提出询问，请按以下方式联系", given.facts),
        ),
    )
