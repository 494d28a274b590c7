"""Who must step aside, and by which article.

The law names people by their ties; the pool knows the ties an expert has declared and the employers on file.
Whatever it cannot know (《政府采购法实施条例》第九条第（五）项) the expert declares after being drawn, and is
then replaced. Not for: the rule of one expert per employer, which depends on who else is drawn (`draw`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from core.sameness import is_same
from expert_pool.domain.qualification import Birth
from trading.rules import Article
from trading.terms import Terms as Words


class Party(StrEnum):
    """Why an organisation is to be avoided in a draw."""

    BIDDER = "bidder"
    TENDERER = "tenderer"
    AGENCY = "agency"
    SUPERVISOR = "supervisor"


def party_titles(w: Words) -> dict[Party, str]:
    """What each is called, in the words of a kind."""
    return {
        Party.BIDDER: w.bidder,
        Party.TENDERER: w.tenderer,
        Party.AGENCY: w.agency,
        Party.SUPERVISOR: "监督部门",
    }


class Tie(StrEnum):
    """What an expert is or was to an organisation: 劳动关系, 董事/监事, 控股股东/实际控制人."""

    EMPLOYEE = "employee"
    DIRECTOR = "director"
    CONTROLLER = "controller"


class Post(StrEnum):
    """What a relative is in an organisation."""

    LEADS = "leads"
    WORKS = "works"


TIES = {Tie.EMPLOYEE: "劳动关系", Tie.DIRECTOR: "董事、监事", Tie.CONTROLLER: "控股股东、实际控制人"}
POSTS = {Post.LEADS: "负责人", Post.WORKS: "工作人员"}


class Reason(StrEnum):
    """Why an expert was left out of a draw; the value is what the record and the log say."""

    NOT_ACTIVE = "not-active"
    SPECIALITY = "speciality-mismatch"
    AGE = "age"
    BIDDER_TIE = "bidder-tie"
    BIDDER_RELATIVE = "bidder-relative"
    TENDERER_STAFF = "tenderer-staff"
    AGENCY_STAFF = "agency-staff"
    BUYER_SIDE_TIE = "buyer-side-tie"
    BUYER_SIDE_RELATIVE = "buyer-side-relative"
    SUPERVISING_STAFF = "supervising-staff"


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason as people read it, with words of a kind in braces, and the article of the kind it stands on."""

    text: str
    article: Article

    def told(self, w: Words) -> str:
        """In the words of a kind."""
        return self.text.format(bidder=w.bidder, tenderer=w.tenderer, agency=w.agency)


