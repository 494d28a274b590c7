"""Odd values of every sort, and requests made of them: seeded, so that a failure comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from random import Random
from typing import Any, TypeAlias, get_args, get_origin, get_type_hints
from urllib.parse import quote, urlencode
from uuid import UUID

import msgspec

from web.form_fields import bare

TEXTS = (
    *(
        "",
        " ",
        "\u200b",
        "\x00",
        "a\x00b",
        "\x01",
        "\x0b",
        "a\x0bb",
        "\u2028",
        "\x85",
        "\x9f",
        "\ufdd0",
        "\uffff",
    ),
    *(
        "\U0010ffff",
        "\ud800",
        "\udfff",
        "a" * 61,
        "名" * 61,
        "a" * 201,
        "字" * 301,
        "字" * 70_000,
        "\u202egnp.exe",
    ),
    *(
        "' OR 1=1 --",
        "%00",
        "../../etc/passwd",
        "{{7*7}}",
        "<script>",
        "\ufeff甲",
        "e\u0301",
        "⼭",
        "-",
        "null",
        "\\",
    ),
)
NUMBERS = (
    *(
        "1e26",
        "1e400",
        "NaN",
        "Infinity",
        "9" * 40,
        "9" * 5000,
        "-1",
        "-0",
        "٣",
        "1_000",
        "12,34",
        "380000，50",
    ),
    *(
        "8，5",
        "1.005",
        "400000.126",
        "0",
        "2147483648",
        "9223372036854775808",
        "1e",
        "0x10",
        "½",
        "32768",
        "1e-400",
    ),
)
DAYS = (
    *(
        "0001-01-01",
        "9999-12-31",
        "2026-02-30",
        "0000-00-00",
        "20261201",
        "2026-W01-1",
        "1",
        "-1",
        "+275760-09-13",
    ),
    *(
        "0001-01-01T00:00",
        "9999-12-31T23:59:59+14:00",
        "2026-12-01T25:00",
        "2026-12-01T09:30:00+99:00",
        "1796089800",
    ),
)
PATHS = (
    *(
        "x",
        "0",
        "-1",
        "9" * 5000,
        "９",
        "\x00",
        "a\x00b",
        "\x0b",
        "\ufdd0",
        "\ufffd",
        "\u200b",
        "a" * 3000,
        "..",
    ),
    *(
        "00000000-0000-0000-0000-000000000000",
        "{",
        "%",
        "%2e%2e",
        "null",
        "' OR 1=1",
        "1e400",
        "２０２６",
        "\ud800",
    ),
)
QUERY_BYTES = (
    b"\xff",
    b"%ff%fe",
    b"%00",
    b"%ED%A0%80",
    b"&&&",
    b"=",
    b"a" * 3000,
    b"%",
    b"%zz",
    b"\x00",
    b"q=%0b",
)
BODIES = (
    *(
        b"",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b"[" * 100_000,
        b'{"a":' * 5000,
        b"\xff\xfe",
        "甲".encode("gbk"),
        b"9" * 5000,
    ),
    *(
        '{"a": "é"}'.encode("utf-16"),
        b'{"a": "\\ud800"}',
        b'{"a": NaN}',
        b'{"a": 1e400}',
        b'{"\\u0000": 1}',
        b"a=%ff",
    ),
    *(
        b"a=%00",
        b"&" * 5000,
        b"a=1&" * 3000,
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--x--\r\n',
    ),
    (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n'
        b"Content-Type: text/plain; charset=nonsense\r\n\r\na\r\n--x--\r\n"
    ),
    b'--x\r\nContent-Disposition: form-data; name="_csrf_token"; filename="a"\r\n\r\na\r\n--x--\r\n',
    *(b"--x\r\n\r\n--x--", b"--x", b"_csrf_token=%C3%A9&a=1"),
)
KINDS = (
    *(
        b"application/json",
        b"text/plain",
        b"application/json; charset=utf-16",
        b"application/x-www-form-urlencoded",
    ),
    *(
        b"multipart/form-data",
        b"multipart/form-data; boundary=x",
        b"multipart/form-data; boundary=",
        b"\xff",
        b";;;",
    ),
    *(b"application/x-msgpack", b"application/json; charset=\xff", b"", b"a" * 3000),
)
HEADERS: tuple[tuple[bytes, bytes], ...] = (
    *(
        (b"range", value)
        for value in (b"bytes=0-" + b"9" * 5000, b"bytes=-", b"bytes=\xff", b"bytes=5-1,2-3", b"x")
    ),
    *((b"x-csrftoken", value) for value in (b"\xff\xfe", b"\xc3\xa9" * 70, b"a" * 3000, b"")),
    *(
        (b"cookie", value)
        for value in (b"\xff=\xff", b"csrftoken=\xc3\xa9", b"csrftoken=%C3%A9%FF", b";;;=", b"session=")
    ),
    *(
        (b"cookie", value)
        for value in (b'csrftoken="\\303\\251"', b"session=" + b"a" * 3000, b"session=%00", b"session=../x")
    ),
    *((b"accept", value) for value in (b"\xff", b"json", b"*/*;q=x", b"a" * 3000, b"")),
    *((b"if-none-match", value) for value in (b"\xff", b'W/"', b"*")),
    *((b"content-length", value) for value in (b"x", b"-1", b"9" * 40, b"\xff")),
    *((b"x-forwarded-for", value) for value in (b"\xff", b"x, y", b"::1%\x00", b"9" * 3000)),
    *((b"host", value) for value in (b"\xff", b"", b"a b")),
)


SAMPLES: dict[Any, tuple[Any, ...]] = {
    bool: (True, False),
    int: (0, 1, 2, 7),
    Decimal: ("0", "8.5", "60", "380000.00"),
    datetime: ("2026-12-20T09:30:00+08:00", "2027-01-20T09:30:00+08:00"),
    date: ("2027-01-01",),
    str: ("甲", "一处改动", "B07", "yes", "8.5"),
}
Known: TypeAlias = dict[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Odd:
    """A request about to be sent."""

    method: str
    path: str
    query: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""


def sample(hint: Any, rng: Random, known: Known, *, name: str = "") -> Any:
    """A JSON value that `hint` mostly accepts; identifiers are of things that exist."""
    plain = bare(hint)
    if get_origin(plain) in (list, tuple):
        return [sample(get_args(plain)[0], rng, known, name=name) for _ in range(rng.randrange(3))]
    if get_origin(plain) is dict:
        return {"a": "b"}
    if isinstance(plain, type) and issubclass(plain, msgspec.Struct):
        hints = get_type_hints(plain, include_extras=True)
        return {
            field.encode_name: sample(hints[field.name], rng, known, name=field.name)
            for field in msgspec.structs.fields(plain)
        }
    if isinstance(plain, type) and issubclass(plain, Enum):
        return rng.choice([one.value for one in plain])
    return known_id(name, rng, known) if plain is UUID else rng.choice(SAMPLES.get(plain, ("a", "一处改动")))


def known_id(name: str, rng: Random, known: Known) -> str:
    """Of the table that the name speaks of (`lot_id`, `lot`), else of any."""
    return rng.choice(known.get(name.removesuffix("_id")) or rng.choice(sorted(known.values())))


def odd(rng: Random) -> Any:
    return rng.choice(
        (
            *TEXTS,
            *NUMBERS,
            *DAYS,
            None,
            True,
            0,
            -1,
            1.5,
            2**31,
            2**53 + 1,
            -(2**70),
            [],
            {},
            [[]],
            {"a": {}},
            [None] * 500,
        )
    )


def spoilt(value: Any, rng: Random) -> Any:
    """`value` with one thing in it odd."""
    if isinstance(value, dict) and value and rng.random() < 0.9:
        key = rng.choice(sorted(value))
        return {**value, key: spoilt(value[key], rng)}
    if isinstance(value, list) and value and rng.random() < 0.7:
        if rng.random() < 0.4:
            return [*value, value[0]]
        return [spoilt(value[0], rng), *value[1:]]
    return odd(rng)


def as_json(value: Any) -> bytes:
    return json.dumps(value).encode("utf-8", "surrogatepass")


def as_form(value: Any) -> bytes:
    return urlencode(list(_pairs("", value)), errors="surrogatepass").encode()


def _pairs(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _pairs(f"{name}-{key}" if name else str(key), item)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _pairs(f"{name}-{number}" if isinstance(item, dict) else name, item)
    elif value is not None:
        yield name, str(value)


def query_of(names: list[str], rng: Random) -> bytes:
    if rng.random() < 0.2:
        return rng.choice(QUERY_BYTES)
    chosen = [name for name in names if rng.random() < 0.6]
    values = (*TEXTS[:-20], *TEXTS[-12:], *NUMBERS, *DAYS)
    pairs = [(name, rng.choice(values)) for name in chosen]
    return "&".join(f"{name}={quote(value, errors='surrogatepass')}" for name, value in pairs).encode()
