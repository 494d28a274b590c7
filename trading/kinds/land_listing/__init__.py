"""国有建设用地使用权挂牌出让 by one sealed price. Not for: open bidding of prices."""

from __future__ import annotations

from trading.kinds.kind import Kind
from trading.kinds.land_listing.deciding import DECIDING, METHOD, RULES
from trading.kinds.land_listing.drafting import DRAFTING, requirements
from trading.kinds.land_listing.letters import LETTERS
from trading.kinds.land_listing.life import LIFE
from trading.kinds.land_listing.model_text import MODEL_TEXTS
from trading.kinds.land_listing.names import CATEGORY_TITLES, METHOD_TITLE, TERMS
from trading.kinds.land_listing.notices import NOTICES
from trading.kinds.land_listing.offer import OFFER
from trading.kinds.land_listing.particulars import PARTICULARS

LAND_LISTING = Kind(
    code="land_listing",
    title="国有建设用地使用权",
    method_title=METHOD_TITLE,
    category_titles=CATEGORY_TITLES,
    first_category="residential",
    rule_file=RULES,
    terms=TERMS,
    life=LIFE,
    particulars=PARTICULARS,
    drafting=DRAFTING,
    notices=NOTICES,
    letters=LETTERS,
    model_texts=MODEL_TEXTS,
    offer=OFFER,
    method=METHOD,
    deciding=DECIDING,
    requirements=requirements,
)
