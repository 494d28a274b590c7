"""Limits count the client, not the proxy, and nobody can talk their way out of them."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from web.client_address import counted_as

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "counted"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "8.8.8.8, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "8.8.8.8, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "8.8.8.8, nonsense, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "10.0.0.9", "10.0.0.9"),
        ("::ffff:203.0.113.7", "", "203.0.113.7"),
        ("fd00::1", '"[2001:db8:1:2:3:4:5:6]:443"', "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "", "2001:db8:1:2::/64"),
        ("", "198.51.100.1", "unknown"),
        ("not an address", "198.51.100.1", "unknown"),
    ],
)
def test_the_address_counted_is_the_nearest_that_no_trusted_proxy_stands_for(
    peer: str, forwarded: str, counted: str
) -> None:
    assert counted_as(peer=peer, forwarded=forwarded, proxies=PROXIES) == counted


def test_without_trusted_proxies_what_is_forwarded_is_not_believed() -> None:
    assert counted_as(peer="10.0.0.1", forwarded="198.51.100.1", proxies=()) == "10.0.0.1"
