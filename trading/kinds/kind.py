"""What differs between kinds of transaction, as one frozen value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from core.rules import RuleBook
from trading.decisions.domain.deciding import Deciding, Method
from trading.decisions.domain.judging import Judging
from trading.decisions.domain.ranking import RankedBid
from trading.decisions.domain.tie import TieBreak
from trading.notices.domain.letters import Letters
from trading.notices.domain.notice_shape import Notices
from trading.papers.domain.filling import ModelTexts
from trading.projects.domain.draft import Basics, Drafting
from trading.projects.domain.offer import Offer
from trading.projects.domain.particulars import Particulars, Schema
from trading.projects.domain.requirement import Requirement
from trading.rules import Article, rulebook
from trading.states import Life
from trading.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of transaction. Rooms are handed its parts; only queries, operations and doors look a kind up."""

    code: str
    title: str
    method_title: str
    category_titles: Mapping[str, str]
    first_category: str
    rule_file: Path
    terms: Terms
    life: Life
    particulars: Schema[Particulars]
    drafting: Drafting
    offer: Offer
    method: Method
    deciding: Deciding
    requirements: Callable[[Basics], tuple[Requirement, ...]]
    notices: Notices
    letters: Letters
    model_texts: ModelTexts | None = None
    """What fills in its tender documents, where `drafting.documents` says that they are made here."""
    articles: Mapping[Article, str] = field(default_factory=dict)
    """What its committee acts by; none where none sits."""
    judging: Judging = field(default_factory=Judging)
    """What it is told; nothing where none sits."""
    tie_notes: Callable[[tuple[RankedBid, ...], tuple[TieBreak, ...]], tuple[str, ...]] | None = None
    """How shared ranks were resolved, in sentences; None where equals never share one."""

    def rules_on(self, day: date, region: str = "") -> RuleBook:
        """The kind's rules in force on `day` in a place, by id and by `Term`; without one, those of the country."""
        return rulebook(self.rule_file, day, region)
