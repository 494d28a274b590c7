"""Decisions of the evaluation: frozen values in, frozen values out; no I/O, no clock, no randomness."""
