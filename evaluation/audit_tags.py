"""The kinds of entries evaluation writes to the audit log.

All are withheld until the result is public. A member acts in the log as `evaluator:<handle>`, a keyed pseudonym of
session and person: entries of one member belong together, and nobody outside can tell whose they are.
"""

from __future__ import annotations

from enum import StrEnum


class AuditTag(StrEnum):
    SESSION_OPEN = "evaluation:session:open"
    MEMBER_ENTER = "evaluation:member:enter"
    MEMBER_DECLARE = "evaluation:member:declare"
    MEMBER_REPLACE = "evaluation:member:replace"
    LEADER_ELECT = "evaluation:leader:elect"
    REVIEW_CLOSE = "evaluation:review:close"
    LOW_PRICE_EXPLAIN = "evaluation:low_price:explain"
    LOW_PRICE_DECIDE = "evaluation:low_price:decide"
    SCORES_LOCK = "evaluation:scores:lock"
    CORRECTION_DECIDE = "evaluation:correction:decide"
    SCORES_CORRECT = "evaluation:scores:correct"
    REPORT_ISSUE = "evaluation:report:issue"
    REPORT_SIGN = "evaluation:report:sign"
    SESSION_FAIL = "evaluation:session:fail"
    SESSION_FINISH = "evaluation:session:finish"
