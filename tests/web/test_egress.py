from __future__ import annotations

import pytest
from scrapy.settings import Settings

from backlinkspider.web.addresses import parse_networks
from backlinkspider.web.connect_to import parse_connect_to
from backlinkspider.web.egress import (
    Address,
    ContactMissing,
    Gate,
    Refused,
    Unresolvable,
    gate_of,
)
from backlinkspider.web.lookup import Lookup

NAMES = {
    "public.test": ["93.184.216.34", "2606:2800:220:1::1"],
    "private.test": ["10.0.0.7"],
    "mixed.test": ["::1", "10.0.0.7", "93.184.216.34"],
    "here.test": ["127.0.0.1"],
    "both.test": ["127.0.0.1", "93.184.216.34"],
    "mapped.test": ["::ffff:169.254.169.254"],
    "nat64.test": ["64:ff9b::5db8:d822"],
    "nothing.test": [],
}
CONTACT = "https://example.com/crawler"


def ask(host: str) -> list[str]:
    try:
        return NAMES[host]
    except KeyError:
        raise OSError(-2, "Name or service not known") from None


def gate(allow: str = "", routes: str = "", contact_url: str = CONTACT) -> Gate:
    return Gate(
        allow=parse_networks(allow),
        routes=parse_connect_to(routes),
        contact_url=contact_url,
        lookup=Lookup(ask, threads=2),
    )


@pytest.mark.parametrize(
    ("host", "addresses"),
    [
        ("public.test", ["93.184.216.34", "2606:2800:220:1::1"]),
        ("PUBLIC.test.", ["93.184.216.34", "2606:2800:220:1::1"]),
        ("1.1.1.1", ["1.1.1.1"]),
        ("0x1.0x1.257", ["1.1.1.1"]),
        ("[::ffff:1.1.1.1]", ["1.1.1.1"]),
        ("2606:4700:4700::1111", ["2606:4700:4700::1111"]),
        ("mixed.test", ["93.184.216.34"]),
        ("nat64.test", ["64:ff9b::5db8:d822"]),
    ],
)
async def test_what_is_public_is_reached_at_its_permitted_addresses(
    host: str, addresses: list[str]
) -> None:
    assert await gate().resolve(host, 80) == tuple(Address(ip, 80) for ip in addresses)


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("127.0.0.1", "127.0.0.1 is not public (loopback, RFC 1122)"),
        ("2130706433", "127.0.0.1 is not public (loopback, RFC 1122)"),
        ("localhost", "loopback"),
        ("a.localhost.", "loopback"),
        ("0.0.0.0", "this network"),
        ("::1", "loopback"),
        ("[::ffff:a9fe:a9fe]", "cloud metadata"),
        ("private.test", "10.0.0.7 is not public (private, RFC 1918)"),
        ("mapped.test", "cloud metadata"),
        ("2002:a00:1::", "6to4"),
    ],
)
async def test_what_is_not_public_is_refused_with_the_reason(host: str, why: str) -> None:
    with pytest.raises(Refused) as caught:
        await gate().resolve(host, 80)
    assert why in caught.value.reason


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("dead.test", "Name or service not known"),
        ("nothing.test", "no address"),
        ("1.2.3.256", "not a host name or address"),
        ("a@127.0.0.1", "not a host name or address"),
    ],
)
async def test_what_has_no_address_is_unresolvable(host: str, why: str) -> None:
    with pytest.raises(Unresolvable, match=why):
        await gate().resolve(host, 80)


@pytest.mark.parametrize("port", [0, 22, 25, 6667])
async def test_ports_of_other_protocols_are_refused(port: int) -> None:
    with pytest.raises(Refused, match=f"port {port} is not for the web"):
        await gate().resolve("public.test", port)


