"""Notices worded from what is stored now: for publication, and as previews before it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from core.clock import local_day
from identity import queries as identity_queries
from storage.database import fetch_one
from trading.decisions.queries.results import ranked_bids, ties_of
from trading.kinds import KINDS
from trading.notices.domain.notice_shape import Announcement, Body, Result, Termination
from trading.notices.queries.notice_facts import notice_facts, officers_of
from trading.projects.domain.times import NoticeTimes
from trading.projects.queries.drafts import lots_of, project_by_no, times_of
from trading.projects.queries.lots import scheme_of
from trading.rules import Term
from trading.rules.working_days import working_deadline
from trading.tables import Award, Lot, Project, Report
from trading.working_calendar import calendar_now


async def announcement_text(*, project: Project, lots: Sequence[Lot], times: NoticeTimes) -> Body:
    """The text of the notice that opens the lots, for these times."""
    given = await announcement_of(project=project, lots=lots, times=times)
    return KINDS[project.kind].notices.announcement.body(given)


async def announcement_of(*, project: Project, lots: Sequence[Lot], times: NoticeTimes) -> Announcement:
    """What it is worded from, and the tender documents too; place and panel are the same for all by then."""
    facts, first = await notice_facts(project=project), lots[0]
    standing = facts.rules.rules.get(Term.NOTICE_DAYS)
    start, calendar = local_day(times.publish_at), await calendar_now()
    ends_on = working_deadline(start, count=standing.count, calendar=calendar) if standing else None
    return Announcement(
        facts=facts,
        schemes=tuple([await scheme_of(lot.id) for lot in lots]),
        times=times,
        opening_place=first.opening_place,
        officers=await officers_of(first.id, terms=KINDS[project.kind].terms),
        threshold=first.panel_threshold,
        ends_on=ends_on,
        calendar_version=calendar.version_of(start, ends_on) if ends_on else "",
    )


async def announcement_preview(project_no: str) -> Body | None:
    """None until the times are set; once published, what was published and nothing counted anew.

    Callers have asked whether the reader may see the project.
    """
    project = await project_by_no(project_no)
    lots = await lots_of(project)
    if lots[0].notice_published_at is not None:
        return await _published(project)
    times = times_of(lots[0])
    if times is None:
        return None
    return await announcement_text(project=project, lots=lots, times=times)


async def _published(project: Project) -> Body:
    row = await fetch_one(
        "SELECT body::text AS body FROM trading_notice WHERE project = $1 AND lot IS NULL"
        " AND state = 'published'",
        project.id,
    )
    assert row is not None
    return msgspec.json.decode(row["body"], type=Body)


async def award_text(*, lot: Lot, project: Project, award: Award, report: Report) -> Body:
    """The result notice's text."""
    winner = await identity_queries.organisation(award.winner)
    return KINDS[project.kind].notices.result.body(
        Result(
            facts=await notice_facts(project=project, lot=lot),
            winner_id=award.winner,
            winner_address=winner.address,
            bids=await ranked_bids(lot.id),
            ties=ties_of(report),
            small_firm_percent=(await scheme_of(lot.id)).small_firm_percent,
            committee_names=tuple(report.committee_names),
            reason=award.reason,
        )
    )


async def termination_text(*, lot: Lot, project: Project, again: bool) -> Body:
    """The text of the notice that the lot ended without a winner."""
    return KINDS[project.kind].notices.termination.body(
        Termination(facts=await notice_facts(project=project, lot=lot), reason=lot.failed_reason, again=again)
    )
