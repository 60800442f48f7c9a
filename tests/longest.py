"""The longest files of tests begin first, so that several workers end together.

Of xdist this needs ``--dist loadfile --no-loadscope-reorder``: it would begin with the file that
has the most tests, and a worker alone would end with minutes of crawls.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pytest

LONGEST: Final = (
    "web/test_probe.py",
    "hostile/test_browser_web.py",
    "crawl/test_workers_crawl.py",
    "hostile/test_abusive_web.py",
    "crawl/test_proof_crawl.py",
    "hostile/test_heavy_web.py",
    "report/test_in_browser.py",
    "crawl/test_ownsite_crawl.py",
    "crawl/test_render_crawl.py",
    "year/test_year.py",
    "crawl/test_corpus_crawl.py",
    "commands/test_links_mark.py",
    "commands/test_crawl.py",
    "crawl/test_resume_crawl.py",
    "crawl/test_polite_crawl.py",
    "crawl/test_demo_crawl.py",
    "crawl/test_cloaking_crawl.py",
    "web/test_renderer.py",
    "crawl/test_render_reasons_crawl.py",
    "crawl/test_site_crawl.py",
    "crawl/test_outage_crawl.py",
    "crawl/test_recheck_crawl.py",
    "web/test_tab.py",
    "commands/test_answers.py",
    "hostile/test_plain_web.py",
)
"""By what they take, longest first: most of a minute at least. Others are as they come."""

_PLACES: Final = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, and leave the order of the others."""
    items.sort(key=lambda item: _PLACES.get(item.path, len(_PLACES)))
