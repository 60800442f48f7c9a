"""Which outcome an error of the download is, and the reason in its own words."""

from __future__ import annotations

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from backlinkspider.crawl.outcome import outcome_of
from backlinkspider.web.egress_middleware import EgressRefused
from backlinkspider.web.robots_middleware import RobotsDenied


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (RobotsDenied("robots.txt"), "robots_denied"),
        (EgressRefused("a.test", "private address"), "refused"),
        (UnsupportedURLSchemeError("ftp"), "refused"),
        (CannotResolveHostError("no such host"), "dns_error"),
        (DownloadTimeoutError("30 s"), "timeout"),
        (TimeoutError("30 s"), "timeout"),
        (DownloadConnectionRefusedError("refused"), "connection_error"),
        (ResponseDataLossError("short"), "connection_error"),
        (DownloadFailedError("connection lost"), "connection_error"),
        (DownloadFailedError("certificate has expired"), "tls_error"),
        (DownloadCancelledError("too long"), "too_large"),
    ],
)
def test_errors_have_their_outcome(error: Exception, outcome: str) -> None:
    assert outcome_of(error) == (outcome, str(error))


@pytest.mark.parametrize(
    ("said", "outcome", "detail"),
    [
        ("[('SSL routines', '', 'no protocols')]", "tls_error", "no protocols"),
        (
            (
                "[<twisted.python.failure.Failure OpenSSL.SSL.Error:"
                " [('SSL routines', '', 'wrong version number')]>]"
            ),
            "tls_error",
            "wrong version number",
        ),
        (
            "[<twisted.python.failure.Failure twisted.internet.error.ConnectionLost: was lost.>]",
            "connection_error",
            "was lost.",
        ),
    ],
)
def test_details_are_without_what_python_writes_round_them(
    said: str, outcome: str, detail: str
) -> None:
    assert outcome_of(DownloadFailedError(said)) == (outcome, detail)


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (KeyError("x"), "KeyError: 'x'"),
        (ValueError(""), "ValueError: ValueError"),
        (IgnoreRequest("dropped by something"), "IgnoreRequest: dropped by something"),
    ],
)
def test_what_nobody_expected_is_failed_and_named(error: Exception, detail: str) -> None:
    assert outcome_of(error) == ("failed", detail)


def test_the_reason_is_one_line_of_bounded_length() -> None:
    _, detail = outcome_of(DownloadTimeoutError(f"first\n  second\t{'x' * 900}"))
    assert detail.startswith("first second xxx")
    assert len(detail) == 500


def test_an_error_without_words_is_named() -> None:
    assert outcome_of(DownloadTimeoutError()) == ("timeout", "DownloadTimeoutError")
