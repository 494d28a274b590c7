"""What people state in words is bounded where it is kept, whichever door it came through."""

import pytest

from core.errors import Invalid
from core.statements import named, stated

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


def test_a_name_is_one_line_never_empty_and_never_too_long() -> None:
    assert named("  某某\u3000研究院\u200b", field="employer_name", most=200) == "某某 研究院"
    for typed, code in (
        ("\u200b", "field-required"),
        ("字" * 61, "text-too-long"),
        ("a\u0000", "text-control"),
    ):
        with pytest.raises(Invalid) as refusal:
            named(typed, field="title", most=60)
        assert (refusal.value.code, refusal.value.field) == (code, "title")
