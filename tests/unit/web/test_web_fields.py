"""What a page says of a field comes from the struct that reads it; so does what is said when it is left out."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
import pytest
from msgspec import Meta

from trading.kinds import KINDS
from web.bodies import as_declared
from web.fields import Field, Form, fields_of
from web.form_fields import (
    CHOSEN,
    Choice,
    FieldError,
    Moment,
    Password,
    Reason,
    ShortReason,
    Yuan,
    each_once,
    missing,
)
from web.forms import FormRefused, FormValues, parse_form


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    points: Annotated[int, Meta(ge=0, le=9, title="分值", extra={"unit": "分"})]


class Word(msgspec.Struct, frozen=True, kw_only=True):
    address: Annotated[
        ShortReason, Meta(title="{tenderer}地址", description="{tenderer}填写", extra={"typed": 18})
    ]
    why: Annotated[Reason, Meta(title="更换理由", extra={"article": "第四十九条"})]
    whose: Annotated[UUID, Meta(title="人员")]
    agrees: Annotated[Choice, Meta(title="意见", extra={"options": {"yes": "同意", "no": "不同意"}})]
    budget: Annotated[Yuan | None, Meta(title="预算")] = None
    at: Annotated[Moment | None, Meta(title="时间")] = None
    on: Annotated[date | None, Meta(title="日期")] = None
    joint: Annotated[bool, Meta(title="联合体")] = False
    colour: Annotated[
        Colour, Meta(title="颜色", extra={"options": {Colour.RED: "红", Colour.BLUE: "蓝"}})
    ] = Colour.BLUE
    secret: Annotated[Password, Meta(title="密码")] = ""
    rows: Annotated[tuple[Row, ...], Meta(max_length=9, title="各行"), each_once("points")] = ()


class Silent(msgspec.Struct, frozen=True, kw_only=True):
    name: Annotated[str, Meta(max_length=9)]


def test_a_field_is_told_by_its_annotation() -> None:
    fields = fields_of(Word)
    assert fields["why"] == Field(
        label="更换理由",
        hint=None,
        unit=None,
        shape="text",
        maxlength=2000,
        required=True,
        default="",
        options=(),
        autocomplete="off",
    )
    assert fields["address"].maxlength == 18
    assert fields["colour"].default == "blue"
    assert fields["colour"].options == (("red", "红"), ("blue", "蓝"))
    assert fields["secret"].autocomplete == "current-password"


def test_what_it_is_typed_in_follows_from_its_type() -> None:
    assert {name: field.shape for name, field in fields_of(Word).items()} == {
        "address": "line",
        "why": "text",
        "whose": "line",
        "agrees": "choice",
        "budget": "money",
        "at": "moment",
        "on": "day",
        "joint": "tick",
        "colour": "line",
        "secret": "password",
        "rows": "several",
        "rows-points": "count",
    }


class Bounded(msgspec.Struct, frozen=True, kw_only=True):
    years: Annotated[int, Meta(ge=0, le=60, title="从业年限")] = 0
    code: Annotated[str, Meta(pattern="^[0-9]{6}$", title="代码", extra={"right": "6位数字"})] = ""


def test_what_is_out_of_bounds_is_told_by_the_bounds_of_its_field() -> None:
    for typed in ("-3", "61"):
        with pytest.raises(FormRefused) as refused:
            parse_form(FormValues([("years", typed), ("code", "99")]), Bounded)
        told = {name: error.message for name, error in refused.value.errors.items()}
        assert told == {"years": "从业年限应在0至60之间", "code": "格式不正确，应为6位数字"}


def test_a_row_is_asked_by_its_number() -> None:
    assert Form(fields_of(Word))["rows-17-points"].unit == "分"


def test_a_label_is_in_the_words_of_the_kind() -> None:
    told = {code: Form(fields_of(Word), asdict(kind.terms))["address"] for code, kind in KINDS.items()}
    assert {code: (field.label, field.hint) for code, field in told.items()} == {
        "procurement": ("采购人地址", "采购人填写"),
        "land_listing": ("出让人地址", "出让人填写"),
    }


def test_a_word_of_the_kind_is_not_left_out() -> None:
    with pytest.raises(KeyError, match="tenderer"):
        Form(fields_of(Word))["address"]


def test_a_field_without_a_label_is_an_error_of_the_program() -> None:
    with pytest.raises(LookupError, match=r"Silent\.name"):
        fields_of(Silent)


def test_what_the_page_alone_can_list_is_chosen_and_not_filled_in() -> None:
    assert missing(Annotated[int, CHOSEN, Meta(title="组长人选")]).message == "请选择“组长人选”"
    assert missing(Annotated[UUID, Meta(title="{opening}人员")]).message == "请选择此项"


LEFT_OUT = {
    "address": FieldError(message="请填写此项", code="reason-missing"),
    "why": FieldError(message="请填写“更换理由”", code="reason-missing", article="第四十九条"),
    "whose": FieldError(message="请选择“人员”", code="field-required"),
    "agrees": FieldError(message="请选择“意见”", code="field-required"),
}


@pytest.mark.parametrize("nothing", ["", "  ", "\u3000\n", "\u200b"])
def test_what_is_left_out_is_named_by_its_label_at_both_doors(nothing: str) -> None:
    with pytest.raises(FormRefused) as by_form:
        parse_form(FormValues([("address", nothing), ("why", nothing), ("whose", nothing)]), Word)
    assert by_form.value.errors == LEFT_OUT
    with pytest.raises(FormRefused) as by_json:
        as_declared({"address": nothing, "why": nothing}, Word)
    assert by_json.value.errors == LEFT_OUT
