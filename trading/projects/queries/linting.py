"""What the linter finds in a project, or in a draft that somebody has as a file.

Not for: pages, which show the findings beside everything else of the project; see `workspace`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import msgspec

from core.calendar import Calendar
from core.errors import Invalid
from trading.kinds import KINDS
from trading.projects.domain.draft import Draft
from trading.projects.domain.findings import Finding, findings
from trading.projects.queries.drafts import draft_of, lots_of, project_by_no, rules_governing
from trading.working_calendar import calendar_now


async def findings_of(*, project_no: str, now: datetime) -> tuple[Finding, ...]:
    """For who runs the platform; nothing once it is announced. Raises `NotFound` (`project-unknown`)."""
    project = await project_by_no(project_no)
    lots = await lots_of(project)
    if lots[0].notice_published_at is not None:
        return ()
    return findings(
        draft=await draft_of(project=project, lots=lots),
        drafting=KINDS[project.kind].drafting,
        now=now,
        rules=rules_governing(project),
        calendar=await calendar_now(),
    )


def findings_in(draft: Draft, *, day: date, now: datetime, calendar: Calendar) -> tuple[Finding, ...]:
    """By the law of `day` in the draft's own place."""
    kind = KINDS[draft.kind]
    return findings(
        draft=draft,
        drafting=kind.drafting,
        now=now,
        rules=kind.rules_on(day, draft.basics.region),
        calendar=calendar,
    )


def read_draft(text: bytes) -> Draft:
    """A draft as `/api/projects/{no}` tells it, alone or with what stands around it.

    Raises `Invalid` (`draft-unreadable`) saying what is wrong with it.
    """
    try:
        told: dict[str, Any] = msgspec.json.decode(text, type=dict[str, Any])
        return _draft(told.get("draft", told))
    except (msgspec.DecodeError, msgspec.ValidationError, KeyError, AttributeError) as fault:
        raise Invalid(code="draft-unreadable", message=f"文件不是平台的项目草稿：{fault}") from fault


def _draft(told: dict[str, Any]) -> Draft:
    """What is the kind's own is read by the kind."""
    kind, basics = KINDS[told["kind"]], dict(told["basics"])
    particulars = msgspec.convert(basics.pop("particulars"), kind.particulars.form)
    schemes = msgspec.convert(told["schemes"], tuple[kind.method.scheme.form, ...])  # type: ignore[name-defined]
    plain = {**told, "basics": {**basics, "particulars": {}}, "schemes": []}
    draft = msgspec.convert(plain, Draft)
    return replace(draft, basics=replace(draft.basics, particulars=particulars), schemes=schemes)
