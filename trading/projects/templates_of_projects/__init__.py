"""Drafts made from real notices, which an agency picks to begin with. Data beside this loader, in TOML.

Not for: rules of law; a template is only as lawful as the linter finds it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from trading.kinds import KINDS
from trading.projects.domain.draft import BASICS_COLUMNS, Basics, LotBasics
from trading.projects.domain.scheme import CriterionDraft, SchemeDraft


class _Criterion(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    kind: str
    max_points: str
    guide: str
    envelope: str = "technical"


class _File(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    id: str
    title: str
    tenderer_name: str
    agency_name: str
    opening_place: str
    basics: dict[str, str]
    lot: LotBasics
    particulars: dict[str, Any]
    scheme: dict[str, Any] = {}
    criteria: list[_Criterion] = []


class ProjectTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A filled draft without people and times. The names of tenderer and agency are those published."""

    kind: str
    id: str
    title: str
    tenderer_name: str
    agency_name: str
    opening_place: str
    basics: Basics
    scheme: SchemeDraft


@cache
def project_templates() -> Mapping[str, ProjectTemplate]:
    """Every template by id; raises `msgspec.ValidationError` for a file that does not fit."""
    files = sorted(Path(__file__).parent.glob("*.toml"))
    read = [msgspec.convert(tomllib.loads(file.read_text("utf-8")), _File) for file in files]
    return {row.id: _template(row) for row in read}


def _template(row: _File) -> ProjectTemplate:
    """What the basics leave out is empty; what nobody knows raises `TypeError`."""
    kind = KINDS[row.kind]
    return ProjectTemplate(
        kind=row.kind,
        id=row.id,
        title=row.title,
        tenderer_name=row.tenderer_name,
        agency_name=row.agency_name,
        opening_place=row.opening_place,
        basics=Basics(
            **dict.fromkeys(BASICS_COLUMNS, "") | row.basics,
            lots=(row.lot,),
            particulars=msgspec.convert(row.particulars, kind.particulars.form),
        ),
        scheme=SchemeDraft(
            own=msgspec.convert(row.scheme, kind.method.scheme.form),
            criteria=msgspec.convert(msgspec.to_builtins(row.criteria), tuple[CriterionDraft, ...]),
        ),
    )
