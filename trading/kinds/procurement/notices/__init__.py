"""The wording of notices, as the standard forms order it (《政府采购公告和公示信息格式规范（2020年版）》).

A body is data, so that the page, the Word document and the logged hash show the same thing.
Not for: layout, nor for deciding when anything is published.
"""

from __future__ import annotations

from trading.audit_tags import AuditTag
from trading.kinds.procurement.notices.announcement import announcement_body
from trading.kinds.procurement.notices.result import evaluated_price_told, result_body
from trading.kinds.procurement.notices.termination import termination_body
from trading.notices.domain.notice_shape import NoticeForm, Notices
from trading.timers import PUBLISH_AWARD, PUBLISH_NOTICE

__all__ = ["NOTICES", "evaluated_price_told"]

NOTICES = Notices(
    announcement=NoticeForm(
        title="公开招标公告",
        timer=PUBLISH_NOTICE,
        tag=AuditTag.NOTICE_PUBLISH,
        body=announcement_body,
    ),
    result=NoticeForm(
        title="中标结果公告", timer=PUBLISH_AWARD, tag=AuditTag.AWARD_PUBLISH, body=result_body
    ),
    termination=NoticeForm(
        title="废标公告", timer=PUBLISH_NOTICE, tag=AuditTag.NOTICE_PUBLISH, body=termination_body
    ),
)
