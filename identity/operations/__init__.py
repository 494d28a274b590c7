"""Writes about people, organisations and keys; one file per use case."""
