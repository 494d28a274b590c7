"""The command-line side of bidding: seal and hand in a bid, release an officer's shares, over the JSON API.

For bidders without a browser, the demo, and load tests; the second implementation that keeps the browser
honest. The `httpx.AsyncClient` is signed in already; keys are opened here and never sent.
Not for: the server, which imports nothing of this.
"""

from bidding_room.client.bidder import BidClient
from bidding_room.client.calls import RequestRefused
from bidding_room.client.officer import OfficerClient

__all__ = ["BidClient", "OfficerClient", "RequestRefused"]
