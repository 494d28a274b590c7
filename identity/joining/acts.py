"""What is done about joining by who is signed in; see `web.acts`."""

from __future__ import annotations

from identity.joining import pages
from identity.joining.operations.apply_to_join import LARGEST_BODY, Application, apply_to_join
from identity.joining.operations.review_joining import (
    ReturnedJoining,
    SeenJoining,
    accept_joining,
    return_joining,
)
from identity.permissions import Permission
from web.acts import Place

OWN = Place(pages.OWN, api="/api/join/organisation")
OWN.act("", apply_to_join, Application, to="/join/organisation", largest=LARGEST_BODY)

JOINING = Place(pages.JOINING, api="/api/joinings/{joining_id:uuid}", needs=Permission.JOINING_REVIEW)
JOINING.act("accept", accept_joining, SeenJoining)
JOINING.act("return", return_joining, ReturnedJoining)
