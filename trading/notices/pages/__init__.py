"""Notices and letters, and both as documents."""
