"""The tags under which trading's acts stand in the audit log."""

from __future__ import annotations

from enum import StrEnum


class AuditTag(StrEnum):
    PROJECT_DRAFT = "trading:project:draft"
    WARNINGS_KEEP = "trading:project:keep-warnings"
    DOCUMENTS_EDIT = "trading:documents:edit"
    PROJECT_SUBMIT = "trading:project:submit"
    PROJECT_RETURN = "trading:project:return"
    PROJECT_ACCEPT = "trading:project:accept"
    NOTICE_PUBLISH = "trading:notice:publish"
    NOTICE_WITHDRAW = "trading:notice:withdraw"
    BIDDING_CLOSE = "trading:lot:close-bidding"
    OPENING_BEGIN = "trading:lot:begin-opening"
    OPENING_FINISH = "trading:lot:finish-opening"
    EVALUATION_BEGIN = "trading:lot:begin-evaluation"
    LOT_FAIL = "trading:lot:fail"
    RANKING_RECORD = "trading:ranking:record"
    CANDIDATE_SKIP = "trading:candidate:skip"
    CANDIDATE_RESTORE = "trading:candidate:restore"
    PROCUREMENT_END = "trading:procurement:end"
    AWARD_DETERMINE = "trading:award:determine"
    AWARD_DEEM = "trading:award:deem"
    AWARD_PUBLISH = "trading:award:publish"
    LETTERS_ISSUE = "trading:letters:issue"
    CALENDAR_AMEND = "trading:calendar:amend"
    CALENDAR_ENTER = "trading:calendar:enter"
