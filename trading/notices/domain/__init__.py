"""Decisions without input or output: no database, clock, randomness or settings."""
