"""What comes in at the doors of the determination, for HTML forms and for JSON alike.

Lengths are those of the tables. Not for: judging what the values mean; operations and the domain do.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec

from core.base64_text import bytes_of_base64
from core.errors import Invalid
from trading.decisions.domain.evidence import LARGEST_EVIDENCE, Evidence, file_name
from trading.projects.forms import LongText
from web.form_fields import Moment, Short
from web.form_fields import Name as Line


class AwardForm(msgspec.Struct, frozen=True, kw_only=True):
    """The tenderer's determination; the page's address names the winner."""

    late_reason: LongText = ""
    publish_at: Moment | None = None


class DetermineForm(AwardForm, frozen=True, kw_only=True):
    """Over JSON; `bidder_id` is the candidate in turn as the tenderer saw them."""

    bidder_id: UUID


class GroundForm(msgspec.Struct, frozen=True, kw_only=True):
    """A listed ground, facts and evidence. Over JSON the file comes as base64; the page posts it as a file."""

    ground: Short
    statement: LongText
    evidence_seq: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)] | None = None
    evidence_name: Line = ""
    evidence: Annotated[str, msgspec.Meta(max_length=LARGEST_EVIDENCE // 3 * 4 + 4)] = ""

    def proof(self) -> Evidence:
        """Raises `Invalid` (`evidence-unreadable`)."""
        unreadable = Invalid(code="evidence-unreadable", message="证据文件应以Base64编码", field="evidence")
        data = bytes_of_base64(self.evidence, unless=unreadable)
        return self.proof_of(data, name=self.evidence_name)

    def proof_of(self, data: bytes, *, name: str) -> Evidence:
        return Evidence(
            log_seq=self.evidence_seq,
            data=data,
            file_name=file_name(data, typed=name, otherwise="证据") if data else "",
        )


class PassOverForm(GroundForm, frozen=True, kw_only=True):
    """A candidate who cannot win."""

    bidder_id: UUID
