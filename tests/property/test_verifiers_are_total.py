"""Whatever is done to a piece of evidence, its verifier ends and says no in words; only the very file holds.

The attacker has no signing key. What no verifier can see is left out of the mutations and told in its documentation:
a log cut off at a line end, a lawfully withheld payload, the instance named in a log's first line.
"""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from factories import evidence
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.cli import tianping

KEY = evidence.KEYS.public_key.hex()


@dataclass(frozen=True)
class Verifier:
    """A command and an honest file for it; `lines` where the file is JSON Lines, `log` to compare it with."""

    command: tuple[str, ...]
    honest: bytes
    lines: bool = False
    log: bytes | None = None


VERIFIERS = {
    "log": Verifier(("log", "verify"), evidence.log_file(), lines=True),
    "receipt": Verifier(("receipt", "verify"), evidence.receipt_file()),
    "draw": Verifier(("draw", "verify"), evidence.draw_file()),
    "score": Verifier(
        ("score",),
        evidence.result_file(),
        log=evidence.log_of(evidence.result(small_firm_percent="10.00", small="c")),
    ),
}
EACH = pytest.mark.parametrize("name", VERIFIERS)


def ask(verifier: Verifier, data: bytes) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        compared = []
        if verifier.log is not None:
            (Path(folder) / "log").write_bytes(verifier.log)
            compared = ["--log", str(Path(folder) / "log")]
        return CliRunner().invoke(tianping, [*verifier.command, str(path), "--key", KEY, *compared])


def assert_denied(verifier: Verifier, data: bytes) -> None:
    answer = ask(verifier, data)
    assert answer.exit_code == 1, (data[:300], answer.output)
    assert answer.exception is None or isinstance(answer.exception, SystemExit)
    assert answer.output.strip()


@EACH
def test_the_honest_file_holds(name: str) -> None:
    answer = ask(VERIFIERS[name], VERIFIERS[name].honest)
    assert answer.exit_code == 0, answer.output


HOSTILE: tuple[Any, ...] = (
    None, True, -1, 0, 2**53, 2**64, 10**400, 0.5, "", "0", "１２", "NaN", "Infinity", "-0", "1e26", "1E+999999999",
    "1e-999999999", "9" * 5000, "\u000b", "\ud800", [], {}, [[]], "../x", "0" * 64, "AB" * 32, "ab " * 22,
)  # fmt: skip


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value inside, outermost first."""
    inner: list[tuple[Any, ...]] = [at] if at else []
    if isinstance(value, dict):
        for key in value:
            inner += places(value[key], (*at, key))
    if isinstance(value, list):
        for index, item in enumerate(value):
            inner += places(item, (*at, index))
    return inner


def mutate(value: Any, *, where: tuple[Any, ...], act: str, hostile: Any) -> Any:
    changed = copy.deepcopy(value)
    holder = changed
    for step in where[:-1]:
        holder = holder[step]
    last = where[-1]
    if act == "remove":
        del holder[last]
    elif act == "double" and isinstance(holder, list):
        holder.insert(last, copy.deepcopy(holder[last]))
    elif act == "swap" and isinstance(holder, list) and len(holder) > 1:
        holder[0], holder[last] = holder[last], holder[0]
    elif act == "add" and isinstance(holder, dict):
        holder["more"] = hostile
    elif act == "turn" and isinstance(holder[last], str) and holder[last]:
        text = holder[last]
        holder[last] = ("1" if text[0] != "1" else "2") + text[1:]
    else:
        holder[last] = hostile
    return changed


def spelt(value: Any) -> bytes:
    """As an attacker who knows the canonical form would spell it, where it can be spelt at all."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _undetectable(changed: list[Any], where: tuple[Any, ...], act: str) -> bool:
    """What the module's docstring lists, for a log."""
    if act == "remove":
        return False
    return where[-1] == "instance" or (where[-1] == "payload" and changed[where[0]]["payload"] is None)


@EACH
@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.data_too_large])
def test_no_mutation_of_a_field_holds(name: str, data: st.DataObject) -> None:
    verifier = VERIFIERS[name]
    honest: Any = (
        [json.loads(line) for line in verifier.honest.splitlines()]
        if verifier.lines
        else json.loads(verifier.honest)
    )
    where = data.draw(st.sampled_from(places(honest)))
    act = data.draw(st.sampled_from(["remove", "double", "swap", "add", "turn", "hostile"]))
    hostile = data.draw(st.sampled_from(HOSTILE))
    changed = mutate(honest, where=where, act=act, hostile=hostile)
    if verifier.lines:
        if _undetectable(changed, where, act) or changed == honest[: len(changed)]:
            return
        assert_denied(verifier, b"".join(spelt(line) + b"\n" for line in changed))
    elif changed != honest:
        assert_denied(verifier, spelt(changed))


@EACH
@given(data=st.data())
@settings(max_examples=80, deadline=None)
def test_no_changed_byte_holds(name: str, data: st.DataObject) -> None:
    verifier = VERIFIERS[name]
    at = data.draw(st.integers(0, len(verifier.honest) - 1))
    byte = data.draw(st.binary(max_size=2).filter(lambda b: b != verifier.honest[at : at + 1]))
    changed = verifier.honest[:at] + byte + verifier.honest[at + 1 :]
    first = verifier.honest.find(b"\n") if verifier.lines else 0
    if at < first and b"instance" in verifier.honest[:first]:
        return  # the first line's instance is not signed; `test_no_mutation_of_a_field_holds` treats the others
    assert_denied(verifier, changed)


def _doubled_key(data: bytes) -> bytes:
    return data.replace(b"{", b'{"format":"x",', 1)


def _spaced(data: bytes) -> bytes:
    return data.replace(b",", b", ", 1)


SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda data: data[: len(data) // 2],
    "a doubled key": _doubled_key,
    "spaces": _spaced,
    "a mark of order": lambda data: b"\xef\xbb\xbf" + data,
    "another encoding": lambda data: data.decode().encode("utf-16"),
    "no text": lambda _: bytes(range(256)),
    "100,000 levels": lambda _: b"[" * 100_000 + b"]" * 100_000,
    "100,000 objects": lambda _: b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "a number of 100,000 digits": lambda _: b"9" * 100_000,
    "written twice": lambda data: data + data,
    "capitals": lambda data: (
        data.replace(evidence.KEYS.public_key.hex().encode(), KEY.upper().encode())
        if KEY.encode() in data
        else data.upper()
    ),
}


@EACH
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_other_spelling_holds(name: str, spelling: str) -> None:
    assert_denied(VERIFIERS[name], SPELLINGS[spelling](VERIFIERS[name].honest))


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_draw_signed_by_the_attacker_s_own_key_ends_too(data: st.DataObject) -> None:
    """Without a key from elsewhere every check runs on hostile material: none of them may raise or hang."""
    record = json.loads(evidence.draw_file())["record"]
    where = data.draw(st.sampled_from(places(record)))
    act = data.draw(st.sampled_from(["remove", "double", "swap", "add", "turn", "hostile"]))
    changed = mutate(record, where=where, act=act, hostile=data.draw(st.sampled_from(HOSTILE)))
    if changed == record:
        return
    try:
        signed = evidence.signed_draw(changed)
    except ValueError:
        return  # cannot even be spelt
    assert_denied(VERIFIERS["draw"], signed)
