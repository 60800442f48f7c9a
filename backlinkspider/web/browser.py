"""Which Chromium renders, and how it is started."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from backlinkspider.web.proxy import PROXY_ARGUMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from playwright.async_api import Page, Request

ON_PATH: Final = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
"""Names looked for on PATH, in this order."""

HOW_TO_INSTALL: Final = (
    "No Chromium to render with. Install one (Debian: apt-get install chromium; anywhere:"
    " playwright install --with-deps chromium), name one in the CHROMIUM setting, or crawl"
    " with -a render=never."
)

_ARGUMENTS = (
    "--disable-dev-shm-usage",  # /dev/shm of a container is too small for large pages
    "--disable-gpu",
    "--disable-domain-reliability",
    "--no-pings",
    *PROXY_ARGUMENTS,
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # only the proxy resolves names
)
# Defences that Playwright switches off. The popup blocker may block all, as we never click; without
# a bound on what a page asks of the browser, 3,000 entries of history hold up all tabs a minute.
_NOT_PLAYWRIGHTS = ("--disable-popup-blocking", "--disable-ipc-flooding-protection")
_NOT_LOADED = frozenset({"image", "media", "font"})


class NoBrowser(Exception):
    """There is no Chromium, or not where the CHROMIUM setting says."""


def find_chromium(chromium: str | None, environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the path of the Chromium to start; None stands for Playwright's own.

    *chromium* is the CHROMIUM setting (a path or a name on PATH); the environment variable of
    that name is asked next. Raises ``NoBrowser`` where either names nothing executable.
    """
    path = environ.get("PATH")
    named = chromium or environ.get("CHROMIUM")
    if not named:
        return next((found for name in ON_PATH if (found := shutil.which(name, path=path))), None)
    if found := shutil.which(named, path=path):
        return found
    raise NoBrowser(f"CHROMIUM: {named!r} is no executable file. {HOW_TO_INSTALL}")


def launch_options(
    executable: str | None, proxy: Mapping[str, str], *, root: bool
) -> dict[str, Any]:
    """Return the arguments of Playwright's ``launch``.

    *proxy* is Playwright's option of that name. *root*: Chromium refuses to start its sandbox for
    root, so only then it runs without.
    """
    return {
        "args": [*_ARGUMENTS, *(["--no-sandbox"] if root else [])],
        "ignore_default_args": list(_NOT_PLAYWRIGHTS),
        "proxy": dict(proxy),
        # The crawl closes the browser itself, after the pages in hand.
        "handle_sigint": False,
        "handle_sigterm": False,
        "handle_sighup": False,
        **({"executable_path": executable} if executable else {}),
    }


def context_options(user_agent: str) -> dict[str, Any]:
    """Return the arguments of the one browser context of a crawl."""
    return {
        "accept_downloads": False,
        "ignore_https_errors": True,
        "service_workers": "block",
        "user_agent": user_agent,
    }


def should_abort(request: Request) -> bool:
    """Tell whether the browser does without what *request* asks for: it holds no links.

    Style sheets are loaded: scripts wait for them, and what is seen of a link hangs on them. Images
    are loaded where the size of a link does (``allow_images``).
    """
    if request.resource_type not in _NOT_LOADED:
        return False
    if request.resource_type != "image" or request.frame.page not in _images:
        return True
    wanted = _images[request.frame.page]
    return wanted is not None and request.url not in wanted


_images: WeakKeyDictionary[Page, frozenset[str] | None] = WeakKeyDictionary()


@contextmanager
def allow_images(page: Page, urls: Iterable[str] | None) -> Iterator[None]:
    """Let *page* load the images at *urls* meanwhile; ``None``: whichever it asks for."""
    _images[page] = None if urls is None else frozenset(urls)
    try:
        yield
    finally:
        _images.pop(page, None)
