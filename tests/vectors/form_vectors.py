"""Opening forms and what is read of them: price, lines in their order, the declared type of enterprise."""

from __future__ import annotations

from typing import Any

from bidding_room.domain.opening_form import declared_enterprise, read_form, told_lines
from core.errors import Invalid
from trading.kinds import KINDS

FORMS: tuple[dict[str, Any], ...] = (
    {"price": "380000.50", "period": "30日"},
    *(
        {"enterprise": kind, "period": "30日", "price": "380000.50"}
        for kind in ("micro", "small", "medium", "large", "prison", "welfare")
    ),
    {"enterprise": "giant", "price": "1.00"},
    {"enterprise": "", "price": "1.00"},
    {"note": "无", "price": "1.00", "warranty": "一年", "自拟": "另附"},
    {"enterprise": 1, "price": "1.00"},
    {"price": 380000},
    {"price": "0.00"},
    {"period": "30日"},
)


def form_vectors() -> list[dict[str, Any]]:
    return [{"form": form, **_read(form)} for form in FORMS]


def _read(form: dict[str, Any]) -> dict[str, Any]:
    try:
        read = read_form(form)
    except Invalid as refusal:
        return {"refused": refusal.code}
    return {
        "price": f"{read.price:.2f}",
        "enterprise": declared_enterprise(form),
        "lines": [list(line) for line in told_lines(form, offer=KINDS["procurement"].offer)],
    }
