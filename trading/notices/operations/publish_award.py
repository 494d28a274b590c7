"""The platform publishes the result notice at its time, once; with it every bidder is sent a letter.

Runs inside a timer. A second run finds the notice published and does nothing.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from identity.actor import Actor
from identity.permissions import check
from storage import audit, outbox
from storage.database import transaction
from trading.decisions.queries.results import award_of, passing_seqs, report_of
from trading.notices.operations.issue_letters import issue_letters
from trading.notices.operations.issue_notice import issue_notice
from trading.notices.operations.publish_notice import notice_for_update
from trading.notices.queries.notice_texts import award_text
from trading.permissions import Permission
from trading.projects.queries.drafts import life_of
from trading.states import NOTICE_STATES, LotEvent, NoticeEvent
from trading.tables import Notice


async def publish_award(*, actor: Actor, notice_id: UUID, now: datetime) -> Notice:
    """determined → awarded. Ranking, scores, experts' names and the withheld log entries become public."""
    async with transaction():
        project, (lot, *_), notice = await notice_for_update(notice_id)
        check(actor, Permission.NOTICE_PUBLISH)
        if not NOTICE_STATES.allows(notice.state, NoticeEvent.PUBLISH):
            return notice
        state = life_of(project).after(lot.state, LotEvent.PUBLISH_AWARD)
        award, report = await award_of(lot.id), await report_of(lot.id)
        assert award is not None
        assert report is not None
        lot.state = state.value
        await lot.save()
        published = await issue_notice(
            actor=actor,
            project=project,
            notice=notice,
            body=await award_text(lot=lot, project=project, award=award, report=report),
            facts={lot.id: {"winner": award.winner_name, "amount": str(award.amount)}},
            now=now,
        )
        await issue_letters(actor=actor, lot=lot, award=award, notice=published, now=now)
        passed_over = await passing_seqs(lot.id, chosen_place=award.rank)
        await audit.disclose(numbers=[report.audit_seq, *passed_over, award.audit_seq], now=now)
        await outbox.emit("trading.award_published", subject_id=lot.id)
    return published
