"""People and organisations for trading's tests, and lots carried to a state by the operations themselves."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from core.credit_codes import check_character
from core.ids import new_id
from core.sameness import same_key
from identity.actor import Actor
from identity.roles import Role
from identity.tables import KeyBox, Organisation, Person, RoleGrant
from sealing.keybox import generate_keys
from trading.choices import Duty
from trading.decisions.domain.evidence import Evidence
from trading.decisions.domain.ranking import RankedBid, ScoreLine
from trading.decisions.forms import GroundForm
from trading.decisions.operations.record_ranking import record_ranking
from trading.notices.operations.publish_notice import publish_notice
from trading.permissions import Permission
from trading.projects.domain.times import NoticeTimes
from trading.projects.forms import NewProjectForm, PanelForm, SeatForm, TimesForm
from trading.projects.operations.accept_project import accept_project
from trading.projects.operations.draft_project import draft_project
from trading.projects.operations.edit_draft import edit_panel, edit_times
from trading.projects.operations.move_lot import (
    begin_evaluation,
    begin_opening,
    close_bidding,
    finish_opening,
)
from trading.projects.operations.submit_project import submit_project
from trading.tables import Lot, Notice

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.AGENCY: frozenset({Permission.PROJECT_DRAFT, Permission.PROJECT_SUBMIT, Permission.PROJECT_READ}),
    Role.TENDERER: frozenset({Permission.PROJECT_READ, Permission.AWARD_DETERMINE}),
    Role.CENTRE_STAFF: frozenset(
        {Permission.PROJECT_READ, Permission.PROJECT_READ_ALL, Permission.PROJECT_ACCEPT}
    ),
    Role.SUPERVISOR: frozenset({Permission.PROJECT_READ, Permission.PROJECT_READ_ALL}),
    Role.BIDDER: frozenset(),
    Role.ADMINISTRATOR: frozenset({Permission.CALENDAR_ENTER}),
}

SYSTEM = Actor(
    person_id=None,
    name="系统",
    organisation_id=None,
    organisation_name=None,
    roles=frozenset({"system"}),
    permissions=frozenset({Permission.NOTICE_PUBLISH, Permission.AWARD_DEEM}),
)


@dataclass(frozen=True, kw_only=True)
class Cast:
    agency: Actor
    tenderer: Actor
    host: Actor
    supervisor: Actor
    bidders: tuple[Actor, ...]

    @property
    def seats(self) -> tuple[tuple[Duty, UUID], ...]:
        assert self.host.person_id
        assert self.tenderer.person_id
        assert self.supervisor.person_id
        return (
            (Duty.HOST, self.host.person_id),
            (Duty.TENDERER, self.tenderer.person_id),
            (Duty.SUPERVISOR, self.supervisor.person_id),
        )


async def make_cast() -> Cast:
    """A whole cast with organisations of their own, key boxes included."""
    return Cast(
        agency=await make_person(Role.AGENCY),
        tenderer=await make_person(Role.TENDERER),
        host=await make_person(Role.CENTRE_STAFF),
        supervisor=await make_person(Role.SUPERVISOR),
        bidders=tuple([await make_person(Role.BIDDER) for _ in range(3)]),
    )


async def make_person(role: Role, *, with_keys: bool = True) -> Actor:
    mark = secrets.token_hex(4)
    stem = f"9199010{int(mark, 16):010d}"[:17]
    organisation = Organisation(
        name=f"{role.value}单位{mark}",
        name_key=same_key(f"{role.value}单位{mark}"),
        uscc=stem + check_character(stem),
        address=f"测试路{int(mark, 16) % 1000}号",
        phone="028-12345678",
    )
    await organisation.save()
    person = Person(
        sign_in_name=f"{role.value.replace('_', '-')}-{mark}",
        password_hash="$argon2id$v=19$test",
        name=f"{role.value}{mark}",
        organisation=organisation.id,
    )
    await person.save()
    await RoleGrant(person=person.id, role=role.value, granted_by="system").save()
    if with_keys:
        await give_key_box(person.id)
    return Actor(
        person_id=person.id,
        name=person.name,
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        roles=frozenset({role.value}),
        permissions=PERMISSIONS[role],
    )


async def give_key_box(person_id: UUID) -> None:
    keys = generate_keys(random=secrets.token_bytes)
    await KeyBox(
        person=person_id,
        signing_public=keys.signing_public,
        sealing_public=keys.sealing_public,
        wrapped={},
    ).save()


def colleague(actor: Actor) -> Actor:
    """Somebody else of the same organisation."""
    return replace(actor, person_id=new_id())


def lawful_times(now: datetime) -> NoticeTimes:
    publish_at = now + timedelta(minutes=10)
    return NoticeTimes(
        publish_at=publish_at,
        documents_until=publish_at + timedelta(days=21),
        bids_due_at=publish_at + timedelta(days=21),
    )


async def drafted(cast: Cast, *, now: datetime, template: str = "land-enforcement-service") -> Lot:
    """A whole draft, ready to be submitted; days off are acknowledged whatever today is."""
    assert cast.tenderer.organisation_id
    lot = await begun(cast, template=template, now=now)
    await edit_panel(actor=cast.agency, project_id=lot.project, word=panel(cast.seats), now=now)
    word = times_word(lawful_times(now), opening_place="第一开标室", day_off_reason="测试需要")
    await edit_times(actor=cast.agency, project_id=lot.project, word=word, now=now)
    return lot


async def begun(cast: Cast, *, template: str, now: datetime, tenderer: Actor | None = None) -> Lot:
    """A draft as it begins; `template` may be empty."""
    tenderer_id = (tenderer or cast.tenderer).organisation_id
    assert tenderer_id
    word = NewProjectForm(template_id=template, tenderer_id=tenderer_id, region="510116")
    begun = await draft_project(actor=cast.agency, word=word, now=now)
    lot = await Lot.objects().get(Lot.id == begun.lot_id)
    assert lot is not None
    return lot


def panel(seats: Sequence[tuple[Duty, UUID]]) -> PanelForm:
    return PanelForm(officers=tuple(SeatForm(duty=duty, person_id=person) for duty, person in seats))


def times_word(times: NoticeTimes, *, opening_place: str = "厅", day_off_reason: str = "有") -> TimesForm:
    return TimesForm(
        publish_at=times.publish_at,
        documents_until=times.documents_until,
        bids_due_at=times.bids_due_at,
        opening_place=opening_place,
        day_off_reason=day_off_reason,
    )


PAPER = Evidence(log_seq=None, file_name="放弃声明.pdf", data=b"%PDF-1.7\n")


def stated(ground: str, statement: str, evidence: Evidence = PAPER) -> GroundForm:
    """A ground with its evidence, as the tenderer states it."""
    return GroundForm(
        ground=ground,
        statement=statement,
        evidence_seq=evidence.log_seq,
        evidence_name=evidence.file_name,
        evidence=b64encode(evidence.data).decode(),
    )


async def accepted(cast: Cast, *, now: datetime) -> tuple[Lot, Notice]:
    lot = await drafted(cast, now=now)
    await submit_project(actor=cast.agency, project_id=lot.project, now=now)
    await accept_project(actor=cast.host, project_id=lot.project, now=now)
    notice = await Notice.objects().where(Notice.project == lot.project).first()
    assert notice is not None
    return lot, notice


async def bidding(cast: Cast, *, now: datetime) -> tuple[Lot, Notice]:
    lot, notice = await accepted(cast, now=now)
    await publish_notice(actor=SYSTEM, notice_id=notice.id, now=notice.publish_at)
    return lot, notice


async def evaluating(cast: Cast, *, now: datetime) -> Lot:
    lot, _ = await bidding(cast, now=now)
    for step in (close_bidding, begin_opening, finish_opening, begin_evaluation):
        await step(lot_id=lot.id, actor=cast.host, now=now)
    return lot


async def evaluated(cast: Cast, *, now: datetime) -> Lot:
    lot = await evaluating(cast, now=now)
    await record_ranking(
        actor=cast.host,
        lot_id=lot.id,
        bids=ranked(cast),
        committee_names=("甲", "乙", "丙", "丁", "戊"),
        now=now,
    )
    return lot


def ranked(cast: Cast) -> tuple[RankedBid, ...]:
    """Three valid bids in the order of the cast's bidders."""
    return tuple(
        RankedBid(
            bidder_id=actor.organisation_id or new_id(),
            bidder_name=actor.organisation_name or "",
            price=Decimal(380_000 + 1000 * place),
            evaluated_price=Decimal(380_000 + 1000 * place),
            scores=(ScoreLine(name="价格", max_points=Decimal(20), points=Decimal(20 - place)),),
            total=Decimal(90 - place),
            rank=place,
        )
        for place, actor in enumerate(cast.bidders, start=1)
    )
