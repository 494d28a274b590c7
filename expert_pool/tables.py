"""What the expert pool keeps.

A draw's candidates, exclusions and avoided units are written once, when the list is frozen; triggers in the
migrations refuse to change them, and refuse to change a root, a seed or an order once it stands. What opens
a candidate's commitment is kept wrapped under the platform's key.
Not for: scores and attendance in the room, which evaluation keeps.
"""

from __future__ import annotations

from uuid import uuid4

from piccolo.columns import (
    UUID,
    Array,
    BigInt,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from expert_pool.domain.duties import Duty
from expert_pool.domain.qualification import TitleLevel
from expert_pool.domain.recusal import Party, Post, Reason, Tie
from expert_pool.states import DrawState, ExpertState, SeatState
from identity.tables import Person
from trading.tables import Lot, one_of

_USCC = "'^[0-9A-HJ-NPQRTUWXY]{18}$'"


class Speciality(Table, tablename="expert_pool_speciality"):
    """One line of the 评标专家专业分类标准 (发改法规〔2018〕316号). `confirmed` is False for names not yet checked
    against the standard's own text."""

    id = UUID(primary_key=True, default=uuid4)
    code = Varchar(length=6, unique=True)
    name = Varchar(length=100)
    confirmed = Boolean(default=False)

    expert_pool_speciality_code = Check("code ~ '^[ABC]([0-9]{2}([0-9]{2})?)?$'")


class Expert(Table, tablename="expert_pool_expert"):
    """A person in the pool. Qualification: 《政府采购评审专家管理办法》第六条."""

    id = UUID(primary_key=True, default=uuid4)
    person = ForeignKey(Person, on_delete=OnDelete.restrict, null=False, unique=True)
    code = Varchar(length=20, unique=True)
    employer_name = Varchar(length=200)
    employer_uscc = Varchar(length=18, default="")
    title = Varchar(length=60)
    title_level = Varchar(length=20)
    years = SmallInt()
    birth_year = SmallInt()
    birth_on = Date(null=True, default=None)
    state = Varchar(length=20, default=ExpertState.ACTIVE.value)
    state_reason = Varchar(length=300, default="")
    registered_at = Timestamptz()

    expert_pool_expert_state = Check(one_of("state", ExpertState))
    expert_pool_expert_title_level = Check(one_of("title_level", TitleLevel))
    expert_pool_expert_years = Check("years BETWEEN 0 AND 70")
    expert_pool_expert_birth_year = Check("birth_year BETWEEN 1900 AND 2100")
    expert_pool_expert_birth_on = Check("birth_on IS NULL OR date_part('year', birth_on) = birth_year")
    expert_pool_expert_employer = Check("employer_name <> ''")
    expert_pool_expert_uscc = Check(f"employer_uscc = '' OR employer_uscc ~ {_USCC}")
    expert_pool_expert_reason = Check("state = 'active' OR state_reason <> ''")


class ExpertSpeciality(Table, tablename="expert_pool_expert_speciality"):
    """That an expert may be drawn for a speciality."""

    id = UUID(primary_key=True, default=uuid4)
    expert = ForeignKey(Expert, on_delete=OnDelete.cascade, null=False)
    speciality = ForeignKey(Speciality, on_delete=OnDelete.restrict, null=False)

    expert_pool_expert_speciality_once = Unique([expert, speciality])


class Employment(Table, tablename="expert_pool_employment"):
    """Where an expert works or worked, sits on a board, or holds control; the last three years count."""

    id = UUID(primary_key=True, default=uuid4)
    expert = ForeignKey(Expert, on_delete=OnDelete.cascade, null=False)
    organisation_name = Varchar(length=200)
    organisation_uscc = Varchar(length=18, default="")
    tie = Varchar(length=20, default=Tie.EMPLOYEE.value)
    from_on = Date()
    until_on = Date(null=True, default=None)

    expert_pool_employment_tie = Check(one_of("tie", Tie))
    expert_pool_employment_span = Check("until_on IS NULL OR until_on >= from_on")
    expert_pool_employment_uscc = Check(f"organisation_uscc = '' OR organisation_uscc ~ {_USCC}")


class Relative(Table, tablename="expert_pool_relative"):
    """A near relative's post, as the expert declared it; no name is kept."""

    id = UUID(primary_key=True, default=uuid4)
    expert = ForeignKey(Expert, on_delete=OnDelete.cascade, null=False)
    relation = Varchar(length=40)
    organisation_name = Varchar(length=200)
    organisation_uscc = Varchar(length=18, default="")
    post = Varchar(length=20, default=Post.WORKS.value)

    expert_pool_relative_post = Check(one_of("post", Post))
    expert_pool_relative_uscc = Check(f"organisation_uscc = '' OR organisation_uscc ~ {_USCC}")


class Draw(Table, tablename="expert_pool_draw"):
    """One draw for one lot; at most one per lot is not void (partial unique index).

    `drawn_order` holds positions in the candidate list from 0. `frozen_*` is the log's signed tree head of
    the freeze, whose root enters the seed.
    """

    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False)
    attempt = SmallInt()
    size = SmallInt()
    representatives = SmallInt(default=0)
    max_per_unit = SmallInt(default=1)
    specialities = Array(base_column=Varchar(length=6))
    place = Varchar(length=200)
    evaluation_starts_at = Timestamptz()
    early_reason = Varchar(length=300, default="")
    calendar_version = Varchar(length=100)
    state = Varchar(length=20, default=DrawState.OPEN.value)
    opened_by = ForeignKey(Person, on_delete=OnDelete.restrict, null=False)
    opened_at = Timestamptz()
    opened_seq = BigInt()
    candidates_hash = Bytea(null=True, default=None)
    frozen_at = Timestamptz(null=True, default=None)
    reveal_due_at = Timestamptz(null=True, default=None)
    frozen_seq = BigInt(null=True, default=None)
    frozen_size = BigInt(null=True, default=None)
    frozen_root = Bytea(null=True, default=None)
    frozen_signature = Bytea(null=True, default=None)
    frozen_head_at = Timestamptz(null=True, default=None)
    seed = Text(null=True, default=None)
    drawn_order = Array(base_column=Integer(), null=True, default=None)
    drawn_at = Timestamptz(null=True, default=None)
    drawn_seq = BigInt(null=True, default=None)
    published_at = Timestamptz(null=True, default=None)
    published_seq = BigInt(null=True, default=None)
    voided_at = Timestamptz(null=True, default=None)
    void_reason = Varchar(length=300, default="")
    voided_seq = BigInt(null=True, default=None)

    expert_pool_draw_attempt = Unique([lot, attempt])
    expert_pool_draw_state = Check(one_of("state", DrawState))
    expert_pool_draw_size = Check("size >= 1 AND representatives >= 0 AND max_per_unit >= 1 AND attempt >= 1")
    expert_pool_draw_frozen_whole = Check(
        "num_nulls(candidates_hash, frozen_at, reveal_due_at, frozen_seq) IN (0, 4)"
        " AND num_nulls(frozen_size, frozen_root, frozen_signature, frozen_head_at) IN (0, 4)"
        " AND (frozen_root IS NULL OR frozen_seq IS NOT NULL)"
    )
    expert_pool_draw_rooted = Check("state NOT IN ('revealed', 'drawn') OR frozen_root IS NOT NULL")
    expert_pool_draw_frozen = Check("state IN ('open', 'committed', 'void') OR candidates_hash IS NOT NULL")
    expert_pool_draw_drawn_whole = Check("num_nulls(seed, drawn_order, drawn_at, drawn_seq) IN (0, 4)")
    expert_pool_draw_drawn = Check("state <> 'drawn' OR seed IS NOT NULL")
    expert_pool_draw_published = Check(
        "(published_at IS NULL) = (published_seq IS NULL) AND (published_at IS NULL OR state = 'drawn')"
    )
    expert_pool_draw_void = Check(
        "(state = 'void') = (voided_at IS NOT NULL) AND (voided_at IS NULL) = (voided_seq IS NULL)"
        " AND (state = 'void') = (void_reason <> '')"
    )
    expert_pool_draw_root_length = Check("frozen_root IS NULL OR octet_length(frozen_root) = 32")


