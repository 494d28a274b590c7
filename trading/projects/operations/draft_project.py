"""An agency begins a project, from a template or empty."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from core.clock import local_day
from core.errors import Forbidden, Invalid, NotFound
from core.ids import new_id
from core.sameness import is_same
from identity import queries as identity_queries
from identity.actor import Actor
from identity.permissions import check
from identity.queries import OrganisationView
from identity.roles import Role
from storage import audit
from storage.database import fetch_one, transaction
from trading.audit_tags import AuditTag
from trading.kinds import KINDS, Kind
from trading.permissions import Permission
from trading.projects.domain.document import Document
from trading.projects.domain.draft import BASICS_COLUMNS, Basics, LotBasics
from trading.projects.domain.faults import refuse_faults
from trading.projects.forms import NewProjectForm
from trading.projects.operations.draft_rows import (
    numbered,
    put_basics,
    put_document,
    put_lot,
    put_scheme,
)
from trading.projects.operations.edit_draft import region_faults
from trading.projects.queries.refs import ProjectRef, project_ref
from trading.projects.templates_of_projects import ProjectTemplate, project_templates
from trading.tables import Lot, Project


def empty_basics(kind: Kind) -> Basics:
    """A draft nobody has written anything in."""
    return Basics(
        **dict.fromkeys(BASICS_COLUMNS, "") | {"category": kind.first_category},
        lots=(LotBasics(budget=Decimal(0)),),
        particulars=kind.particulars.blank,
    )


LONGEST_ADDRESS = 200


async def draft_project(*, actor: Actor, word: NewProjectForm, now: datetime) -> ProjectRef:
    """Begin a project of the actor's agency for a tenderer.

    Today's law governs it. Refuses `Forbidden` without an organisation, `Invalid` for a tenderer nobody
    registered as one and for a template of another kind, `NotFound` (`template-unknown`).
    """
    async with transaction():
        check(actor, Permission.PROJECT_DRAFT)
        if actor.organisation_id is None or actor.person_id is None:
            raise Forbidden(code="organisation-missing", message="您尚未登记所属代理机构")
        template, kind = _template(word.template_id, kind=word.kind), KINDS[word.kind]
        empty = empty_basics(kind)
        tenderer = await _registered_tenderer(word.tenderer_id, called=kind.terms.tenderer)
        agency = await identity_queries.organisation(actor.organisation_id)
        project = Project(
            id=new_id(),
            no=await _next_no(region=word.region, now=now),
            name="",
            kind=word.kind,
            category=empty.category,
            tenderer=tenderer.id,
            agency=actor.organisation_id,
            region=word.region,
            template=word.template_id,
            governed_by_day=local_day(now),
            created_by=actor.person_id,
            created_at=now,
        )
        basics = _begun_with(template, empty, region=word.region, tenderer=tenderer, agency=agency)
        put_basics(project=project, basics=basics)
        lot = Lot(id=new_id(), project=project.id)
        put_lot(lot=lot, basics=basics.lots[0])
        lot.opening_place = template.opening_place if template else ""
        await project.save()
        await lot.save()
        scheme = numbered(template.scheme) if template else kind.method.scheme.blank
        await put_scheme(lot=lot, scheme=scheme, kind=kind)
        await lot.save()
        if kind.drafting.documents is not None:
            model = Document(chapters=kind.drafting.documents.model)
            await put_document(project=project, document=model, by=actor.person_id, now=now)
        await audit.record(
            AuditTag.PROJECT_DRAFT,
            actor=actor.audit_name,
            subject=str(lot.id),
            facts={"project_no": project.no, "template": project.template},
            now=now,
            public=False,
        )
        return await project_ref(project.id)


def _template(template_id: str, *, kind: str) -> ProjectTemplate | None:
    if not template_id:
        return None
    template = project_templates().get(template_id)
    if template is None:
        raise NotFound(code="template-unknown", message="没有这个项目模板")
    if template.kind != kind:
        raise Invalid(
            code="template-of-other-kind",
            message=f"该模板用于{KINDS[template.kind].title}，不能用于{KINDS[kind].title}，请另选模板或者从空白开始",
            field="template_id",
        )
    return template


def _begun_with(
    template: ProjectTemplate | None,
    empty: Basics,
    *,
    region: str,
    tenderer: OrganisationView,
    agency: OrganisationView,
) -> Basics:
    """Address and phone are the chosen body's own: a template's belong to the body it was published for."""
    basics = replace(template.basics if template else empty, region=region)
    if template is None or not is_same(template.tenderer_name, tenderer.name):
        basics = replace(basics, tenderer_address=_address(tenderer), tenderer_phone=tenderer.phone)
    if template is None or not is_same(template.agency_name, agency.name):
        basics = replace(basics, agency_address=_address(agency), agency_phone=agency.phone)
    return basics


def _address(body: OrganisationView) -> str:
    """Empty where the register holds more than a notice takes."""
    return body.address if len(body.address) <= LONGEST_ADDRESS else ""


async def _registered_tenderer(tenderer_id: UUID, *, called: str) -> OrganisationView:
    tenderers = await identity_queries.organisations_with_role(Role.TENDERER)
    found = next((tenderer for tenderer in tenderers if tenderer.id == tenderer_id), None)
    if found is None:
        raise Invalid(code="tenderer-unknown", message=f"请从已登记的{called}中选择", field="tenderer_id")
    return found


async def _next_no(*, region: str, now: datetime) -> str:
    """`510116-2026-00053`: region, year, serial (a local form of 采购项目编号)."""
    refuse_faults(region_faults(region))
    row = await fetch_one("SELECT nextval('trading_project_serial') AS serial")
    assert row is not None
    return f"{region}-{local_day(now).year}-{row['serial']:05d}"
