"""A project as it is being drafted, whole, for the linter and the desk."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec
from msgspec.structs import replace

from core.errors import NotFound
from core.rules import RuleBook
from core.states import Machine
from identity import queries as identity_queries
from identity.actor import Actor
from identity.queries import PersonView
from identity.roles import Role
from storage.database import fetch_one
from trading.choices import Duty
from trading.kinds import KINDS, Kind
from trading.permissions import check_knows
from trading.projects.domain.document import Chapter, Document
from trading.projects.domain.draft import BASICS_COLUMNS, LOT_COLUMNS, Basics, Draft, LotBasics
from trading.projects.domain.panel import Seat
from trading.projects.domain.scheme import Scheme
from trading.projects.domain.times import NoticeTimes
from trading.projects.fields import LotNo
from trading.projects.queries.lots import SchemeUnreadable, criteria_of, scheme_of
from trading.states import LotEvent, LotState
from trading.tables import Lot, OpeningOfficer, Project
from trading.terms import Terms

#: Which role a person must hold to take each duty on the opening panel.
ROLE_OF_DUTY: dict[Duty, Role] = {
    Duty.HOST: Role.CENTRE_STAFF,
    Duty.TENDERER: Role.TENDERER,
    Duty.AGENCY: Role.AGENCY,
    Duty.SUPERVISOR: Role.SUPERVISOR,
}


def duty_titles(terms: Terms) -> dict[Duty, str]:
    """What each duty is called, in the words of the kind."""
    return {
        Duty.HOST: "主持人（交易中心）",
        Duty.TENDERER: f"{terms.tenderer}代表",
        Duty.AGENCY: f"{terms.agency}代表",
        Duty.SUPERVISOR: "监督人员",
    }


def life_of(project: Project) -> Machine[LotState, LotEvent]:
    """The arrows its kind draws between the states of its lots."""
    return KINDS[project.kind].life.machine


def rules_governing(project: Project) -> RuleBook:
    """The rules of its kind in its place, on the day whose law governs the project."""
    return KINDS[project.kind].rules_on(project.governed_by_day, project.region)


async def project_of(lot: Lot) -> Project:
    """The lot's project."""
    project = await Project.objects().where(Project.id == lot.project).first()
    assert project is not None  # a foreign key says so
    return project


async def project_by_no(no: str) -> Project:
    """Unlocked; raises `NotFound` (`project-unknown`)."""
    project = await Project.objects().where(Project.no == no).first()
    if project is None:
        raise NotFound(code="project-unknown", message="没有这个项目")
    return project


async def lots_of(project: Project) -> tuple[Lot, ...]:
    """The project's lots by number, unlocked; there is always one."""
    return tuple(await Lot.objects().where(Lot.project == project.id).order_by(Lot.lot_no))


async def lot_of(project: Project, lot_no: int) -> Lot:
    """Unlocked; raises `NotFound` (`lot-unknown`)."""
    for lot in await lots_of(project):
        if lot.lot_no == lot_no:
            return lot
    raise NotFound(code="lot-unknown", message=f"没有这个{KINDS[project.kind].terms.lot}")


async def known_project(no: str, actor: Actor) -> tuple[Project, tuple[Lot, ...]]:
    """The project with its lots by number, unlocked; raises `NotFound` (`project-unknown`) as `check_knows`."""
    project = await project_by_no(no)
    lots = await lots_of(project)
    check_knows(actor, project, lots[0].state)
    return project, lots


async def only_lot(no: str, *, then: str, actor: Actor) -> str:
    """What leads from the address of a project to something of its only lot; nothing where it has several."""
    _, lots = await known_project(no, actor)
    return f"/lots/1/{then}" if len(lots) == 1 else ""


async def project_named(no: str, actor: Actor) -> dict[str, UUID]:
    """The key of operations for a project's number, as `web.acts` asks for it."""
    project, _ = await known_project(no, actor)
    return {"project_id": project.id}


async def lot_numbered(no: str, lot_no: LotNo, actor: Actor) -> dict[str, UUID]:
    """The key of operations for the number of a lot in its project."""
    project, _ = await known_project(no, actor)
    return {"lot_id": (await lot_of(project, lot_no)).id}


