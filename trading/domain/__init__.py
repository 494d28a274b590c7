"""Decisions of trading: values in, values or refusals out. No database, clock or randomness."""