class AvoidedUnit(Table, tablename="expert_pool_avoided_unit"):
    """An organisation to be avoided in a draw (回避单位), and as what."""

    id = UUID(primary_key=True, default=uuid4)
    draw = ForeignKey(Draw, on_delete=OnDelete.restrict, null=False)
    name = Varchar(length=200)
    uscc = Varchar(length=18, default="")
    party = Varchar(length=20)

    expert_pool_avoided_unit_party = Check(one_of("party", Party))


class DrawParty(Table, tablename="expert_pool_draw_party"):
    """One duty taking part in a draw. The first lawful person to commit holds it and alone may reveal."""

    id = UUID(primary_key=True, default=uuid4)
    draw = ForeignKey(Draw, on_delete=OnDelete.restrict, null=False)
    duty = Varchar(length=20)
    person = ForeignKey(Person, on_delete=OnDelete.restrict, null=True)
    commitment = Bytea(null=True, default=None)
    committed_at = Timestamptz(null=True, default=None)
    committed_seq = BigInt(null=True, default=None)
    secret = Varchar(length=128, null=True, default=None)
    revealed_at = Timestamptz(null=True, default=None)
    revealed_seq = BigInt(null=True, default=None)

    expert_pool_draw_party_duty = Unique([draw, duty])
    expert_pool_draw_party_person = Unique([draw, person])
    expert_pool_draw_party_duty_known = Check(one_of("duty", Duty))
    expert_pool_draw_party_committed = Check(
        "num_nulls(person, commitment, committed_at, committed_seq) IN (0, 4)"
        " AND (commitment IS NULL OR octet_length(commitment) = 32)"
    )
    expert_pool_draw_party_revealed = Check(
        "num_nulls(secret, revealed_at, revealed_seq) IN (0, 3) AND (secret IS NULL OR commitment IS NOT NULL)"
    )


