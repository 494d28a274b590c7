"""What is done with bids and at their opening; see `web.acts`. Bytes travel as base64, a receipt as it was signed."""

from __future__ import annotations

from bidding_room.api.openings import opening_told
from bidding_room.operations.begin_bid import NewDraft, begin_bid
from bidding_room.operations.begin_opening import Beginning, begin_opening
from bidding_room.operations.finish_opening import finish_opening
from bidding_room.operations.keep_draft import DraftNotes, abandon_draft, keep_draft
from bidding_room.operations.recover_bid import OwnKeys, recover_bid
from bidding_room.operations.release_shares import Release, release_shares
from bidding_room.operations.submit_bid import Submission, submit_bid
from bidding_room.operations.take_out_file import take_out_file
from bidding_room.operations.upload_files import NewFile, PartNumbers, presign_parts, register_file
from bidding_room.operations.withdraw_bid import Withdrawal, withdraw_bid
from bidding_room.pages import openings
from bidding_room.permissions import Permission
from web.acts import Place

LARGEST_SUBMISSION = 4 * 1024 * 1024
LARGEST_RELEASE = 256 * 1024
LARGEST_NOTES = 2 * 1024 * 1024

LOT = Place(api="/api/lots/{lot_id:uuid}", needs=Permission.BID_SUBMIT)
LOT.act("bid-drafts", begin_bid, NewDraft)
LOT.act("bid/withdraw", withdraw_bid, Withdrawal)

BID = Place(api="/api/bid-drafts/{bid_id:uuid}", needs=Permission.BID_SUBMIT)
BID.act("notes", keep_draft, DraftNotes, largest=LARGEST_NOTES)
BID.act("abandon", abandon_draft)
BID.act("files", register_file, NewFile)
BID.act("files/{sealed_id:uuid}/parts", presign_parts, PartNumbers)
BID.act("files/{sealed_id:uuid}/remove", take_out_file)
BID.act("submit", submit_bid, Submission, largest=LARGEST_SUBMISSION)

HOST = Place(
    openings.HOST, api="/api/openings/{lot_id:uuid}", needs=Permission.OPENING_HOST, ref=opening_told
)
HOST.act("begin", begin_opening, Beginning)
HOST.act("finish", finish_opening)

OPENING = Place(api="/api/openings/{lot_id:uuid}", needs=Permission.SHARE_RELEASE, ref=opening_told)
OPENING.act("shares", release_shares, Release, largest=LARGEST_RELEASE)
OPENING.act("recover", recover_bid, OwnKeys, needs=Permission.BID_SUBMIT)
