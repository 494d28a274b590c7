"""Checking an exported audit log offline, entry by entry, and naming the first thing that is wrong.

Trusts nothing but the platform's public key: every other field may have been recomputed by an attacker. Pure
apart from reading the file. Not for: logs held in a database. What it cannot see: a public payload that an
export withholds, for withholding is lawful; the entry's hash still stands.
"""

from storage.log_verify.check import verify_file, verify_lines
from storage.log_verify.report import Finding, FindingKind, Report

__all__ = ["Finding", "FindingKind", "Report", "verify_file", "verify_lines"]
