"""A project as it is being drafted, whole, for the linter and the desk."""

from __future__ import annotations

from uuid import UUID

from core.errors import NotFound
from core.rules import RuleBook
from core.states import Machine
from identity import queries as identity_queries
from identity.queries import PersonView
from identity.roles import Role
from trading.choices import Duty
from trading.kinds import KINDS
from trading.projects.domain.draft import Basics, Draft
from trading.projects.domain.panel import Seat
from trading.projects.domain.times import NoticeTimes
from trading.projects.queries.lots import scheme_of
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
    """The rules of its kind, on the day whose law governs the project."""
    return KINDS[project.kind].rules_on(project.governed_by_day)


async def project_of(lot: Lot) -> Project:
    """The lot's project."""
    project = await Project.objects().where(Project.id == lot.project).first()
    assert project is not None  # a foreign key says so
    return project


async def lot_of_project(project_no: str) -> Lot:
    """The project's lot, unlocked; raises `NotFound` (`project-unknown`)."""
    lot = await Lot.objects().where(Lot.project.no == project_no).order_by(Lot.lot_no).first()
    if lot is None:
        raise NotFound(code="project-unknown", message="没有这个项目")
    return lot


async def lot_named(no: str) -> dict[str, UUID]:
    """The key of operations for a project's number, as `web.acts` asks for it."""
    return {"lot_id": (await lot_of_project(no)).id}


async def draft_of(*, lot: Lot, project: Project) -> Draft:
    """Everything the linter looks at, with the officers' keys as they are now."""
    return Draft(
        project_id=project.id,
        lot_id=lot.id,
        project_no=project.no,
        kind=project.kind,
        basics=basics_of(lot=lot, project=project),
        scheme=await scheme_of(lot.id),
        seats=await seats_of(lot.id),
        panel_threshold=lot.panel_threshold,
        times=times_of(lot),
        opening_place=lot.opening_place,
        day_off_reason=lot.day_off_reason,
    )


def times_of(lot: Lot) -> NoticeTimes | None:
    """The planned times, once all three are set."""
    if lot.publish_at is None or lot.documents_until is None or lot.bids_due_at is None:
        return None
    return NoticeTimes(
        publish_at=lot.publish_at, documents_until=lot.documents_until, bids_due_at=lot.bids_due_at
    )


def basics_of(*, lot: Lot, project: Project) -> Basics:
    """The project's and the lot's columns as one value."""
    return Basics(
        name=project.name,
        category=project.category,
        budget=lot.budget,
        ceiling_price=lot.ceiling_price,
        region=project.region,
        qualification=project.qualification,
        tenderer_address=project.tenderer_address,
        tenderer_contact=project.tenderer_contact,
        tenderer_phone=project.tenderer_phone,
        agency_address=project.agency_address,
        agency_contact=project.agency_contact,
        agency_phone=project.agency_phone,
        particulars=KINDS[project.kind].particulars.read(project.particulars),
        lot_name=lot.name,
    )


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
