"""What government procurement calls its things. Not for: sentences, which stand where they are said."""

from __future__ import annotations

METHOD_TITLE = "公开招标"
CATEGORY_TITLES = {"goods": "货物", "services": "服务"}
