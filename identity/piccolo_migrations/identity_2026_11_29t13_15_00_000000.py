"""All that is kept of people, organisations, roles and key boxes: the tables, and what Piccolo cannot say of them."""

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
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from storage.migration_steps import FirstStep

ID = "2026-11-29T13:15:00:000000"
VERSION = "1.38.0"


class Organisation(Table, tablename="identity_organisation"):
    id = UUID(primary_key=True, default=uuid4)
    name = Varchar(length=200, unique=True)
    name_key = Text(unique=True, null=False, default=None)
    uscc = Varchar(length=18, unique=True)
    address = Varchar(length=300, default="")
    phone = Varchar(length=40, default="")
    registered_at = Timestamptz()

    organisation_name_given = Check("length(name) > 0")
    organisation_uscc_shape = Check("uscc ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'")


class Person(Table, tablename="identity_person"):
    id = UUID(primary_key=True, default=uuid4)
    sign_in_name = Varchar(length=60, unique=True)
    password_hash = Varchar(length=200, secret=True)
    name = Varchar(length=60)
    phone = Varchar(length=40, default="", secret=True)
    organisation = ForeignKey(Organisation, null=True, on_delete=OnDelete.restrict)
    active = Boolean(default=True)
    session_epoch = Integer(default=0)
    one_time_until = Timestamptz(null=True, default=None)
    registered_at = Timestamptz()

    person_sign_in_name_shape = Check("sign_in_name ~ '^[a-z0-9][a-z0-9._-]{2,59}$'")
    person_hash_is_argon2 = Check("password_hash LIKE '$argon2id$%'")


class RoleGrant(Table, tablename="identity_role_grant"):
    id = UUID(primary_key=True, default=uuid4)
    person = ForeignKey(Person, on_delete=OnDelete.restrict)
    role = Varchar(length=20)
    granted_at = Timestamptz()
    granted_by = Varchar(length=60)

    role_grant_once = Unique([person, role])
    role_grant_known = Check(
        "role IN ('bidder', 'agency', 'tenderer', 'centre_staff', 'supervisor', 'expert', 'administrator')"
    )


class KeyBox(Table, tablename="identity_key_box"):
    id = UUID(primary_key=True, default=uuid4)
    person = ForeignKey(Person, on_delete=OnDelete.restrict)
    signing_public = Bytea()
    sealing_public = Bytea()
    wrapped = JSONB(secret=True)
    made_at = Timestamptz()
    retired_at = Timestamptz(null=True, default=None)

    key_box_signing_is_32_bytes = Check("octet_length(signing_public) = 32")
    key_box_sealing_is_32_bytes = Check("octet_length(sealing_public) = 32")
    key_box_signing_unique = Unique([signing_public])
    key_box_sealing_unique = Unique([sealing_public])


class KeyChallenge(Table, tablename="identity_key_challenge"):
    id = UUID(primary_key=True, default=uuid4)
    person = ForeignKey(Person, on_delete=OnDelete.restrict, unique=True)
    signing_public = Bytea()
    sealing_public = Bytea()
    answer_sha256 = Bytea()
    day = Date()
    made_at = Timestamptz()


STATEMENTS = (
    # A retired box is kept beside the one in use.
    "CREATE UNIQUE INDEX identity_key_box_in_use ON identity_key_box (person) WHERE retired_at IS NULL",
    # ---- what is looked for all the time
    "CREATE INDEX identity_role_grant_by_role ON identity_role_grant (role)",
    "CREATE INDEX identity_person_by_organisation ON identity_person (organisation)",
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX identity_person_search ON identity_person USING gin (name gin_trgm_ops, sign_in_name gin_trgm_ops)",
)


async def forwards() -> FirstStep:
    return FirstStep(
        step=ID,
        package="identity",
        tables=(Organisation, Person, RoleGrant, KeyBox, KeyChallenge),
        statements=STATEMENTS,
    )
