"""`tianping rules`."""

from __future__ import annotations

import sys
from datetime import date, datetime

import rich_click as click

#: Columns where nobody says how many there are: a file, a pipe.
WIDTH = 200


@click.group()
def rules() -> None:
    """The rule book: what the law demands, in numbers, and what it finds in a project."""


@rules.command(name="list")
@click.option("--kind", default="procurement", show_default=True, help="Code of a kind of transaction.")
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), help="The day they are in force; today if not given."
)
@click.option("--region", default="", help="Six digits; the rules of the nearest place override.")
def list_(*, kind: str, day: datetime | None, region: str) -> None:
    """Print the rules of a kind in force on a day: number, title, value, article, evidence."""
    from rich.console import Console
    from rich.table import Table

    from trading.kinds import KINDS
    from trading.rules import rules_in_force
    from trading.rules.wording import SOURCE_TITLES, value_text

    if kind not in KINDS:
        raise click.BadParameter(f"{kind} is none of {', '.join(KINDS)}", param_hint="--kind")
    asked = day.date() if day else date.today()  # noqa: DTZ011 — of whoever asks
    table = Table("id", "title", "value", "article", "evidence", box=None, pad_edge=False)
    for rule in rules_in_force(KINDS[kind].rules_on(asked, region)):
        table.add_row(rule.id, rule.title, value_text(rule), rule.article, SOURCE_TITLES[rule.evidence])
    Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH).print(table)
