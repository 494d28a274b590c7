"""The writes of the bidding room, one file per act."""
