"""Reads about people, organisations and their keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from core.errors import NotFound
from core.sameness import same_key
from core.searching import like_patterns, literal
from identity.roles import Role
from identity.tables import KeyBox, Organisation, Person, RoleGrant
from storage.database import fetch
from web.paging import Page, PageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationView:
    """An organisation as others may see it."""

    id: UUID
    name: str
    uscc: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """A person as colleagues may see them; no phone, no password."""

    id: UUID
    name: str
    sign_in_name: str
    organisation_id: UUID | None
    organisation_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A line of the register of people."""

    id: UUID
    name: str
    sign_in_name: str
    organisation_name: str | None
    roles: tuple[Role, ...]
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView(PersonRow):
    """A person's account as administrators keep it."""

    registered_at: datetime
    has_one_time_password: bool
    session_epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyBoxView:
    """A key box: two public keys (32 bytes each) and the wrapped private halves."""

    id: UUID
    person_id: UUID
    signing_public: bytes
    sealing_public: bytes
    wrapped: dict[str, Any]
    made_at: datetime


async def organisation(organisation_id: UUID) -> OrganisationView:
    """Raises `NotFound` (`organisation-unknown`)."""
    row = await Organisation.objects().where(Organisation.id == organisation_id).first()
    if row is None:
        raise NotFound(code="organisation-unknown", message="没有这个单位")
    return _organisation_view(row)


async def organisation_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of those of `ids` that are organisations."""
    rows = await fetch("SELECT id, name FROM identity_organisation WHERE id = ANY ($1::uuid[])", list(ids))
    return {row["id"]: row["name"] for row in rows}


async def organisations_with_role(role: Role) -> tuple[OrganisationView, ...]:
    """Organisations that somebody with `role` works for, by name."""
    ids = (
        await RoleGrant.select(RoleGrant.person.organisation)
        .where(RoleGrant.role == role)
        .output(as_list=True)
    )
    if not any(ids):
        return ()
    rows = (
        await Organisation.objects()
        .where(Organisation.id.is_in([i for i in ids if i]))
        .order_by(Organisation.name)
    )
    return tuple(_organisation_view(row) for row in rows)


async def organisations() -> tuple[OrganisationView, ...]:
    """Every organisation, by name."""
    return tuple(_organisation_view(row) for row in await Organisation.objects().order_by(Organisation.name))


_PEOPLE = (
    "FROM identity_person p LEFT JOIN identity_organisation o ON o.id = p.organisation"
    " WHERE lower(normalize(concat_ws(E'\\n', p.name, p.sign_in_name, o.name), NFKC)) LIKE ALL ($1::text[])"
    " OR o.name_key LIKE $2"
)


_PEOPLE_LIST = f"""
SELECT p.id, p.name, p.sign_in_name, o.name AS organisation_name, p.active,
       (SELECT coalesce(array_agg(r.role ORDER BY r.role), '{{}}') FROM identity_role_grant r
        WHERE r.person = p.id) AS roles
{_PEOPLE} ORDER BY p.sign_in_name LIMIT $3 OFFSET $4
"""  # noqa: S608 — fixed texts


async def people_page(*, text: str, asked: PageRequest) -> Page[PersonRow]:
    """The register of people in whose name, sign-in name or organisation all words of `text` occur.

    An organisation is also found by another spelling of its name.
    """
    key = same_key(text)
    wanted = like_patterns(text), f"%{literal(key)}%" if key else None
    total = (await fetch(f"SELECT count(*) AS total {_PEOPLE}", *wanted))[0]["total"]
    shown = asked.within(total)
    rows = await fetch(_PEOPLE_LIST, *wanted, shown.size, shown.offset)
    items = tuple(
        PersonRow(
            id=row["id"],
            name=row["name"],
            sign_in_name=row["sign_in_name"],
            organisation_name=row["organisation_name"],
            roles=tuple(Role(role) for role in row["roles"]),
            active=row["active"],
        )
        for row in rows
    )
    return Page(items=items, total=total, number=shown.number, size=shown.size)


async def account(person_id: UUID) -> AccountView:
    """Raises `NotFound` (`person-unknown`)."""
    row = await Person.objects(Person.organisation).where(Person.id == person_id).first()
    if row is None:
        raise NotFound(code="person-unknown", message="没有这个人员")
    view = _person_view(row)
    roles = await RoleGrant.select(RoleGrant.role).where(RoleGrant.person == person_id).output(as_list=True)
    return AccountView(
        id=view.id,
        name=view.name,
        sign_in_name=view.sign_in_name,
        organisation_name=view.organisation_name,
        roles=tuple(sorted(Role(role) for role in roles)),
        active=row.active,
        registered_at=row.registered_at,
        has_one_time_password=row.one_time_until is not None,
        session_epoch=row.session_epoch,
    )


async def person_entered_before(
    *, sign_in_name: str, name: str, organisation_id: UUID | None, roles: Collection[Role]
) -> UUID | None:
    """Who is in the register just as this entry would have them, and has not signed in with a password of their own."""
    row = await Person.objects().where(Person.sign_in_name == sign_in_name.strip().lower()).first()
    if row is None or row.one_time_until is None or (row.name, row.organisation) != (name, organisation_id):
        return None
    held = await RoleGrant.select(RoleGrant.role).where(RoleGrant.person == row.id).output(as_list=True)
    return row.id if set(held) >= set(roles) else None


async def person(person_id: UUID) -> PersonView:
    """Raises `NotFound` (`person-unknown`)."""
    found = await people(ids=[person_id])
    if not found:
        raise NotFound(code="person-unknown", message="没有这个人员")
    return found[0]


async def own_contact(person_id: UUID) -> str | None:
    """The mobile or mailbox the person has shown to be theirs."""
    row = await Person.select(Person.contact).where(Person.id == person_id).first()
    return row["contact"] if row else None


async def people(*, ids: Iterable[UUID]) -> tuple[PersonView, ...]:
    """The people with these ids, by sign-in name."""
    wanted = list(ids)
    if not wanted:
        return ()
    rows = (
        await Person.objects(Person.organisation).where(Person.id.is_in(wanted)).order_by(Person.sign_in_name)
    )
    return tuple(_person_view(row) for row in rows)


async def people_with_role(role: Role, *, organisation_id: UUID | None = None) -> tuple[PersonView, ...]:
    """Active people holding `role`, of one organisation if it is given."""
    where = (RoleGrant.role == role) & (RoleGrant.person.active == True)  # noqa: E712 — a column
    if organisation_id is not None:
        where = where & (RoleGrant.person.organisation == organisation_id)
    ids = await RoleGrant.select(RoleGrant.person).where(where).output(as_list=True)
    return await people(ids=ids)


async def key_box_of(person_id: UUID) -> KeyBoxView | None:
    """The person's key box in use, or None when they have not made one."""
    row = (
        await KeyBox.objects()
        .where((KeyBox.person == person_id) & KeyBox.retired_at.is_null())
        .output(load_json=True)
        .first()
    )
    return _key_box_view(row) if row else None


