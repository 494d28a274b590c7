"""What comes in at the doors of the determination, for HTML forms and for JSON alike.

Lengths are those of the tables. Not for: judging what the values mean; operations and the domain do.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from core.base64_text import bytes_of_base64
from core.errors import Invalid
from trading.decisions.domain.evidence import LARGEST_EVIDENCE, Evidence, file_name
from trading.projects.forms import LongText
from web.form_fields import CHOSEN, Moment, Reason, Short, a_file
from web.form_fields import Name as Line

LARGEST_BODY = 2 * LARGEST_EVIDENCE


class AwardForm(msgspec.Struct, frozen=True, kw_only=True):
    """The tenderer's determination; the address names the winner."""

    late_reason: Annotated[LongText, msgspec.Meta(title="逾期原因")] = ""
    publish_at: Annotated[Moment | None, msgspec.Meta(title="结果公告发布时间")] = None


class UndoingWord(msgspec.Struct, frozen=True, kw_only=True):
    """Why a finding is taken back."""

    reason: Annotated[Reason, msgspec.Meta(title="撤销的理由")]


class GroundForm(msgspec.Struct, frozen=True, kw_only=True):
    """A listed ground, facts and evidence: an entry of the log, or a file (base64 here, a file in the form)."""

    ground: Annotated[Short, CHOSEN, msgspec.Meta(title="情形")]
    statement: Annotated[LongText, msgspec.Meta(title="具体事实")]
    evidence_seq: Annotated[
        Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)] | None,
        msgspec.Meta(title="审计日志条目编号", description="证据已记入本{lot}的公开审计日志的，填条目编号。"),
    ] = None
    evidence_name: Annotated[Line, msgspec.Meta(title="证据文件名称")] = ""
    evidence: Annotated[
        str,
        a_file(largest=LARGEST_BODY),
        msgspec.Meta(
            title="证据文件",
            description="PDF、PNG或者JPEG扫描件，不超过4 MB；与日志条目至少填一项。",
        ),
    ] = ""

    def proof(self) -> Evidence:
        """Raises `Invalid` (`evidence-unreadable`)."""
        unreadable = Invalid(code="evidence-unreadable", message="证据文件应以Base64编码", field="evidence")
        data = bytes_of_base64(self.evidence, unless=unreadable)
        named = file_name(data, typed=self.evidence_name, otherwise="证据") if data else ""
        return Evidence(log_seq=self.evidence_seq, data=data, file_name=named)
