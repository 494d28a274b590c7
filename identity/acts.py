"""What is done to organisations, accounts and key boxes; see `web.acts`.

Not for: signing in and out; pages and `api` do that by hand (decision 67).
"""

from __future__ import annotations

from identity import pages
from identity.operations.ask_contact_code import Contact
from identity.operations.change_password import NewPassword
from identity.operations.change_roles import OneRole, give_role, take_role
from identity.operations.deactivate_person import deactivate_person, reactivate_person
from identity.operations.keep_contact import ShownContact, ask_own_code, keep_contact
from identity.operations.make_key_box import KeyHalves, NewKeyBox, challenge_key_box, make_key_box
from identity.operations.register_organisation import NewOrganisation, register_organisation
from identity.operations.register_person import PersonEntry, enter_person
from identity.operations.reset_password import SeenAccount, reset_password
from identity.operations.rewrap_key_box import Rewrapped, rewrap_key_box
from identity.permissions import Permission
from identity.signing_in import go_on_with
from web.acts import Place

ORGANISATIONS = Place(
    pages.NEW_ORGANISATION, api="/api/organisations", needs=Permission.ORGANISATION_REGISTER
)
ORGANISATIONS.act("", register_organisation, NewOrganisation, to="/people/new")

PEOPLE = Place(pages.NEW_PERSON, api="/api/people", needs=Permission.PERSON_REGISTER)
PEOPLE.act("", enter_person, PersonEntry, shows=pages.password_of_entered)

ACCOUNT = Place(pages.ACCOUNT, api="/api/account")
ACCOUNT.act("password", go_on_with, NewPassword, to="/account?done=password")

OWN_CONTACT = Place(pages.OWN_CONTACT, api="/api/account/contact")
OWN_CONTACT.act("", ask_own_code, Contact, to="/account/contact/{made}")

CONTACT_CODE = Place(pages.CONTACT_CODE, api="/api/account/contact/{code_id:uuid}")
CONTACT_CODE.act("", keep_contact, ShownContact, to="/account?done=contact")

PERSON = Place(pages.PERSON, api="/api/people/{person_id:uuid}", needs=Permission.PERSON_KEEP)
PERSON.act("deactivate", deactivate_person, to="/people/{person_id}?done=deactivated")
PERSON.act("reactivate", reactivate_person, to="/people/{person_id}?done=reactivated")
PERSON.act("give-role", give_role, OneRole, to="/people/{person_id}?done=role-given")
PERSON.act("take-role", take_role, OneRole, to="/people/{person_id}?done=role-taken")
PERSON.act("reset-password", reset_password, SeenAccount, shows=pages.password_that_was_reset)

KEY_BOXES = Place(api="/api/key-boxes", needs=Permission.KEY_BOX_MAKE)
KEY_BOXES.act("", make_key_box, NewKeyBox)
KEY_BOXES.act("challenge", challenge_key_box, KeyHalves)
KEY_BOXES.act("{box_id:uuid}/wrapped", rewrap_key_box, Rewrapped)
