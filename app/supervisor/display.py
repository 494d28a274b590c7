"""What the operator sees: progress while things start, then the address and the accounts."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.panel import Panel
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from app.demo.accounts import PASSPHRASE, PASSWORD, accounts
from app.supervisor.plan import Instance


class Display:
    """A bar on a terminal; plain lines where the output goes to a file."""

    def __init__(self, *, steps: int) -> None:
        self.console = Console(highlight=False)
        self._progress = Progress(
            SpinnerColumn(),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )
        self._task = self._progress.add_task("", total=steps)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Shown while it runs; a line with its time when it is done."""
        began = time.monotonic()
        self.say(name)
        yield
        self._progress.advance(self._task)
        self.console.print(f"[green]✓[/] {name} [dim]{time.monotonic() - began:.1f} s[/]")

    def say(self, text: str) -> None:
        self._progress.update(self._task, description=text)

    def quote(self, lines: Sequence[str]) -> None:
        """Lines of a log, as they are."""
        for line in lines:
            self.console.print(f"  {line}", markup=False)


def show_running(console: Console, *, settings: Instance, logs: str, seconds: float) -> None:
    """The address; on a training instance the accounts as well."""
    console.print(
        Panel.fit(
            f"[bold]天平[/] is running at [bold cyan]{settings.public_url}[/]\n"
            f"[dim]started in {seconds:.1f} s · logs in {logs} · Ctrl-C stops everything[/]"
        )
    )
    if settings.training:
        console.print(_accounts())


def _accounts() -> Table:
    table = Table(
        title=f"Demo accounts — password {PASSWORD}, key-box passphrase {PASSPHRASE}", title_justify="left"
    )
    for heading in ("sign-in name", "姓名", "职责"):
        table.add_column(heading)
    for account in accounts():
        table.add_row(account.sign_in_name, account.name, account.duty)
    return table
