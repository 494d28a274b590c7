"""A project as it is drafted, and everything that keeps it from being submitted or accepted.

Not for: what one kind demands of its drafts — that comes in as its `Drafting` — nor for storing anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Annotated, get_type_hints
from uuid import UUID

from msgspec import Meta

from core.calendar import Calendar
from core.errors import Invalid
from core.rules import RuleBook
from trading.choices import TieRule
from trading.projects.domain.advice import Advice, refusals, with_reason
from trading.projects.domain.ceiling import ceiling_in_force
from trading.projects.domain.document import Document, DocumentLaw, document_faults
from trading.projects.domain.panel import Seat, panel_faults
from trading.projects.domain.particulars import Particulars
from trading.projects.domain.scheme import UNREADABLE, Scheme, WorkedSample
from trading.projects.domain.times import NoticeTimes, Remark, TimesLaw, time_faults, time_remarks
from trading.terms import Terms

MOST_LOTS = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class LotBasics:
    """One lot and its money. `ceiling_price` is what was typed, if anything; what holds is `ceiling`.

    `no` is its number, from 1; `lot_id` is None for a lot that is not kept yet.
    """

    no: int = 1
    lot_id: UUID | None = None
    name: str = ""
    budget: Decimal
    ceiling_price: Decimal | None = None

    @property
    def ceiling(self) -> Decimal:
        return ceiling_in_force(ceiling_price=self.ceiling_price, budget=self.budget)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basics:
    """What is traded, for whom, in which lots with what money; every text is Chinese as it will stand in the notice."""

    name: Annotated[str, Meta(title="项目名称")]
    category: Annotated[str, Meta(title="项目类别")]
    lots: tuple[LotBasics, ...]
    region: Annotated[str, Meta(title="行政区划代码")]
    qualification: Annotated[str, Meta(title="本项目的特定资格要求")]
    tenderer_address: Annotated[str, Meta(title="{tenderer}地址")]
    tenderer_contact: Annotated[str, Meta(title="{tenderer}联系人")]
    tenderer_phone: Annotated[str, Meta(title="{tenderer}联系电话")]
    agency_address: Annotated[str, Meta(title="{agency}地址")]
    agency_contact: Annotated[str, Meta(title="{agency}联系人")]
    agency_phone: Annotated[str, Meta(title="{agency}联系电话")]
    particulars: Particulars

    @property
    def budget(self) -> Decimal:
        """Of all lots together."""
        return sum((lot.budget for lot in self.lots), Decimal(0))

    @property
    def has_several(self) -> bool:
        """Whether it must be said which lot something is about."""
        return len(self.lots) > 1

    def with_one_lot(self, place: int) -> Basics:
        """As if the lot at `place` were the only one."""
        return replace(self, lots=self.lots[place : place + 1])


#: What is kept under the same name: of a project, and of a lot.
BASICS_COLUMNS = frozenset(Basics.__dataclass_fields__) - {"lots", "particulars"}
LOT_COLUMNS = frozenset(LotBasics.__dataclass_fields__) - {"no", "lot_id"}


def said_of(fields: type) -> dict[str, Meta]:
    """What annotations say of fields that have a label; `{tenderer}` in it is a word of the kind."""
    hints = get_type_hints(fields, include_extras=True)
    metas = {name: getattr(hint, "__metadata__", ()) for name, hint in hints.items()}
    return {name: meta for name, said in metas.items() for meta in said if getattr(meta, "title", None)}


def labels(particulars: type[Particulars], terms: Terms) -> dict[str, str]:
    """What the fields of a project are called in the words of its kind: those of every kind, and its own."""
    said = said_of(Basics) | said_of(particulars)
    return {name: str(meta.title).format(**asdict(terms)) for name, meta in said.items()}


def basics_texts(basics: Basics) -> dict[str, str]:
    """What is said of the project in words, by field."""
    return {
        name: text for name in Basics.__dataclass_fields__ if isinstance(text := getattr(basics, name), str)
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A whole draft as the linter sees it. `schemes` are those of the lots in their order; panel and times are the same
    for all while they are drafted. `times` is None until all three are set, `document` until it is begun. `kept` are
    the reasons that warnings stand with, by rule; `unread` the places of lots whose scheme could not be read.
    """

    project_id: UUID
    project_no: str
    kind: str
    basics: Basics
    schemes: tuple[Scheme, ...]
    seats: tuple[Seat, ...]
    panel_threshold: int
    times: NoticeTimes | None
    opening_place: str
    day_off_reason: str
    kept: Mapping[str, str] = field(default_factory=dict)
    document: Document | None = None
    unread: frozenset[int] = frozenset()

    def with_one_lot(self, place: int) -> Draft:
        """As if the lot at `place` were the only one."""
        basics = self.basics.with_one_lot(place)
        unread = frozenset({0}) if place in self.unread else frozenset()
        return replace(self, basics=basics, schemes=self.schemes[place : place + 1], unread=unread)


