"""People, organisations, roles and key boxes.

No identity-card numbers are kept: nothing in this package needs one.
"""

from __future__ import annotations

from uuid import uuid4

from piccolo.columns import (
    JSONB,
    UUID,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class Organisation(Table, tablename="identity_organisation"):
    """A market subject or public body, known by its 统一社会信用代码 (GB 32100)."""

    id = UUID(primary_key=True, default=uuid4)
    name = Varchar(length=200, unique=True)
    # `core.sameness.same_key` of the name: two spellings of one name are one organisation.
    name_key = Text(unique=True, null=False, default=None)
    uscc = Varchar(length=18, unique=True)
    address = Varchar(length=300, default="")
    phone = Varchar(length=40, default="")
    registered_at = Timestamptz(default=TimestamptzNow())

    organisation_name_given = Check("length(name) > 0")
    organisation_uscc_shape = Check("uscc ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'")


class Person(Table, tablename="identity_person"):
    """A person who can sign in."""

    id = UUID(primary_key=True, default=uuid4)
    sign_in_name = Varchar(length=60, unique=True)
    password_hash = Varchar(length=200, secret=True)
    name = Varchar(length=60)
    phone = Varchar(length=40, default="", secret=True)
    # A mobile or mailbox that they have shown to be theirs; null where nobody asked.
    contact = Varchar(length=120, null=True, default=None, unique=True, secret=True)
    organisation = ForeignKey(Organisation, null=True, on_delete=OnDelete.restrict)
    active = Boolean(default=True)
    # Sessions hold the number they began under; raising it ends them all at once.
    session_epoch = Integer(default=0)
    # Set while the password is one that an administrator gave out; it must be changed before anything else.
    one_time_until = Timestamptz(null=True, default=None)
    registered_at = Timestamptz(default=TimestamptzNow())

    person_sign_in_name_shape = Check("sign_in_name ~ '^[a-z0-9][a-z0-9._-]{2,59}$'")
    person_hash_is_argon2 = Check("password_hash LIKE '$argon2id$%'")


class RoleGrant(Table, tablename="identity_role_grant"):
    """A role held by a person, since when and by whose hand."""

    id = UUID(primary_key=True, default=uuid4)
    person = ForeignKey(Person, on_delete=OnDelete.restrict)
    role = Varchar(length=20)
    granted_at = Timestamptz(default=TimestamptzNow())
    granted_by = Varchar(length=60)

    role_grant_once = Unique([person, role])
    role_grant_known = Check(
        "role IN ('bidder', 'agency', 'tenderer', 'centre_staff', 'supervisor', 'expert', 'administrator')"
    )


class KeyBox(Table, tablename="identity_key_box"):
    """A person's public keys and the wrapped private halves, which only their passphrase opens.

    One box in use per person (partial unique index in the migrations). A retired box is kept: an opening
    panel frozen with it still needs it.
    """

    id = UUID(primary_key=True, default=uuid4)
    person = ForeignKey(Person, on_delete=OnDelete.restrict)
    signing_public = Bytea()
    sealing_public = Bytea()
    wrapped = JSONB(secret=True)
    made_at = Timestamptz(default=TimestamptzNow())
    retired_at = Timestamptz(null=True, default=None)

    key_box_signing_is_32_bytes = Check("octet_length(signing_public) = 32")
    key_box_sealing_is_32_bytes = Check("octet_length(sealing_public) = 32")
    key_box_signing_unique = Unique([signing_public])
    key_box_sealing_unique = Unique([sealing_public])


class KeyChallenge(Table, tablename="identity_key_challenge"):
    """The one open challenge of a person who is making a key box; its answer is known only by its hash."""

    id = UUID(primary_key=True, default=uuid4)
    person = ForeignKey(Person, on_delete=OnDelete.restrict, unique=True)
    signing_public = Bytea()
    sealing_public = Bytea()
    answer_sha256 = Bytea()
    day = Date()
    made_at = Timestamptz(default=TimestamptzNow())


class ContactCode(Table, tablename="identity_contact_code"):
    """That a code was asked for a mobile or mailbox. The code is computed from the id and stands nowhere; `until` is
    real time. Forgotten a day later."""

    id = UUID(primary_key=True, default=uuid4)
    contact = Varchar(length=120, secret=True)
    purpose = Varchar(length=20, default="join")
    tries = Integer(default=0)
    until = Timestamptz(default=TimestamptzNow())
    used_at = Timestamptz(null=True, default=None)


class Joining(Table, tablename="identity_joining"):
    """A person's application for their organisation; `version` counts how often it was handed in."""

    id = UUID(primary_key=True, default=uuid4)
    person = ForeignKey(Person, on_delete=OnDelete.restrict, unique=True)
    state = Varchar(length=20, default="waiting")
    version = Integer(default=0)
    name = Varchar(length=200)
    name_key = Text(index=True)
    uscc = Varchar(length=18, index=True)
    role = Varchar(length=20)
    address = Varchar(length=300, default="")
    phone = Varchar(length=40, default="")
    licence_key = Varchar(length=200)
    licence_type = Varchar(length=40)
    licence_sha256 = Bytea()
    submitted_at = Timestamptz(default=TimestamptzNow())
    reason = Text(default="")
    decided_at = Timestamptz(null=True, default=None)
    decided_by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict)
    organisation = ForeignKey(Organisation, null=True, on_delete=OnDelete.restrict)

    joining_state_known = Check("state IN ('waiting', 'returned', 'accepted')")
    joining_role_known = Check("role IN ('bidder', 'agency', 'tenderer')")
    joining_uscc_shape = Check("uscc ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'")
    joining_accepted_has_organisation = Check("(state = 'accepted') = (organisation IS NOT NULL)")
    joining_returned_has_reason = Check("(state <> 'returned') OR reason <> ''")
