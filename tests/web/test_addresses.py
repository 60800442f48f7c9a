from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.web.addresses import (
    SPECIAL,
    canonical_host,
    connectable,
    judged,
    literal_addresses,
    objection,
    parse_networks,
)

LOOPBACK_SPELLINGS = (
    "127.0.0.1",
    "127.0.0.1.",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "017700000001",
    "127.1",
    "127.0.1",
    "0x7F.0.0.0x1",
    "１２７.０.０.１",
    "127。0。0。1",
    "%31%32%37.0.0.1",
    "[::ffff:127.0.0.1]",
    "[::FFFF:7f00:1]",
    "::ffff:127.0.0.1",
)


@pytest.mark.parametrize("spelling", LOOPBACK_SPELLINGS)
def test_every_spelling_is_the_same_address(spelling: str) -> None:
    assert literal_addresses(canonical_host(spelling)) == (IPv4Address("127.0.0.1"),)


@given(st.integers(0, 2**32 - 1), st.sampled_from(("{}", "{:#x}", "0{:o}")))
def test_whole_number_spellings(number: int, spelling: str) -> None:
    host = canonical_host(spelling.format(number))
    assert literal_addresses(host) == (IPv4Address(number),)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("A.Test", "a.test"),
        ("a.test.", "a.test"),
        ("bücher.test", "xn--bcher-kva.test"),
        ("ａ.test", "a.test"),
        ("a_b.test", "a_b.test"),
        ("[::1]", "::1"),
        ("::1", "::1"),
        ("0:0:0:0:0:0:0:1", "::1"),
    ],
)
def test_canonical_host(text: str, host: str) -> None:
    assert canonical_host(text) == host


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a b",
        "a/b",
        "user@127.0.0.1",
        "a?b",
        "a#b",
        "a\\b",
        "a\tb",
        "a\x00",
        "a:80",
        "[::1",
        "[::1]:80",
        "[::1]x",
        "::1]",
        "fe80::1%eth0",
        "1.2.3.256",
        "1.2.3.4.5",
        "%40.test",
        "a%2Ftest",
    ],
)
def test_what_is_no_host(text: str) -> None:
    with pytest.raises(ValueError, match="not a host name or address"):
        canonical_host(text)


@pytest.mark.parametrize("host", ["localhost", "a.localhost", "LOCALHOST.", "a.b.localhost."])
def test_localhost_states_its_addresses(host: str) -> None:
    assert [str(ip) for ip in literal_addresses(canonical_host(host))] == ["127.0.0.1", "::1"]


def test_a_name_states_no_address() -> None:
    assert literal_addresses("notlocalhost") == ()
    assert literal_addresses("127.0.0.1.example.com") == ()


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("0.0.0.0", "this network"),
        ("10.1.2.3", "private"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.168.0.1", "private"),
        ("100.64.0.1", "carriers"),
        ("100.100.100.200", "carriers"),
        ("168.63.129.16", "Azure"),
        ("169.254.169.254", "cloud metadata"),
        ("192.0.0.192", "protocol assignments"),
        ("192.88.99.1", "6to4"),
        ("198.18.0.1", "benchmarking"),
        ("203.0.113.7", "documentation"),
        ("224.0.0.1", "multicast"),
        ("255.255.255.255", "reserved"),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("::127.0.0.1", "outside global unicast"),
        ("::ffff:10.0.0.1", "private"),
        ("64:ff9b::a9fe:a9fe", "cloud metadata"),
        ("64:ff9b:1::7f00:1", "outside global unicast"),
        ("2001::1", "Teredo"),
        ("2002:7f00:1::", "6to4"),
        ("2001:db8::1", "documentation"),
        ("3fff::1", "documentation"),
        ("fd00:ec2::254", "unique local"),
        ("fe80::1", "link-local"),
        ("fe80::1%1", "link-local"),
        ("fec0::1", "outside global unicast"),
        ("5f00::1", "outside global unicast"),
        ("ff02::1", "multicast"),
    ],
)
def test_what_is_not_public(address: str, why: str) -> None:
    assert why in objection(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "223.255.255.255",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2606:4700:4700::1111",
        "2a00:1450::1",
    ],
)
def test_what_is_public(address: str) -> None:
    assert objection(ip_address(address)) == ""


addresses = st.ip_addresses() | st.one_of(
    [st.ip_addresses(network=network) for network, _ in SPECIAL]
)


@given(addresses)
def test_stricter_than_the_standard_library(address: IPv4Address | IPv6Address) -> None:
    end = judged(address)
    if not objection(address):
        assert end.is_global
        assert not end.is_multicast
        assert not end.is_reserved


@given(st.ip_addresses(v=4))
def test_wrapped_addresses_are_judged_as_what_they_hold(address: IPv4Address) -> None:
    mapped = IPv6Address((0xFFFF << 32) + int(address))
    nat64 = IPv6Address(int(IPv6Address("64:ff9b::")) + int(address))
    assert judged(mapped) == judged(nat64) == address
    assert bool(objection(mapped)) == bool(objection(nat64)) == bool(objection(address))
    assert connectable(mapped) == address
    assert connectable(nat64) == nat64


def test_networks_from_text_and_list() -> None:
    parsed = parse_networks(" 127.0.0.1, 10.0.0.0/8\nfd00::/8 ")
    assert [str(network) for network in parsed] == ["127.0.0.1/32", "10.0.0.0/8", "fd00::/8"]
    assert parse_networks(["127.0.0.1", "10.0.0.0/8", "", "fd00::/8"]) == parsed
    assert parse_networks("") == ()


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("127.0.0.1,10.0.0.1/8", "'10.0.0.1/8' is not a network: did you mean 10.0.0.0/8?"),
        ("localhost", "'localhost' is not a network: write an address or CIDR"),
        ("10.0.0.0/33", "'10.0.0.0/33' is not a network"),
    ],
)
def test_bad_networks_are_named(value: str, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("?", r"\?")):
        parse_networks(value)


def test_special_ranges_are_sorted_and_once() -> None:
    networks = [network for network, _ in SPECIAL]
    assert len(set(networks)) == len(networks)
    assert networks == sorted(networks, key=lambda network: (network.version, network))
