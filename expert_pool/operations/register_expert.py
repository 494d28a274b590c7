"""Enter a person into the pool, and keep their file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct, structs

from core.clock import local_day
from core.errors import Conflict, Invalid, NotFound
from core.statements import named
from expert_pool.audit_tags import AuditTag
from expert_pool.domain.qualification import TITLE_LEVELS, Birth, TitleLevel, check_qualification
from expert_pool.domain.recusal import POSTS, TIES, OrganisationRef, Post, Tie
from expert_pool.fields import BirthYear, Relation, Specialities, Title, Uscc, Years
from expert_pool.permissions import Permission
from expert_pool.queries.pool import expert_file
from expert_pool.tables import Employment, Expert, ExpertSpeciality, Relative, Speciality
from identity.actor import Actor
from identity.permissions import check
from identity.queries import people_with_role
from identity.roles import Role
from storage import audit
from storage.database import doubled_as, fetch_one, transaction
from trading.kinds import KINDS
from trading.rules import Term
from web.form_fields import Name, each_once, may_repeat


class EmploymentEntry(Struct, frozen=True, kw_only=True):
    """A tie to an organisation, as entered; without a first day it is dated by its last, or today: its end matters."""

    organisation_name: Annotated[Name, Meta(title="单位名称")]
    from_on: Annotated[date | None, Meta(title="自")] = None
    organisation_uscc: Uscc = ""
    tie: Annotated[Tie, Meta(title="关系", extra={"options": TIES})] = Tie.EMPLOYEE
    until_on: Annotated[date | None, Meta(title="至（留空为至今）")] = None


class RelativeEntry(Struct, frozen=True, kw_only=True):
    """A near relative's post, as the expert declared it."""

    relation: Annotated[Relation, Meta(title="亲属关系")]
    organisation_name: Annotated[Name, Meta(title="单位名称")]
    organisation_uscc: Uscc = ""
    post: Annotated[Post, Meta(title="职务", extra={"options": POSTS})] = Post.WORKS


class ExpertFile(Struct, frozen=True, kw_only=True):
    """What is on file about an expert. `specialities` are codes; of the birth the day, or only the year."""

    employer_name: Annotated[Name, Meta(title="现工作单位")]
    title: Annotated[Title, Meta(title="职称或同等专业水平")]
    title_level: Annotated[TitleLevel, Meta(title="级别", extra={"options": TITLE_LEVELS})]
    years: Annotated[Years, Meta(title="从事相关领域年限", extra={"unit": "年"})]
    specialities: Annotated[Specialities, Meta(title="评审专业")] = ()
    birth_on: Annotated[date | None, Meta(title="出生日期", description="年龄按出生日期计算")] = None
    birth_year: Annotated[
        BirthYear | None, Meta(title="出生年份", description="不知具体日期时填写，满龄当年即不参加抽取")
    ] = None
    employer_uscc: Annotated[Uscc, Meta(description="18位；回避审查以代码为准")] = ""
    employments: Annotated[
        tuple[EmploymentEntry, ...], Meta(max_length=100, title="法定年限内的其他任职与持股"), each_once()
    ] = ()
    relatives: Annotated[
        tuple[RelativeEntry, ...],
        Meta(max_length=100, title="近亲属任职申报"),
        may_repeat("two children at one firm"),
    ] = ()


class NewExpert(ExpertFile, frozen=True, kw_only=True):
    """An expert's file and whose it is."""

    person_id: Annotated[UUID, Meta(title="人员", description="具有“评审专家”角色、尚未入库的人员")]


async def register_expert(*, actor: Actor, word: NewExpert, now: datetime) -> UUID:
    """Enter a person who holds the expert role; refuses whom the law of any kind with experts holds unqualified."""
    async with transaction():
        check(actor, Permission.EXPERT_REGISTER)
        _check_file(word, now=now)
        if word.person_id not in {p.id for p in await people_with_role(Role.EXPERT)}:
            raise Invalid(code="person-not-expert", message="该人员没有评审专家角色", field="person_id")
        if await Expert.exists().where(Expert.person == word.person_id):
            raise _registered()
        columns = _columns(word)
        expert = Expert(person=word.person_id, code=await _next_code(), registered_at=now, **columns)
        with doubled_as(_registered):
            await expert.save()
        await _write_ties(expert.id, word, today=local_day(now))
        await _remember(AuditTag.EXPERT_REGISTER, actor=actor, expert=expert, file=word, now=now)
    return expert.id


async def edit_expert(*, actor: Actor, expert_id: UUID, word: ExpertFile, now: datetime) -> None:
    """Replace an expert's file. A former employer is kept as an employment ending today, so that the three
    years of 《政府采购法实施条例》第九条 still count."""
    async with transaction():
        check(actor, Permission.EXPERT_REGISTER)
        _check_file(word, now=now)
        expert, file = await expert_for_update(expert_id), word
        if not _employer(expert).is_same_as(_employer(file)):
            file = _with_former_employer(file, expert, day=local_day(now))
        for column, value in _columns(file).items():
            setattr(expert, column, value)
        await expert.save()
        for table in (ExpertSpeciality, Employment, Relative):
            await table.delete().where(table.expert == expert_id)
        await _write_ties(expert_id, file, today=local_day(now))
        await _remember(AuditTag.EXPERT_EDIT, actor=actor, expert=expert, file=file, now=now)