GROUNDS: dict[Reason, Ground] = {
    Reason.NOT_ACTIVE: Ground("专家状态为暂停或退出", Article.EXPERT),
    Reason.SPECIALITY: Ground("评审专业不符", Article.SPECIALITY),
    Reason.AGE: Ground("已达评审专家的年龄上限", Article.EXPERT),
    Reason.BIDDER_TIE: Ground(
        "现在或法定年限内与{bidder}存在劳动关系、任董事监事或为其控股股东", Article.RECUSAL
    ),
    Reason.BIDDER_RELATIVE: Ground("近亲属在{bidder}单位任职", Article.RECUSAL),
    Reason.TENDERER_STAFF: Ground("{tenderer}本单位人员", Article.COMMITTEE),
    Reason.AGENCY_STAFF: Ground("{agency}工作人员", Article.COMMITTEE),
    Reason.BUYER_SIDE_TIE: Ground("法定年限内在{tenderer}或{agency}任职", Article.BUYERS_RECUSAL),
    Reason.BUYER_SIDE_RELATIVE: Ground("近亲属在{tenderer}或{agency}任职", Article.BUYERS_RECUSAL),
    Reason.SUPERVISING_STAFF: Ground("监督部门工作人员", Article.SUPERVISORS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRef:
    """An organisation as a draw needs it. `uscc` is empty when only a name is on file."""

    name: str
    uscc: str = ""

    def is_same_as(self, other: OrganisationRef) -> bool:
        """By 统一社会信用代码 or by name, however either is spelled: a code typed wrong hides no name."""
        return is_same(self.uscc, other.uscc) or is_same(self.name, other.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Avoided:
    """An organisation to be avoided (回避单位), and as what."""

    organisation: OrganisationRef
    party: Party


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """A tie on file; `until` None means it lasts."""

    organisation: OrganisationRef
    tie: Tie
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A relative's post, as the expert declared it."""

    organisation: OrganisationRef
    post: Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What recusal looks at in an expert."""

    expert_id: UUID
    active: bool
    birth: Birth
    specialities: frozenset[str]
    employments: tuple[Employment, ...]
    relatives: tuple[Relative, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the draw asks: any of these specialities, none of these organisations, on this day.

    `age_limit` and `tie_years` are those of the law that governs the project (X03-age, ZCR9).
    """

    specialities: frozenset[str]
    avoided: tuple[Avoided, ...]
    day: date
    age_limit: int
    tie_years: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """An expert left out, and why: the first reason that applies, in the order of `Reason`."""

    expert_id: UUID
    reason: Reason

    @property
    def article(self) -> Article:
        return GROUNDS[self.reason].article


def exclusion(*, profile: Profile, terms: Terms) -> Exclusion | None:
    """Why this expert cannot be a candidate of this draw, or None."""
    for reason, applies in _CHECKS.items():
        if applies(profile, terms):
            return Exclusion(expert_id=profile.expert_id, reason=reason)
    return None


def bidder_ground(*, profile: Profile, terms: Terms) -> Reason | None:
    """Why this person may not judge these bidders (《政府采购法实施条例》第九条); None if they may."""
    for reason in (Reason.BIDDER_TIE, Reason.BIDDER_RELATIVE):
        if _CHECKS[reason](profile, terms):
            return reason
    return None


def years_before(day: date, years: int) -> date:
    """The corresponding day `years` earlier, or the last of its month (《民法典》第二百零二条)."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def matches(held: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether a held speciality is one of the wanted or lies below it (A08 serves who asks for A)."""
    wanted = tuple(wanted)
    return any(code.startswith(ask) for code in held for ask in wanted)


def _age_reached(profile: Profile, terms: Terms) -> bool:
    return profile.birth.has_reached(terms.age_limit, day=terms.day)


def _tied(*parties: Party) -> Callable[[Profile, Terms], bool]:
    def applies(profile: Profile, terms: Terms) -> bool:
        since = years_before(terms.day, terms.tie_years)
        return any(
            (e.until is None or e.until >= since) and _avoided(e.organisation, terms, parties)
            for e in profile.employments
        )

    return applies


def _employed(party: Party) -> Callable[[Profile, Terms], bool]:
    def applies(profile: Profile, terms: Terms) -> bool:
        return any(
            (e.until is None or e.until >= terms.day) and _avoided(e.organisation, terms, (party,))
            for e in profile.employments
        )

    return applies


def _related(*parties: Party) -> Callable[[Profile, Terms], bool]:
    def applies(profile: Profile, terms: Terms) -> bool:
        return any(_avoided(r.organisation, terms, parties) for r in profile.relatives)

    return applies


def _avoided(organisation: OrganisationRef, terms: Terms, parties: tuple[Party, ...]) -> bool:
    return any(a.party in parties and a.organisation.is_same_as(organisation) for a in terms.avoided)


EMPLOYED = (Reason.BIDDER_TIE, Reason.TENDERER_STAFF, Reason.AGENCY_STAFF, Reason.SUPERVISING_STAFF)
"""What works for an organisation of a tender is left out by."""

_CHECKS: dict[Reason, Callable[[Profile, Terms], bool]] = {
    Reason.NOT_ACTIVE: lambda profile, _: not profile.active,
    Reason.SPECIALITY: lambda profile, terms: not matches(profile.specialities, terms.specialities),
    Reason.AGE: _age_reached,
    Reason.BIDDER_TIE: _tied(Party.BIDDER),
    Reason.BIDDER_RELATIVE: _related(Party.BIDDER),
    Reason.TENDERER_STAFF: _employed(Party.TENDERER),
    Reason.AGENCY_STAFF: _employed(Party.AGENCY),
    Reason.BUYER_SIDE_TIE: _tied(Party.TENDERER, Party.AGENCY),
    Reason.BUYER_SIDE_RELATIVE: _related(Party.TENDERER, Party.AGENCY),
    Reason.SUPERVISING_STAFF: _employed(Party.SUPERVISOR),
}
