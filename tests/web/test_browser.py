from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from backlinkspider.web.browser import (
    ON_PATH,
    NoBrowser,
    allow_images,
    context_options,
    find_chromium,
    launch_options,
    should_abort,
)

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Page, Request

PROXY = {"server": "http://127.0.0.1:9", "username": "u", "password": "p"}


def executable(path: Path) -> str:
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("first", range(len(ON_PATH)))
def test_path_is_searched_in_order(tmp_path: Path, first: int) -> None:
    paths = [executable(tmp_path / name) for name in ON_PATH[first:]]
    assert find_chromium(None, {"PATH": str(tmp_path)}) == paths[0]


def test_nothing_on_path_leaves_it_to_playwright(tmp_path: Path) -> None:
    assert find_chromium("", {"PATH": str(tmp_path)}) is None


def test_the_setting_comes_before_the_environment(tmp_path: Path) -> None:
    mine, other = (executable(tmp_path / name) for name in ("mine", "other"))
    executable(tmp_path / "chromium")
    environ = {"PATH": str(tmp_path), "CHROMIUM": other}
    assert find_chromium(mine, environ) == mine
    assert find_chromium(None, environ) == other
    assert find_chromium("mine", environ) == mine


@pytest.mark.parametrize("where", ["setting", "environment"])
def test_a_wrong_path_is_an_error(tmp_path: Path, where: str) -> None:
    plain = tmp_path / "plain"
    plain.write_text("no program")
    environ = {"PATH": str(tmp_path)}
    named = str(plain) if where == "setting" else None
    if named is None:
        environ["CHROMIUM"] = str(plain)
    with pytest.raises(NoBrowser, match=r"CHROMIUM: '.*plain' is no executable file.*apt-get"):
        find_chromium(named, environ)


def test_launch_options() -> None:
    options = launch_options("/usr/bin/chromium", PROXY, root=False)
    assert options["executable_path"] == "/usr/bin/chromium"
    assert options["proxy"] == PROXY
    assert {"--proxy-bypass-list=<-loopback>"} < set(options["args"])
    assert "--no-sandbox" not in options["args"]
    # Chromium's own defences, which Playwright would switch off.
    assert set(options["ignore_default_args"]) == {
        "--disable-popup-blocking",
        "--disable-ipc-flooding-protection",
    }


def test_only_root_goes_without_sandbox() -> None:
    options = launch_options(None, PROXY, root=True)
    assert "--no-sandbox" in options["args"]
    assert "executable_path" not in options


def test_the_context_keeps_nothing_of_a_page() -> None:
    options = context_options("bot/1")
    assert options["user_agent"] == "bot/1"
    assert (options["service_workers"], options["accept_downloads"]) == ("block", False)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("image", True),
        ("media", True),
        ("font", True),
        ("document", False),
        ("stylesheet", False),
        ("script", False),
        ("xhr", False),
        ("fetch", False),
    ],
)
def test_should_abort(kind: str, expected: bool) -> None:
    assert should_abort(asking(cast("Page", Tab()), kind)) is expected


class Tab:
    """Stands for a page: what is allowed to one is kept by weak reference."""


def asking(page: Page, kind: str, url: str = "https://a.test/1.png") -> Request:
    frame = SimpleNamespace(page=page)
    return cast("Request", SimpleNamespace(resource_type=kind, frame=frame, url=url))


def test_images_are_loaded_where_and_while_they_are_wanted() -> None:
    page, other = cast("Page", Tab()), cast("Page", Tab())
    with allow_images(page, ["https://a.test/1.png"]):
        assert not should_abort(asking(page, "image"))
        assert should_abort(asking(page, "image", "https://a.test/2.png"))
        assert should_abort(asking(page, "font"))
        assert should_abort(asking(other, "image"))
    assert should_abort(asking(page, "image"))
    with allow_images(page, None):
        assert not should_abort(asking(page, "image", "https://a.test/2.png"))
