from __future__ import annotations

import re
import runpy
import tomllib
from typing import Any

import pytest
from scrapy.settings import default_settings
from scrapy.utils.misc import load_object

from backlinkspider import settings
from tests.conftest import PROJECT

OURS = {
    "BODY_LIMIT",
    "CHROMIUM",
    "CLOAK_MAX_PAGES",
    "CONNECT_TO",
    "CONTACT_URL",
    "EGRESS_ALLOW",
    "FRONTIER_WINDOW",
    "LINK_PATH_MAX",
    "LINK_PATH_TIMEOUT",
    "LINK_PATH_TOTAL",
    "PROOF_FOLDER",
    "PROOF_MAX_BYTES",
    "RANK_FILES",
    "RENDER_MAX_PAGES",
    "RENDER_MEMORY",
    "RENDER_RECYCLE",
    "RENDER_TABS",
    "RENDER_TIMEOUT",
    "RULES_FOLDER",
    "STORE_URI",
}
FROM_THE_ENVIRONMENT = {
    "CHROMIUM": "/opt/chromium",
    "CLOAK_MAX_PAGES": "3",
    "CONNECT_TO": "*:80=127.0.0.1:8080",
    "CONTACT_URL": "https://example.com/crawler",
    "EGRESS_ALLOW": "10.0.0.0/8",
    "LINK_PATH_TOTAL": "5",
    "PROOF_FOLDER": "/srv/proof",
    "PROOF_MAX_BYTES": "1000",
    "RANK_FILES": "/srv/ranks.txt.gz",
    "RENDER_MAX_PAGES": "7",
    "RULES_FOLDER": "/srv/rules",
    "STORE_URI": "mongodb://localhost/audit",
}
IMPORT_PATH = re.compile(r"[a-z_]+(\.\w+)+\.[A-Z]\w+")
NAMES = [name for name in vars(settings) if name.isupper()]


def components(value: Any) -> list[str]:
    """Return the import paths in a setting's value."""
    parts = [*value, *value.values()] if isinstance(value, dict) else [value]
    return [part for part in parts if isinstance(part, str) and IMPORT_PATH.fullmatch(part)]


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_scrapys_or_ours(name: str) -> None:
    assert (name in OURS) != hasattr(default_settings, name)


@pytest.mark.parametrize("name", sorted(set(NAMES) - OURS))
def test_no_setting_repeats_scrapys_default(name: str) -> None:
    assert getattr(settings, name) != getattr(default_settings, name)


def test_ours_are_known_to_the_linter() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(project["tool"]["scrapy-lint"]["known-settings"]) >= OURS


@pytest.mark.parametrize(("name", "value"), FROM_THE_ENVIRONMENT.items())
def test_what_a_user_sets_comes_from_the_environment(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert str(runpy.run_path(str(PROJECT / "backlinkspider" / "settings.py"))[name]) == value


@pytest.mark.parametrize(
    "path", [path for name in NAMES for path in components(getattr(settings, name))]
)
def test_every_component_is_there(path: str) -> None:
    assert load_object(path)
