"""Statuses, and pages that are not what was asked for: walls, log-ins, parked domains."""

from __future__ import annotations

from typing import Final

from tests.hostile.case import LINK, Case, linked, page
from tests.hostile.wire import answer, raw

_LINKED: Final = page(LINK)
_CAPTCHA: Final = "<div class=g-recaptcha data-sitekey=x></div>"
_PASSWORD: Final = "<form method=post><input name=u><input type=password name=p></form>"


def _status(status: int, outcome: str, *headers: str, body: str = _LINKED) -> Case:
    return Case(f"status-{status}", answer(body, *headers, status=status), outcome)


def _wall(name: str, outcome: str, html: str, status: int = 200) -> Case:
    return Case(f"wall-{name}", answer(html, status=status), outcome)


def _titled(title: str, *pieces: str) -> str:
    return f"<!doctype html><title>{title}</title><body>{''.join(pieces)}"


CASES: Final = (
    *(linked(f"status-{n}", answer(_LINKED, status=n)) for n in (203, 206, 226)),
    _status(204, "no_link", body=""),
    _status(205, "no_link", body=""),
    *(_status(status, "http_error") for status in (300, 304, 305, 306, 400, 402, 404, 405, 406)),
    *(_status(status, "http_error") for status in (408, 410, 418, 451, 500, 502, 504, 520, 599)),
    _status(503, "http_error"),
    *(_status(status, "blocked") for status in (401, 403, 407, 999)),
    _status(301, "http_error"),
    _status(302, "http_error", "Location: "),
    Case("status-600", answer(_LINKED, status=600), "http_error"),
    Case("status-odd", raw(b"HTTP/1.1 2OO OK\r\n\r\n" + _LINKED.encode()), "connection_error"),
    Case("status-none", raw(b"hello\r\n\r\n"), "connection_error"),
    Case("status-http-0.9", raw(_LINKED.encode()), "connection_error"),
    linked("status-no-reason", raw(b"HTTP/1.1 200\r\n\r\n" + _LINKED.encode())),
    _wall("just-a-moment", "blocked", _titled("Just a moment...", "Checking"), 503),
    _wall("challenge", "blocked", _titled("x.test", "Verifying you are human. This may take")),
    _wall("captcha", "blocked", _titled("x.test", _CAPTCHA, "<p>Please solve this.")),
    _wall("captcha-frame", "blocked", _titled("x", "<iframe src=/recaptcha/api2></iframe>")),
    _wall("login", "blocked", _titled("Log in - Forum", _PASSWORD)),
    _wall("login-german", "blocked", _titled("Anmelden", _PASSWORD)),
    _wall("login-heading", "blocked", _titled("Members", "<h1>Sign in</h1>", _PASSWORD)),
    _wall(
        "login-in-words",
        "blocked",
        _titled("Our forum", "<p>You must be logged in to view this topic.", _PASSWORD),
    ),
    _wall(
        "cookies",
        "blocked",
        _titled("Before you continue", "<p>We use cookies.<button>Accept all</button>"),
    ),
    _wall(
        "consent",
        "blocked",
        _titled("x.test", "<h1>We value your privacy</h1><p>Accept cookies to go on."),
    ),
    _wall("age", "blocked", _titled("x", "<h1>Please confirm you are over 18</h1><a href=/>Yes")),
    _wall("country", "blocked", _titled("x", "<p>This site is not available in your country.")),
    _wall("denied", "blocked", _titled("Access Denied", "<p>Reference #18.2d")),
    _wall("enable-cookies", "blocked", _titled("x", "<p>Please enable cookies to continue.")),
    _wall("rate", "blocked", _titled("Too Many Requests", "<p>Slow down")),
    _wall("parked", "parked", _titled("x.test", "<p>This domain is for sale!")),
    _wall("parked-expired", "parked", _titled("x.test", "<h1>This domain has expired</h1>")),
    _wall("parked-offer", "parked", _titled("x.test", "<h2>Buy this domain</h2>")),
    _wall("parked-french", "parked", _titled("x", "<p>Le nom de domaine x.test est à vendre")),
    _wall(
        "parked-hoster",
        "parked",
        _titled("Welcome to nginx!", "<h1>Welcome to nginx!</h1><p>If you see this page"),
    ),
    _wall(
        "parked-default",
        "parked",
        _titled("Apache2 Debian Default Page: It works", "<h1>It works!</h1>"),
    ),
    _wall("suspended", "parked", _titled("Account Suspended", "<h1>Account Suspended</h1>")),
    _wall("soft-404", "soft_404", _titled("Page not found", "<p>Sorry.")),
    _wall("soft-404-heading", "soft_404", _titled("x", "<h1>404</h1><p>Nothing here.")),
    _wall("soft-404-french", "soft_404", _titled("Page introuvable", "<p>Désolé.")),
    _wall("soft-404-gone", "soft_404", _titled("x", "<h1>This page no longer exists</h1>")),
    _wall("maintenance", "blocked", _titled("Maintenance", "<h1>We'll be back soon</h1>")),
    linked(
        "wall-about-captchas",
        answer(_titled("How captchas work", "<h1>How captchas work</h1>", LINK)),
    ),
    Case(
        "wall-article", answer(page(page(), "<h2>Verify you are human, they said</h2>")), "no_link"
    ),
    Case("wall-shop", answer(_titled("404 paper bags", "<p>Buy bags.")), "no_link"),
    Case("wall-login-box", answer(page(page(), _PASSWORD, "<h2>Log in</h2>")), "no_link"),
    Case(
        "wall-domain-news", answer(page(page(), "<p>The domain is for sale, he wrote.")), "no_link"
    ),
)
