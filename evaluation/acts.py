"""What is done in an evaluation, each act declared once; see `web.acts`."""

from __future__ import annotations

from evaluation.operations.finish_session import finish_session
from evaluation.operations.open_session import LotToEvaluate, open_session
from evaluation.operations.replace import Absence, replace_absent
from evaluation.operations.review_low_price import (
    PaperExplanation,
    PriceExplanation,
    enter_explanation,
    explain_price,
)
from evaluation.operations.sign_report import Silence, record_silence
from evaluation.pages.control import control_page, sessions_page
from evaluation.pages.prices import question_page
from evaluation.permissions import Permission
from web.acts import Place

SESSIONS = Place(sessions_page, api="/api/evaluations", needs=Permission.SESSION_OPEN)
SESSIONS.act("", open_session, LotToEvaluate, to="/evaluations/{made}/control")

CONTROL = Place(
    control_page, api="/api/evaluations/{session_id:uuid}/control", needs=Permission.SESSION_CONTROL
)
CONTROL.act("replace", replace_absent, Absence)
CONTROL.act("explanation", enter_explanation, PaperExplanation)
CONTROL.act("silence", record_silence, Silence)
CONTROL.act("finish", finish_session)

PRICE = Place(question_page, api="/api/evaluations/prices/{finding_id:uuid}", needs=Permission.PRICE_EXPLAIN)
PRICE.act("", explain_price, PriceExplanation)
