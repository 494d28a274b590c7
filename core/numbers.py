"""Numbers as people type them: one grammar for sums, marks, percentages and counts.

Digits are ASCII or full-width; `．` and the full stop of the Chinese keyboard (`。`) are the decimal point, `，` is a
comma, and commas group by threes or not at all. No sign, exponent, underscore or other script. Nothing is rounded:
the range is judged first, then the decimals. `web/browser/numbers.js` is the twin; `tests/vectors/numbers.json`
binds the two.
Not for: numbers that programs wrote for programs; those have a format of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from core.errors import Invalid

LONGEST = 64
_CHINESE = ("零", "一", "两", "三", "四", "五", "六")
_ENDS = " \t\r\n\u00a0\u3000"
_KEYBOARD = str.maketrans("０１２３４５６７８９．。，－", "0123456789..,-")
_NUMBER = re.compile(r"(?P<below>-?)(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.(?P<part>[0-9]+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a field holds: the word its refusal codes begin with, its range and its decimals.

    `example` stands in the sentence for what cannot be read; `article` is the law of the range.
    """

    code: str
    title: str
    most: Decimal
    least: Decimal = Decimal(0)
    places: int = 2
    example: str = "8.5"
    article: str | None = None

    def up_to(self, most: Decimal) -> Measure:
        """The same measure with another upper end."""
        return replace(self, most=most)


PERCENTAGE = Measure(code="percentage", title="百分比", most=Decimal(100), example="12.5")
MARK = Measure(code="mark", title="评分", most=Decimal(100))
POINTS = Measure(code="points", title="分值", most=Decimal(100), example="30")
COUNT = Measure(code="number", title="数目", most=Decimal(999_999_999), places=0, example="30")
NUMBER = Measure(code="number", title="数值", most=Decimal(999_999_999_999), places=6, example="12.5")


def read_number(value: str | int | Decimal, measure: Measure, *, field: str | None = None) -> Decimal:
    """`value` to exactly the measure's decimals.

    Raises `Invalid`: `…-unreadable`, `…-out-of-range`, `…-too-fine`, with the measure's own word.
    """
    number = _read_text(value, measure, field) if isinstance(value, str) else _plain(value, measure, field)
    if not measure.least <= number <= measure.most:
        raise _out_of_range(measure, field)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > measure.places:
        raise _too_fine(measure, field)
    return number.quantize(Decimal(1).scaleb(-measure.places))


def _read_text(text: str, measure: Measure, field: str | None) -> Decimal:
    typed = text.strip(_ENDS)
    found = _NUMBER.fullmatch(typed.translate(_KEYBOARD)) if len(typed) <= LONGEST else None
    if not found:
        raise _unreadable(measure, field)
    if found["below"]:
        raise _out_of_range(measure, field)
    return Decimal(found["whole"].replace(",", "") + "." + (found["part"] or ""))


def _plain(value: int | Decimal, measure: Measure, field: str | None) -> Decimal:
    number = Decimal(value)
    if isinstance(value, bool) or not number.is_finite():
        raise _unreadable(measure, field)
    return number


def _unreadable(measure: Measure, field: str | None) -> Invalid:
    number = "数字" if measure.places else "整数"
    message = f"{measure.title}应为{number}，例如 {measure.example}；逗号只能按三位分节"
    return Invalid(code=f"{measure.code}-unreadable", message=message, field=field)


def _too_fine(measure: Measure, field: str | None) -> Invalid:
    rule = f"最多保留{_CHINESE[measure.places]}位小数" if measure.places else "应为整数"
    return Invalid(code=f"{measure.code}-too-fine", message=f"{measure.title}{rule}", field=field)


def _out_of_range(measure: Measure, field: str | None) -> Invalid:
    message = f"{measure.title}应在{_told(measure.least)}至{_told(measure.most)}之间"
    code = f"{measure.code}-out-of-range"
    return Invalid(code=code, message=message, field=field, article=measure.article)


def _told(end: Decimal) -> str:
    text = f"{end:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
