from __future__ import annotations

from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.cli.option_values import moment, outcomes, since
from backlinkspider.cli.questions import (
    add_common_filters,
    add_domain_filters,
    add_link_filters,
    add_target_filter,
    add_time_filter,
    domain_question,
    link_question,
    page_question,
    run_question,
)
from backlinkspider.store.open import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store

NOW = datetime.now(UTC)


def flag(rule: str, severity: str, *, suppressed: str | None = None) -> Document:
    return {"rule": rule, "severity": severity, "suppressed": suppressed}


def link(name: str, days: int, target: str, domain: str, *flags: Document, **part: Any) -> Document:
    """Return a link first seen *days* ago; *part* holds fields of its ``link`` part."""
    return {
        "_id": name,
        "target": target,
        "state": part.pop("state", "live"),
        "page": {"domain": domain},
        "link": {"follow": True, "region": "content", **part},
        "flags": list(flags),
        "action": {"do": "keep" if not flags else "remove", "reason": "why"},
        "first_seen": NOW - timedelta(days=days),
    }


LINKS = [
    link("clean", 1, "a.test", "blog.test"),
    link("old", 40, "a.test", "blog.test", flag("anchor.money", "high")),
    link("nofollow", 3, "a.test", "forum.test", flag("page.thin", "note"), follow=False),
    link("lost", 3, "a.test", "forum.test", flag("anchor.money", "high"), state="lost"),
    link("footer", 2, "a.test", "shop.test", flag("place.footer", "medium"), region="footer"),
    link(
        "allowed",
        2,
        "a.test",
        "shop.test",
        flag("anchor.money", "high", suppressed="allowed by rules/local"),
        flag("page.thin", "note"),
    ),
    link("other", 1, "host:b.test", "blog.test", flag("anchor.money", "critical")),
]
DOMAINS = [
    {
        "_id": name,
        "target": target,
        "domain": f"{name}.test",
        "links": dict(zip(("live", "lost", "unknown"), links, strict=True)),
        "severity": severity,
        "risk": {"score": risk, "band": "any", "open": risk},
        "action": {"do": action, "reason": "why"},
        "first_seen": NOW - timedelta(days=days),
    }
    for name, target, links, severity, risk, action, days in [
        ("good", "a.test", (3, 1, 0), None, 0.0, "keep", 30),
        ("bad", "a.test", (1, 0, 2), "high", 7.5, "disavow", 2),
        ("odd", "a.test", (0, 0, 1), "low", 0.5, "keep", 2),
        ("gone", "a.test", (0, 4, 0), "critical", 0.0, "reclaim", 30),
        ("other", "host:b.test", (1, 0, 0), "medium", 2.5, "remove", 2),
    ]
]
PAGES = [
    {
        "_id": name,
        "target": "a.test",
        "domain": f"{name}.test",
        "outcome": outcome,
        "checked_at": NOW - timedelta(days=days),
        "mentions": [{"term": "Oak & Loom"}] if name == "q" else [],
    }
    for name, outcome, days in [("p", "linked", 1), ("q", "timeout", 2), ("r", "blocked", 30)]
]
RUNS = [
    {"_id": "one", "targets": ["a.test"], "started_at": NOW},
    {"_id": "both", "targets": ["a.test", "host:b.test"], "started_at": NOW},
]


