"""Reads of the pool. Nothing here says who has been drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from core.errors import NotFound
from core.searching import like_patterns
from expert_pool.domain.employers import employer_keys
from expert_pool.domain.qualification import Birth
from expert_pool.domain.recusal import (
    Employment as EmploymentTie,
)
from expert_pool.domain.recusal import (
    OrganisationRef,
    Post,
    Profile,
    Tie,
)
from expert_pool.domain.recusal import (
    Relative as RelativeTie,
)
from expert_pool.states import ExpertState
from expert_pool.tables import Employment, Expert, ExpertSpeciality, Relative, Speciality
from identity.queries import PersonView, people_with_role
from identity.relations import PEOPLE
from identity.roles import Role
from storage.database import fetch
from web.paging import Page, PageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolMember:
    """An expert as a draw sees them. `employer_key` is the same for colleagues."""

    profile: Profile
    code: str
    name: str
    employer_name: str
    employer_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertRow:
    """An expert as a list shows them."""

    id: UUID
    code: str
    name: str
    employer_name: str
    title: str
    birth_year: int
    state: ExpertState
    specialities: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertFileView:
    """An expert's whole file. `other_employer` is the account's organisation where the file does not have it as the
    employer; empty otherwise."""

    id: UUID
    person_id: UUID
    code: str
    name: str
    employer_name: str
    employer_uscc: str
    other_employer: str
    title: str
    title_level: str
    years: int
    birth_year: int
    birth_on: date | None
    state: ExpertState
    state_reason: str
    specialities: tuple[str, ...]
    employments: tuple[Employment, ...]
    relatives: tuple[Relative, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialityView:
    """A line of the speciality table."""

    code: str
    name: str
    confirmed: bool

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}"


async def pool_members() -> tuple[PoolMember, ...]:
    """Everybody in the pool but those removed, with what recusal looks at."""
    experts = await Expert.objects(Expert.person, Expert.person._.organisation).where(
        Expert.state != ExpertState.REMOVED.value
    )
    codes = await _speciality_codes()
    employments = _by_expert(await Employment.objects())
    relatives = _by_expert(await Relative.objects())
    keys = employer_keys(OrganisationRef(name=row.employer_name, uscc=row.employer_uscc) for row in experts)
    return tuple(
        PoolMember(
            profile=_profile(row, codes[row.id], employments[row.id], relatives[row.id]),
            code=row.code,
            name=row.person.name,
            employer_name=row.employer_name,
            employer_key=key,
        )
        for row, key in zip(experts, keys, strict=True)
    )


async def profile_of_person(person_id: UUID) -> Profile | None:
    """What recusal looks at in this person, if they are in the pool."""
    row = (
        await Expert.objects(Expert.person, Expert.person._.organisation)
        .where((Expert.person == person_id) & (Expert.state != ExpertState.REMOVED.value))
        .first()
    )
    if row is None:
        return None
    codes = await _speciality_codes(of=[row.id])
    employments = await Employment.objects().where(Employment.expert == row.id)
    relatives = await Relative.objects().where(Relative.expert == row.id)
    return _profile(row, codes[row.id], employments, relatives)


async def experts(
    *, search: str, speciality: str, state: str, limit: int, offset: int
) -> tuple[tuple[ExpertRow, ...], int]:
    """A slice of the pool by code, and how many there are in all. Blank filters do not filter."""
    wanted = like_patterns(search), speciality, state
    total = (await fetch(_COUNT, *wanted))[0]["total"]
    return await _slice(wanted, limit=limit, offset=offset), total


async def experts_page(*, search: str, speciality: str, state: str, asked: PageRequest) -> Page[ExpertRow]:
    """The same as one page; all words of `search` must occur."""
    wanted = like_patterns(search), speciality, state
    total = (await fetch(_COUNT, *wanted))[0]["total"]
    shown = asked.within(total)
    found = await _slice(wanted, limit=shown.size, offset=shown.offset)
    return Page(items=found, total=total, number=shown.number, size=shown.size)


async def _slice(wanted: tuple[list[str], str, str], *, limit: int, offset: int) -> tuple[ExpertRow, ...]:
    rows = await fetch(_LIST, *wanted, limit, offset)
    return tuple(
        ExpertRow(
            id=row["id"],
            code=row["code"],
            name=row["name"],
            employer_name=row["employer_name"],
            title=row["title"],
            birth_year=row["birth_year"],
            state=ExpertState(row["state"]),
            specialities=tuple(row["specialities"]),
        )
        for row in rows
    )


async def expert_file(expert_id: UUID) -> ExpertFileView:
    """Raises `NotFound` (`expert-unknown`)."""
    row = (
        await Expert.objects(Expert.person, Expert.person._.organisation)
        .where(Expert.id == expert_id)
        .first()
    )
    if row is None:
        raise NotFound(code="expert-unknown", message="没有这位专家")
    codes = await _speciality_codes(of=[expert_id])
    return ExpertFileView(
        id=row.id,
        person_id=row.person.id,
        code=row.code,
        name=row.person.name,
        employer_name=row.employer_name,
        employer_uscc=row.employer_uscc,
        other_employer=_other_employer(row),
        title=row.title,
        title_level=row.title_level,
        years=row.years,
        birth_year=row.birth_year,
        birth_on=row.birth_on,
        state=ExpertState(row.state),
        state_reason=row.state_reason,
        specialities=tuple(sorted(codes[row.id])),
        employments=tuple(
            await Employment.objects().where(Employment.expert == expert_id).order_by(Employment.from_on)
        ),
        relatives=tuple(await Relative.objects().where(Relative.expert == expert_id)),
    )


async def specialities() -> tuple[SpecialityView, ...]:
    """The speciality table by code."""
    rows = await Speciality.objects().order_by(Speciality.code)
    return tuple(SpecialityView(code=r.code, name=r.name, confirmed=r.confirmed) for r in rows)


async def speciality_titles() -> dict[str, str]:
    """Code to what pages call it."""
    return {one.code: one.label for one in await specialities()}


async def people_to_register() -> tuple[PersonView, ...]:
    """People who hold the expert role and are not in the pool yet."""
    known = set(await Expert.select(Expert.person).output(as_list=True))
    return tuple(p for p in await people_with_role(Role.EXPERT) if p.id not in known)


async def specialities_of(expert_ids: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """The codes each of these experts holds."""
    codes = await _speciality_codes(of=list(expert_ids))
    return {expert: tuple(sorted(held)) for expert, held in codes.items()}


def _profile(
    row: Expert, codes: set[str], employments: list[Employment], relatives: list[Relative]
) -> Profile:
    employer = OrganisationRef(name=row.employer_name, uscc=row.employer_uscc)
    return Profile(
        expert_id=row.id,
        active=row.state == ExpertState.ACTIVE,
        birth=Birth(year=row.birth_year, on=row.birth_on),
        specialities=frozenset(codes),
        employments=(
            EmploymentTie(organisation=employer, tie=Tie.EMPLOYEE, until=None),
            *(
                EmploymentTie(organisation=known, tie=Tie.EMPLOYEE, until=None)
                for known in _account_organisation(row)
            ),
            *(
                EmploymentTie(
                    organisation=OrganisationRef(name=e.organisation_name, uscc=e.organisation_uscc),
                    tie=Tie(e.tie),
                    until=e.until_on,
                )
                for e in employments
            ),
        ),
        relatives=tuple(
            RelativeTie(
                organisation=OrganisationRef(name=r.organisation_name, uscc=r.organisation_uscc),
                post=Post(r.post),
            )
            for r in relatives
        ),
    )


def _account_organisation(row: Expert) -> tuple[OrganisationRef, ...]:
    """The organisation this person signs in for: an employer the platform knows, whatever the file says. Or none."""
    organisation = row.person.organisation
    if organisation is None or organisation.id is None:
        return ()
    return (OrganisationRef(name=organisation.name, uscc=organisation.uscc),)


def _other_employer(row: Expert) -> str:
    on_file = OrganisationRef(name=row.employer_name, uscc=row.employer_uscc)
    return "".join(one.name for one in _account_organisation(row) if not one.is_same_as(on_file))


async def _speciality_codes(*, of: list[UUID] | None = None) -> defaultdict[UUID, set[str]]:
    query = ExpertSpeciality.select(
        ExpertSpeciality.expert, ExpertSpeciality.speciality.code.as_alias("code")
    )
    if of is not None:
        query = query.where(ExpertSpeciality.expert.is_in(of or [UUID(int=0)]))
    codes: defaultdict[UUID, set[str]] = defaultdict(set)
    for row in await query:
        codes[row["expert"]].add(row["code"])
    return codes


def _by_expert(rows: Iterable[Any]) -> defaultdict[UUID, list[Any]]:
    grouped: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.expert].append(row)
    return grouped


_MATCHING = f"""
FROM expert_pool_expert expert JOIN {PEOPLE} person ON person.id = expert.person
WHERE lower(normalize(concat_ws(E'\\n', person.name, expert.code, expert.employer_name), NFKC)) LIKE ALL ($1::text[])
  AND ($2 = '' OR EXISTS (
        SELECT 1 FROM expert_pool_expert_speciality held
        JOIN expert_pool_speciality speciality ON speciality.id = held.speciality
        WHERE held.expert = expert.id AND starts_with(speciality.code, $2)))
  AND ($3 = '' OR expert.state = $3)
"""  # noqa: S608 — fixed texts
_COUNT = f"SELECT count(*) AS total {_MATCHING}"
_LIST = f"""
SELECT expert.id, expert.code, person.name, expert.employer_name, expert.title, expert.birth_year,
       expert.state,
       ARRAY(SELECT speciality.code FROM expert_pool_expert_speciality held
             JOIN expert_pool_speciality speciality ON speciality.id = held.speciality
             WHERE held.expert = expert.id ORDER BY speciality.code) AS specialities
{_MATCHING} ORDER BY expert.code LIMIT $4 OFFSET $5
"""  # noqa: S608 — constants only
