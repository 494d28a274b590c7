"""What is traded and on what conditions, beyond names, money and times: a document whose fields are the kind's own.

Not for: what the database compares, sums or watches; that stays in columns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec


class Particulars(msgspec.Struct, frozen=True, kw_only=True):
    """The base of every kind's own. Each field has a default, for a draft begins empty; its `title` is its label."""


def _never(version: int, fields: dict[str, Any]) -> dict[str, Any]:
    raise ValueError(f"nobody says how to read particulars of version {version}: {sorted(fields)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """A kind's particulars as they are kept. `lift` makes the fields of an older version into those of this one.

    `blank` is what a draft begins with; `searched` are the fields whose text a notice is found by.
    """

    form: type[Particulars]
    blank: Particulars
    version: int = 1
    lift: Callable[[int, dict[str, Any]], dict[str, Any]] = _never
    searched: tuple[str, ...] = ()

    def read(self, document: str) -> Particulars:
        """Raises `msgspec.ValidationError` for what the kind does not hold with."""
        fields: dict[str, Any] = msgspec.json.decode(document)
        version = fields.pop("version")
        return msgspec.convert(fields if version == self.version else self.lift(version, fields), self.form)

    def written(self, particulars: Particulars) -> str:
        """As `read` reads it."""
        fields = {"version": self.version, **msgspec.to_builtins(particulars)}
        return msgspec.json.encode(fields).decode()
