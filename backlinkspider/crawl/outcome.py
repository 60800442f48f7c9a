"""From what ended a request to the candidate's outcome."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

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

from backlinkspider.crawl.archive_middleware import NotInArchive
from backlinkspider.web.egress_middleware import EgressRefused
from backlinkspider.web.robots_middleware import RobotsDenied

if TYPE_CHECKING:
    from backlinkspider.documents import Outcome

_BY_TYPE: Final[tuple[tuple[type[BaseException], Outcome], ...]] = (
    (NotInArchive, "skipped"),
    (RobotsDenied, "robots_denied"),
    (EgressRefused, "refused"),
    (UnsupportedURLSchemeError, "refused"),
    (CannotResolveHostError, "dns_error"),
    (DownloadTimeoutError, "timeout"),
    (TimeoutError, "timeout"),
    (DownloadConnectionRefusedError, "connection_error"),
    (ResponseDataLossError, "connection_error"),
    (DownloadCancelledError, "too_large"),
    (OSError, "connection_error"),
)
_TLS_SIGNS: Final = ("ssl", "tls", "certificate")
_WRAPPED: Final = re.compile(r"^\[<twisted\.python\.failure\.Failure [\w.]+: (.*)>\]$")
_OPENSSL: Final = re.compile(r"^\[\('[^']*', '[^']*', '([^']+)'\)")
"""How Twisted and OpenSSL write down what a connection failed of."""

_UNPACKERS: Final = frozenset({"backports.zstd", "brotli", "gzip", "zlib"})
"""Modules whose errors mean that a body is not what its Content-Encoding says."""


def outcome_of(error: BaseException) -> tuple[Outcome, str]:
    """Return the outcome of a request that failed with *error*, and the reason in its words."""
    detail = in_words(" ".join(str(error).split()))[:500] or type(error).__name__
    if isinstance(error, EOFError) or type(error).__module__ in _UNPACKERS:
        return "connection_error", f"the body does not unpack: {detail}"
    for kind, outcome in _BY_TYPE:
        if isinstance(error, kind):
            return outcome, detail
    if isinstance(error, DownloadFailedError):
        tls = any(sign in repr(error).lower() for sign in _TLS_SIGNS)
        return ("tls_error" if tls else "connection_error"), detail
    if isinstance(error, IgnoreRequest) and "DOWNLOAD_MAXSIZE" in detail:
        return "too_large", detail
    return "failed", f"{type(error).__name__}: {detail}"


def in_words(text: str) -> str:
    """Return what an error says without what Python writes round it.

    >>> in_words("[<twisted.python.failure.Failure OpenSSL.SSL.Error: [('SSL', '', 'no alpn')]>]")
    'no alpn'
    """
    text = _WRAPPED.sub(r"\1", text)
    found = _OPENSSL.match(text)
    return found[1] if found else text
