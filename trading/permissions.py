"""Trading's permissions, and who may touch one project.

The policies ask three things: the permission, the own organisation, and that nobody accepts their own work.
"""

from __future__ import annotations

from enum import StrEnum

from core.errors import Forbidden, NotFound
from identity.actor import Actor
from identity.permissions import check
from trading.states import PUBLIC_LOT_STATES, LotState
from trading.tables import Project


class Permission(StrEnum):
    """What can be done to projects, notices, awards and the working calendar."""

    PROJECT_DRAFT = "trading:project:draft"  # agency, for the projects of its own organisation
    PROJECT_SUBMIT = "trading:project:submit"  # agency, likewise
    PROJECT_READ = "trading:project:read"  # agency and tenderer (their own), centre staff, supervisor
    PROJECT_READ_ALL = "trading:project:read_all"  # centre staff, supervisor
    PROJECT_ACCEPT = "trading:project:accept"  # centre staff; never the drafter
    AWARD_DETERMINE = (
        "trading:award:determine"  # tenderer, for its own projects; also to end one it cannot award
    )
    CALENDAR_ENTER = "trading:calendar:enter"  # administrator
    NOTICE_PUBLISH = "trading:notice:publish"  # nobody but the platform's own timer
    AWARD_DEEM = "trading:award:deem"  # nobody but the platform's own timer


def check_drafts(actor: Actor, project: Project) -> None:
    """May `actor` change this draft? Raises `Forbidden` or, for a stranger's project, `NotFound`."""
    check(actor, Permission.PROJECT_DRAFT)
    _check_agency(actor, project)


def check_submits(actor: Actor, project: Project) -> None:
    """May `actor` hand this project in?"""
    check(actor, Permission.PROJECT_SUBMIT)
    _check_agency(actor, project)


def check_reads(actor: Actor, project: Project) -> None:
    """May `actor` see this project before it is public? Strangers learn nothing of it (`NotFound`)."""
    check(actor, Permission.PROJECT_READ)
    if Permission.PROJECT_READ_ALL in actor.permissions:
        return
    if actor.organisation_id is None or actor.organisation_id not in (project.agency, project.tenderer):
        raise _unknown()


def check_knows(actor: Actor, project: Project, state: str) -> None:
    """May `actor` learn that there is this project, whose lots stand so? A draft is its agency's alone; until the
    notice is out only its parties and who reads all know of it. Raises `NotFound` (`project-unknown`)."""
    own = {project.agency} if state == LotState.DRAFT else {project.agency, project.tenderer}
    if state in PUBLIC_LOT_STATES or (actor.organisation_id and actor.organisation_id in own):
        return
    if state == LotState.DRAFT or Permission.PROJECT_READ_ALL not in actor.permissions:
        raise _unknown()


def check_accepts(actor: Actor, project: Project) -> None:
    """May `actor` accept or return it? Who drafted or submitted a project never decides on it."""
    check(actor, Permission.PROJECT_ACCEPT)
    if actor.person_id in (project.created_by, project.submitted_by):
        raise Forbidden(
            code="separation-of-duties",
            message="编制或提交项目的人员不得受理该项目",
        )


def check_determines(actor: Actor, project: Project) -> None:
    """Only the tenderer whose project it is determines the winner (《政府采购法实施条例》第四十三条)."""
    check(actor, Permission.AWARD_DETERMINE)
    if actor.organisation_id is None or actor.organisation_id != project.tenderer:
        raise _unknown()


def _check_agency(actor: Actor, project: Project) -> None:
    if actor.organisation_id is None or actor.organisation_id != project.agency:
        raise _unknown()


def _unknown() -> NotFound:
    return NotFound(code="project-unknown", message="没有这个项目")
