"""The walk along a log: leaves, roots and signatures, one after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from core.evidence import evidence_lines
from storage.keys import verifier
from storage.log_verify.explain import Walked, explain
from storage.log_verify.lines import LONGEST_LINE, Header, Row, Unreadable, read_header, read_rows
from storage.log_verify.report import Finding, FindingKind, Found, Report
from storage.tree_head import SignedHead

LOOKAHEAD = 64


def verify_file(
    path: Path, *, expected_public_key: bytes | None = None, trusted_head: SignedHead | None = None
) -> Report:
    """Check the export at `path`; see `verify_lines`. Raises `OSError` when it cannot be read."""
    return verify_lines(
        evidence_lines(path, most=LONGEST_LINE),
        expected_public_key=expected_public_key,
        trusted_head=trusted_head,
    )


def verify_lines(
    lines: Iterable[bytes],
    *,
    expected_public_key: bytes | None = None,
    trusted_head: SignedHead | None = None,
) -> Report:
    """Check an export up to its first finding.

    `trusted_head` is a signed head kept from earlier (a receipt's, say): with it a log cut off at its end, or
    rewritten as a whole by the holder of the key, is found out too.
    """
    walk = _Walk(expected_key=expected_public_key, trusted=trusted_head)
    finding: Finding | None = None
    try:
        walk.along(lines)
    except Unreadable as fault:
        finding = Finding(
            kind=FindingKind.UNREADABLE, seq=walk.done.tree.size, line=fault.line, reason=str(fault)
        )
    except Found as found:
        finding = found.finding
    return walk.report(finding)


class _Walk:
    """`done` holds the entries found sound so far."""

    def __init__(self, *, expected_key: bytes | None, trusted: SignedHead | None) -> None:
        self.done = Walked(signed=lambda _data, _signature: False)
        self._expected_key = expected_key
        self._trusted = trusted
        self._header: Header | None = None
        self._withheld = 0

    def along(self, lines: Iterable[bytes]) -> None:
        """Raises `Unreadable` or `Found` at the first thing that is wrong."""
        numbered = enumerate(lines, start=1)
        self._begin(*next(numbered, (1, b"")))
        rows = read_rows(numbered)
        for row in rows:
            if not self.done.is_sound(row):
                raise explain(self.done, row, list(_readable(islice(rows, LOOKAHEAD))))
            self.done.tree.append(row.leaf)
            self._withheld += row.payload is None
            self._compare_with_trusted(row)
        self._end()

    def _begin(self, number: int, text: bytes) -> None:
        self._header = read_header(number, text)
        named = bytes.fromhex(self._header.public_key)
        try:
            self.done.signed = verifier(self._expected_key or named)
        except ValueError:
            raise Unreadable(number, "its public key is none") from None
        if self._expected_key not in {None, named}:
            raise Found(
                FindingKind.WRONG_KEY, seq=None, line=number, reason="the log names another public key"
            )
        if self._trusted is not None and not self.done.is_signed_head(self._trusted):
            raise Found(
                FindingKind.WRONG_KEY, seq=None, line=None, reason="this key did not sign the trusted head"
            )

    def _compare_with_trusted(self, row: Row) -> None:
        trusted, tree = self._trusted, self.done.tree
        if trusted is not None and trusted.size == tree.size and trusted.root != row.root:
            reason = f"the trusted head tells of other entries among the first {trusted.size}"
            raise Found(FindingKind.REWRITTEN, seq=None, line=row.line, reason=reason)

    def _end(self) -> None:
        size = self.done.tree.size
        if self._trusted is not None and self._trusted.size > size:
            reason = f"the trusted head has {self._trusted.size} entries; the last of them are missing"
            raise Found(FindingKind.TRUNCATED, seq=size, line=None, reason=reason)

    def report(self, finding: Finding | None) -> Report:
        header = self._header
        return Report(
            size=self.done.tree.size,
            root=self.done.tree.root(),
            public_key=bytes.fromhex(header.public_key) if header else None,
            instance=header.instance if header else None,
            key_expected=self._expected_key is not None,
            withheld=self._withheld,
            finding=finding,
        )


def _readable(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows up to the first unreadable line: what is wrong before it is told first."""
    try:
        yield from rows
    except Unreadable:
        return
