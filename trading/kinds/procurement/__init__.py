"""政府采购货物和服务公开招标."""

from __future__ import annotations

from trading.kinds.kind import Kind
from trading.kinds.procurement.articles import ARTICLES
from trading.kinds.procurement.deciding import DECIDING, METHOD
from trading.kinds.procurement.drafting import DRAFTING
from trading.kinds.procurement.judging import JUDGING
from trading.kinds.procurement.letters import LETTERS
from trading.kinds.procurement.life import LIFE
from trading.kinds.procurement.model_text import MODEL_TEXTS
from trading.kinds.procurement.names import CATEGORY_TITLES, METHOD_TITLE, TERMS
from trading.kinds.procurement.notices import NOTICES
from trading.kinds.procurement.offer import OFFER
from trading.kinds.procurement.particulars import PARTICULARS
from trading.kinds.procurement.requirements import requirements
from trading.kinds.procurement.ties import tie_notes
from trading.rules import FOLDER

PROCUREMENT = Kind(
    code="procurement",
    title="政府采购",
    method_title=METHOD_TITLE,
    category_titles=CATEGORY_TITLES,
    first_category="services",
    rule_file=FOLDER / "procurement.toml",
    terms=TERMS,
    life=LIFE,
    particulars=PARTICULARS,
    drafting=DRAFTING,
    offer=OFFER,
    method=METHOD,
    deciding=DECIDING,
    judging=JUDGING,
    tie_notes=tie_notes,
    requirements=requirements,
    notices=NOTICES,
    letters=LETTERS,
    model_texts=MODEL_TEXTS,
    articles=ARTICLES,
)
