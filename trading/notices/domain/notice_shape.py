"""What a notice is made of: a body of sections as data, and the facts bodies are worded from.

Not for: the wording itself — which a kind brings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar
from uuid import UUID

from core.rules import RuleBook
from trading.audit_tags import AuditTag
from trading.decisions.domain.ranking import RankedBid
from trading.decisions.domain.tie import TieBreak
from trading.projects.domain.draft import Basics, LotBasics
from trading.projects.domain.scheme import Scheme
from trading.projects.domain.times import NoticeTimes
from trading.states import NoticeKind
from trading.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table inside a notice; every cell is text as it is printed."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One numbered section: labelled lines, then paragraphs, then at most one table."""

    heading: str
    lines: tuple[tuple[str, str], ...] = ()
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A notice's text: the summary (项目概况, may be empty) and its sections."""

    summary: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A panel seat as the notice names it: the duty, and the SHA-256 of the officer's sealing key."""

    duty_title: str
    organisation_name: str
    key_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """What every notice of a project draws on. `lot` is the one it is of; None where it is of all."""

    project_no: str
    basics: Basics
    lot: LotBasics | None
    tenderer_name: str
    agency_name: str
    rules: RuleBook

    def lot_lines(self, terms: Terms) -> tuple[tuple[str, str], ...]:
        """Which lot the notice is of, where the project has several."""
        if self.lot is None or not self.basics.has_several:
            return ()
        return ((terms.lot, f"第{self.lot.no}{terms.counted} {self.lot.name}".rstrip()),)

    def lots_table(self, terms: Terms, *, money: Callable[[LotBasics], tuple[str, ...]]) -> Table | None:
        """All lots with their `money`, of which the kind has one column or two; None where there is one lot."""
        if not self.basics.has_several:
            return None
        titles = dict.fromkeys((terms.base, terms.limit))
        return Table(
            head=(f"{terms.counted}号", f"{terms.lot}名称", *(f"{title}（元）" for title in titles)),
            rows=tuple(
                (f"第{lot.no}{terms.counted}", lot.name or self.basics.name, *money(lot))
                for lot in self.basics.lots
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What the notice that opens a project's lots is worded from; `schemes` are those of the lots in their order.

    `ends_on` is the last day it must stand; None while that cannot be counted.
    """

    facts: NoticeFacts
    schemes: tuple[Scheme, ...]
    times: NoticeTimes
    opening_place: str
    officers: tuple[Officer, ...]
    threshold: int
    ends_on: date | None
    calendar_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the notice of the winner is worded from. `reason` is told where the first of the ranking did not win."""

    facts: NoticeFacts
    winner_id: UUID
    winner_address: str
    bids: tuple[RankedBid, ...]
    ties: tuple[TieBreak, ...]
    small_firm_percent: Decimal | None
    committee_names: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Termination:
    """What the notice of a lot that ended without a winner is worded from. `again`: it has to be offered anew."""

    facts: NoticeFacts
    reason: str
    again: bool


Given = TypeVar("Given")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeForm(Generic[Given]):
    """One notice of a kind: the timer that publishes it, the tag it is logged under, and its wording."""

    title: str
    timer: str
    tag: AuditTag
    body: Callable[[Given], Body]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """The notices of a kind."""

    announcement: NoticeForm[Announcement]
    result: NoticeForm[Result]
    termination: NoticeForm[Termination]

    def __getitem__(
        self, kind: NoticeKind
    ) -> NoticeForm[Announcement] | NoticeForm[Result] | NoticeForm[Termination]:
        match kind:
            case NoticeKind.ANNOUNCEMENT:
                return self.announcement
            case NoticeKind.RESULT:
                return self.result
            case NoticeKind.TERMINATION:
                return self.termination

    @property
    def titles(self) -> dict[NoticeKind, str]:
        return {kind: self[kind].title for kind in NoticeKind}
