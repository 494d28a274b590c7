"""Figures drawn on the server: small SVG charts, always shown together with their table.

Not for: interaction. A figure must say the same on paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup, escape

_WIDTH = 640
_HEIGHT = 220
_LETTER = 20  # of a phone's, as `components.css` has it
_LEFT, _RIGHT, _TOP, _BOTTOM = 8, 8, 26, 30


def bars(rows: Sequence[tuple[str, int | Decimal]], *, label: str, unit: str = "") -> Markup:
    """Vertical bars, one for each (name, value), values above the bars; lying ones, each below its name and value,
    where a name or value would not fit above its bar on a phone."""
    if not rows:
        return Markup("")
    if not _fit(rows):
        return _lying(rows, label=label, unit=unit)
    largest = max([value for _, value in rows] + [1])
    step = (_WIDTH - _LEFT - _RIGHT) / len(rows)
    thick = min(step * 0.56, 56)
    parts = []
    for index, (name, value) in enumerate(rows):
        middle = _LEFT + step * (index + 0.5)
        tall = (_HEIGHT - _TOP - _BOTTOM) * float(value) / float(largest)
        top = _HEIGHT - _BOTTOM - tall
        parts.append(
            Markup(
                '<rect class="figure-bar" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2"/>'
            ).format(middle - thick / 2, top, thick, tall)
            + _text(middle, top - 7, _told(value), kind="figure-value")
            + _text(middle, _HEIGHT - 10, name, kind="figure-name")
        )
    return _frame(Markup("").join(parts), label=label, unit=unit)


def _fit(rows: Sequence[tuple[str, int | Decimal]]) -> bool:
    step = (_WIDTH - _LEFT - _RIGHT) / len(rows)
    return all(_wide(text) <= step for name, value in rows for text in (name, _told(value)))


def _wide(text: str) -> float:
    """About how wide `text` is in the largest letters a drawing is shown in."""
    return sum(_LETTER if ord(letter) > 0xFF else _LETTER * 0.62 for letter in text)


def _lying(rows: Sequence[tuple[str, int | Decimal]], *, label: str, unit: str) -> Markup:
    """Names of any length break into lines, as all text does."""
    largest = float(max([value for _, value in rows] + [1]))
    items = Markup("").join(
        Markup(
            '<li><span class="figure-row-name">{}</span> <span class="figure-row-value">{}{}</span>'
            '<svg class="figure-row" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
            '<rect class="figure-bar" width="{:.2f}" height="1"/></svg></li>'
        ).format(name, _told(value), f" {unit}" if unit else "", 100 * float(value) / largest)
        for name, value in rows
    )
    return Markup('<ul class="figure-rows" aria-label="{}">{}</ul>').format(label, items)


def line(rows: Sequence[tuple[str, int | Decimal]], *, label: str, unit: str = "") -> Markup:
    """One line through the values, first and last named below."""
    if len(rows) < 2:
        return bars(rows, label=label, unit=unit)
    largest = max([value for _, value in rows] + [1])
    step = (_WIDTH - 2 * _LEFT - 2 * _RIGHT) / (len(rows) - 1)
    spots = [
        (
            2 * _LEFT + step * index,
            _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * float(value) / float(largest),
        )
        for index, (_, value) in enumerate(rows)
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    base = _HEIGHT - _BOTTOM
    area = f"{spots[0][0]:.1f},{base} {path} {spots[-1][0]:.1f},{base}"
    content = Markup(
        '<polygon class="figure-area" points="{}"/><polyline class="figure-line" points="{}"/>'
    ).format(area, path)
    every = max(1, len(rows) // 6)
    for index, ((x, y), (name, value)) in enumerate(zip(spots, rows, strict=True)):
        content += Markup('<circle class="figure-dot" cx="{:.1f}" cy="{:.1f}" r="3"/>').format(x, y)
        if index == len(rows) - 1 or (index % every == 0 and len(rows) - 1 - index >= every):
            end = "" if 0 < index < len(rows) - 1 else " figure-first" if index == 0 else " figure-last"
            content += _text(x, _HEIGHT - 10, name, kind=f"figure-name{end}")
            content += _text(x, y - 9, _told(value), kind=f"figure-value{end}")
    return _frame(content, label=label, unit=unit)


def _frame(content: Markup, *, label: str, unit: str) -> Markup:
    base = _HEIGHT - _BOTTOM
    return Markup(
        '<svg class="figure-drawing" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<line class="figure-base" x1="0" y1="{}" x2="{}" y2="{}"/>{}{}</svg>'
    ).format(_WIDTH, _HEIGHT, label, base, _WIDTH, base, content, _text(2, 14, unit, kind="figure-unit"))


def _text(x: float, y: float, content: str, *, kind: str) -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>').format(kind, x, y, escape(content))


def _told(value: int | Decimal) -> str:
    return f"{value:,}" if isinstance(value, int) or not value else f"{value:,.2f}"
