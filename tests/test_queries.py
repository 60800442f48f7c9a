"""docs/queries.md: each question, asked as a command and over MongoDB's wire, finds the same."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from pymongo import MongoClient
from scrapy.cmdline import ScrapyArgumentParser
from scrapy.settings import Settings

from backlinkspider.cli.query_option import query
from backlinkspider.fields.described import is_known
from backlinkspider.store.open import open_store
from backlinkspider.store.values import clean
from backlinkspider.store.views import VIEWS
from tests.conftest import PROJECT
from tests.crawls import json_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.documents import Collection, Document

TEXT = (PROJECT / "docs" / "queries.md").read_text(encoding="utf-8")
TARGET = "example.com"


@dataclass(frozen=True)
class Question:
    """A question of the page: its heading, its command, and its call in mongosh."""

    title: str
    command: str
    call: str


QUESTIONS = [
    Question(*found)
    for found in re.findall(r"### ([^\n]+)\n\n```sh\n([^\n]+)\n```\n```js\n([^\n]+)\n```\n", TEXT)
]


def _day(number: int) -> datetime:
    return datetime(2026, 10, number, tzinfo=UTC)


def link(name: str, *flags: dict[str, Any], **paths: Any) -> Document:
    """Return a link; *paths* are fields with ``__`` for the dot."""
    document: Document = {
        "_id": name,
        "target": TARGET,
        "page_id": "p",
        "state": "live",
        "first_seen": _day(1),
        "page": {"url": f"https://{name}.test/", "domain": f"{name}.test", "words": 500},
        "link": {"text": name, "follow": True, "passes_credit": True, "region": "content"},
        "flags": [{"severity": "note", "suppressed": None, **flag} for flag in flags],
        "audit": {"score": float(len(flags)), "not_evaluated": []},
        "history": [],
    }
    for path, value in paths.items():
        part = document
        *parents, last = path.split("__")
        for parent in parents:
            part = part.setdefault(parent, {})
        part[last] = value
    return document


def domain(
    name: str, risk: float, band: str, do: str, *, placement: float = 0.1, relevance: float = 0.6
) -> Document:
    """Return a referring domain with that much open risk."""
    return {
        "_id": name,
        "target": TARGET,
        "domain": f"{name}.test",
        "links": {"live": 1},
        "risk": {"score": 9.0, "band": band, "open": risk},
        "action": {"do": do, "reason": "so"},
        "worth": {"placement": {"value": placement}, "relevance": {"value": relevance}},
    }


ALLOWED = {"by": "me", "reason": "ours", "expires": "2027-01-01", "origin": "rules/local/x.yaml:3"}
NOVEMBER = datetime(2026, 11, 2, tzinfo=UTC)
DOCUMENTS: dict[Collection, list[Document]] = {
    "links": [
        link("plain"),
        link("other", {"rule": "anchor.money_exact", "severity": "high"}, target="host:other.test"),
        link("money", {"rule": "anchor.money_exact", "severity": "high"}),
        link("qualified", {"rule": "anchor.money_exact"}, link__follow=False),
        link("paid", {"rule": "paid.unqualified_disclosed", "severity": "critical"}),
        link("allowed", {"rule": "paid.known_seller", "suppressed": ALLOWED}),
        link("hidden", link__visibility__state="hidden"),
        link("injected", link__script_origin={"url": "https://cdn.test/a.js", "third_party": True}),
        link("own", link__script_origin={"url": "https://own.test/a.js", "third_party": False}),
        link("footer", link__region="footer"),
        link("farm", page__words=40, page__outlinks__external=200),
        link("noindex", link__passes_credit=False, link__credit_blockers=["noindex"]),
        link("short", link__via="shortener"),
        link("chairs", link__final_url="https://www.example.com/chairs"),
        link("blog", page__domain="blog.example.org"),
        link("new", first_seen=NOVEMBER),
        link("lost", state="lost", lost_at=NOVEMBER, lost_reason="link_removed"),
        link("back", history=[{"kind": "back", "at": NOVEMBER}, {"kind": "lost", "at": _day(3)}]),
        link(
            "was back", history=[{"kind": "back", "at": _day(4)}, {"kind": "lost", "at": NOVEMBER}]
        ),
        link("untold", audit__not_evaluated=["anchor.money_exact", "anchor.money_partial"]),
    ],
    "domains": [
        domain("risky", 9.0, "high", "disavow"),
        domain("settled", 0.0, "high", "remove"),
        domain("watched", 1.0, "watch", "keep"),
        domain("good", 0.0, "none", "keep", placement=0.9, relevance=0.8),
    ],
    "events": [
        {"_id": name, "target": TARGET, "kind": kind, "at": at}
        for name, kind, at in (
            ("lost", "lost", NOVEMBER),
            ("new", "new", NOVEMBER),
            ("back before", "back", _day(3)),
        )
    ],
    "pages": [
        {"_id": outcome, "target": TARGET, "url": f"https://{outcome}.test/", "outcome": outcome}
        for outcome in ("linked", "timeout", "blocked", "failed")
    ],
    "profile_flags": [
        {
            "_id": name,
            "target": TARGET,
            "kind": "finding",
            "rule": "profile.money_share",
            "severity": "high",
            "suppressed": None,
            "units": 1,
        }
        for name in ("one", "two")
    ]
    + [{"_id": "all", "target": TARGET, "kind": "summary", "not_evaluated": []}],
}


def as_json(literal: str) -> Any:
    """Return what a literal of mongosh means: names without quotes, ``ISODate``."""
    quoted = re.sub(r"([{,]\s*)([A-Za-z_$][\w$]*)(?=:)", r'\1"\2"', literal)
    return json.loads(re.sub(r'ISODate\(("[^"]+")\)', r'{"$date": \1}', quoted))


def called(call: str) -> tuple[str, Any, list[Any]]:
    """Return what ``db.COLLECTION.find(FILTER, PROJECTION)`` names; what follows is an order."""
    found = re.fullmatch(r"db\.(\w+)\.find\((.*?)\)(?:\.sort\(.*\))?", call)
    assert found, call
    where, *rest = as_json(f"[{found[2]}]")
    return found[1], where, rest


@pytest.fixture(scope="module")
def sqlite_uri(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('queries') / 'store.db'}"


@pytest.fixture
async def stores(sqlite_uri: str, mongo_uri: str) -> tuple[str, str]:
    for uri in (sqlite_uri, mongo_uri):
        store = open_store(uri)
        await store.open()
        for collection, documents in DOCUMENTS.items():
            await store.replace(collection, documents)
        await store.close()
    return sqlite_uri, mongo_uri


def ask(command: str, uri: str, capsys: pytest.CaptureFixture[str]) -> list[Document]:
    """Run a command of the page and return the documents it finds."""
    _, name, *words = shlex.split(command)
    asked = import_module(f"backlinkspider.commands.{name}").Command()
    asked.settings = Settings({"STORE_URI": uri})
    parser = ScrapyArgumentParser(conflict_handler="resolve")
    asked.add_options(parser)
    opts, args = parser.parse_known_args(words)
    asked.process_options(args, opts)
    opts.format, opts.columns = "jsonl", ()
    asked.run(args, opts)
    captured = capsys.readouterr()
    assert captured.err == ""
    return json_lines(captured.out)


def test_the_page_has_twenty_questions() -> None:
    assert [question.title.split(".")[0] for question in QUESTIONS] == [
        str(number) for number in range(1, len(QUESTIONS) + 1)
    ]
    assert len(QUESTIONS) == TEXT.count("```sh") >= 20


@pytest.mark.mongodb
def test_each_question_finds_the_same_in_both_stores(
    stores: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    views = {view.name: view for view in VIEWS}
    with MongoClient[dict[str, Any]](stores[1], tz_aware=True, tzinfo=UTC) as client:
        database = client.get_default_database()
        for question in QUESTIONS:
            name, where, projection = called(question.call)
            view = views.get(name)
            source = view.source if view else name
            # The test server has no views: what a view holds is asked with its filter.
            both = {"$and": [dict(view.where), query(json.dumps(where))]} if view else None
            cursor = database[source].find(both or query(json.dumps(where)), *projection)
            found = sorted(one["_id"] for one in cursor)
            everything = [one["_id"] for one in DOCUMENTS[source]]  # type: ignore[index]
            assert 0 < len(found) < len(everything), question
            for uri in stores:
                asked = sorted(str(one["_id"]) for one in ask(question.command, uri, capsys))
                assert asked == found, question


@pytest.mark.parametrize("name", ["links", "pages", "domains", "events", "runs", "profile"])
async def test_every_listing_heeds_query(
    name: str, sqlite_uri: str, capsys: pytest.CaptureFixture[str]
) -> None:
    store = open_store(sqlite_uri)
    await store.open()
    for collection, documents in DOCUMENTS.items():
        await store.replace(collection, documents)
    await store.replace("runs", [{"_id": "one", "targets": [TARGET], "started_at": NOVEMBER}])
    await store.close()
    command = f"scrapy {name} --target {TARGET}"
    found = await asyncio.to_thread(ask, command, sqlite_uri, capsys)
    assert found
    some = next(one["_id"] for one in found if one.get("kind") not in {"summary", "profile"})
    asked = f"{command} --query '{json.dumps({'_id': some})}'"
    [only] = await asyncio.to_thread(ask, asked, sqlite_uri, capsys)
    assert only["_id"] == some


def test_the_documents_asked_are_such_as_are_stored() -> None:
    def paths(part: Any, path: str = "") -> Iterator[str]:
        if isinstance(part, dict) and part:
            for name, inner in part.items():
                yield from paths(inner, f"{path}.{name}".lstrip("."))
        elif isinstance(part, list) and part and isinstance(part[0], dict):
            for inner in part:
                yield from paths(inner, path)
        else:
            yield path

    for collection, documents in DOCUMENTS.items():
        for document in documents:
            assert [p for p in paths(clean(document)) if not is_known(collection, p)] == []


def test_sql_of_the_page_runs(sqlite_uri: str, stores: tuple[str, str]) -> None:
    assert stores
    [statement] = re.findall(r"```sql\n(.*?)```", TEXT, re.DOTALL)
    with sqlite3.connect(sqlite_uri.removeprefix("sqlite:///")) as connection:
        rows = connection.execute(statement).fetchall()
    connection.close()
    live = [one for one in DOCUMENTS["links"] if one["state"] == "live"]
    assert {row[1] for row in rows} == {one["link"]["text"] for one in live}