async def expert_for_update(expert_id: UUID) -> Expert:
    """The expert's row, locked; raises `NotFound` (`expert-unknown`)."""
    expert = await Expert.objects().where(Expert.id == expert_id).lock_rows("UPDATE").first()
    if expert is None:
        raise NotFound(code="expert-unknown", message="没有这位专家")
    return expert


def _check_file(file: ExpertFile, *, now: datetime) -> None:
    if not file.specialities:
        raise Invalid(code="speciality-missing", message="请至少选择一个评审专业", field="specialities")
    day, birth = local_day(now), _birth(file)
    for rules in (kind.rules_on(day) for kind in KINDS.values()):
        if Term.EXPERT_AGE in rules.rules:
            check_qualification(
                level=file.title_level,
                years=file.years,
                birth=birth,
                day=day,
                age=rules[Term.EXPERT_AGE],
                field_years=rules[Term.EXPERT_FIELD_YEARS],
                working_age=rules[Term.WORKING_AGE],
            )


def _birth(file: ExpertFile) -> Birth:
    if file.birth_on is None and file.birth_year is None:
        raise Invalid(code="birth-missing", message="请填写出生日期", field="birth_on")
    if file.birth_on and file.birth_year and file.birth_on.year != file.birth_year:
        raise Invalid(code="birth-differs", message="出生日期与出生年份不一致", field="birth_year")
    return Birth(year=file.birth_on.year if file.birth_on else file.birth_year or 0, on=file.birth_on)


def _columns(file: ExpertFile) -> dict[str, Any]:
    return {
        "employer_name": named(file.employer_name, field="employer_name", most=200),
        "employer_uscc": file.employer_uscc.strip().upper(),
        "title": named(file.title, field="title", most=60),
        "title_level": file.title_level.value,
        "years": file.years,
        "birth_year": _birth(file).year,
        "birth_on": file.birth_on,
    }


def _with_former_employer(file: ExpertFile, expert: Expert, *, day: date) -> ExpertFile:
    known = any(
        _employer(expert).is_same_as(OrganisationRef(name=e.organisation_name, uscc=e.organisation_uscc))
        and (e.until_on is None or e.until_on >= day)
        for e in file.employments
    )
    former = EmploymentEntry(
        organisation_name=expert.employer_name,
        organisation_uscc=expert.employer_uscc,
        from_on=min(local_day(expert.registered_at), day),
        until_on=day,
    )
    return file if known else structs.replace(file, employments=(*file.employments, former))


def _employer(of: Expert | ExpertFile) -> OrganisationRef:
    return OrganisationRef(name=of.employer_name, uscc=of.employer_uscc)


async def _next_code() -> str:
    row = await fetch_one("SELECT nextval('expert_pool_expert_code') AS n")
    assert row is not None
    return f"ZJ{row['n']:05d}"


async def _write_ties(expert_id: UUID, file: ExpertFile, *, today: date) -> None:
    wanted = sorted(set(file.specialities))
    found = await Speciality.objects().where(Speciality.code.is_in(wanted))
    if len(found) < len(wanted):
        raise Invalid(code="speciality-unknown", message="没有这个评审专业", field="specialities")
    rows: list[ExpertSpeciality | Employment | Relative] = [
        ExpertSpeciality(expert=expert_id, speciality=speciality.id) for speciality in found
    ]
    rows += [_employment(expert_id, entry, today=today) for entry in file.employments]
    rows += [_relative(expert_id, entry) for entry in file.relatives]
    for row in rows:
        await row.save()


def _employment(expert_id: UUID, entry: EmploymentEntry, *, today: date) -> Employment:
    from_on = entry.from_on or entry.until_on or today
    if entry.until_on is not None and entry.until_on < from_on:
        raise Invalid(code="span-backwards", message="结束日期不得早于开始日期", field="employments")
    return Employment(
        expert=expert_id,
        organisation_name=named(entry.organisation_name, field="employments", most=200),
        organisation_uscc=entry.organisation_uscc.strip().upper(),
        tie=entry.tie.value,
        from_on=from_on,
        until_on=entry.until_on,
    )


def _relative(expert_id: UUID, entry: RelativeEntry) -> Relative:
    return Relative(
        expert=expert_id,
        relation=named(entry.relation, field="relatives", most=40),
        organisation_name=named(entry.organisation_name, field="relatives", most=200),
        organisation_uscc=entry.organisation_uscc.strip().upper(),
        post=entry.post.value,
    )


async def _remember(tag: AuditTag, *, actor: Actor, expert: Expert, file: ExpertFile, now: datetime) -> None:
    await audit.record(
        tag,
        actor=actor.audit_name,
        subject=str(expert.id),
        facts={
            "code": expert.code,
            "employer": expert.employer_name,
            "account_employer": (await expert_file(expert.id)).other_employer,
            "specialities": sorted(file.specialities),
            "employments": len(file.employments),
            "relatives": len(file.relatives),
        },
        now=now,
        public=False,
    )


def _registered() -> Conflict:
    return Conflict(code="expert-registered", message="该人员已在专家库中", field="person_id")
