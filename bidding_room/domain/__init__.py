"""Decisions of the bidding room: limits, deadlines, the frozen set, attribution. No I/O, no clock."""
