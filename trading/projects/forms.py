"""What comes in at trading's doors, for HTML forms and for JSON alike: parsed here, trusted inside.

Lengths are those of the tables. Not for: judging what the values mean; operations and the domain do.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, TypeAlias, TypeVar
from uuid import UUID

import msgspec

from core.errors import Invalid
from trading.choices import CriterionKind, Duty
from trading.kinds import KINDS, Kind
from trading.projects.domain.comprehensive import Points
from trading.projects.domain.draft import MOST_LOTS, Basics, LotBasics, said_of
from trading.projects.domain.faults import refuse_faults
from trading.projects.domain.particulars import Particulars
from trading.projects.domain.scheme import (
    CRITERION_TITLES,
    CriterionDraft,
    SchemeDraft,
    criterion_field,
)
from trading.projects.domain.times import NoticeTimes
from trading.terms import Terms
from web.form_fields import Moment, Phone, Reason, Short, ShortReason, Yuan, may_repeat
from web.form_fields import Name as Line

_SAID = said_of(Basics)
LongText: TypeAlias = Annotated[str, msgspec.Meta(max_length=4000)]
Region: TypeAlias = Annotated[
    str,
    msgspec.Meta(pattern="^[0-9]{6}$", extra={"shape": "count", "typed": 6, "right": "6位数字（GB/T 2260）"}),
    _SAID["region"],
]


ProjectKind: TypeAlias = Annotated[str, msgspec.Meta(pattern=f"^({'|'.join(KINDS)})$")]


class NewProjectForm(msgspec.Struct, frozen=True, kw_only=True):
    """A project to begin; an empty template means an empty draft."""

    tenderer_id: Annotated[UUID, msgspec.Meta(title="{tenderer}")]
    region: Region
    template_id: Annotated[
        Short,
        msgspec.Meta(
            title="项目模板",
            description="模板取自真实公告，预算和日期已调整；只用于同一交易类别。",
        ),
    ] = ""
    kind: Annotated[ProjectKind, msgspec.Meta(title="交易类别")] = "procurement"


class LotForm(msgspec.Struct, frozen=True, kw_only=True):
    """One lot's row; a row without name and money is an empty one, and the lot it names goes.

    `lot_id` is the lot it was, so that its scheme comes along whatever number it gets; none for a new one.
    """

    lot_id: Annotated[UUID | None, msgspec.Meta(title="{lot}")] = None
    name: Annotated[Line, msgspec.Meta(title="{lot}名称")] = ""
    budget: Annotated[
        Yuan | None, msgspec.Meta(title="{base}", extra={"asked": True, "missing": "budget-missing"})
    ] = None
    ceiling_price: Annotated[
        Yuan | None, msgspec.Meta(title="{limit}", description="不得高于{base}；留空则以{base}为限。")
    ] = None

    @property
    def blank(self) -> bool:
        return not self.name and self.budget is None and self.ceiling_price is None


class CommonBasicsForm(msgspec.Struct, frozen=True, kw_only=True):
    """Basics as typed, but for what is a kind's own; texts may be empty while drafting."""

    name: Annotated[Line, _SAID["name"]]
    category: Annotated[Short, _SAID["category"], msgspec.Meta(extra={"options": {}})]
    region: Region
    lots: Annotated[
        tuple[LotForm, ...],
        msgspec.Meta(max_length=MOST_LOTS, title="{lot}"),
        may_repeat("told beside the row that names a lot again"),
    ] = ()
    qualification: Annotated[LongText, _SAID["qualification"]] = ""
    tenderer_address: Annotated[Line, _SAID["tenderer_address"]] = ""
    tenderer_contact: Annotated[Short, _SAID["tenderer_contact"]] = ""
    tenderer_phone: Annotated[Phone, _SAID["tenderer_phone"]] = ""
    agency_address: Annotated[Line, _SAID["agency_address"]] = ""
    agency_contact: Annotated[Short, _SAID["agency_contact"]] = ""
    agency_phone: Annotated[Phone, _SAID["agency_phone"]] = ""

    def basics(self, kind: Kind) -> Basics:
        """Of a project of this kind, lots numbered in their order and without the empty rows.

        Refuses (`field-unknown`) what is typed for other kinds.
        """
        particulars = _own(self, kind.particulars.form, kind.terms, beside=CommonBasicsForm)
        common = {name: getattr(self, name) for name in CommonBasicsForm.__struct_fields__ if name != "lots"}
        rows = (row for row in self.lots if not row.blank)
        lots = tuple(_lot(no, row) for no, row in enumerate(rows, start=1))
        return Basics(**common, lots=lots, particulars=particulars)

    @property
    def emptied(self) -> frozenset[UUID]:
        """The lots to go: those that an empty row names."""
        return frozenset(row.lot_id for row in self.lots if row.blank and row.lot_id)


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

    name: Annotated[str, msgspec.Meta(max_length=100, title="名称")] = ""
    kind: Annotated[CriterionKind, msgspec.Meta(title="类型", extra={"options": CRITERION_TITLES})] = (
        CriterionKind.SUBJECTIVE
    )
    max_points: Annotated[Points | None, msgspec.Meta(title="分值", extra={"unit": "分"})] = None
    guide: Annotated[
        LongText,
        msgspec.Meta(title="评分标准", description="写明得分区间或条件；分值应与量化指标相对应。"),
    ] = ""

    @property
    def blank(self) -> bool:
        return not self.name and self.max_points is None and not self.guide


