"""Reads about applications to join, shaped for the applicant and for the reviewer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct, convert

from core.errors import NotFound
from identity.joining.domain import JOINING_ROLES
from identity.joining.states import JoiningState
from identity.roles import Role
from storage.database import fetch, fetch_one
from web.paging import Page, PageRequest

STATE_TITLES = {
    JoiningState.WAITING: "待审核",
    JoiningState.RETURNED: "已退回",
    JoiningState.ACCEPTED: "已通过",
}


class JoiningView(Struct, frozen=True, kw_only=True):
    """An application as its applicant sees it; `reason` says what has to be mended."""

    id: UUID
    state: JoiningState
    version: int
    name: str
    uscc: str
    role: Role
    address: str
    phone: str
    submitted_at: datetime
    reason: str
    decided_at: datetime | None

    @property
    def state_title(self) -> str:
        return STATE_TITLES[self.state]

    @property
    def role_title(self) -> str:
        return JOINING_ROLES[self.role]


class Namesake(Struct, frozen=True, kw_only=True):
    """An organisation, or another application that waits, of the same code or name."""

    name: str
    uscc: str
    is_entered: bool


class JoiningReview(JoiningView, frozen=True, kw_only=True):
    """The same for the reviewer: who applies, by which contact, and what else has this code or name."""

    applicant: str
    contact: str | None
    licence_sha256: str
    namesakes: tuple[Namesake, ...]


_COLUMNS = """
joining.id, joining.state, joining.version, joining.name, joining.uscc, joining.role, joining.address, joining.phone,
joining.submitted_at, joining.reason, joining.decided_at
"""
_OWN = f"SELECT {_COLUMNS} FROM identity_joining joining WHERE joining.person = $1"  # noqa: S608 — fixed texts
_LIST = f"""
SELECT {_COLUMNS} FROM identity_joining joining
ORDER BY joining.state <> 'waiting', joining.submitted_at, joining.id LIMIT $1 OFFSET $2
"""  # noqa: S608 — fixed texts
_REVIEW = f"""
SELECT {_COLUMNS}, person.name AS applicant, person.contact,
       encode(joining.licence_sha256, 'hex') AS licence_sha256, joining.name_key
FROM identity_joining joining JOIN identity_person person ON person.id = joining.person WHERE joining.id = $1
"""  # noqa: S608 — fixed texts
_NAMESAKES = """
SELECT name, uscc, true AS is_entered FROM identity_organisation WHERE uscc = $1 OR name_key = $2
UNION ALL
SELECT name, uscc, false FROM identity_joining
WHERE state = 'waiting' AND id <> $3 AND (uscc = $1 OR name_key = $2)
LIMIT 20
"""


async def own_joining(person_id: UUID) -> JoiningView | None:
    """The person's application, if there is one."""
    row = await fetch_one(_OWN, person_id)
    return None if row is None else convert(dict(row), JoiningView)


async def joinings_page(asked: PageRequest) -> Page[JoiningView]:
    """Every application, those that wait first, the longest first."""
    total = (await fetch("SELECT count(*) AS total FROM identity_joining"))[0]["total"]
    shown = asked.within(total)
    rows = await fetch(_LIST, shown.size, shown.offset)
    items = tuple(convert(dict(row), JoiningView) for row in rows)
    return Page(items=items, total=total, number=shown.number, size=shown.size)


async def waiting_joinings(*, most: int) -> tuple[JoiningView, ...]:
    """The longest waiting."""
    rows = await fetch(_LIST, most, 0)
    found = (convert(dict(row), JoiningView) for row in rows)
    return tuple(one for one in found if one.state is JoiningState.WAITING)


async def joining_review(joining_id: UUID) -> JoiningReview:
    """Raises `NotFound` (`joining-unknown`)."""
    row = await fetch_one(_REVIEW, joining_id)
    if row is None:
        raise _unknown()
    found = dict(row)
    if found["state"] == JoiningState.ACCEPTED:
        return convert(found | {"namesakes": ()}, JoiningReview)
    same = await fetch(_NAMESAKES, found["uscc"], found["name_key"], joining_id)
    return convert(found | {"namesakes": [dict(one) for one in same]}, JoiningReview)


async def licence_of(joining_id: UUID) -> tuple[str, str]:
    """Key and media type of the licence; raises `NotFound` (`joining-unknown`)."""
    row = await fetch_one("SELECT licence_key, licence_type FROM identity_joining WHERE id = $1", joining_id)
    if row is None:
        raise _unknown()
    return row["licence_key"], row["licence_type"]


def _unknown() -> NotFound:
    return NotFound(code="joining-unknown", message="没有这项入驻申请")
