"""A POST to a receiver: through the gate, its answer's status and nothing else."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.server import DemoWeb
from backlinkspider.web.addresses import parse_networks
from backlinkspider.web.connect_to import parse_connect_to
from backlinkspider.web.egress import Gate
from backlinkspider.web.lookup import Lookup
from backlinkspider.web.webhook import WebhookError, post_json
from tests.web.receiver import receiving

if TYPE_CHECKING:
    from collections.abc import Iterator


def ask(host: str) -> list[str]:
    return {"private.test": ["10.0.0.7"], "here.test": ["127.0.0.1"]}[host]


@contextmanager
def gate(routes: str = "", allow: str = "127.0.0.0/8") -> Iterator[Gate]:
    made = Gate(
        allow=parse_networks(allow),
        routes=parse_connect_to(routes),
        contact_url="the user's own",
        lookup=Lookup(ask, threads=1),
    )
    yield made
    made.close()


async def test_a_receiver_gets_json_and_its_path() -> None:
    with receiving() as receiver, gate(f"hooks.test:80=127.0.0.1:{receiver.port}") as way:
        body = json.dumps({"text": "naïve 日本"}).encode()
        await post_json("http://hooks.test/T0/B0?x=1", body, way, agent="backlinkspider/1")
    (got,) = receiver.got
    assert (got.path, json.loads(got.body)) == ("/T0/B0?x=1", {"text": "naïve 日本"})
    wanted = {
        "host": "hooks.test",
        "user-agent": "backlinkspider/1",
        "content-type": "application/json; charset=utf-8",
    }
    assert got.headers.items() >= wanted.items()


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_what_is_not_taken_is_told_without_the_secret_path(status: int) -> None:
    with (
        receiving(status) as receiver,
        gate(f"*:80=127.0.0.1:{receiver.port}") as way,
        pytest.raises(WebhookError) as failed,
    ):
        await post_json("http://here.test/secret", b"{}", way, agent="x")
    assert str(failed.value) == f"the webhook at here.test answered {status}"
    assert len(receiver.got) == 1, "redirects are not followed"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://private.test/x", r"private\.test: .*is not public.*EGRESS_ALLOW"),
        ("http://169.254.169.254/x", "is not public"),
        ("http://here.test:22/x", r"port 22 is not for the web \(Fetch standard, port blocking\)$"),
    ],
)
async def test_no_address_is_reached_that_the_gate_refuses(url: str, says: str) -> None:
    with gate() as way, pytest.raises(WebhookError, match=says):
        await post_json(url, b"{}", way, agent="x")


async def test_a_host_that_refuses_or_speaks_no_http_or_has_no_certificate() -> None:
    sites = {
        "mute.test": Site({"/": Response(behaviour="close")}),
        "self.test": Site({"/": Response()}),
        "gone.test": Site(reach="refused"),
    }
    said = {}
    with DemoWeb(sites) as web, gate(web.connect_to) as way:
        for url in ("http://mute.test/", "https://self.test/", "http://gone.test/"):
            with pytest.raises(WebhookError) as failed:
                await post_json(url, b"{}", way, agent="x")
            said[url] = str(failed.value)
    assert "its answer is no HTTP" in said["http://mute.test/"]
    assert "certificate verify failed" in said["https://self.test/"]
    assert said["http://gone.test/"] == "the webhook at gone.test: Connection refused"
    assert not [hit for hit in web.hits if hit.host == "self.test"]


async def test_a_host_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backlinkspider.web.webhook.TIMEOUT", 0.3)
    sites = {"slow.test": Site({"/": Response(behaviour="hang")})}
    says = pytest.raises(WebhookError, match=r"slow\.test did not answer in 0\.3 s")
    with DemoWeb(sites) as web, gate(web.connect_to) as way, says:
        await post_json("http://slow.test/", b"{}", way, agent="x")
