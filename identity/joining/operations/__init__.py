"""Writes about joining, one file per use case."""
