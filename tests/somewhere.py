"""Where requests of tests come from: everybody from an address of their own, for the platform counts by address;
and the sites whose pages may reach the bucket, which all workers share."""

from __future__ import annotations

import itertools
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import httpx
from run_servers import alone

from storage.objects import store

_FIRST = int(IPv4Address("10.0.0.1"))
_numbers = itertools.count(_FIRST)


def from_somewhere(application: Any, **options: Any) -> httpx.ASGITransport:
    """Requests reach the application without a server, from an address that no other test has."""
    return httpx.ASGITransport(application, client=(str(IPv4Address(next(_numbers))), 4711), **options)


async def let_in(site: str, *, folder: Path) -> None:
    """From now on, beside all sites let in before."""
    with alone(folder, "cors"):
        known = folder / "cors.sites"
        sites = {site, *(known.read_text().split() if known.exists() else ())}
        await store().set_cors(sorted(sites))
        known.write_text(" ".join(sites))