async def draft_of(*, project: Project, lots: Sequence[Lot]) -> Draft:
    """Everything the linter looks at, with the officers' keys as they are now; panel and times are those of the first
    lot, for drafting sets them on all."""
    first = lots[0]
    schemes = [await _drafted_scheme(lot, KINDS[project.kind]) for lot in lots]
    return Draft(
        project_id=project.id,
        project_no=project.no,
        kind=project.kind,
        basics=basics_of(project=project, lots=lots),
        schemes=tuple(scheme for scheme, _ in schemes),
        unread=frozenset(place for place, (_, is_read) in enumerate(schemes) if not is_read),
        seats=await seats_of(first.id),
        panel_threshold=first.panel_threshold,
        times=times_of(first),
        opening_place=first.opening_place,
        day_off_reason=first.day_off_reason,
        kept=kept_reasons(project),
        document=await document_of(project.id),
    )


async def document_of(project_id: UUID) -> Document | None:
    """The tender documents as they are drafted; None where nobody has begun them."""
    row = await fetch_one(
        "SELECT chapters::text AS chapters, revision FROM trading_drafted_document WHERE project = $1",
        project_id,
    )
    if row is None:
        return None
    chapters = msgspec.json.decode(row["chapters"], type=tuple[Chapter, ...])
    return Document(chapters=chapters, revision=row["revision"])


async def _drafted_scheme(lot: Lot, kind: Kind) -> tuple[Scheme, bool]:
    """The lot's scheme and whether it could be read; a blank one is there to be written anew."""
    try:
        return await scheme_of(lot.id), True
    except SchemeUnreadable:
        return replace(kind.method.scheme.blank, criteria=await criteria_of(lot.id)), False


def kept_reasons(project: Project) -> dict[str, str]:
    """The reasons that warnings stand with, by rule."""
    return msgspec.json.decode(project.kept_reasons, type=dict[str, str])


def times_of(lot: Lot) -> NoticeTimes | None:
    """The planned times, once all three are set."""
    if lot.publish_at is None or lot.documents_until is None or lot.bids_due_at is None:
        return None
    return NoticeTimes(
        publish_at=lot.publish_at, documents_until=lot.documents_until, bids_due_at=lot.bids_due_at
    )


def basics_of(*, project: Project, lots: Sequence[Lot]) -> Basics:
    """The columns of the project and of these lots as one value."""
    return Basics(
        **{name: getattr(project, name) for name in BASICS_COLUMNS},
        lots=tuple(_lot_basics(lot) for lot in lots),
        particulars=KINDS[project.kind].particulars.read(project.particulars),
    )


def _lot_basics(lot: Lot) -> LotBasics:
    return LotBasics(no=lot.lot_no, lot_id=lot.id, **{name: getattr(lot, name) for name in LOT_COLUMNS})


async def seats_of(lot_id: UUID) -> tuple[Seat, ...]:
    """The panel as drafted; a frozen key wins over the key box in use."""
    rows = await OpeningOfficer.objects().where(OpeningOfficer.lot == lot_id).order_by(OpeningOfficer.ordinal)
    people = {view.id: view for view in await identity_queries.people(ids=[row.person for row in rows])}
    return tuple([await _seat(row, people[row.person]) for row in rows])


async def _seat(row: OpeningOfficer, person: PersonView) -> Seat:
    public = row.sealing_public
    if public is None:
        box = await identity_queries.key_box_of(person.id)
        public = box.sealing_public if box else None
    return Seat(
        ordinal=row.ordinal,
        person_id=person.id,
        name=person.name,
        duty=row.duty,
        organisation_id=person.organisation_id,
        organisation_name=person.organisation_name,
        sealing_public=bytes(public) if public is not None else None,
    )


async def officer_candidates(*, project: Project) -> dict[Duty, tuple[PersonView, ...]]:
    """Who may take each duty: tenderer and agency people of this project only."""
    own = {Duty.TENDERER: project.tenderer, Duty.AGENCY: project.agency}
    return {
        duty: await identity_queries.people_with_role(role, organisation_id=own.get(duty))
        for duty, role in ROLE_OF_DUTY.items()
    }
