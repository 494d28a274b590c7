"""The one refusal of the launchers."""

from collections.abc import Sequence

_PORT_TAKEN = (
    "address already in use",
    "port allocation failed",
)  # PostgreSQL's and Valkey's words; SeaweedFS's


class CannotStart(Exception):
    """Why nothing was started, in one sentence for the operator; the command line ends with code 2.

    `lines` are the last of a log, where a child's own words are the best explanation.
    """

    def __init__(self, sentence: str, *, lines: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.lines = tuple(lines)

    @property
    def port_taken(self) -> bool:
        """Whether the child's own last words are that somebody else listens on its port."""
        return any(words in line.lower() for line in self.lines for words in _PORT_TAKEN)
