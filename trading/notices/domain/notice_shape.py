"""What a notice is made of: a body of sections as data, and the facts bodies are worded from.

Not for: the wording itself — see `notice_bodies`.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.rules import RuleBook
from trading.kinds import Kind
from trading.projects.domain.draft import Basics


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
    """What every notice of a project draws on."""

    project_no: str
    kind: Kind
    basics: Basics
    tenderer_name: str
    agency_name: str
    rules: RuleBook
