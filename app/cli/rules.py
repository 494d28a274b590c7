"""`tianping rules`."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import rich_click as click

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def rules() -> None:
    """The rule book: what the law demands, in numbers, and what it finds in a project."""


@rules.command(name="list")
@click.option("--kind", default="procurement", show_default=True, help="Code of a kind of transaction.")
@click.option("--day", type=_DAY, help="The day they are in force; today if not given.")
@click.option("--region", default="", help="Six digits; the rules of the nearest place override.")
def list_(*, kind: str, day: datetime | None, region: str) -> None:
    """Print the rules of a kind in force on a day: number, title, value, article, evidence."""
    from rich.table import Table

    from app.rule_check import console
    from trading.kinds import KINDS
    from trading.rules import rules_in_force
    from trading.rules.wording import SOURCE_TITLES, value_text

    if kind not in KINDS:
        raise click.BadParameter(f"{kind} is none of {', '.join(KINDS)}", param_hint="--kind")
    table = Table("id", "title", "value", "article", "evidence", box=None, pad_edge=False)
    for rule in rules_in_force(KINDS[kind].rules_on(_day(day), region)):
        table.add_row(rule.id, rule.title, value_text(rule), rule.article, SOURCE_TITLES[rule.evidence])
    console().print(table)


@rules.command()
@click.argument("no", required=False)
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A draft as /api/projects/{no} tells it, instead of a project of the platform.",
)
@click.option("--day", type=_DAY, help="With --file: the day whose law governs it; today if not given.")
def check(*, no: str | None, file: Path | None, day: datetime | None) -> None:
    """Lint the project NO of the running platform. Code 0: it may be handed in; 1: something keeps it from that."""
    from app.rule_check import check_file, check_project
    from app.settings import Settings

    if (no is None) == (file is None):
        raise click.UsageError("Give the number of a project, or --file.")
    if file is not None:
        sys.exit(check_file(file, day=_day(day)))
    assert no is not None
    sys.exit(check_project(Settings.from_environment(), no))


def _day(day: datetime | None) -> date:
    return day.date() if day else date.today()  # noqa: DTZ011 — of whoever asks