async def wrapped_keys(*, person_id: UUID | None, sealing_public: bytes) -> dict[str, Any] | None:
    """The wrapped form of the person's key box with this public half, in use or retired; None when it is not theirs."""
    row = (
        await KeyBox.select(KeyBox.wrapped)
        .where((KeyBox.sealing_public == sealing_public) & (KeyBox.person == person_id))
        .output(load_json=True)
        .first()
    )
    return row["wrapped"] if row else None


async def key_box(key_box_id: UUID) -> KeyBoxView:
    """A key box by id, in use or retired; raises `NotFound` (`key-box-unknown`)."""
    row = await KeyBox.objects().where(KeyBox.id == key_box_id).output(load_json=True).first()
    if row is None:
        raise NotFound(code="key-box-unknown", message="没有这个密钥盒")
    return _key_box_view(row)


def _organisation_view(row: Organisation) -> OrganisationView:
    return OrganisationView(id=row.id, name=row.name, uscc=row.uscc, address=row.address, phone=row.phone)


def _person_view(row: Person) -> PersonView:
    employer = (
        row.organisation if isinstance(row.organisation, Organisation) and row.organisation.id else None
    )
    return PersonView(
        id=row.id,
        name=row.name,
        sign_in_name=row.sign_in_name,
        organisation_id=employer.id if employer else None,
        organisation_name=employer.name if employer else None,
    )


def _key_box_view(row: KeyBox) -> KeyBoxView:
    return KeyBoxView(
        id=row.id,
        person_id=row.person,
        signing_public=row.signing_public,
        sealing_public=row.sealing_public,
        wrapped=cast("dict[str, Any]", row.wrapped),
        made_at=row.made_at,
    )
