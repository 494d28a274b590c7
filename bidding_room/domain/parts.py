"""What a bid consists of: its parts, what each must hold, and the formats a reader can open.

Told on the page before anybody uploads, and checked by the clients before they seal. Which part a file belongs to
stands in the open in the signed manifest, so that the platform too refuses a bid without a part; its names and
formats are sealed, and nobody can look afterwards.
Not for: whether what is in a part meets the tender, which the committee judges.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.errors import Invalid
from sealing.labels import Envelope

FORMATS = (
    *("pdf", "ofd", "doc", "docx", "wps", "xls", "xlsx", "et", "ppt", "pptx", "txt"),
    *("jpg", "jpeg", "png", "tif", "tiff", "dwg", "zip", "rar", "7z"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a bid, sealed in its own envelope; `least` files must be in it."""

    envelope: Envelope
    title: str
    hint: str
    least: int


PARTS = (
    Part(
        envelope=Envelope.QUALIFICATION,
        title="资格证明文件",
        hint="营业执照、资格声明等，开标后供资格审查",
        least=1,
    ),
    Part(
        envelope=Envelope.TECHNICAL,
        title="商务技术文件",
        hint="技术方案、业绩、人员等，开标后供评审",
        least=1,
    ),
    Part(
        envelope=Envelope.PRICE,
        title="报价文件",
        hint="采购文件要求分项报价表的在此添加；开标一览表由本页填写并自动密封",
        least=0,
    ),
)


def check_parts(files: Iterable[Envelope]) -> None:
    """Refuse (`part-missing`) a bid that lacks a part; `files` are the envelopes of its files."""
    given = list(files)
    missing = [part for part in PARTS if given.count(part.envelope) < part.least]
    if missing:
        raise Invalid(
            code="part-missing",
            message=f"投标文件缺少{'、'.join(part.title for part in missing)}，请补充后再递交",
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
