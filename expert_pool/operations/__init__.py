"""Writes of the expert pool, one file per use case."""
