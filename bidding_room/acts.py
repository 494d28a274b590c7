"""What is done with bids and at their opening; see `web.acts`. Bytes travel as base64.

Not for: begin, announce a file, hand in, take back: there the deadline decides, which the operation asks of the
database after its lock, and the answer is signed. `api` does these by hand.
"""

from __future__ import annotations

from bidding_room.api.openings import opening_told
from bidding_room.operations.begin_opening import Beginning, begin_opening
from bidding_room.operations.finish_opening import finish_opening
from bidding_room.operations.keep_draft import DraftNotes, abandon_draft, keep_draft
from bidding_room.operations.recover_bid import OwnKeys, recover_bid
from bidding_room.operations.release_shares import Release, release_shares
from bidding_room.operations.take_out_file import take_out_file
from bidding_room.operations.upload_files import PartNumbers, presign_parts
from bidding_room.pages.openings import host_console
from bidding_room.permissions import Permission
from web.acts import Place

LARGEST_RELEASE = 256 * 1024
LARGEST_NOTES = 2 * 1024 * 1024

BID = Place(api="/api/bid-drafts/{bid_id:uuid}", needs=Permission.BID_SUBMIT)
BID.act("notes", keep_draft, DraftNotes, largest=LARGEST_NOTES)
BID.act("abandon", abandon_draft)
BID.act("files/{sealed_id:uuid}/parts", presign_parts, PartNumbers)
BID.act("files/{sealed_id:uuid}/remove", take_out_file)

HOST = Place(host_console, api="/api/openings/{lot_id:uuid}", needs=Permission.OPENING_HOST, ref=opening_told)
HOST.act("begin", begin_opening, Beginning)
HOST.act("finish", finish_opening)

OPENING = Place(api="/api/openings/{lot_id:uuid}", needs=Permission.SHARE_RELEASE, ref=opening_told)
OPENING.act("shares", release_shares, Release, largest=LARGEST_RELEASE)
OPENING.act("recover", recover_bid, OwnKeys, needs=Permission.BID_SUBMIT)
