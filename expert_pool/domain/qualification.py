"""Who may be in the pool: 《政府采购评审专家管理办法》第六条.

A senior title, or an intermediate title (or its equivalent) and years enough in the field; under the age limit.
Not for: honesty and health, which people vouch for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.errors import Invalid
from core.rules import Rule


class TitleLevel(StrEnum):
    """高级 or 中级 professional title, or equivalent standing."""

    SENIOR = "senior"
    INTERMEDIATE = "intermediate"


TITLE_LEVELS = {TitleLevel.SENIOR: "高级或同等专业水平", TitleLevel.INTERMEDIATE: "中级或同等专业水平"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth:
    """When somebody was born: the day, or only the year where no more is on file."""

    year: int
    on: date | None = None

    def has_reached(self, years: int, *, day: date) -> bool:
        """Whether they are `years` old on `day`, from the birthday on; of a year alone, all of it counts.

        Who might be too old is thus not drawn (docs/decisions/0036).
        """
        if self.on is None:
            return day.year - self.year >= years
        return (day.year - years, day.month, day.day) >= (self.on.year, self.on.month, self.on.day)


def check_qualification(
    *,
    level: TitleLevel,
    years: int,
    birth: Birth,
    day: date,
    age: Rule,
    field_years: Rule,
    working_age: Rule,
) -> None:
    """Refuse (`Invalid`): `birth-after-today`, `expert-too-old`, `years-beyond-age`, `expert-too-short-in-field`."""
    field = "birth_year" if birth.on is None else "birth_on"
    if (birth.on or date(birth.year, 1, 1)) > day:
        raise Invalid(code="birth-after-today", message="出生日期不得晚于今天", field=field)
    if birth.has_reached(age.count, day=day):
        told = "" if birth.on else "；只有出生年份的，满龄当年即不得入库，可补填出生日期"
        raise Invalid(
            code="expert-too-old",
            message=f"评审专家应不满{age.count}周岁{told}",
            field=field,
            article=age.article,
            facts={"birth_year": birth.year},
        )
    if not birth.has_reached(working_age.count + years, day=day):
        raise Invalid(
            code="years-beyond-age",
            message=f"从业年限与出生日期不符：自年满{working_age.count}周岁起，至今不足{years}年"
            if years
            else f"评审专家应年满{working_age.count}周岁",
            field="years" if years else field,
            article=working_age.article,
            facts={"years": years},
        )
    if level is TitleLevel.INTERMEDIATE and years < field_years.count:
        raise Invalid(
            code="expert-too-short-in-field",
            message=f"中级职称的专家应从事相关领域工作满{field_years.count}年",
            field="years",
            article=field_years.article,
            facts={"years": years},
        )
