"""JSON at the door: strict types, unknown fields by name, exact numbers, bounded depth, one encoding."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import httpx
import msgspec
import pytest

from core.errors import DomainError, Invalid
from core.ids import new_id
from core.numbers import PERCENTAGE, read_number
from identity.roles import Role
from web.bodies import as_declared, parse_json
from web.form_fields import FewBytes, Moment, Name, Yuan, as_it_is, each_once
from web.forms import FormRefused, FormValues, parse_form

HTML = {"accept": "text/html"}


Share = Annotated[Decimal, msgspec.Meta(extra={"read": partial(read_number, measure=PERCENTAGE)})]


class Colour(StrEnum):
    RED = "red"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    note: Annotated[str, msgspec.Meta(max_length=5)] = ""


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    name: Name
    count: Annotated[int, msgspec.Meta(ge=0, le=9)] = 0
    price: Yuan | None = None
    share: Share | None = None
    at: Moment | None = None
    day: date | None = None
    colour: Colour = Colour.RED
    whole: bool = False
    who: UUID | None = None
    signed: Annotated[str, msgspec.Meta(max_length=400, extra={"read": as_it_is})] = ""
    rows: Annotated[tuple[Row, ...], msgspec.Meta(max_length=2)] = ()
    colours: Annotated[tuple[Colour, ...], msgspec.Meta(max_length=3), each_once()] = ()
    marks: Annotated[tuple[Row, ...], msgspec.Meta(max_length=3), each_once("note")] = ()


def read(**fields: Any) -> Sample:
    value = parse_json(json.dumps({"name": "甲", **fields}).encode())
    sample = as_declared(value, Sample)
    assert isinstance(sample, Sample)
    return sample


def faults(body: bytes) -> dict[str, str]:
    with pytest.raises(FormRefused) as refusal:
        as_declared(parse_json(body), Sample)
    assert (refusal.value.code, refusal.value.status) == ("input-invalid", 422)
    return {name: error.code for name, error in refusal.value.errors.items()}


def test_what_is_declared_is_read() -> None:
    read_one = read(
        price="1,234.5", share=12.5, at="2026-12-01T09:30:00+08:00", rows=[{"note": " 一\u000b二 "}]
    )
    assert (read_one.price, read_one.share) == (Decimal("1234.50"), Decimal("12.50"))
    assert read_one.at is not None
    assert read_one.rows == (Row(note="一\n二"),)
    assert read(name="\ufeff Ame\u0301lie ").name == "Am\u00e9lie"


def test_what_is_signed_keeps_every_character() -> None:
    assert read(signed=" a\u2028b ").signed == " a\u2028b "


@pytest.mark.parametrize(
    ("field", "token"),
    [
        ("count", '"1"'),
        ("count", "1.0"),
        ("count", "true"),
        ("count", "10"),
        ("count", "-1"),
        ("price", "true"),
        ("price", "400000.126"),
        ("price", '"400000.126"'),
        ("price", '"1e5"'),
        ("price", '"NaN"'),
        ("price", '"12,34"'),
        ("price", "9" * 15),
        ("price", "[]"),
        ("share", "100.01"),
        ("share", "0.125"),
        ("at", "1796089800"),
        ("at", '"2026-12-01T09:30:00"'),
        ("at", '"0001-01-01T00:00:00+14:00"'),
        ("day", "20261201"),
        ("day", '"9999-12-31"'),
        ("colour", '"blue"'),
        ("whole", '"true"'),
        ("whole", "1"),
        ("who", '"x"'),
        ("name", "1"),
        ("name", "null"),
        ("name", json.dumps("甲" * 201)),
        ("rows", "{}"),
        ("rows", "[{}, {}, {}]"),
    ],
)
def test_nothing_is_converted_laxly(field: str, token: str) -> None:
    rest = "" if field == "name" else '"name": "甲", '
    assert set(faults(f'{{{rest}"{field}": {token}}}'.encode())) == {field}


def test_every_mistake_is_named_at_once_with_unknown_and_missing_fields() -> None:
    assert faults(b'{"count": 11, "deposit": 5, "rows": [{"lots": 1}, {"note": "123456"}]}') == {
        "name": "field-required",
        "count": "field-unreadable",
        "deposit": "field-unknown",
        "rows-0-lots": "field-unknown",
        "rows-1-note": "field-unreadable",
    }


def test_an_item_that_may_come_once_is_refused_where_it_comes_again() -> None:
    body = b'{"name": "a", "colours": ["red", "red"], "marks": [{"note": "1"}, {"note": "2"}, {"note": "1"}]}'
    assert faults(body) == {"colours-1": "item-doubled", "marks-2": "item-doubled"}
    assert read(marks=[{"note": "1"}, {"note": "2"}], rows=[{"note": "1"}, {"note": "1"}]).colours == ()
    assert faults(b'{"name": "a", "colours": [null, "blue", null]}').keys() == {
        f"colours-{n}" for n in range(3)
    }
    with pytest.raises(FormRefused) as refusal:
        parse_form(FormValues([("name", "a"), ("colours", "red"), ("colours", "red")]), Sample)
    assert refusal.value.errors["colours"].code == "item-doubled"


@pytest.mark.parametrize("body", [b"[]", b"5", b'"x"', b"null"])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    assert faults(body)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json-unreadable"),
        (b"{", "json-unreadable"),
        (b"NaN", "json-unreadable"),
        (b"Infinity", "json-unreadable"),
        (b'{"name": "a", "name": "b"}', "json-field-doubled"),
        (b'{"rows": [{"note": "a", "note": "a"}]}', "json-field-doubled"),
        (b"[Infinity]", "json-unreadable"),
        (b"\xff\xfe{\x00}\x00", "json-unreadable"),
        ('{"a": "é"}'.encode("latin-1"), "json-unreadable"),
        ('{"a": 1}'.encode("utf-16"), "json-unreadable"),
        (b'\xef\xbb\xbf{"a": 1}', "json-unreadable"),
        (b'["\\ud800"]', "text-not-characters"),
        (b"[" * 100_000, "json-too-deep"),
        (b"[" * 100_000 + b"]" * 100_000, "json-too-deep"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "json-too-deep"),
        (b"1e26", "json-number"),
        (b"1E400", "json-number"),
        (b"9" * 40, "json-number"),
        (b"9" * 5000, "json-unreadable"),
        (b'["\\u0000"]', "text-control"),
        (b'{"\\u0001": 1}', "text-control"),
        (b'["\\uffff"]', "text-not-characters"),
    ],
)
def test_what_is_no_json_of_ours_is_refused_with_a_code(body: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        parse_json(body)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk"]
)
async def test_only_json_in_utf_8_is_read_as_json(client: httpx.AsyncClient, kind: str) -> None:
    body = b'{"sign_in_name": "x", "password": "y"}'
    answer = await client.post("/api/session", content=body, headers={"content-type": kind})
    assert (answer.status_code, answer.json()["code"]) in ((415, "media-type-unknown"), (403, "form-expired"))


def test_the_form_reads_the_same_struct_by_the_same_rules() -> None:
    form = parse_form(
        FormValues([("name", " Ame\u0301lie\u200b"), ("share", "１２。５"), ("rows-0-note", "一\x0b二")]),
        Sample,
    )
    assert (form.name, form.share, form.rows) == ("Am\u00e9lie", Decimal("12.50"), (Row(note="一\n二"),))
    with pytest.raises(FormRefused) as refusal:
        parse_form(FormValues([("name", "a\x00"), ("rows-0-note", "\ufdd0"), ("share", "0.125")]), Sample)
    assert {name: error.code for name, error in refusal.value.errors.items()} == {
        "name": "text-control",
        "rows-0-note": "text-not-characters",
        "share": "percentage-too-fine",
    }


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff\u2060", "\u3000"])
def test_a_field_of_nothing_visible_is_blank(unseen: str) -> None:
    with pytest.raises(FormRefused) as refusal:
        parse_form(FormValues([("name", unseen)]), Sample)
    assert faults(json.dumps({"name": unseen}).encode()) == {"name": "field-required"}
    assert refusal.value.errors["name"].code == "field-required"


def test_a_number_in_another_script_is_no_number() -> None:
    with pytest.raises(Invalid):
        parse_form(FormValues([("name", "甲"), ("count", "٣")]), Sample)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"zzz": 1}', "input-invalid"),
        (b"[]", "input-invalid"),
        (b"null", "input-invalid"),
        (b'{"a":', "json-unreadable"),
        (b" " * 300_000, "json-unreadable"),
        (b'{"a": 1, "a": 2}', "json-field-doubled"),
    ],
)
async def test_an_act_without_a_word_takes_none(
    client: httpx.AsyncClient, sign_in: Any, body: bytes, code: str
) -> None:
    await sign_in(Role.ADMINISTRATOR)
    json_body = {"content-type": "application/json"}
    for method, address in (("POST", f"/api/people/{new_id()}/deactivate"), ("DELETE", "/api/session")):
        refused = await client.request(method, address, content=body, headers=json_body)
        assert (refused.status_code, refused.json()["code"]) == (422, code), address
    for empty in (b"", b"{}"):
        unknown = await client.post(f"/api/people/{new_id()}/deactivate", content=empty, headers=json_body)
        assert unknown.status_code == 404, unknown.text


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    share: FewBytes


@pytest.mark.parametrize(
    "text", ["QQ", "Q Q==", "QQ==\n", "Q-8=", "QQ==QQ==", "é", 5, [], None, "QUJD" * 101]
)
def test_bytes_are_standard_base64_and_bounded(text: object) -> None:
    with pytest.raises(FormRefused) as refusal:
        as_declared({"share": text}, Sealed)
    assert refusal.value.errors["share"].code == "field-unreadable"
    assert as_declared({"share": "AP8="}, Sealed) == Sealed(share=b"\x00\xff")
