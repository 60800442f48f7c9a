"""An answer's head is read to a bound, whatever it is made of."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.testing import StringTransport
from twisted.web._newclient import Request
from twisted.web.client import ResponseFailed
from twisted.web.http_headers import Headers

from backlinkspider.web.bounded_head import MAX_HEAD, BoundedHeadFactory, HeadTooLong

# Twisted has no annotations.
make_transport: Any = StringTransport
make_request: Any = Request
make_factory: Any = BoundedHeadFactory

STATUS = b"HTTP/1.1 200 OK\r\n"
FIELDS = b"X-Padding: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n"


class Asked:
    """A connection on which one page was asked for; *answer* and *error* come."""

    def __init__(self) -> None:
        self.transport = make_transport()
        self.protocol = make_factory(lambda _: None, "").buildProtocol(None)
        self.protocol.makeConnection(self.transport)
        self.ask()

    def ask(self) -> None:
        self.answer: Any = None
        self.error: Any = None
        asked = make_request(b"GET", b"/", Headers({b"host": [b"a.test"]}), None, persistent=True)
        self.protocol.request(asked).addCallbacks(self._came, self._failed)

    def _came(self, answer: Any) -> None:
        self.answer = answer

    def _failed(self, failure: Any) -> None:
        self.error = failure.value

    def receive(self, data: bytes, times: int = 1) -> int:
        """Receive *data* again and again until the connection is given up; return how often."""
        for number in range(times):
            if self.transport.disconnecting:
                return number
            self.protocol.dataReceived(data)
        return times


@pytest.mark.parametrize(
    ("beginning", "piece"),
    [
        (STATUS, FIELDS),
        (STATUS + b"X: y\r\n", b" folded again and again\r\n"),
        (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
        (STATUS, b"no colon at all\r\n"),
    ],
)
def test_a_head_that_goes_on_is_given_up(beginning: bytes, piece: bytes) -> None:
    asked = Asked()
    asked.receive(beginning)
    received = len(beginning) + len(piece) * asked.receive(piece, 10**6)
    assert MAX_HEAD < received <= MAX_HEAD + len(piece)
    assert isinstance(asked.error, ResponseFailed)
    assert asked.error.reasons[0].check(HeadTooLong)


def test_a_long_head_is_read() -> None:
    asked = Asked()
    asked.receive(STATUS)
    asked.receive(FIELDS, MAX_HEAD // len(FIELDS) - 2)
    asked.receive(b"Content-Length: 0\r\n\r\n")
    assert asked.answer.code == 200


def test_a_body_is_no_head() -> None:
    asked = Asked()
    asked.receive(STATUS + b"Content-Length: 9999999\r\n\r\n")
    asked.receive(b"x" * 4096, 2 * MAX_HEAD // 4096)
    assert (asked.answer.code, asked.error, asked.transport.disconnecting) == (200, None, False)


def test_each_answer_of_a_connection_is_counted_by_itself() -> None:
    asked = Asked()
    for _ in range(3):
        asked.receive(STATUS)
        asked.receive(FIELDS, MAX_HEAD // len(FIELDS) // 2)
        asked.receive(b"Content-Length: 0\r\n\r\n")
        assert asked.answer.code == 200
        asked.ask()
    assert asked.error is None
