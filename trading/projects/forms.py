"""What comes in at trading's doors, for HTML forms and for JSON alike: parsed here, trusted inside.

Lengths are those of the tables. Not for: judging what the values mean; operations and the domain do.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Annotated, TypeAlias
from uuid import UUID

import msgspec

from core.errors import Invalid
from core.numbers import POINTS, read_number
from trading.choices import CriterionKind, Duty, TieRule
from trading.kinds import KINDS, Kind
from trading.projects.domain.draft import Basics, LotBasics, lot_field
from trading.projects.domain.faults import refuse_faults
from trading.projects.domain.scheme import CriterionDraft, SchemeDraft, criterion_field
from trading.projects.domain.times import NoticeTimes
from trading.projects.fields import MOST_LOTS
from trading.terms import Terms
from web.form_fields import Moment, Phone, Reason, Short, Yuan, may_repeat
from web.form_fields import Name as Line

LongText: TypeAlias = Annotated[str, msgspec.Meta(max_length=4000)]
Region: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9]{6}$")]
Points: TypeAlias = Annotated[Decimal, msgspec.Meta(extra={"read": partial(read_number, measure=POINTS)})]


ProjectKind: TypeAlias = Annotated[str, msgspec.Meta(pattern=f"^({'|'.join(KINDS)})$")]


class NewProjectForm(msgspec.Struct, frozen=True, kw_only=True):
    """A project to begin; an empty template means an empty draft."""

    tenderer_id: UUID
    region: Region
    template_id: Short = ""
    kind: ProjectKind = "procurement"


class LotForm(msgspec.Struct, frozen=True, kw_only=True):
    """One lot's row; a row without name and money is an empty one, and its lot goes.

    `lot_id` is the lot it was, so that its scheme comes along whatever number it gets; none for a new one.
    """

    lot_id: UUID | None = None
    name: Line = ""
    budget: Yuan | None = None
    ceiling_price: Yuan | None = None

    @property
    def blank(self) -> bool:
        return not self.name and self.budget is None and self.ceiling_price is None


class CommonBasicsForm(msgspec.Struct, frozen=True, kw_only=True):
    """Basics as typed, but for what is a kind's own; texts may be empty while drafting."""

    name: Line
    category: Short
    region: Region
    lots: Annotated[
        tuple[LotForm, ...],
        msgspec.Meta(max_length=MOST_LOTS),
        may_repeat("a lot that an earlier row names already is a new one"),
    ] = ()
    qualification: LongText = ""
    tenderer_address: Line = ""
    tenderer_contact: Short = ""
    tenderer_phone: Phone = ""
    agency_address: Line = ""
    agency_contact: Short = ""
    agency_phone: Phone = ""

    def basics(self, kind: Kind) -> Basics:
        """Of a project of this kind; refuses (`field-unknown`) what is typed for other kinds."""
        typed, own = msgspec.structs.asdict(self), kind.particulars.form
        refuse_faults(
            Invalid(code="field-unknown", message=f"{kind.terms.project}没有这一项", field=field.name)
            for field in msgspec.structs.fields(self)
            if field.name not in {*own.__struct_fields__, *CommonBasicsForm.__struct_fields__}
            and typed[field.name] != field.default
        )
        particulars = own(**{name: typed[name] for name in own.__struct_fields__})
        common = {name: typed[name] for name in CommonBasicsForm.__struct_fields__ if name != "lots"}
        return Basics(**common, lots=self._lots(kind.terms), particulars=particulars)

    def _lots(self, terms: Terms) -> tuple[LotBasics, ...]:
        """Numbered in their order, without the empty rows; refuses (`lots-missing`, `lots-too-many`)."""
        rows = [row for row in self.lots if not row.blank]
        if not rows:
            raise Invalid(code="lots-missing", message=f"请填写{terms.base}", field=lot_field(0, "budget"))
        if len(rows) > MOST_LOTS:
            said = f"一个项目最多分{MOST_LOTS}{terms.counted}"
            raise Invalid(code="lots-too-many", message=said, field=lot_field(MOST_LOTS, "name"))
        return tuple(_lot(no, row) for no, row in enumerate(rows, start=1))


if TYPE_CHECKING:
    BasicsForm = CommonBasicsForm
