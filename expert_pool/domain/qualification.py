"""Who may be in the pool: 《政府采购评审专家管理办法》第六条.

A senior title, or an intermediate title (or its equivalent) and years enough in the field; under the age limit.
Not for: honesty and health, which people vouch for.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from core.errors import Invalid
from core.rules import Rule


class TitleLevel(StrEnum):
    """高级 or 中级 professional title, or equivalent standing."""

    SENIOR = "senior"
    INTERMEDIATE = "intermediate"


TITLE_LEVELS = {TitleLevel.SENIOR: "高级或同等专业水平", TitleLevel.INTERMEDIATE: "中级或同等专业水平"}


def check_qualification(
    *, level: TitleLevel, years: int, birth_year: int, day: date, age: Rule, field_years: Rule
) -> None:
    """Refuse (`Invalid`): `expert-too-old`, `expert-too-short-in-field`."""
    if day.year - birth_year >= age.count:
        raise Invalid(
            code="expert-too-old",
            message=f"评审专家应不满{age.count}周岁",
            field="birth_year",
            article=age.article,
            facts={"birth_year": birth_year},
        )
    if level is TitleLevel.INTERMEDIATE and years < field_years.count:
        raise Invalid(
            code="expert-too-short-in-field",
            message=f"中级职称的专家应从事相关领域工作满{field_years.count}年",
            field="years",
            article=field_years.article,
            facts={"years": years},
        )
