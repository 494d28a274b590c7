"""What differs between kinds of transaction, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.rules import RuleBook
from trading.notices.domain.letters import Letters
from trading.notices.domain.notice_shape import Notices
from trading.projects.domain.draft import Drafting
from trading.rules import rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of transaction. Rooms are handed its parts; only queries, operations and doors look a kind up."""

    code: str
    title: str
    method_title: str
    category_titles: Mapping[str, str]
    rule_file: Path
    drafting: Drafting
    notices: Notices
    letters: Letters

    def rules_on(self, day: date) -> RuleBook:
        """The kind's rules in force on `day`, by id and by `Term`."""
        return rulebook(self.rule_file, day)
