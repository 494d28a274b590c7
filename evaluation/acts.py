"""What is done in an evaluation, each act declared once; see `web.acts`."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from evaluation.operations.close_review import close_review
from evaluation.operations.constitute import LeaderBallot, vote_for_leader
from evaluation.operations.correct_scores import (
    CorrectionBallot,
    CorrectionProposal,
    MarkRestated,
    propose_correction,
    restate_mark,
    vote_correction,
)
from evaluation.operations.declare import SteppingAside, declare_conflict, declare_no_conflict
from evaluation.operations.enter_session import enter_session
from evaluation.operations.finish_session import finish_session
from evaluation.operations.issue_report import issue_report
from evaluation.operations.lock_scores import lock_scores
from evaluation.operations.open_session import LotToEvaluate, open_session
from evaluation.operations.replace import Absence, replace_absent
from evaluation.operations.review_low_price import (
    PaperExplanation,
    PriceExplanation,
    PriceJudgement,
    PriceOpinion,
    decide_low_price,
    enter_explanation,
    explain_price,
    raise_by_judgement,
)
from evaluation.operations.save_scores import MarksGiven, save_scores
from evaluation.operations.sign_report import SigningWord, Silence, record_silence, sign_report
from evaluation.operations.vote_compliance import ComplianceOpinion, vote_compliance
from evaluation.pages import outside, room
from evaluation.permissions import Permission
from evaluation.queries.presence import presence_for_member
from evaluation.states import SessionState
from identity.actor import Actor
from web.acts import Place


class SessionRef(Struct, frozen=True, kw_only=True):
    """A session by id and where it stands."""

    session_id: UUID
    state: SessionState


async def session_ref(actor: Actor, session_id: UUID) -> SessionRef:
    """What a program is told after an act in the room."""
    found = await presence_for_member(session_id=session_id, person_id=actor.person_id)
    return SessionRef(session_id=session_id, state=found.state)


ROOM = Place(
    room.ROOM, api="/api/evaluations/{session_id:uuid}", needs=Permission.SESSION_SIT, ref=session_ref
)
ROOM.act("enter", enter_session)
ROOM.act("declare", declare_no_conflict)
ROOM.act("leader", vote_for_leader, LeaderBallot)
ROOM.act("compliance", vote_compliance, ComplianceOpinion)
ROOM.act("close-review", close_review)
ROOM.act("low-prices", raise_by_judgement, PriceJudgement)
ROOM.act("low-prices/opinion", decide_low_price, PriceOpinion)
ROOM.act("scores", save_scores, MarksGiven)
ROOM.act("lock", lock_scores)
ROOM.act("corrections", propose_correction, CorrectionProposal)
ROOM.act("corrections/{correction_id:uuid}/vote", vote_correction, CorrectionBallot)
ROOM.act("corrections/{correction_id:uuid}/restate", restate_mark, MarkRestated)
ROOM.act("report", issue_report)
ROOM.act("sign", sign_report, SigningWord)

# Who steps aside has no room afterwards to be told of.
WAY_OUT = Place(room.ROOM, api="/api/evaluations/{session_id:uuid}", needs=Permission.SESSION_SIT)
WAY_OUT.act("conflict", declare_conflict, SteppingAside, to="/desk/evaluations")

SESSIONS = Place(outside.SESSIONS, api="/api/evaluations", needs=Permission.SESSION_OPEN)
SESSIONS.act("", open_session, LotToEvaluate, to="/evaluations/{made}/control")

CONTROL = Place(
    outside.CONTROL, api="/api/evaluations/{session_id:uuid}/control", needs=Permission.SESSION_CONTROL
)
CONTROL.act("replace", replace_absent, Absence)
CONTROL.act("explanation", enter_explanation, PaperExplanation)
CONTROL.act("silence", record_silence, Silence)
CONTROL.act("finish", finish_session)

PRICE = Place(
    outside.QUESTION, api="/api/evaluations/prices/{finding_id:uuid}", needs=Permission.PRICE_EXPLAIN
)
PRICE.act("", explain_price, PriceExplanation)
