"""`tianping settings`."""

import os
import sys

import rich_click as click


@click.group()
def settings() -> None:
    """The settings this environment gives."""


@settings.command()
def check() -> None:
    """Show every setting, where it comes from, and what is missing or wrong; never a secret."""
    from rich.console import Console
    from rich.table import Table

    from app.settings import Reading
    from app.supervisor.plan import servers_to_bring, stand_ins

    brought = stand_ins(servers_to_bring(os.environ))
    reading = Reading.of(os.environ | brought)
    table = Table("variable", "value", "from", box=None, pad_edge=False)
    for entry in reading.entries:
        ours = entry.variable.name in brought
        table.add_row(
            entry.variable.name,
            "[red]–[/]" if entry.fault else "[dim]of `tianping up`[/]" if ours else entry.shown,
            "embedded server" if ours else entry.source,
        )
    console = Console(highlight=False)
    console.print(table)
    for sentence in reading.faults:
        console.print(f"[red]✗[/] {sentence}")
    for sentence in reading.warnings:
        console.print(f"[yellow]![/] {sentence}")
    if not reading.faults:
        console.print("[green]✓[/] The settings are complete.")
    sys.exit(2 if reading.faults else 0)
