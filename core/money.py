"""Money in yuan, to the fen. Stored as NUMERIC, never as a float.

Not for: rates and scores, which are plain `Decimal`.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from core.errors import Invalid
from core.numbers import Measure, read_number

FEN = Decimal("0.01")
LARGEST = Decimal("999999999999.99")
MONEY = Measure(code="money", title="金额", most=LARGEST, example="1234567.00")

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


def yuan(value: str | int | Decimal, *, field: str | None = None) -> Decimal:
    """A sum in yuan from what somebody typed (`1,234.50` is fine), as `core.numbers` reads it.

    Raises `Invalid` (`money-unreadable`, `money-out-of-range`, `money-too-fine`) for anything but
    0 … 999,999,999,999.99 with at most two decimals.
    """
    return read_number(value, MONEY, field=field)


def sealed_price(value: object, *, field: str = "price") -> Decimal:
    """The price a bidder sealed: text, above zero, to the fen. Whatever else was sealed is a refusal, never an error.

    Raises `Invalid` (what `yuan` raises, `money-unreadable` for what is no text, `money-out-of-range` for zero).
    """
    if not isinstance(value, str):
        raise Invalid(code="money-unreadable", message="报价应以文本写明，例如 1234567.00", field=field)
    price = yuan(value, field=field)
    if not price:
        raise Invalid(code="money-out-of-range", message="报价应大于零", field=field)
    return price


def grouped(value: Decimal) -> str:
    """`1234567.5` as people read it: `1,234,567.50`."""
    return f"{value:,.2f}"


def in_capitals(value: Decimal) -> str:
    """The sum in 大写 as bills and opening records write it, for example 壹佰贰拾叁万肆仟伍佰陆拾柒元伍角整.

    《支付结算办法》附一 (正确填写票据和结算凭证的基本规定): 整 after 元 or 角, never after 分; one 零 for
    any run of zeros between digits; 零 after 元 where no yuan but some jiao follow, and none for a 万 place that is
    zero before a 仟 that is not, as its examples 1680.32 and 107000.53 write it.
    """
    whole, fen = divmod(int(value.quantize(FEN, ROUND_HALF_UP) * 100), 100)
    jiao, fen = divmod(fen, 10)
    text = _whole_capitals(whole) + "元" if whole else ""
    if whole and (jiao or fen) and not (whole % 10 and jiao):
        text += "零"
    if jiao:
        text += _DIGITS[jiao] + "角"
    if fen:
        return text + _DIGITS[fen] + "分"
    return (text or "零元") + "整"


def _whole_capitals(whole: int) -> str:
    groups: list[int] = []
    while whole:
        whole, group = divmod(whole, 10_000)
        groups.append(group)
    text, gap = "", False
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if not group:
            gap = bool(text)
            continue
        if text and (gap or group < 1000):
            text += "零"
        text, gap = text + _group_capitals(group) + _GROUPS[index], False
    return text


def _group_capitals(group: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if not digit:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return text
