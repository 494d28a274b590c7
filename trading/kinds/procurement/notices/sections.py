"""What several of the notices say in the same way. Not for: a notice as a whole."""

from __future__ import annotations

from decimal import Decimal

from core.money import grouped, in_capitals
from trading.kinds.procurement.particulars import LABELS
from trading.notices.domain.notice_shape import (
    NoticeFacts,
    Section,
)


def contact_section(heading: str, facts: NoticeFacts) -> Section:
    basics = facts.basics
    return Section(
        heading=heading,
        lines=(
            ("采购人", facts.tenderer_name),
            (LABELS["tenderer_address"], basics.tenderer_address),
            ("采购人联系方式", f"{basics.tenderer_contact} {basics.tenderer_phone}"),
            ("代理机构", facts.agency_name),
            (LABELS["agency_address"], basics.agency_address),
            ("代理机构联系方式", f"{basics.agency_contact} {basics.agency_phone}"),
            ("项目联系人", basics.agency_contact),
            ("电话", basics.agency_phone),
        ),
    )


def amount(value: Decimal) -> str:
    return f"{grouped(value)}元（人民币{in_capitals(value)}）"


def points(value: Decimal) -> str:
    return f"{value.normalize():f}"