class CommonSchemeForm(msgspec.Struct, frozen=True, kw_only=True):
    """A scheme as typed, but for what is a method's own.

    `lot_id`: the lot it was typed for; the number in the address may come to another.
    """

    lot_id: Annotated[UUID | None, msgspec.Meta(title="{lot}", extra={"is_subject": True})] = None
    criteria: Annotated[
        tuple[CriterionForm, ...],
        msgspec.Meta(max_length=100, title="各评审因素"),
        may_repeat("told beside the row as typed"),
    ] = ()

    def scheme(self, kind: Kind) -> SchemeDraft:
        """By the method of this kind, without the empty rows.

        Raises `Invalid` for half-filled ones (`criterion-incomplete`), all at once, and as `basics` (`field-unknown`).
        """
        refuse_faults(fault for row, typed in enumerate(self.criteria) for fault in _half_filled(row, typed))
        return SchemeDraft(
            own=_own(self, kind.method.scheme.form, kind.terms, beside=CommonSchemeForm),
            criteria=tuple(_criterion(row) for row in self.criteria if not row.blank),
        )


if TYPE_CHECKING:
    SchemeForm = CommonSchemeForm
else:
    SchemeForm = msgspec.defstruct(
        "SchemeForm",
        [
            (field.name, field.type, field.default)
            for schema in dict.fromkeys(kind.method.scheme for kind in KINDS.values())
            for field in msgspec.structs.fields(schema.form)
            if field.name not in schema.form.rows
        ],
        bases=(CommonSchemeForm,),
        namespace={"__doc__": "The whole scheme as typed, with what is each method's own."},
        frozen=True,
        kw_only=True,
    )


class SeatForm(msgspec.Struct, frozen=True, kw_only=True):
    """One seat of the panel."""

    duty: Annotated[Duty, msgspec.Meta(title="身份")]
    person_id: Annotated[UUID, msgspec.Meta(title="{opening}人员")]


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
        msgspec.Meta(max_length=9, title="{opening}人员"),
        may_repeat("a person who sits twice is refused as such"),
    ] = ()

    def seats(self) -> tuple[tuple[Duty, UUID], ...]:
        return tuple((seat.duty, seat.person_id) for seat in self.officers)


class TimesForm(msgspec.Struct, frozen=True, kw_only=True):
    """The times as typed; the opening is at the deadline (《招标投标法》第三十四条; 87令第三十九条)."""

    publish_at: Annotated[Moment, msgspec.Meta(title="{publish_at}")]
    documents_until: Annotated[Moment, msgspec.Meta(title="{documents_until}")]
    bids_due_at: Annotated[Moment, msgspec.Meta(title="{bids_due_at}")]
    opening_place: Annotated[Line, msgspec.Meta(title="{opening_place}")]
    day_off_reason: Annotated[
        ShortReason,
        msgspec.Meta(
            title="所定日期不是工作日的理由",
            description="时间定在休息日、法定节假日，或尚未公布节假日安排的年份时，须写明理由。",
        ),
    ] = ""

    def times(self) -> NoticeTimes:
        return NoticeTimes(
            publish_at=self.publish_at, documents_until=self.documents_until, bids_due_at=self.bids_due_at
        )


class KeptForm(msgspec.Struct, frozen=True, kw_only=True):
    """Why what one rule warns of stands; blank takes the reason back."""

    rule: Annotated[Short, msgspec.Meta(title="规则编号")]
    reason: Annotated[ShortReason, msgspec.Meta(title="保留的理由")] = ""


class ReasonsForm(msgspec.Struct, frozen=True, kw_only=True):
    """Why warnings stand, a row for each rule."""

    reasons: Annotated[
        tuple[KeptForm, ...],
        msgspec.Meta(max_length=40, title="保留的理由"),
        may_repeat("the last reason for a rule is the one that stands"),
    ] = ()


def reason_field(row: int) -> str:
    """The field of one reason as forms and programs name it."""
    return f"reasons-{row}-reason"


class ReasonForm(msgspec.Struct, frozen=True, kw_only=True):
    """A reason, for sending back."""

    reason: Annotated[Reason, msgspec.Meta(title="退回理由")]


_P = TypeVar("_P", bound=Particulars)


def _own(word: msgspec.Struct, form: type[_P], terms: Terms, *, beside: type[msgspec.Struct]) -> _P:
    """What is the kind's own of what was typed; refuses (`field-unknown`) what is typed for other kinds."""
    own = {*form.__struct_fields__} - form.rows
    typed = msgspec.structs.asdict(word)
    refuse_faults(
        Invalid(code="field-unknown", message=f"{terms.project}没有这一项", field=field.name)
        for field in msgspec.structs.fields(word)
        if field.name not in own | {*beside.__struct_fields__} and typed[field.name] != field.default
    )
    return form(**{name: typed[name] for name in own})


def _lot(no: int, row: LotForm) -> LotBasics:
    return LotBasics(no=no, **msgspec.structs.asdict(row) | {"budget": row.budget or Decimal(0)})


def _half_filled(row: int, typed: CriterionForm) -> Iterator[Invalid]:
    if typed.max_points == 0:
        message = f"评审因素“{typed.name or '（未命名）'}”的分值应大于零"
        yield Invalid(code="points-out-of-range", message=message, field=criterion_field(row, "max_points"))
    said = f"评审因素“{typed.name or '（未命名）'}”应同时填写名称和分值"
    for name, is_missing in (("name", not typed.name), ("max_points", typed.max_points is None)):
        if is_missing and not typed.blank:
            yield Invalid(code="criterion-incomplete", message=said, field=criterion_field(row, name))


def _criterion(row: CriterionForm) -> CriterionDraft:
    assert row.max_points is not None, "half-filled rows were refused"
    return CriterionDraft(name=row.name, kind=row.kind.value, max_points=row.max_points, guide=row.guide)
