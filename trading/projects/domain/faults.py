"""Several refusals at once, so that a drafter mends everything in one go.

Not for: deciding what is a fault — the generators beside this module do.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.errors import Invalid


class Faults(Invalid):
    """More than one fault. `facts` holds each sentence under its code, and `faults` the refusals themselves."""

    faults: tuple[Invalid, ...]

    def __init__(self, faults: tuple[Invalid, ...]) -> None:
        super().__init__(
            code="several-faults",
            message=f"共有{len(faults)}处不符合要求：" + "；".join(fault.message for fault in faults),
            article="；".join(dict.fromkeys(fault.article for fault in faults if fault.article)) or None,
            facts=_numbered(faults),
        )
        self.faults = faults


def refuse_faults(faults: Iterable[Invalid]) -> None:
    """Raise nothing, the one fault itself, or all of them together."""
    found = tuple(faults)
    if len(found) == 1:
        raise found[0]
    if found:
        raise Faults(found)


def _numbered(faults: tuple[Invalid, ...]) -> dict[str, str | int]:
    facts: dict[str, str | int] = {}
    for fault in faults:
        same = sum(key.split("#")[0] == fault.code for key in facts)
        facts[f"{fault.code}#{same + 1}" if same else fault.code] = fault.message
    return facts
