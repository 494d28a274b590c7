"""Writes of the evaluation; one file per use case. Every one takes the session's row lock first."""
