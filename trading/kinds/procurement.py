"""政府采购货物和服务公开招标."""

from __future__ import annotations

from trading.kinds.kind import Kind
from trading.rules import FOLDER

PROCUREMENT = Kind(
    code="procurement",
    title="政府采购",
    method_title="公开招标",
    category_titles={"goods": "货物", "services": "服务"},
    rule_file=FOLDER / "procurement.toml",
)