@dataclass(frozen=True, slots=True)
class Line:
    """One demand of a checklist, and the codes of the faults that break it.

    `title` names values of rules as `{term}` or by id; `needs` tells what must be there before it can be judged. `rule`
    is the row of the rule book that demands it, where one does; `{category}` in it is that of the project.
    """

    title: str
    article: str
    step: str
    codes: frozenset[str]
    needs: str = ""
    rule: str = ""


def _nothing(draft: Draft, rules: RuleBook) -> Iterator[Advice]:
    """Of a kind whose law objects to nothing beyond what is missing."""
    del draft, rules
    return iter(())


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeLaw:
    """What a kind that scores demands of a scheme, and how it tells it.

    `price_rule` names how the points for a price are found and `price_told` says it, `sample` what some prices from a
    base on would get, and `tie_titles` what may be laid down for equals.
    """

    faults: Callable[[Scheme, Basics, RuleBook], Iterator[Invalid]]
    price_rule: str
    price_told: str
    sample: Callable[[Decimal, Decimal], tuple[WorkedSample, ...]]
    tie_titles: Mapping[TieRule, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafting:
    """What a kind demands of its drafts: `contents` of the basics, `ceiling` of each lot's, `scheme` where one is
    scored, and of the times.

    `article` is the one on what a notice must say; `steps` are those of the form, with titles; `lines` the checklist.
    `objections`: what else its law says against a draft.
    `most_lots`: how many lots may share one announcement. It has one set of particulars: where these are a lot's, one.
    `documents` where tender documents are made here.
    """

    terms: Terms
    steps: tuple[tuple[str, str], ...]
    article: str
    contents: Callable[[Basics], Iterator[Invalid]]
    ceiling: Callable[[LotBasics], Iterator[Invalid]]
    scheme: SchemeLaw | None
    times: TimesLaw
    lines: tuple[Line, ...]
    objections: Callable[[Draft, RuleBook], Iterator[Advice]] = _nothing
    most_lots: int = MOST_LOTS
    documents: DocumentLaw | None = None

    def title_of(self, step: str) -> str:
        """What the kind calls a step of the form."""
        return dict(self.steps)[step]

    def step_after(self, step: str) -> tuple[str, str]:
        """Code and title of the step that comes next; the last has none, and asking is a fault of the page."""
        codes = [code for code, _ in self.steps]
        return self.steps[codes.index(step) + 1]


def draft_faults(
    *, draft: Draft, drafting: Drafting, now: datetime, rules: RuleBook, calendar: Calendar
) -> Iterator[Invalid]:
    """Everything at once: what is missing or wrong, and what the law objects to that no reason was given for."""
    yield from plain_faults(draft=draft, drafting=drafting, now=now, rules=rules, calendar=calendar)
    for remark in draft_remarks(draft=draft, drafting=drafting, calendar=calendar):
        if not draft.day_off_reason:
            yield unacknowledged(remark)
    yield from refusals(objections(draft=draft, drafting=drafting, rules=rules), rules)


def objections(*, draft: Draft, drafting: Drafting, rules: RuleBook) -> Iterator[Advice]:
    """What the law says against the draft, each with the reason it stands with, if any."""
    for one in drafting.objections(draft, rules):
        yield with_reason(one, draft.kept.get(one.rule, ""), rules)


def plain_faults(
    *, draft: Draft, drafting: Drafting, now: datetime, rules: RuleBook, calendar: Calendar
) -> Iterator[Invalid]:
    """What no reason helps: contents, money, scheme, panel and times."""
    yield from drafting.contents(draft.basics)
    yield from lots_faults(draft.basics, drafting)
    if drafting.scheme is not None:
        for place, (lot, scheme) in enumerate(zip(draft.basics.lots, draft.schemes, strict=True)):
            if place in draft.unread:
                unread = Invalid(code="scheme-unreadable", message=UNREADABLE, field="price_points")
                yield _of_lot(unread, lot, draft.basics, drafting)
            for fault in drafting.scheme.faults(scheme, draft.basics, rules):
                yield _of_lot(fault, lot, draft.basics, drafting)
    yield from panel_faults(
        seats=draft.seats, threshold=draft.panel_threshold, opening=drafting.terms.opening
    )
    yield from document_faults(draft.document, drafting.documents)
    titles = drafting.times.titles
    if not draft.opening_place:
        yield Invalid(
            code="opening-place-missing",
            message=f"请填写{titles['opening_place']}",
            field="opening_place",
            article=drafting.article,
        )
    if draft.times is None:
        yield Invalid(
            code="times-missing",
            message=f"请填写{titles['publish_at']}、{titles['documents_until']}和{titles['bids_due_at']}",
            field="publish_at",
            article=drafting.article,
        )
        return
    yield from time_faults(times=draft.times, law=drafting.times, now=now, rules=rules, calendar=calendar)


def lots_faults(basics: Basics, drafting: Drafting) -> Iterator[Invalid]:
    """A lot more than the kind takes, and what is wrong with the money of each, beside the field of its row."""
    most = drafting.most_lots
    if len(basics.lots) > most:
        message = f"一个项目最多{most}{drafting.terms.counted}，其余请另立项目"
        yield Invalid(
            code="lots-too-many", message=message, field=lot_field(most, "name"), article=drafting.article
        )
    for place, lot in enumerate(basics.lots):
        for fault in _money_faults(lot, drafting):
            field = lot_field(place, fault.field or "budget")
            yield _of_lot(replace(fault, field=field), lot, basics, drafting)


def _money_faults(lot: LotBasics, drafting: Drafting) -> Iterator[Invalid]:
    if lot.budget <= 0:
        message = f"请填写{drafting.terms.base}"
        yield Invalid(code="budget-missing", message=message, field="budget", article=drafting.article)
    yield from drafting.ceiling(lot)


def lot_field(place: int, name: str) -> str:
    """The field of one lot's row as forms and programs name it."""
    return f"lots-{place}-{name}"


def _of_lot(fault: Invalid, lot: LotBasics, basics: Basics, drafting: Drafting) -> Invalid:
    """The fault, which says its lot where there are several."""
    if not basics.has_several:
        return fault
    message = f"第{lot.no}{drafting.terms.counted}：{fault.message}"
    return replace(fault, message=message, facts={**fault.facts, "lot_no": lot.no})


def draft_remarks(*, draft: Draft, drafting: Drafting, calendar: Calendar) -> tuple[Remark, ...]:
    """What is pointed out but may be kept with a reason."""
    if draft.times is None:
        return ()
    return tuple(time_remarks(times=draft.times, law=drafting.times, calendar=calendar))


def unacknowledged(remark: Remark) -> Invalid:
    """The refusal for a remark nobody has given a reason for."""
    return Invalid(
        code="day-off-unacknowledged",
        message=f"{remark.message}；如仍按此时间进行，请写明理由",
        field="day_off_reason",
        article=remark.article,
    )
