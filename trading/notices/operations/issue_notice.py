"""A scheduled notice becomes a published one: text fixed, hash logged.

Called inside the operation that publishes; the lots and the notice are locked and have been checked there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from core.canonical import Json, fingerprint
from identity.actor import Actor
from storage import audit
from trading.kinds import KINDS
from trading.notices.domain.notice_shape import Body
from trading.notices.queries.search import search_text_of
from trading.states import NOTICE_STATES, NoticeEvent, NoticeKind
from trading.tables import Notice, Project


async def issue_notice(
    *,
    actor: Actor,
    project: Project,
    notice: Notice,
    body: Body,
    facts: Mapping[UUID, Mapping[str, Json]],
    now: datetime,
) -> Notice:
    """Fix the text, log its hash, mark it published. Raises `IllegalTransition` for a notice not scheduled.

    `facts` are what the log tells besides, by the id of each lot the notice is of, in their order: each has an entry,
    and the notice names the first.
    """
    data: dict[str, Any] = msgspec.to_builtins(body)
    notice.state = NOTICE_STATES.after(notice.state, NoticeEvent.PUBLISH).value
    told = {
        "notice_no": notice.no,
        "kind": notice.kind,
        "title": notice.title,
        "body_sha256": body_sha256(data),
    }
    entries = [
        await audit.record(
            KINDS[project.kind].notices[NoticeKind(notice.kind)].tag,
            actor=actor.audit_name,
            subject=str(lot_id),
            facts={**told, **of_lot},
            now=now,
        )
        for lot_id, of_lot in facts.items()
    ]
    notice.body = data
    notice.search_text = await search_text_of(lot_ids=list(facts), project=project, notice=notice)
    notice.published_at = now
    notice.audit_seq = entries[0].ticket
    await notice.save()
    return notice


def body_sha256(data: Json) -> str:
    """The hash the log holds: SHA-256 over the canonical JSON of the body, as `/notices/{no}/body.json` serves it."""
    return fingerprint(data)
