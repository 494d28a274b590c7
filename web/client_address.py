"""Where a request comes from: the connection's address, or what trusted proxies say stood behind them.

Anybody may write `X-Forwarded-For`; only what a trusted proxy added counts, read from its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

from web.visitor import Connection

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

_UNKNOWN = "unknown"
_IPV6_HOME = 64  # bits that one connection's owner usually holds all addresses of


def counted_address(connection: Connection) -> str:
    """What limits count by: the client's IPv4 address, or its IPv6 network of 64 bits."""
    client = connection.scope.get("client")
    proxies: Sequence[Network] = connection.app.state.get("trusted_proxies", ())
    forwarded = ",".join(connection.headers.getall("x-forwarded-for", []))
    return counted_as(peer=client[0] if client else "", forwarded=forwarded, proxies=proxies)


def counted_as(*, peer: str, forwarded: str, proxies: Iterable[Network]) -> str:
    """The nearest address that no trusted proxy stands for; what follows an unreadable one is not believed."""
    trusted = tuple(proxies)
    here = _address(peer)
    for said in reversed(forwarded.split(",")):
        if here is None or not any(here in network for network in trusted):
            break
        behind = _address(said)
        if behind is None:
            break
        here = behind
    return _counted(here) if here is not None else _UNKNOWN


def _address(text: str) -> Address | None:
    """An address, also with a port as some proxies write it; None for anything else."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _counted(address: Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((address.packed, _IPV6_HOME), strict=False))
