"""The console script `tianping`. Each command imports what it needs when it runs, so that help comes at once.

Not for: decisions; a command reads settings, calls one function and says the result in a sentence.
"""

import os
import sys

import rich_click as click

from app.cli import rules, running, settings, verifying
from app.embedded.errors import CannotStart

os.environ.setdefault("PICCOLO_CONF", "app.piccolo_conf")

COMMANDS: tuple[click.Command, ...] = (
    running.up,
    running.serve,
    running.worker,
    running.migrate,
    running.administrator,
    running.demo,
    running.demo_data,
    running.demo_data_clear,
    settings.settings,
    rules.rules,
    verifying.log,
    verifying.receipt,
    verifying.draw,
    verifying.score,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def tianping() -> None:
    """天平: public-resource trading and bid evaluation.

    The platform is set by environment variables; `tianping settings check` lists them.
    """


for _command in COMMANDS:
    tianping.add_command(_command)


def main() -> None:
    """Refusals end a command with one sentence and code 2, never with a traceback."""
    try:
        tianping()
    except CannotStart as refusal:
        print(refusal, *(f"  {line}" for line in refusal.lines), sep="\n", file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        if error.filename is None:
            raise
        print(f"{error.filename}: {error.strerror}.", file=sys.stderr)
        sys.exit(2)
