from __future__ import annotations

from typing import Any

import pytest

from backlinkspider.links.domain_signals import domain_signals, host_class, network_of
from backlinkspider.urls import registrable_domain


def signals(host: str, *brand: str, ip: str | None = None) -> dict[str, Any]:
    return domain_signals({"host": host, "domain": registrable_domain(host), "ip": ip}, brand)


def test_an_ordinary_domain() -> None:
    assert signals("www.best-oak4u.co.uk", "Acme", ip="192.0.2.77") == {
        "tld": "uk",
        "domain_hyphens": 1,
        "domain_digits": 1,
        "domain_length": 10,
        "domain_vowel_share": 0.5,
        "domain_has_brand": False,
        "free_host": False,
        "host_class": None,
        "ip_24": "192.0.2.0/24",
    }


def test_what_is_not_known_is_left_out() -> None:
    found = signals("192.0.2.1")
    assert not {"domain_has_brand", "ip_24", "domain_vowel_share"} & set(found)


@pytest.mark.parametrize(
    ("host", "free"),
    [
        ("me.blogspot.com", True),
        ("me.github.io", True),
        ("blogspot.com", False),
        ("www.example.co.uk", False),
        ("shop.unlisted", False),
        ("192.0.2.1", False),
        ("localhost", False),
    ],
)
def test_free_host(host: str, free: bool) -> None:
    assert signals(host)["free_host"] is free


@pytest.mark.parametrize(
    ("suffix", "found"),
    [
        ("edu", "edu"), ("edu.au", "edu"), ("ac.uk", "ac"), ("ac", None), ("gov.uk", "gov"),
        ("gob.mx", "gov"), ("go.jp", "gov"), ("mil", "mil"), ("gouv.fr", "gov"), ("com", None),
    ],
)  # fmt: skip
def test_host_class(suffix: str, found: str | None) -> None:
    assert host_class(suffix) == found


@pytest.mark.parametrize(
    ("host", "brand", "has"),
    [
        ("oakwell-reviews.example", "Oakwell", True),
        ("bestoakwell.example", "Oakwell", True),
        ("my-bp-blog.example", "BP", True),
        ("subpar.example", "BP", False),
        ("oaks.example", "Oak & Loom", False),
        ("oakloom.example", "oakandloom.test", False),
        ("xn--mbelfreunde-rfb.example", "Möbelfreunde", True),
    ],
)
def test_brand_in_the_domain(host: str, brand: str, has: bool) -> None:
    assert signals(host, brand)["domain_has_brand"] is has


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("192.0.2.255", "192.0.2.0/24"),
        ("2001:db8:1:2::5", "2001:db8:1::/48"),
        ("x", None),
        (None, None),
    ],
)
def test_network(ip: str | None, network: str | None) -> None:
    assert network_of(ip) == network
