"""The one refusal of the launchers."""

from collections.abc import Sequence


class CannotStart(Exception):
    """Why nothing was started, in one sentence for the operator; the command line ends with code 2.

    `lines` are the last of a log, where a child's own words are the best explanation.
    """

    def __init__(self, sentence: str, *, lines: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.lines = tuple(lines)
