"""Whether a bid has all its parts, and the formats a reader can open.

Told on the page before anybody uploads, and checked by the clients before they seal. Which part a file belongs to
stands in the open in the signed manifest, so that the platform too refuses a bid without a part; its names and
formats are sealed, and nobody can look afterwards.
Not for: whether what is in a part meets the tender, which the committee judges.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.errors import Invalid
from sealing.labels import Envelope
from trading.choices import Envelope as Asked
from trading.projects.domain.offer import Part

FORMATS = (
    *("pdf", "ofd", "doc", "docx", "wps", "xls", "xlsx", "et", "ppt", "pptx", "txt"),
    *("jpg", "jpeg", "png", "tif", "tiff", "dwg", "zip", "rar", "7z"),
)


def check_parts(files: Iterable[Envelope], *, parts: Iterable[Part]) -> None:
    """Refuse (`part-missing`) an offer that lacks one of `parts`; `files` are the envelopes of its files."""
    given = [Asked(one) for one in files]
    missing = [part for part in parts if given.count(part.envelope) < part.least]
    if missing:
        raise Invalid(
            code="part-missing",
            message=f"缺少{'、'.join(part.title for part in missing)}，请补充后再递交",
            field="files",
            facts={"missing": "、".join(part.envelope.value for part in missing)},
        )


def check_name(name: str) -> None:
    """Refuse (`file-format`) a name whose ending is none of the formats; only clients know the names."""
    if name.rpartition(".")[2].lower() not in FORMATS:
        raise Invalid(
            code="file-format",
            message=f"“{name}”的格式不在可递交的格式之列（{'、'.join(FORMATS)}）",
            field="files",
        )