else:
    # One address takes the basics of every kind: the particulars of all stand side by side, each with its default.
    BasicsForm = msgspec.defstruct(
        "BasicsForm",
        [
            (field.name, field.type, field.default)
            for kind in KINDS.values()
            for field in msgspec.structs.fields(kind.particulars.form)
        ],
        bases=(CommonBasicsForm,),
        namespace={"__doc__": "Basics as typed, with the particulars of every kind."},
        frozen=True,
        kw_only=True,
    )


class CriterionForm(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the scheme editor; a row without name and points is an empty one."""

    name: Annotated[str, msgspec.Meta(max_length=100)] = ""
    kind: CriterionKind = CriterionKind.SUBJECTIVE
    max_points: Points | None = None
    guide: LongText = ""

    @property
    def blank(self) -> bool:
        return not self.name and self.max_points is None and not self.guide


class SchemeForm(msgspec.Struct, frozen=True, kw_only=True):
    """The whole scheme as typed."""

    price_points: Points
    criteria: Annotated[
        tuple[CriterionForm, ...], msgspec.Meta(max_length=100), may_repeat("told beside the row as typed")
    ] = ()
    tie_rule: TieRule = TieRule.TECHNICAL
    small_firm_percent: Points | None = None

    def scheme(self) -> SchemeDraft:
        """Without the empty rows; raises `Invalid` (`criterion-incomplete`) for half-filled ones, all at once."""
        refuse_faults(fault for row, typed in enumerate(self.criteria) for fault in _half_filled(row, typed))
        return SchemeDraft(
            price_points=self.price_points,
            tie_rule=self.tie_rule,
            small_firm_percent=self.small_firm_percent,
            criteria=tuple(_criterion(row) for row in self.criteria if not row.blank),
        )


class SeatForm(msgspec.Struct, frozen=True, kw_only=True):
    """One seat of the panel."""

    duty: Duty
    person_id: UUID


def _seat_chosen(text: str, *, field: str | None = None) -> SeatForm:
    """A choice of the page, `duty:person`."""
    duty, _, person = text.partition(":")
    try:
        return SeatForm(duty=Duty(duty), person_id=UUID(person))
    except ValueError:
        raise Invalid(code="seat-unreadable", message="请从列出的人员中选择", field=field) from None


class PanelForm(msgspec.Struct, frozen=True, kw_only=True):
    """The opening panel."""

    officers: Annotated[
        tuple[Annotated[SeatForm, msgspec.Meta(extra={"read": _seat_chosen})], ...],
        msgspec.Meta(max_length=9),
        may_repeat("a person who sits twice is refused as such"),
    ] = ()

    def seats(self) -> tuple[tuple[Duty, UUID], ...]:
        return tuple((seat.duty, seat.person_id) for seat in self.officers)


class TimesForm(msgspec.Struct, frozen=True, kw_only=True):
    """The times as typed; the opening is at the deadline (《招标投标法》第三十四条; 87令第三十九条)."""

    publish_at: Moment
    documents_until: Moment
    bids_due_at: Moment
    opening_place: Line
    day_off_reason: Annotated[str, msgspec.Meta(max_length=300)] = ""

    def times(self) -> NoticeTimes:
        return NoticeTimes(
            publish_at=self.publish_at, documents_until=self.documents_until, bids_due_at=self.bids_due_at
        )


class ReasonForm(msgspec.Struct, frozen=True, kw_only=True):
    """A reason, for sending back."""

    reason: Reason


def _lot(no: int, row: LotForm) -> LotBasics:
    return LotBasics(
        no=no,
        lot_id=row.lot_id,
        name=row.name,
        budget=row.budget or Decimal(0),
        ceiling_price=row.ceiling_price,
    )


def _half_filled(row: int, typed: CriterionForm) -> Iterator[Invalid]:
    said = f"评审因素“{typed.name or '（未命名）'}”应同时填写名称和分值"
    for name, is_missing in (("name", not typed.name), ("max_points", typed.max_points is None)):
        if is_missing and not typed.blank:
            yield Invalid(code="criterion-incomplete", message=said, field=criterion_field(row, name))


def _criterion(row: CriterionForm) -> CriterionDraft:
    assert row.max_points is not None, "half-filled rows were refused"
    return CriterionDraft(name=row.name, kind=row.kind.value, max_points=row.max_points, guide=row.guide)
