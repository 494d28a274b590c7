"""What is traded and on what conditions, beyond names, money and times: a document whose fields are the kind's own.

Not for: what the database compares, sums or watches; that stays in columns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Self, TypeVar

import msgspec

from core.errors import Invalid


class Particulars(msgspec.Struct, frozen=True, kw_only=True):
    """The base of every kind's own. The `title` of a field is its label; `rows` are those kept as rows of their own."""

    rows: ClassVar[frozenset[str]] = frozenset()

    def kept(self) -> Self:
        """As it may be kept: exact. Raises `Invalid` for what is out of bounds."""
        return self


P_co = TypeVar("P_co", bound=Particulars, covariant=True)


def _never(version: int, fields: dict[str, Any]) -> dict[str, Any]:
    raise msgspec.ValidationError(
        f"nobody says how to read particulars of version {version}: {sorted(fields)}"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema(Generic[P_co]):
    """Particulars as they are kept: of a kind, or of a method.

    `lift` makes the fields of an older version into those of this one; `blank` is what a draft begins with; `searched`
    are the fields whose text a notice is found by.
    """

    form: type[P_co]
    blank: P_co
    version: int = 1
    lift: Callable[[int, dict[str, Any]], dict[str, Any]] = _never
    searched: tuple[str, ...] = ()

    def read(self, document: str) -> P_co:
        """Raises `msgspec.ValidationError` for what the kind does not hold with."""
        fields: dict[str, Any] = msgspec.json.decode(document)
        version = fields.pop("version", 0)
        read = msgspec.convert(fields if version == self.version else self.lift(version, fields), self.form)
        try:
            return read.kept()
        except Invalid as fault:
            raise msgspec.ValidationError(fault.message) from fault

    def written(self, particulars: Particulars) -> str:
        """As `read` reads it, decimals as strings. Raises `Invalid` for what is out of bounds."""
        fields = {"version": self.version, **msgspec.to_builtins(particulars.kept())}
        return msgspec.json.encode(
            {name: value for name, value in fields.items() if name not in particulars.rows}
        ).decode()
