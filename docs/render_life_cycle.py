"""Draws the state diagram of `docs/life-cycle.md` from the declared table.

`python docs/render_life_cycle.py` writes it; `tests/architecture/test_diagrams_current.py` asks whether it is current.
"""

from __future__ import annotations

from pathlib import Path

from trading.kinds.procurement.life import LIFE

PAGE = Path(__file__).parent / "life-cycle.md"
_BEGIN, _END = "<!-- states: begin -->", "<!-- states: end -->"


def diagram() -> str:
    """The lot's machine in Mermaid, each state with its Chinese title."""

    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{title} {state.value}" as {state.value}' for state, title in LIFE.titles.items()]
    lines.append(f"    [*] --> {LIFE.machine.initial.value}")
    lines += [
        f"    {state.value} --> {target.value}: {event.value}"
        for (state, event), target in LIFE.machine.arrows.items()
    ]
    leaving = {state for state, _ in LIFE.machine.arrows}
    lines += [f"    {state.value} --> [*]" for state in LIFE.titles if state not in leaving]
    return "\n".join([*lines, "```"])


def rendered(page: str) -> str:
    """`page` with the diagram between its two marks replaced."""
    before, _, rest = page.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{diagram()}\n{_END}{after}"


if __name__ == "__main__":
    PAGE.write_text(rendered(PAGE.read_text("utf-8")), "utf-8")
