"""The machines of the evaluation: the session, a member's seat in it, a correction. Not for: the lot itself."""

from __future__ import annotations

from enum import StrEnum

from core.states import Machine


class SessionState(StrEnum):
    PREPARING = "preparing"  # the room is open; members check in
    DECLARING = "declaring"  # all are in; declarations on recusal, then the election of the leader
    REVIEWING = "reviewing"  # 符合性审查, and the review of abnormally low prices
    SCORING = "scoring"  # each member alone
    CONSOLIDATING = "consolidating"  # all marks are locked and lie on the table
    REPORTING = "reporting"  # the report is issued and waits for signatures
    SIGNED = "signed"
    ABORTED = "aborted"  # the lot failed in review


class SessionEvent(StrEnum):
    ALL_PRESENT = "all-present"
    REPLACE_MEMBER = "replace-member"
    CONSTITUTE = "constitute"
    CLOSE_REVIEW = "close-review"
    ALL_LOCKED = "all-locked"
    ISSUE_REPORT = "issue-report"
    ALL_SIGNED = "all-signed"
    FAIL = "fail"


SESSION_STATES = Machine(
    name="评审",
    initial=SessionState.PREPARING,
    arrows={
        (SessionState.PREPARING, SessionEvent.ALL_PRESENT): SessionState.DECLARING,
        (SessionState.DECLARING, SessionEvent.CONSTITUTE): SessionState.REVIEWING,
        (SessionState.REVIEWING, SessionEvent.CLOSE_REVIEW): SessionState.SCORING,
        (SessionState.REVIEWING, SessionEvent.FAIL): SessionState.ABORTED,
        (SessionState.SCORING, SessionEvent.ALL_LOCKED): SessionState.CONSOLIDATING,
        (SessionState.CONSOLIDATING, SessionEvent.ISSUE_REPORT): SessionState.REPORTING,
        (SessionState.REPORTING, SessionEvent.ALL_SIGNED): SessionState.SIGNED,
        # 87令第四十九条: a replaced member's opinions are void, so the committee is put together again.
        (SessionState.PREPARING, SessionEvent.REPLACE_MEMBER): SessionState.PREPARING,
        (SessionState.DECLARING, SessionEvent.REPLACE_MEMBER): SessionState.PREPARING,
        (SessionState.REVIEWING, SessionEvent.REPLACE_MEMBER): SessionState.PREPARING,
        (SessionState.SCORING, SessionEvent.REPLACE_MEMBER): SessionState.PREPARING,
    },
)

SESSION_STATE_TITLES: dict[SessionState, str] = {
    SessionState.PREPARING: "等待签到",
    SessionState.DECLARING: "回避声明与推选组长",
    SessionState.REVIEWING: "符合性审查",
    SessionState.SCORING: "独立评分",
    SessionState.CONSOLIDATING: "汇总复核",
    SessionState.REPORTING: "签署报告",
    SessionState.SIGNED: "评审结束",
    SessionState.ABORTED: "评审终止",
}


class MemberState(StrEnum):
    EXPECTED = "expected"
    PRESENT = "present"
    DECLARED = "declared"
    REPLACED = "replaced"  # opinions void, kept


class MemberEvent(StrEnum):
    ENTER = "enter"
    DECLARE = "declare"
    REPLACE = "replace"


MEMBER_STATES = Machine(
    name="评委席位",
    initial=MemberState.EXPECTED,
    arrows={
        (MemberState.EXPECTED, MemberEvent.ENTER): MemberState.PRESENT,
        (MemberState.PRESENT, MemberEvent.DECLARE): MemberState.DECLARED,
        (MemberState.EXPECTED, MemberEvent.REPLACE): MemberState.REPLACED,
        (MemberState.PRESENT, MemberEvent.REPLACE): MemberState.REPLACED,
        (MemberState.DECLARED, MemberEvent.REPLACE): MemberState.REPLACED,
    },
)

MEMBER_STATE_TITLES: dict[MemberState, str] = {
    MemberState.EXPECTED: "未签到",
    MemberState.PRESENT: "已签到",
    MemberState.DECLARED: "已声明无回避情形",
    MemberState.REPLACED: "已更换",
}


class CorrectionState(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    REFUSED = "refused"
    DONE = "done"


class CorrectionEvent(StrEnum):
    AGREE = "agree"
    REFUSE = "refuse"
    COMPLETE = "complete"


CORRECTION_STATES = Machine(
    name="评分更正",
    initial=CorrectionState.PROPOSED,
    arrows={
        (CorrectionState.PROPOSED, CorrectionEvent.AGREE): CorrectionState.AGREED,
        (CorrectionState.PROPOSED, CorrectionEvent.REFUSE): CorrectionState.REFUSED,
        (CorrectionState.AGREED, CorrectionEvent.COMPLETE): CorrectionState.DONE,
    },
)

CORRECTION_STATE_TITLES: dict[CorrectionState, str] = {
    CorrectionState.PROPOSED: "待表决",
    CorrectionState.AGREED: "同意更正，待更正",
    CorrectionState.REFUSED: "不予更正",
    CorrectionState.DONE: "已更正",
}
