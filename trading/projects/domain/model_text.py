"""Model texts as kinds keep them: a TOML file beside the kind. Not for: what fills them in."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from trading.projects.domain.document import Chapter


class _File(msgspec.Struct, forbid_unknown_fields=True):
    chapters: tuple[Chapter, ...]


def model_chapters(file: Path) -> tuple[Chapter, ...]:
    """The chapters a file holds; raises `msgspec.ValidationError` for one that does not fit."""
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), _File).chapters
