"""What somebody typed into a form, exactly and in order. Not for: reading it; see `web.forms`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from core.text import is_blank


class FormValues(Mapping[str, str]):
    """What was typed, exactly, in order; `values["name"]` is the last value of that name.

    `chosen_files` names the fields in which a file was chosen: a page that comes back cannot hold it.
    """

    def __init__(self, pairs: list[tuple[str, str]], *, chosen_files: frozenset[str] = frozenset()) -> None:
        self._pairs = pairs
        self.chosen_files = chosen_files
        self._last = dict(pairs)

    def __getitem__(self, name: str) -> str:
        return self._last[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._last)

    def __len__(self) -> int:
        return len(self._last)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Everything, in order."""
        return tuple(self._pairs)

    def over(self, stored: Mapping[str, str]) -> FormValues:
        """For a page with several forms: `stored` fills the others; the form it is for is shown as typed alone."""
        if not isinstance(stored, FormValues) or stored.keys() & self.keys():
            return self
        return FormValues([*stored.pairs, *self._pairs], chosen_files=self.chosen_files)

    def every(self, name: str) -> tuple[str, ...]:
        """All values of a repeated name."""
        return tuple(value for key, value in self._pairs if key == name)

    def row_numbers(self, group: str) -> tuple[int, ...]:
        """The rows present under `group`, ascending: `criteria-0-name` gives 0."""
        pattern = re.compile(rf"{re.escape(group)}-([0-9]{{1,4}})-")
        return tuple(sorted({int(found[1]) for key in self if (found := pattern.match(key))}))

    def typed_rows(self, group: str, *, idle: Collection[str] = ()) -> tuple[int, ...]:
        """The rows of `group` in which something was typed; `idle` names fields that always have a value."""
        return tuple(row for row in self.row_numbers(group) if self._is_typed(f"{group}-{row}-", idle))

    def closed_up(
        self, group: str, *, idle: Collection[str] = (), known_by: Collection[str] = ()
    ) -> FormValues:
        """Without the rows of `group` in which nothing was typed (`idle` names choices, which always have a value),
        the others numbered from 0: a mistake is named by the row in which it is shown again. A row that has nothing but
        what it is known by was emptied: it stays, behind the others."""
        typed = self.typed_rows(group, idle={*idle, *known_by})
        emptied = [row for row in self.typed_rows(group, idle=idle) if row not in typed]
        places = {f"{group}-{row}-": f"{group}-{place}-" for place, row in enumerate([*typed, *emptied])}
        return FormValues(list(_renamed(self._pairs, group, places)))

    def _is_typed(self, prefix: str, idle: Collection[str]) -> bool:
        return any(
            name.startswith(prefix) and name.removeprefix(prefix) not in idle and not is_blank(text)
            for name, text in self._pairs
        )


def _renamed(
    pairs: list[tuple[str, str]], group: str, places: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    for name, text in pairs:
        found = re.match(rf"{re.escape(group)}-[0-9]{{1,4}}-", name)
        if found is None:
            yield name, text
        elif found[0] in places:
            yield places[found[0]] + name[found.end() :], text
