from __future__ import annotations

from datetime import UTC, datetime

import pytest

from backlinkspider.report.run_facts import file_names, run_facts

START = datetime(2026, 11, 28, tzinfo=UTC)


def test_a_run_with_all_that_runs_have() -> None:
    facts = run_facts(
        {
            "_id": "r",
            "started_at": START,
            "spider": "backlinks",
            "state": "finished",
            "outcomes": {"linked": 4, "timeout": 2},
            "rendering": [{"pages": 3}, {"pages": 1}],
            "options": [
                {"name": "target", "value": "target.test"},
                {"name": "candidates", "value": "/home/me/links.csv"},
            ],
        }
    )
    assert (facts.pages, facts.linked, facts.rendered) == (6, 4, 4)
    assert facts.options == ("candidates=links.csv",)


def test_a_run_that_says_hardly_anything() -> None:
    facts = run_facts({"_id": "r", "started_at": START, "outcomes": None})
    assert (facts.pages, facts.linked, facts.rendered, facts.options) == (0, 0, 0, ())
    assert (facts.spider, facts.state) == ("", "")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("/home/me/a.csv,lists/b.txt", "a.csv,b.txt"),
        ("warc:proof/RUN", "RUN"),
        ("-", "-"),
        (20, "20"),
        ("", ""),
    ],
)
def test_files_are_named_without_folders(value: object, shown: str) -> None:
    assert file_names(value) == shown
