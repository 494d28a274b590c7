"""Where requests of tests come from: everybody from an address of their own, for the platform counts by address;
and the sites whose pages may reach the bucket, which all workers share."""

from __future__ import annotations

import asyncio
import itertools
from base64 import b64encode
from hashlib import md5
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
        await asyncio.to_thread(_allow, sorted(sites))
        known.write_text(" ".join(sites))


def _allow(sites: list[str]) -> None:
    """Pages of these sites may PUT parts into the bucket and read their ETag, as the operator of a store allows it."""
    origins = "".join(f"<AllowedOrigin>{site}</AllowedOrigin>" for site in sites)
    body = (
        f"<CORSConfiguration><CORSRule>{origins}<AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod>"
        "<AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader></CORSRule></CORSConfiguration>"
    ).encode()
    digest = b64encode(md5(body, usedforsecurity=False).digest()).decode()
    headers = {"Content-Type": "application/xml", "Content-MD5": digest}
    store()._client._execute("PUT", store().bucket, body=body, headers=headers, query_params={"cors": ""})
