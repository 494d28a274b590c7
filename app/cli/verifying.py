"""Commands that check evidence offline: a file and no server, database or settings.

Exit code 0 when it holds, 1 when it does not, 2 when it cannot be read.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import rich_click as click


def _public_key(_context: click.Context, _option: click.Parameter, text: str | None) -> bytes | None:
    if text is None:
        return None
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise click.BadParameter("the platform's public key has 64 hex digits.")
    return key


_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_KEY = click.option(
    "--key",
    callback=_public_key,
    help="The platform's public key as you know it from elsewhere, in hex.",
)
_NO_KEY = "! No --key was given: the file agrees with itself, but whose it is stands unproved."
_END_UNPROVED = (
    "! An export cut off at its end holds too: compare size and root with /api/log/head or a head you kept."
)
_NO_LOG = "! No --log was given: the file agrees with itself, but that it is the one that was logged stands unproved."


@click.group()
def log() -> None:
    """The audit log."""


@log.command(name="verify")
@_FILE
@_KEY
def verify_log(*, file: Path, key: bytes | None) -> None:
    """Check an exported audit log and name the first altered, removed or inserted entry."""
    from storage.log_verify import verify_file

    report = verify_file(file, expected_public_key=key)
    held = f"{report.size} entries hold, {report.withheld} of them by their hash alone; root {report.root.hex()}."
    end = [] if report.finding else [_END_UNPROVED]
    _answer([str(report.finding or held), *end, *_doubt(key)], holds=report.sound)


@click.group()
def receipt() -> None:
    """Receipts for bids."""


@receipt.command(name="verify")
@_FILE
@_KEY
@click.option(
    "--manifest",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The manifest of the bid, to see that the receipt is for it.",
)
def verify_receipt(*, file: Path, key: bytes | None, manifest: Path | None) -> None:
    """Check a receipt or a signed refusal: signature, proof in the log, and the manifest if given."""
    from bidding_room.receipt_verify import verify_file
    from core.errors import DomainError

    try:
        verdict = verify_file(file, key, manifest_path=manifest)
    except DomainError as refusal:
        _answer([f"{refusal.message} ({refusal.code})"], holds=False)
    else:
        _answer([verdict.summary, *_doubt(key)], holds=True)


@click.group()
def draw() -> None:
    """Draws of experts."""


@draw.command(name="verify")
@_FILE
@_KEY
def verify_draw(*, file: Path, key: bytes | None) -> None:
    """Repeat a draw from its published record and say whether it comes out the same."""
    from expert_pool.draw_verify import verify_file

    report = verify_file(file, key)
    _answer([*report.lines(), report.sentence, *_doubt(key)], holds=report.holds)


@click.command()
@_FILE
@_KEY
@click.option(
    "--log",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The exported audit log, to see that members, hashes and the file itself are those that were logged.",
)
def score(*, file: Path, key: bytes | None, log: Path | None) -> None:
    """Compute a published ranking again from its own file and compare."""
    from core.errors import DomainError
    from evaluation.score_file import score_file

    try:
        verdict = score_file(file, log=log, key=key)
    except DomainError as refusal:
        _answer([f"{refusal.message} ({refusal.code})"], holds=False)
    else:
        _answer([*verdict.lines(), *([_NO_LOG] if log is None else _doubt(key))], holds=verdict.equal)


def _doubt(key: bytes | None) -> list[str]:
    return [_NO_KEY] if key is None else []


def _answer(lines: Iterable[str], *, holds: bool) -> None:
    for line in lines:
        print(line)
    sys.exit(0 if holds else 1)
