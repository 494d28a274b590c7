"""Who knocks at sign-in: from where, and whether this browser has signed in under that name before.

A device cookie holds, per account that succeeded here, a random number and the platform's mark on it; it opens
nothing, it only keeps strangers' failures from counting against the owner (OWASP, device cookies).
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from hmac import compare_digest

from storage.keys import platform_keys

COOKIE = "devices"
COOKIE_SECONDS = 400 * 24 * 3600  # as long as browsers keep one
_MOST_ACCOUNTS = 8  # of a machine that several people share
_ENTRY = re.compile(r"([0-9a-f]{32})-([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """`address` as limits count it, None for the platform's own processes; `devices` is the cookie's text."""

    address: str | None = None
    devices: str = ""

    def device_for(self, sign_in_name: str) -> str | None:
        """The number of this browser, if that name has signed in here before."""
        for number, mark in _entries(self.devices):
            if compare_digest(mark, _mark(sign_in_name, number)):
                return number
        return None


INSIDE = Knock()


def remembering(devices: str, *, sign_in_name: str) -> str:
    """The cookie after that name has signed in here, the latest first."""
    name = sign_in_name.strip().lower()
    known = Knock(devices=devices).device_for(name)
    number = known or secrets.token_hex(16)
    others = [entry for entry in _entries(devices) if entry[0] != number]
    kept = [(number, _mark(name, number)), *others][:_MOST_ACCOUNTS]
    return ".".join(f"{number}-{mark}" for number, mark in kept)


def _entries(devices: str) -> list[tuple[str, str]]:
    found = [_ENTRY.fullmatch(part) for part in devices.split(".")[:_MOST_ACCOUNTS]]
    return [(entry[1], entry[2]) for entry in found if entry]


def _mark(sign_in_name: str, number: str) -> str:
    return platform_keys().handle("identity.device", sign_in_name, number)
