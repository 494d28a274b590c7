"""The bidding room's pages: the bidder's desk and workspace, the openings. They translate and decide nothing."""
