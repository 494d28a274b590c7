"""Reads, shaped for their readers."""