class Candidate(Table, tablename="expert_pool_candidate"):
    """One line of the frozen list; `opening_wrapped` holds salts and identity, for the day of publication."""

    id = UUID(primary_key=True, default=uuid4)
    draw = ForeignKey(Draw, on_delete=OnDelete.restrict, null=False)
    position = Integer()
    commitment = Bytea()
    unit = Bytea()
    opening_wrapped = Bytea(secret=True)
    expert = ForeignKey(Expert, on_delete=OnDelete.restrict, null=False)

    expert_pool_candidate_position = Unique([draw, position])
    expert_pool_candidate_expert = Unique([draw, expert])
    expert_pool_candidate_lengths = Check(
        "position >= 0 AND octet_length(commitment) = 32 AND octet_length(unit) = 32"
    )


class ExcludedExpert(Table, tablename="expert_pool_exclusion"):
    """An expert of the pool who is not a candidate of a draw, and why."""

    id = UUID(primary_key=True, default=uuid4)
    draw = ForeignKey(Draw, on_delete=OnDelete.restrict, null=False)
    expert = ForeignKey(Expert, on_delete=OnDelete.restrict, null=False)
    reason = Varchar(length=40)
    article = Varchar(length=100)

    expert_pool_exclusion_once = Unique([draw, expert])
    expert_pool_exclusion_reason = Check(one_of("reason", Reason))


class Representative(Table, tablename="expert_pool_representative"):
    """Whom the tenderer sends into a draw's committee (采购人代表): one live row per place, `ordinal` from 1.

    The name is as secret as the experts'. Who left keeps the row; at most one live row per place and per person
    (partial unique indexes).
    """

    id = UUID(primary_key=True, default=uuid4)
    draw = ForeignKey(Draw, on_delete=OnDelete.restrict, null=False)
    ordinal = SmallInt()
    person = ForeignKey(Person, on_delete=OnDelete.restrict, null=False)
    post = Varchar(length=60)
    authorisation = Varchar(length=200)
    named_by = ForeignKey(Person, on_delete=OnDelete.restrict, null=False)
    named_at = Timestamptz()
    named_seq = BigInt()
    left_at = Timestamptz(null=True, default=None)
    left_why = Varchar(length=300, default="")

    expert_pool_representative_ordinal = Check("ordinal >= 1")
    expert_pool_representative_named = Check("post <> '' AND authorisation <> ''")
    expert_pool_representative_left = Check("(left_at IS NULL) = (left_why = '')")


class Seat(Table, tablename="expert_pool_seat"):
    """One call to one seat. A vacated seat keeps its row; the next in order gets a new row of the same number.

    `place` counts in the drawn order from 0; `called_seq` is the log entry that called: the draw's, or that of
    the member who left. At most one live row per seat and one leader per draw (partial
    unique indexes).
    """

    id = UUID(primary_key=True, default=uuid4)
    draw = ForeignKey(Draw, on_delete=OnDelete.restrict, null=False)
    number = SmallInt()
    place = Integer()
    expert = ForeignKey(Expert, on_delete=OnDelete.restrict, null=False)
    state = Varchar(length=20, default=SeatState.INVITED.value)
    is_leader = Boolean(default=False)
    invited_at = Timestamptz()
    called_seq = BigInt()
    answered_at = Timestamptz(null=True, default=None)
    vacated_at = Timestamptz(null=True, default=None)
    vacated_why = Varchar(length=20, default="")
    vacated_note = Varchar(length=300, default="")
    vacated_seq = BigInt(null=True, default=None)

    expert_pool_seat_place = Unique([draw, place])
    expert_pool_seat_expert = Unique([draw, expert])
    expert_pool_seat_state = Check(one_of("state", SeatState))
    expert_pool_seat_number = Check("number >= 1 AND place >= 0")
    expert_pool_seat_vacated = Check(
        "(state IN ('declined', 'replaced')) = (vacated_at IS NOT NULL)"
        " AND (vacated_at IS NULL) = (vacated_seq IS NULL) AND (vacated_at IS NULL) = (vacated_why = '')"
    )
    expert_pool_seat_leader = Check("NOT is_leader OR state IN ('invited', 'accepted')")
