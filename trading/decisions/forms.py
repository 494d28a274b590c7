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
from web.form_fields import Moment, Short, a_file
from web.form_fields import Name as Line

LARGEST_BODY = 2 * LARGEST_EVIDENCE


class AwardForm(msgspec.Struct, frozen=True, kw_only=True):
    """The tenderer's determination; the address names the winner."""

    late_reason: LongText = ""
    publish_at: Moment | None = None


class GroundForm(msgspec.Struct, frozen=True, kw_only=True):
    """A listed ground, facts and evidence: an entry of the log, or a file (base64 here, a file in the form)."""

    ground: Short
    statement: LongText
    evidence_seq: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)] | None = None
    evidence_name: Line = ""
    evidence: Annotated[str, a_file(largest=LARGEST_BODY)] = ""

    def proof(self) -> Evidence:
        """Raises `Invalid` (`evidence-unreadable`)."""
        unreadable = Invalid(code="evidence-unreadable", message="证据文件应以Base64编码", field="evidence")
        data = bytes_of_base64(self.evidence, unless=unreadable)
        named = file_name(data, typed=self.evidence_name, otherwise="证据") if data else ""
        return Evidence(log_seq=self.evidence_seq, data=data, file_name=named)