async def test_the_allow_list_adds_networks_and_nothing_beside_them() -> None:
    tested = gate(allow="127.0.0.1/32, 10.0.0.0/8")
    assert await tested.resolve("0177.0.0.1", 8080) == (Address("127.0.0.1", 8080),)
    assert await tested.resolve("localhost", 80) == (Address("127.0.0.1", 80),)
    assert await tested.resolve("private.test", 80) == (Address("10.0.0.7", 80),)
    for other in ("127.0.0.2", "::1", "192.168.0.1"):
        with pytest.raises(Refused):
            await tested.resolve(other, 80)


async def test_connect_to_leads_elsewhere_without_a_look_up() -> None:
    tested = gate(
        allow="127.0.0.1", routes="*:443=127.0.0.1:18443, dead.test:80=[::ffff:7f00:1]:81"
    )
    assert await tested.resolve("dead.test", 443) == (Address("127.0.0.1", 18443),)
    assert await tested.resolve("dead.test", 80) == (Address("127.0.0.1", 81),)


async def test_connect_to_may_lead_to_a_name() -> None:
    tested = gate(routes="a.test:80=public.test:8080")
    assert (await tested.resolve("a.test", 80))[0] == Address("93.184.216.34", 8080)


async def test_where_connect_to_leads_must_be_permitted() -> None:
    with pytest.raises(Refused, match=r"127\.0\.0\.1 is not public"):
        await gate(routes="*:80=127.0.0.1:18080").resolve("public.test", 80)


async def test_a_catch_all_does_not_hide_what_production_would_refuse() -> None:
    tested = gate(allow="127.0.0.1", routes="*:80=127.0.0.1:18080")
    for host in ("10.0.0.1", "0xa9fea9fe", "[::1]"):
        with pytest.raises(Refused):
            await tested.resolve(host, 80)


@pytest.mark.parametrize("host", ["public.test", "1.1.1.1", "both.test", "private.test"])
async def test_nothing_beyond_loopback_without_a_contact(host: str) -> None:
    tested = gate(allow="127.0.0.0/8, 10.0.0.0/8", contact_url="")
    with pytest.raises(ContactMissing, match="set CONTACT_URL"):
        await tested.resolve(host, 80)


@pytest.mark.parametrize("host", ["here.test", "localhost", "[::1]"])
async def test_loopback_needs_no_contact(host: str) -> None:
    tested = gate(allow="127.0.0.1, ::1", contact_url="")
    assert await tested.resolve(host, 80)


async def test_a_name_that_turns_inward_is_refused_when_asked_again() -> None:
    answers = iter((["93.184.216.34"], ["127.0.0.1"]))
    clock = iter((0.0, 61.0, 61.0)).__next__
    tested = Gate(
        contact_url=CONTACT,
        lookup=Lookup(lambda _: next(answers), threads=1, ttl=60, clock=clock),
    )
    assert await tested.resolve("rebind.test", 80) == (Address("93.184.216.34", 80),)
    with pytest.raises(Refused, match="loopback"):
        await tested.resolve("rebind.test", 80)


class Crawl:
    def __init__(self, **settings: object) -> None:
        self.settings = Settings(settings)


async def test_settings_reach_the_gate() -> None:
    crawl = Crawl(EGRESS_ALLOW=["127.0.0.1"], CONNECT_TO=["*:80=127.0.0.1:81"], CONTACT_URL="")
    tested = gate_of(crawl)
    assert gate_of(crawl) is tested
    assert gate_of(Crawl()) is not tested
    assert await tested.resolve("a.test", 80) == (Address("127.0.0.1", 81),)


@pytest.mark.parametrize("unset", [None, "", []])
async def test_by_default_nothing_is_allowed(unset: object) -> None:
    crawl = Crawl(EGRESS_ALLOW=unset, CONNECT_TO=unset, CONTACT_URL=unset)
    with pytest.raises(Refused):
        await gate_of(crawl).resolve("127.0.0.1", 80)


@pytest.mark.parametrize("setting", ["EGRESS_ALLOW", "CONNECT_TO"])
def test_a_bad_setting_is_named(setting: str) -> None:
    with pytest.raises(ValueError, match=f"^{setting}: .*nonsense"):
        gate_of(Crawl(**{setting: "nonsense"}))
