"""A Chromium that reads pages beside ours."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import Error

from tests.page.chromium import Chromium, running_chromium

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """Start the browser once; tests that want it are marked ``browser``."""
    try:
        with running_chromium() as chromium:
            yield chromium
    except Error as error:
        if "Executable doesn't exist" not in str(error) or shutil.which("chromium"):
            raise
        pytest.skip("no Chromium to compare with")
