"""What the packages above may join their own rows with: relations, each a query in parentheses. Columns only come."""

OPENED_BIDS = """(
SELECT lot, bid, bidder_name, position FROM bidding_room_opened_bid WHERE opened_by IS NOT NULL
)"""
ISSUED_RECORDS = "(SELECT lot FROM bidding_room_opening WHERE record_audit_seq IS NOT NULL)"