@pytest.fixture(scope="module")
def parser() -> ArgumentParser:
    parser = ArgumentParser(exit_on_error=False)
    add_common_filters(parser)
    add_link_filters(parser)
    parser.add_argument("--outcome", type=outcomes)
    parser.add_argument("--mentions", action="store_true")
    return parser


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    await store.open()
    await store.replace("links", LINKS)
    await store.replace("pages", PAGES)
    await store.replace("domains", DOMAINS)
    await store.replace("runs", RUNS)
    yield store
    await store.close()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", "clean old nofollow lost footer allowed other"),
        ("--target a.test", "clean old nofollow lost footer allowed"),
        ("--target A.Test.", "clean old nofollow lost footer allowed"),
        ("--target host:B.test", "other"),
        ("--target a.test,host:b.test --domain blog.test", "clean old other"),
        ("--domain Blog.TEST", "clean old other"),
        ("--flagged", "old nofollow lost footer allowed other"),
        ("--rule anchor.money", "old lost other"),
        ("--rule page.thin", "nofollow allowed"),
        ("--severity medium", "old lost footer other"),
        ("--severity critical", "other"),
        ("--rule anchor.money --severity critical", "other"),
        ("--flagged --rule page.thin", "nofollow allowed"),
        ("--follow", "clean old lost footer allowed other"),
        ("--nofollow", "nofollow"),
        ("--state lost", "lost"),
        ("--region footer", "footer"),
        ("--action keep", "clean"),
        ("--action keep,remove --domain shop.test", "footer allowed"),
        ("--action disavow", ""),
        ("--since 7d", "clean nofollow lost footer allowed other"),
        ("--since 36h --target a.test", "clean"),
        ("--since 6w --flagged --follow --state live --target a.test", "old footer allowed"),
    ],
)
async def test_filters_of_links_combine(
    options: str, expected: str, store: Store, parser: ArgumentParser
) -> None:
    where = link_question(parser.parse_args(options.split()), NOW)
    assert {one["_id"] for one in await store.find("links", where)} == set(expected.split())


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", "p q r"),
        ("--outcome linked", "p"),
        ("--outcome timeout,blocked", "q r"),
        ("--outcome timeout,blocked --since 7d", "q"),
        ("--domain r.test", "r"),
        ("--target b.test", ""),
        ("--mentions", "q"),
    ],
)
async def test_filters_of_pages_combine(
    options: str, expected: str, store: Store, parser: ArgumentParser
) -> None:
    where = page_question(parser.parse_args(options.split()), NOW)
    assert {one["_id"] for one in await store.find("pages", where)} == set(expected.split())


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", "good bad odd gone other"),
        ("--target a.test", "good bad odd gone"),
        ("--domain Bad.test", "bad"),
        ("--action disavow,reclaim", "bad gone"),
        ("--severity medium", "bad gone other"),
        ("--min-risk 2.5", "bad other"),
        ("--min-risk 0", "good bad odd gone other"),
        ("--state live", "good bad other"),
        ("--state unknown", "odd"),
        ("--state lost", "gone"),
        ("--since 7d", "bad odd other"),
        ("--since 7d --state live --target a.test --min-risk 1 --severity low", "bad"),
    ],
)
async def test_filters_of_domains_combine(options: str, expected: str, store: Store) -> None:
    parser = ArgumentParser()
    add_common_filters(parser)
    add_domain_filters(parser)
    where = domain_question(parser.parse_args(options.split()), NOW)
    assert {one["_id"] for one in await store.find("domains", where)} == set(expected.split())


@pytest.mark.parametrize("number", ["much", "nan", "inf", ""])
def test_a_risk_is_a_number(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    parser = ArgumentParser()
    add_domain_filters(parser)
    with pytest.raises(SystemExit, match="2"):
        parser.parse_args(["--min-risk", number])
    assert f"{number!r} is no number" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "expected"),
    [("", "one both"), ("--target a.test", "one both"), ("--target host:b.test", "both")],
)
async def test_runs_by_target(options: str, expected: str, store: Store) -> None:
    parser = ArgumentParser()
    add_target_filter(parser)
    add_time_filter(parser, "started")
    where = run_question(parser.parse_args(options.split()), NOW)
    assert {one["_id"] for one in await store.find("runs", where)} == set(expected.split())


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("--since yesterday", "'yesterday' is no time: give a date such as 2026-05-31, or an age"),
        ("--since 123456w", "is no time"),
        ("--since 2026-02-30", "is no time"),
        ("--outcome linkd", "there is no outcome 'linkd': known are linked, no_link"),
        ("--action delete", "there is no action 'delete': known are disavow, remove, qualify"),
        ("--severity awful", "invalid choice: 'awful'"),
        ("--target https://a.test/", "a URL: write the domain alone"),
        ("--limit 0", "'0' is no number of rows: give a whole number from 1"),
        ("--limit -3", "'-3' is no number of rows"),
        ("--follow --nofollow", "not allowed with argument --follow"),
    ],
)
def test_wrong_values_are_named(
    options: str, says: str, parser: ArgumentParser, capsys: pytest.CaptureFixture[str]
) -> None:
    parser.exit_on_error = True
    with pytest.raises(SystemExit, match="2"):
        parser.parse_args(options.split())
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12h", NOW - timedelta(hours=12)),
        ("4w", NOW - timedelta(weeks=4)),
        ("2026-05-31", datetime(2026, 5, 31, tzinfo=UTC)),
        ("2026-05-31T12:30", datetime(2026, 5, 31, 12, 30, tzinfo=UTC)),
        ("2026-05-31T12:30+02:00", datetime(2026, 5, 31, 10, 30, tzinfo=UTC)),
    ],
)
def test_dates_are_utc_unless_they_say_otherwise(text: str, expected: datetime) -> None:
    assert moment(since(text), NOW) == expected
