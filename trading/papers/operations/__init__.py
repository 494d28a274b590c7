"""Writes, one file per use case; each is one transaction."""
