"""Whatever is done to an exported log, the first changed entry is named. The attacker has no signing key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.canonical import canonical_bytes
from core.clock import instant_text
from storage.keys import PlatformKeys
from storage.log_verify import FindingKind, Report, verify_file, verify_lines
from storage.merkle import Tree, leaf_hash
from storage.tree_head import SignedHead, head_bytes

KEYS = PlatformKeys(b"\x01" * 32, b"\x02" * 32)
OTHER = PlatformKeys(b"\x03" * 32, b"\x04" * 32)
START = datetime(2026, 12, 1, 1, 30, tzinfo=UTC)
Line = dict[str, Any]
VERSIONS = pytest.mark.parametrize("version", [1, 2])  # of payloads: the second does not say its number


def honest_log(
    size: int, *, keys: PlatformKeys = KEYS, withheld: frozenset[int] = frozenset(), version: int = 1
) -> list[Line]:
    header = {
        "format": "tianping-log/1",
        "log": "tianping",
        "public_key": keys.public_key.hex(),
        "instance": "training",
    }
    lines: list[Line] = [header]
    tree = Tree()
    for seq in range(size):
        at = START + timedelta(seconds=seq)
        payload = payload_of(seq, at, version=version)
        tree.append(leaf_hash(payload))
        signature = keys.sign(head_bytes(size=tree.size, root=tree.root(), at=at))
        lines.append(
            {
                "seq": seq,
                "leaf_hash": leaf_hash(payload).hex(),
                "payload": None if seq in withheld else payload.decode(),
                "root": tree.root().hex(),
                "at": instant_text(at),
                "signature": signature.hex(),
            }
        )
    return lines


def payload_of(seq: int, at: datetime, *, facts: str = "honest", version: int = 1) -> bytes:
    numbered = {"seq": seq} if version == 1 else {}
    return canonical_bytes(
        {
            **numbered,
            "v": version,
            "at": instant_text(at),
            "tag": "test:entry",
            "actor": "system",
            "subject": "x",
            "facts": {"what": facts},
            "salt": f"{seq:032x}",
        }
    )


def checked(lines: list[Line], **more: Any) -> Report:
    return verify_lines([canonical_bytes(line) + b"\n" for line in lines], **more)


def leave(_: list[Line]) -> None:
    """A clumsy attacker."""


def renumber(lines: list[Line]) -> None:
    for seq, line in enumerate(lines[1:]):
        line["seq"] = seq


def recompute(lines: list[Line]) -> None:
    """All an attacker can do without the key: numbers, payload numbers left alone, leaves and roots."""
    renumber(lines)
    tree = Tree()
    for line in lines[1:]:
        if line["payload"] is not None:
            line["leaf_hash"] = leaf_hash(line["payload"].encode()).hex()
        tree.append(bytes.fromhex(line["leaf_hash"]))
        line["root"] = tree.root().hex()


def head_of(lines: list[Line], size: int) -> SignedHead:
    line = lines[size]
    return SignedHead(
        size=size,
        root=bytes.fromhex(line["root"]),
        at=START + timedelta(seconds=size - 1),
        signature=bytes.fromhex(line["signature"]),
    )


def forged_payload(seq: int, version: int = 1) -> str:
    return payload_of(seq, START + timedelta(seconds=seq), facts="forged", version=version).decode()


def assert_finds(report: Report, kind: FindingKind, seq: int | None) -> None:
    assert report.finding is not None
    assert (report.finding.kind, report.finding.seq) == (kind, seq), report.finding


def test_an_honest_log_is_sound() -> None:
    report = checked(honest_log(20), expected_public_key=KEYS.public_key)
    assert report.sound
    assert report.size == 20
    assert report.key_expected


def test_a_log_whose_entries_once_said_their_numbers_is_sound() -> None:
    lines, later = honest_log(20), honest_log(20, version=2)
    tree = Tree()
    for seq, line in enumerate([*lines[1:11], *later[11:]]):
        tree.append(bytes.fromhex(line["leaf_hash"]))
        at = START + timedelta(seconds=seq)
        line["root"] = tree.root().hex()
        line["signature"] = KEYS.sign(head_bytes(size=tree.size, root=tree.root(), at=at)).hex()
    assert checked([*lines[:11], *later[11:]]).sound


@pytest.mark.parametrize(("version", "said"), [(1, {}), (2, {"seq": 7}), (2, {"seq": 9}), (3, {})])
def test_a_payload_says_of_its_number_what_its_version_does(version: int, said: dict[str, int]) -> None:
    lines = honest_log(8)
    at = START + timedelta(seconds=7)
    payload = canonical_bytes({**said, "v": version, "at": instant_text(at)})
    tree = Tree()
    for line in lines[1:8]:
        tree.append(bytes.fromhex(line["leaf_hash"]))
    tree.append(leaf_hash(payload))
    signature = KEYS.sign(head_bytes(size=8, root=tree.root(), at=at)).hex()
    lines[8] |= {"payload": payload.decode(), "leaf_hash": leaf_hash(payload).hex()}
    lines[8] |= {"root": tree.root().hex(), "signature": signature}
    assert_finds(checked(lines), FindingKind.ALTERED, 7)


def test_withheld_entries_are_checked_by_their_hash() -> None:
    report = checked(honest_log(20, withheld=frozenset({3, 4, 19})))
    assert report.sound
    assert report.withheld == 3
    assert not report.key_expected


def test_an_empty_log_is_sound() -> None:
    assert checked(honest_log(0)).sound


@pytest.mark.parametrize("seq", [0, 7, 19])
@pytest.mark.parametrize("then", [leave, recompute])
@VERSIONS
def test_an_altered_payload_is_named(seq: int, then: Callable[[list[Line]], None], version: int) -> None:
    lines = honest_log(20, version=version)
    lines[seq + 1]["payload"] = forged_payload(seq, version)
    then(lines)
    assert_finds(checked(lines), FindingKind.ALTERED, seq)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seq", 9),
        ("leaf_hash", "00" * 32),
        ("root", "00" * 32),
        ("at", "2026-12-02T00:00:00.000000Z"),
        ("signature", "00" * 64),
    ],
)
def test_every_altered_field_is_named(field: str, value: object) -> None:
    lines = honest_log(20)
    lines[8][field] = value
    assert_finds(checked(lines), FindingKind.ALTERED, 7)


@pytest.mark.parametrize("seq", [0, 7, 18])
@pytest.mark.parametrize("then", [leave, renumber, recompute])
def test_a_removed_entry_is_named(seq: int, then: Callable[[list[Line]], None]) -> None:
    lines = honest_log(20)
    del lines[seq + 1]
    then(lines)
    report = checked(lines)
    assert_finds(report, FindingKind.REMOVED, seq)


@pytest.mark.parametrize("seq", [0, 7, 18])
@pytest.mark.parametrize(
    ("then", "kind"),
    [(leave, FindingKind.REMOVED), (renumber, FindingKind.REMOVED), (recompute, FindingKind.ALTERED)],
)
def test_the_place_of_a_removed_entry_is_named_where_entries_say_no_number(
    seq: int, then: Callable[[list[Line]], None], kind: FindingKind
) -> None:
    """Whoever computes all roots anew hides that one is gone, and not where."""
    lines = honest_log(20, version=2)
    del lines[seq + 1]
    then(lines)
    report = checked(lines)
    assert_finds(report, kind, seq)
    assert report.finding is not None
    assert kind is FindingKind.REMOVED or "taken out" in report.finding.reason or seq == 18


@pytest.mark.parametrize("then", [leave, renumber])
def test_removed_entries_are_told_even_when_all_is_withheld(then: Callable[[list[Line]], None]) -> None:
    lines = honest_log(20, withheld=frozenset(range(20)))
    del lines[8:11]
    then(lines)
    report = checked(lines)
    assert_finds(report, FindingKind.REMOVED, 7)
    assert report.finding is not None
    assert "7 to 9" in report.finding.reason


@pytest.mark.parametrize("seq", [0, 7, 19])
@pytest.mark.parametrize("then", [leave, renumber, recompute])
@VERSIONS
def test_an_inserted_entry_is_named(seq: int, then: Callable[[list[Line]], None], version: int) -> None:
    lines = honest_log(20, version=version)
    forged = forged_payload(seq, version)
    line = {**lines[seq + 1], "payload": forged, "leaf_hash": leaf_hash(forged.encode()).hex()}
    lines.insert(seq + 1, line)
    then(lines)
    assert_finds(checked(lines), FindingKind.INSERTED, seq)


@pytest.mark.parametrize("then", [leave, renumber, recompute])
@VERSIONS
def test_a_repeated_entry_is_named(then: Callable[[list[Line]], None], version: int) -> None:
    lines = honest_log(20, version=version)
    lines.insert(10, dict(lines[4]))
    then(lines)
    assert_finds(checked(lines), FindingKind.INSERTED, 9)


def test_an_entry_signed_by_somebody_else_at_the_end_is_not_taken() -> None:
    lines = honest_log(20)
    lines.append(honest_log(21, keys=OTHER)[-1])
    report = checked(lines)
    assert_finds(report, FindingKind.ALTERED, 20)
    assert report.finding is not None
    assert "added at the end" in report.finding.reason


def test_swapped_entries_are_named() -> None:
    lines = honest_log(20)
    lines[8], lines[9] = lines[9], lines[8]
    renumber(lines)
    assert_finds(checked(lines), FindingKind.INSERTED, 7)


def test_a_cut_off_end_needs_a_trusted_head() -> None:
    lines = honest_log(20)
    trusted = head_of(lines, 18)
    assert checked(lines, trusted_head=trusted).sound
    assert checked(lines[:16]).sound
    assert_finds(checked(lines[:16], trusted_head=trusted), FindingKind.TRUNCATED, 15)


def test_a_log_rewritten_by_the_key_holder_needs_a_trusted_head() -> None:
    trusted = head_of(honest_log(20), 10)
    lines = honest_log(20)
    lines[3]["payload"] = forged_payload(2)
    recompute(lines)
    for seq, line in enumerate(lines[1:]):
        at = START + timedelta(seconds=seq)
        line["signature"] = KEYS.sign(head_bytes(size=seq + 1, root=bytes.fromhex(line["root"]), at=at)).hex()
    assert checked(lines, expected_public_key=KEYS.public_key).sound
    assert_finds(checked(lines, trusted_head=trusted), FindingKind.REWRITTEN, None)


def test_a_log_under_another_key_is_refused_when_the_key_is_known() -> None:
    lines = honest_log(5, keys=OTHER)
    assert checked(lines).sound
    assert_finds(checked(lines, expected_public_key=KEYS.public_key), FindingKind.WRONG_KEY, None)


def test_a_trusted_head_must_be_signed_by_the_platform() -> None:
    trusted = head_of(honest_log(5, keys=OTHER), 5)
    assert_finds(checked(honest_log(5), trusted_head=trusted), FindingKind.WRONG_KEY, None)


@pytest.mark.parametrize("text", [b"", b"{}\n", b'{"seq":2}\n', b"\xff\n", b"[1]\n"])
def test_an_unreadable_line_is_named(text: bytes) -> None:
    lines = [canonical_bytes(line) + b"\n" for line in honest_log(5)]
    lines[3] = text
    report = verify_lines(lines)
    assert_finds(report, FindingKind.UNREADABLE, 2)
    assert report.finding is not None
    assert report.finding.line == 4


def test_a_file_that_is_no_log_is_refused(tmp_path: Path) -> None:
    for text in ("", "hello", '{"format":"tianping-log/1","log":"other","public_key":"","instance":"x"}'):
        (tmp_path / "log").write_text(text)
        assert_finds(verify_file(tmp_path / "log"), FindingKind.UNREADABLE, 0)
