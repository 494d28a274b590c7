"""Decisions of the expert pool: no I/O, no clock, no randomness of its own."""
