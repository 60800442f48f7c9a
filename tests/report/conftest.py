"""One store a test, in both kinds; the shipped rules, the English words; a browser."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from backlinkspider.report.catalogue import Catalogue
from backlinkspider.rules.files import SHIPPED
from backlinkspider.rules.loader import load_rules
from backlinkspider.store.open import open_store
from backlinkspider.web.browser import find_chromium
from benchmarks.made.target import NOW, Maker
from tests.report.opened import DESKTOP, LINKS, Given, Opened
from tests.report.shown import report_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Browser

    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store
    from tests.report.opened import Opening


@pytest.fixture(params=["sqlite", pytest.param("mongodb", marks=pytest.mark.mongodb)])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    if request.param == "mongodb":
        uri = request.getfixturevalue("mongo_uri")
    opened = open_store(uri)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def rules() -> RuleSet:
    return load_rules(SHIPPED, today=NOW.date())


@pytest.fixture(scope="session")
def words() -> Catalogue:
    return Catalogue.load("en")


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory, rules: RuleSet) -> Given:
    made = Maker(11, links=LINKS, hostile=True).make()
    made["links"][0]["link"]["text"] = "a needle in the hay"
    folder = tmp_path_factory.mktemp("browser")
    shown = asyncio.run(report_of(made, folder, rules, since=NOW.replace(day=1)))
    return Given(shown, made["links"])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=find_chromium(None),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        yield started
        await started.close()


@pytest.fixture
def opened(browser: Browser, given: Given) -> Opening:
    """Return what opens the report from disk, the network cut, and waits until it is whole."""

    @asynccontextmanager
    async def opening(size: tuple[int, int] = DESKTOP, **options: Any) -> AsyncIterator[Opened]:
        viewport: Any = {"width": size[0], "height": size[1]}
        context = await browser.new_context(
            offline=True, viewport=viewport, reduced_motion="reduce", **options
        )
        tab = Opened(await context.new_page())
        tab.watch()
        await tab.page.goto(given.shown.path.as_uri())
        if options.get("java_script_enabled", True):
            await tab.page.wait_for_selector("html[data-ready]", state="attached")
        yield tab
        await context.close()

    return opening
