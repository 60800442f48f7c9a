"""A store that others wrote into: every question ends in an answer or in one clear line."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from importlib import import_module
from typing import TYPE_CHECKING, Final

import pytest
from scrapy.exceptions import UsageError

from backlinkspider.demo.model import Site
from backlinkspider.demo.server import DemoWeb
from tests.audit.test_reclassify import rules
from tests.commands.conftest import run_command
from tests.crawls import TARGET, Crawl, anchor, html, stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

EVIL: Final = (
    "\x9b31m\x1b]0;owned\x07\x1b[2J=HYPERLINK(1)<script>alert(1)</script>$where\u202e\n@SUM(1)"
)
ALLOWED: Final = {"\n"}


def _sets(collection: str, path: str, value: object) -> str:
    return f"UPDATE {collection} SET doc = json_set(doc, '$.{path}', json('{json.dumps(value)}'))"


def _drops(collection: str, path: str) -> str:
    return f"UPDATE {collection} SET doc = json_remove(doc, '$.{path}')"


def _is(collection: str, doc: str) -> str:
    return f"UPDATE {collection} SET doc = {doc}"


OF_DOCUMENTS: Final = {
    "a link without its page": _drops("links", "page"),
    "a link without itself": _drops("links", "link"),
    "a link without a state": _drops("links", "state"),
    "a link that is text": _sets("links", "link", "https://target.test/"),
    "flags that are an object": _sets("links", "flags", {"$where": "sleep(1)"}),
    "flags that are texts": _sets("links", "flags", ["word.cheap"]),
    "a date that is text": _sets("links", "first_seen", "yesterday"),
    "a score that is an operator": _sets("links", "audit.score", {"$gt": ""}),
    "a version that is text": _sets("links", "v", "2"),
    "an action that is a list": _sets("links", "action", ["disavow"]),
    "claims that are numbers": _sets("links", "claims", [1, 2]),
    "a link that is a list": _is("links", "'[]'"),
    "a link that is no JSON": _is("links", '\'{"_id": "x", \''),
    "a link that is bytes": _is("links", "x'ff00fe'"),
    "a link that is nothing": _is("links", "'null'"),
    "a page without an outcome": _drops("pages", "outcome"),
    "a page whose part is text": _sets("pages", "page", "no"),
    "a page of a number": _sets("pages", "url", 7),
    "a run without targets": _drops("runs", "targets"),
    "outcomes that are text": _sets("runs", "outcomes", "many"),
    "an event without a time": _drops("events", "at"),
    "a domain without its name": _drops("domains", "domain"),
    "a domain whose links are a list": _sets("domains", "links", ["many"]),
    "a profile of another kind": _sets("profile_flags", "kind", 3),
    "a table that is gone": "DROP TABLE links",
    "a table of another shape": "ALTER TABLE links RENAME COLUMN doc TO other",
}
OF_VALUES: Final = {
    "of links": [
        _sets("links", "link.text", EVIL),
        _sets("links", "link.url", f"javascript:{EVIL}"),
        _sets("links", "page.title", EVIL),
        _sets("links", "lost_reason", EVIL),
        _sets("links", "signals", {"$where": EVIL, "a.b": EVIL, EVIL[:8]: 1}),
    ],
    "of links' pages": [_sets("links", "page.url", EVIL), _sets("links", "page.domain", EVIL)],
    "of links' state": [_sets("links", "state", EVIL)],
    "of proof outside": [_sets("links", "proof.warc.file", f"../../{EVIL}")],
    "of proof elsewhere": [_sets("links", "proof.warc.file", "/etc/passwd")],
    "of flags": [
        _sets("links", "flags", [{"rule": EVIL, "severity": EVIL, "score": 1, "evidence": []}])
    ],
    "of other documents": [
        _sets("pages", "outcome", EVIL),
        _sets("pages", "detail", EVIL),
        _sets("runs", "state", EVIL),
        _sets("runs", "spider", EVIL),
        _sets("events", "kind", EVIL),
        _sets("domains", "domain", EVIL),
    ],
    "of the profile": [
        _sets("profile_flags", "not_evaluated", [{"rule": EVIL, "reason": EVIL}]),
        _sets("profile_flags", "history", {"new": {EVIL[:5]: 1}, "lost": {EVIL[:5]: 1}}),
    ],
    "of a megabyte": [_sets("links", "link.text", "long " * 200_000)],
}
OF_FILES: Final[dict[str, Callable[[bytes], bytes]]] = {
    "half a file": lambda data: data[: len(data) // 2],
    "a page of the file overwritten": lambda data: data[:4096] + b"\xa5" * 8192 + data[12288:],
    "a head without a body": lambda data: data[:100],
    "text": lambda _: b"https://a.test/\n" * 500,
    "JSON": lambda _: b'{"_id": 1}',
    "a zip": lambda _: b"PK\x03\x04" + bytes(5000),
    "another head": lambda data: b"SQLite format 4\0" + data[16:],
    "a page size that cannot be": lambda data: data[:16] + b"\x00\x07" + data[18:],
}


SITES: Final = {
    "good.test": Site({"/": html(anchor("/a", "cheap oak"), anchor("/b", "naïve 日本"))}),
    "none.test": Site({"/": html()}),
}


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    with DemoWeb(SITES) as web:
        yield web


def crawl(web: DemoWeb, folder: Path, spider: str) -> Crawl:
    """Return a crawl into the store in *folder*; a re-check looks at everything again."""
    uri = f"sqlite:///{folder / 'store.db'}"
    urls = [f"http://{host}/" for host in SITES]
    settings = {"RULES_FOLDER": str(folder / "rules")}
    first = Crawl.of(web, uri, folder, urls, settings=settings)
    return first.again(min_age="0h") if spider == "recheck" else first


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory, web: DemoWeb) -> Path:
    """Return the folder of a store after a crawl of a few pages, and of small rules."""
    folder = tmp_path_factory.mktemp("audited")
    (folder / "rules" / "targets").mkdir(parents=True)
    rules(folder / "rules")
    crawl(web, folder, "backlinks").finish()
    return folder


@pytest.fixture
def folder(audited: Path, tmp_path: Path) -> Path:
    """Return a copy of it."""
    for name in ("store.db", "proof", "rules"):
        copy = shutil.copytree if (audited / name).is_dir() else shutil.copy
        copy(audited / name, tmp_path / name)
    return tmp_path


READERS: Final = {
    "pages": {"pages", "links", "report", "reclaim"},
    "runs": {"runs", "report"},
    "events": {"events", "links", "report"},
    "domains": {"domains", "disavow", "report"},
    "profile_flags": {"profile", "report"},
}
"""By collection the commands that read it; links are read by all."""


def questions(folder: Path, link: str, collection: str = "links") -> list[list[str]]:
    """Return commands that read *collection*."""
    asking = READERS.get(collection)
    return [words for words in _questions(folder, link) if not asking or words[0] in asking]


def _questions(folder: Path, link: str) -> list[list[str]]:
    target = ["--target", TARGET]
    return [
        ["links", *target],
        ["links", *target, "--format", "csv"],
        ["links", *target, "--format", "jsonl"],
        ["links", "show", link],
        ["links", "show", link, "--save", str(folder / "saved")],
        ["pages", *target],
        ["domains", *target],
        ["profile", *target],
        ["events", *target],
        ["runs", *target],
        ["report", *target, "--output", str(folder / "report.html")],
        ["reclaim", *target],
        ["disavow", "export", *target, "--output", str(folder / "disavow.txt")],
        ["rules", "explain", "word.cheap", "--link", link, *target],
        ["rules", "reclassify", *target],
        ["profile", "--refresh", *target],
        ["domains", "--refresh", *target],
    ]


IN_CRAWLS: Final = {
    "recheck": ("flags that are texts", "a link that is a list"),
    "backlinks": ("a date that is text", "a version that is text"),
}
"""What breaks while pages are chosen, written, and looked at as a whole."""


@pytest.mark.parametrize(
    ("spider", "what"), [(spider, what) for spider, cases in IN_CRAWLS.items() for what in cases]
)
def test_a_crawl_over_a_broken_document_names_it(
    spider: str, what: str, folder: Path, web: DemoWeb
) -> None:
    tamper(folder, OF_DOCUMENTS[what])
    ended = crawl(web, folder, spider).run()
    assert ended.status == 1
    assert "Traceback" not in ended.err
    assert re.search(
        r"error: .*(document \w+ in links|stored document) is broken[: (]", ended.err
    ), ended.err


def ask(capsys: pytest.CaptureFixture[str], folder: Path, words: list[str]) -> tuple[int, str, str]:
    """Run the command *words*; return exit status, output and errors, all of them clean."""
    settings = {
        "STORE_URI": f"sqlite:///{folder / 'store.db'}",
        "RULES_FOLDER": str(folder / "rules"),
        "PROOF_FOLDER": str(folder / "proof"),
        "RANK_FILES": "",
    }
    command = import_module(f"backlinkspider.commands.{words[0]}").Command()
    try:
        status, out, err = run_command(capsys, command, settings, *words[1:])
    except UsageError as error:
        status, out, err = 2, "", str(error)
    controls = {one for one in out + err if not one.isprintable()} - ALLOWED
    if "csv" in words:
        controls -= {"\r"}
        assert "\n=" not in out
        assert ",=" not in out
    assert not controls, (words, out, err)
    return status, out, err


def link_of(folder: Path) -> str:
    link: str = stored(f"sqlite:///{folder / 'store.db'}", "links")[0]["_id"]
    return link


def tamper(folder: Path, sql: str) -> None:
    with sqlite3.connect(folder / "store.db") as connection:
        connection.execute(sql)
    connection.close()


def test_the_store_answers_as_long_as_nobody_touches_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in questions(folder, link_of(folder)):
        status, _, err = ask(capsys, folder, words)
        assert (status, "error" in err) == (0, False), (words, err)


@pytest.mark.parametrize("what", OF_DOCUMENTS)
def test_a_broken_document_is_one_line(
    what: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link = link_of(folder)
    sql = OF_DOCUMENTS[what]
    tamper(folder, sql)
    for words in questions(folder, link, sql.split()[1]):
        status, _, err = ask(capsys, folder, words)
        assert status in {0, 1}
        assert status == 0 or err.count("error: ") == 1, err
        assert len(err) < 3000


@pytest.mark.parametrize("what", OF_VALUES)
def test_a_hostile_value_stays_text(
    what: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link = link_of(folder)
    for sql in OF_VALUES[what]:
        tamper(folder, sql)
    for words in questions(folder, link):
        status, _, _ = ask(capsys, folder, words)
        assert status in {0, 1, 2}, words
    report = folder / "report.html"
    assert not report.exists() or "<script>alert" not in report.read_text(encoding="utf-8")
    assert {path.suffix for path in (folder / "saved").glob("*")} <= {".html", ".png"}


@pytest.mark.parametrize("what", OF_FILES)
def test_a_file_that_is_no_store_is_one_line(
    what: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link = link_of(folder)
    file = folder / "store.db"
    for suffix in ("-wal", "-shm"):
        (folder / f"store.db{suffix}").unlink(missing_ok=True)
    file.write_bytes(OF_FILES[what](file.read_bytes()))
    for words in questions(folder, link, "domains"):
        status, _, err = ask(capsys, folder, words)
        assert status in {0, 1}, (words, err)
        assert status == 0 or (err.count("error: "), err.count("\n")) == (1, 1), (words, err)
