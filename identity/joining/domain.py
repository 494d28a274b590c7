"""Decisions about who may join; no I/O."""

from __future__ import annotations

from core.errors import Invalid
from identity.roles import Role

#: What an organisation can be here; the words of every kind stand beside each other, for one registration serves all.
JOINING_ROLES = {
    Role.BIDDER: "市场主体（供应商、投标人、竞买人）",
    Role.AGENCY: "代理机构",
    Role.TENDERER: "项目单位（采购人、招标人、出让人）",
}

LARGEST_LICENCE = 4 * 1024 * 1024
_BEGINNINGS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
)


def check_licence(data: bytes) -> tuple[str, str]:
    """Media type and ending of a licence, by its content.

    Raises `Invalid` (`licence-too-large`, `licence-kind-unknown`).
    """
    if len(data) > LARGEST_LICENCE:
        raise Invalid(code="licence-too-large", message="证照文件不得超过4兆字节", field="licence")
    for beginning, media_type, ending in _BEGINNINGS:
        if data.startswith(beginning):
            return media_type, ending
    raise Invalid(code="licence-kind-unknown", message="证照文件应为PDF、PNG或者JPEG扫描件", field="licence")
