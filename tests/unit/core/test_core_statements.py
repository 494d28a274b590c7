"""What people state in words is bounded where it is kept, whichever door it came through."""

import pytest

from core.errors import Invalid
from core.statements import stated

MISSING = Invalid(code="reason-missing", message="请写明理由", field="reason")


def code_of(text: str) -> str:
    with pytest.raises(Invalid) as refusal:
        stated(text, field="reason", most=10, unless=MISSING)
    assert refusal.value.field == "reason"
    return refusal.value.code


def test_a_statement_is_kept_as_stated() -> None:
    assert stated("  报价偏低\u000b见附件  ", field="reason", most=20) == "报价偏低\n见附件"


@pytest.mark.parametrize("nothing", ["", "  ", "\u200b\u3000", "\u000b"])
def test_nothing_visible_is_nothing_stated(nothing: str) -> None:
    assert code_of(nothing) == "reason-missing"
    assert stated(nothing, field="reason") == ""


def test_beyond_the_bound_is_refused_and_never_cut() -> None:
    assert stated("字" * 10, field="reason", most=10) == "字" * 10
    assert code_of("字" * 11) == "text-too-long"
    assert code_of("字" * 100_000) == "text-too-long"


@pytest.mark.parametrize("foreign", ["\u0000", "\u0001", "\ufffe", "\ud800"])
def test_what_no_document_holds_is_refused(foreign: str) -> None:
    assert code_of(f"理由{foreign}") in ("text-control", "text-not-characters")
