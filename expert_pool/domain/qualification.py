"""Who may be in the pool: 《政府采购评审专家管理办法》第六条.

A senior title, or an intermediate title (or its equivalent) and eight years in the field; under seventy.
Not for: honesty and health, which people vouch for.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from core.errors import Invalid
from expert_pool.domain.recusal import AGE_LIMIT

ARTICLE = "《政府采购评审专家管理办法》第六条"
LEAST_YEARS = 8


class TitleLevel(StrEnum):
    """高级 or 中级 professional title, or equivalent standing."""

    SENIOR = "senior"
    INTERMEDIATE = "intermediate"


TITLE_LEVELS = {TitleLevel.SENIOR: "高级或同等专业水平", TitleLevel.INTERMEDIATE: "中级或同等专业水平"}


def check_qualification(*, level: TitleLevel, years: int, birth_year: int, day: date) -> None:
    """Refuse (`Invalid`): `expert-too-old`, `expert-too-short-in-field`."""
    if day.year - birth_year >= AGE_LIMIT:
        raise Invalid(
            code="expert-too-old",
            message=f"评审专家应不满{AGE_LIMIT}周岁",
            field="birth_year",
            article=ARTICLE,
            facts={"birth_year": birth_year},
        )
    if level is TitleLevel.INTERMEDIATE and years < LEAST_YEARS:
        raise Invalid(
            code="expert-too-short-in-field",
            message=f"中级职称的专家应从事相关领域工作满{LEAST_YEARS}年",
            field="years",
            article=ARTICLE,
            facts={"years": years},
        )
