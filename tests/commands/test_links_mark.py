"""``scrapy links mark``: verdicts and outreach, shown, filtered, used, and never lost."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import shutil
from typing import TYPE_CHECKING, Protocol

import pytest
from scrapy.exceptions import UsageError

from backlinkspider.commands.links import Command
from backlinkspider.demo.model import Site
from backlinkspider.demo.server import DemoWeb
from backlinkspider.store.open import open_store
from tests.commands.conftest import run_command
from tests.conftest import PROJECT
from tests.crawls import Crawl, anchor, html, json_lines, stored

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.documents import Document
    from tests.conftest import Scrapy

SETTINGS = {"PROOF_FOLDER": "", "RULES_FOLDER": str(PROJECT / "rules")}
WHO = ("--by", "ann")
BAD = ("--verdict", "bad", "--reason", "a paid link", *WHO)
CONTACT = '<footer><a href="mailto:ed@host1.test">Write</a> <a href=/imprint>Imprint</a></footer>'


class Links(Protocol):
    """Runs ``scrapy links`` over a store of its own: exit status, output, errors."""

    def __call__(self, *argv: str, stdin: str = "") -> tuple[int, str, str]: ...


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the store's file of a crawl of three pages with a link each."""
    folder = tmp_path_factory.mktemp("mark")
    sites = {f"host{n}.test": Site({"/": html(anchor(f"/{n}"), CONTACT)}) for n in (1, 2, 3)}
    with DemoWeb(sites) as web:
        urls = [f"http://{host}/" for host in sites]
        Crawl.ruled(web, f"sqlite:///{folder / 'store.db'}", folder, urls).finish()
    return folder / "store.db"


@pytest.fixture
def uri(crawled: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(crawled, tmp_path / 'store.db')}"


@pytest.fixture
def ids(uri: str) -> list[str]:
    """Return the links' ids by host."""
    return [link["_id"] for link in sorted(stored(uri, "links"), key=_host)]


def _host(link: Document) -> str:
    return str(link["page"]["host"])


@pytest.fixture
def links(uri: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Links:
    def run(*argv: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        return run_command(capsys, Command(), SETTINGS | {"STORE_URI": uri}, *argv)

    return run


def marks(uri: str) -> dict[str, Document]:
    return {mark["_id"]: mark for mark in stored(uri, "marks")}


def listed(links: Links, *argv: str) -> set[str]:
    status, out, err = links("--format", "jsonl", *argv)
    assert (status, err) == (0, "")
    return {link["_id"] for link in json_lines(out)}


def test_a_verdict_is_kept_with_who_and_why(links: Links, uri: str, ids: list[str]) -> None:
    assert links("mark", ids[0], ids[1][:8].upper(), *BAD) == (
        0,
        "2 links marked: verdict bad\n",
        "",
    )
    kept = marks(uri)
    assert kept.keys() == set(ids[:2])
    said = kept[ids[0]]
    assert (said["kind"], said["target"], said["verdict"]) == ("link", "target.test", "bad")
    assert (said["reason"], said["by"], said["outreach"]) == ("a paid link", "ann", None)
    again = links("mark", ids[0], ids[2], *BAD)
    assert again[1] == "1 link marked: verdict bad; 1 said so already\n"


def test_ids_and_links_are_taken_from_standard_input(
    links: Links, uri: str, ids: list[str]
) -> None:
    _, lines, _ = links("--domain", "host2.test", "--format", "jsonl")
    stdin = f"# to be removed\n\n{ids[0][:10]}  # the first\n{lines}"
    status, out, _ = links("mark", "-", *BAD, "--outreach", "contacted", stdin=stdin)
    assert (status, out) == (0, "2 links marked: verdict bad and outreach contacted\n")
    assert marks(uri).keys() == set(ids[:2])


def test_lists_show_and_select_by_verdict_and_outreach(links: Links, ids: list[str]) -> None:
    assert "verdict" not in links()[1].partition("host1")[0]
    links("mark", ids[0], *BAD)
    links("mark", ids[1], "--verdict", "ok", "--reason", "=1+1 is ours", *WHO)
    links("mark", ids[1], "--outreach", "promised", "--note", "by mail", *WHO)
    assert listed(links, "--verdict", "bad") == {ids[0]}
    assert listed(links, "--verdict", "none") == {ids[2]}
    assert listed(links, "--outreach", "promised") == {ids[1]}
    assert listed(links, "--outreach", "none") == {ids[0], ids[2]}
    assert listed(links, "--outreach", "none", "--verdict", "ok") == set()
    assert listed(links, "--verdict", "ok", "--domain", "host1.test") == set()
    assert listed(links, "--limit", "1", "--verdict", "ok") == {ids[1]}
    assert "verdict" in links()[1].partition("host1")[0]
    (row,) = csv.DictReader(io.StringIO(links("--verdict", "ok", "--format", "csv")[1]))
    assert (row["verdict"], row["verdict_reason"], row["verdict_by"]) == (
        "ok",
        "'=1+1 is ours",
        "ann",
    )
    assert (row["outreach"], row["outreach_note"]) == ("promised", "by mail")
    assert (row["contact"], row["contacts"]) == (
        "ed@host1.test",
        "mail ed@host1.test, page http://host2.test/imprint",
    )


def test_json_lines_carry_the_mark_where_there_is_one(links: Links, ids: list[str]) -> None:
    links("mark", ids[0], *BAD)
    rows = {link["_id"]: link for link in json_lines(links("--format", "jsonl")[1])}
    assert rows[ids[0]]["mark"]["verdict"] == "bad"
    assert "mark" not in rows[ids[1]]


def test_show_prints_marks_their_history_and_contacts(links: Links, ids: list[str]) -> None:
    links("mark", ids[0], *BAD)
    links("mark", ids[0], "--verdict", "none", "--by", "bob", "--reason", "mistaken")
    links("mark", ids[0], "--outreach", "refused", "--note", "they want money", *WHO)
    out = links("show", ids[0])[1]
    shown = out.partition("\nMarks\n")[2].partition("\nCandidate\n")[0]
    now, so_far = shown.split("\nMarks so far\n")
    assert "verdict" not in now
    assert "outreach       refused\n  outreach note  they want money\n" in now
    assert [line.split("Z  ")[1] for line in so_far.strip().splitlines()] == [
        "verdict bad  by ann  a paid link",
        "verdict none  by bob  mistaken",
        "outreach refused  by ann  they want money",
    ]
    assert "Contacts\n  mail    ed@host1.test  Write\n  page    http://host1.test/imprint" in out
    known = json.loads(links("show", ids[0], "--format", "json")[1])
    assert known["mark"]["v"] == 3
    assert [one["kind"] for one in known["link"]["page"]["contacts"]] == ["mail", "page"]


def test_json_prints_the_marks(links: Links, ids: list[str]) -> None:
    status, out, _ = links("mark", ids[0], *BAD, "--format", "json")
    (printed,) = json_lines(out)
    assert status == 0
    assert (printed["_id"], printed["by"]) == (ids[0], "ann")


def test_an_id_of_no_link_marks_nothing(links: Links, uri: str, ids: list[str]) -> None:
    status, out, err = links("mark", ids[0], "0" * 32, "short", *BAD)
    assert (status, out) == (1, "")
    assert f"holds no link '{'0' * 32}'" in err
    assert "holds no link 'short'" in err
    assert err.endswith("nothing was marked\n")
    other = links("mark", ids[0], *BAD, "--target", "other.test")
    assert other[0] == 1
    assert "of other.test" in other[2]
    assert marks(uri) == {}


def test_many_wrong_ids_are_counted(links: Links) -> None:
    stdin = "".join(f"{number:032}\n" for number in range(500))
    status, _, err = links("mark", "-", *BAD, stdin=stdin)
    assert status == 1
    assert "not looked at: 490 more ids\n" in err
    assert err.count("holds no link") == 10


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["mark", *BAD], "mark needs ids of links"),
        (["mark", "-", *BAD], "mark needs ids of links"),
        (["mark", "aaaaaaaa", "--verdict", "bad", "--reason", "x"], "mark needs --by NAME"),
        (["mark", "aaaaaaaa", "--verdict", "bad", "--reason", "x", "--by", " "], "needs --by"),
        (["mark", "aaaaaaaa", *WHO], "mark needs --verdict or --outreach"),
        (["mark", "aaaaaaaa", "--verdict", "bad", *WHO], "a verdict needs --reason"),
        (["mark", "aaaaaaaa", "--outreach", "refused", "--reason", "x", *WHO], "--reason is that"),
        (["mark", "aaaaaaaa", *BAD, "--note", "x"], "--note is that of --outreach"),
        (["mark", "aaaaaaaa", *BAD, "--format", "csv"], "mark has the formats text, json"),
        (["mark", "aaaaaaaa", *BAD, "--save", "x"], "--save is an option of links show"),
        (["mark", "aaaaaaaa", *BAD[:2], "--reason", "x" * 2001, *WHO], "longer than 2,000"),
        (["--by", "ann"], "--by is an option of links mark"),
        (["--note", "x"], "--note is an option of links mark"),
    ],
)
def test_wrong_use_is_found_before_the_store_is_opened(
    links: Links, argv: list[str], says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        links(*argv)


def test_standard_input_that_is_no_text(links: Links, monkeypatch: pytest.MonkeyPatch) -> None:
    bytes_of_no_text = io.TextIOWrapper(io.BytesIO(b"\xff\xfe"), encoding="utf-8")
    monkeypatch.setattr(io, "StringIO", lambda _: bytes_of_no_text)
    with pytest.raises(UsageError, match="standard input: not UTF-8"):
        links("mark", "-", *BAD)


def test_what_is_no_id_on_standard_input(links: Links) -> None:
    with pytest.raises(UsageError, match="no id and no link document"):
        links("mark", "-", *BAD, stdin='{"id": 1}\n')


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("mongodb", marks=pytest.mark.mongodb)])
def test_a_mark_outlives_its_link(
    kind: str, request: pytest.FixtureRequest, scrapy: Scrapy, tmp_path: Path
) -> None:
    """The link is marked, crawled again, lost, and back again: the mark stays as it was."""
    mongodb = kind == "mongodb"
    uri = request.getfixturevalue("mongo_uri") if mongodb else f"sqlite:///{tmp_path / 'store.db'}"
    looks = [html(anchor()), html(), html(anchor())]
    crawls: list[str] = []
    with DemoWeb({"host.test": Site({"/": lambda _: looks[len(crawls)]})}) as web:
        never = {"render": "never"}
        crawl = Crawl.of(web, uri, tmp_path, ["http://host.test/"], arguments=never)
        kept: list[list[Document]] = []
        for _ in looks:
            crawl.finish()
            (link,) = stored(uri, "links")
            crawls.append(link["state"])
            if not kept:
                ended = scrapy("links", "mark", link["_id"], *BAD, "-s", f"STORE_URI={uri}")
                assert ended.status == 0, ended.err
            kept.append(stored(uri, "marks"))
    assert crawls == ["live", "lost", "live"]
    assert kept[0] == kept[1] == kept[2]
    assert kept[0][0]["verdict"] == "bad"
    ended = scrapy("links", "--verdict", "bad", "--format", "jsonl", "-s", f"STORE_URI={uri}")
    assert [one["_id"] for one in json_lines(ended.out)] == [link["_id"]]


def test_a_disavow_entry_among_the_marks_is_no_verdict(links: Links, uri: str) -> None:
    """Marks of another kind live in the same collection."""

    async def put() -> None:
        store = open_store(uri)
        await store.open()
        entry = {"_id": "e" * 32, "kind": "disavow", "target": "target.test", "v": 1}
        await store.replace("marks", [{**entry, "entry": "domain:x.test"}])
        await store.close()

    asyncio.run(put())
    assert len(listed(links, "--verdict", "none")) == 3
    assert "verdict" not in links()[1].partition("host1")[0]


def test_what_is_to_be_done_is_worked_out_anew(links: Links, uri: str, ids: list[str]) -> None:
    """For the link and its domain, in a store whose links were appraised."""
    assert {one["action"]["do"] for one in stored(uri, "domains")} == {"keep"}
    status, _, err = links("mark", ids[0], *BAD)
    assert (status, err) == (0, "")
    found = {one["_id"]: one["action"] for one in stored(uri, "links")}
    assert found[ids[0]]["reason"].startswith("ask for its removal: judged bad")
    domains = {one["domain"]: one["action"]["do"] for one in stored(uri, "domains")}
    assert domains == {"host1.test": "remove", "host2.test": "keep", "host3.test": "keep"}
    [facts] = [one for one in stored(uri, "profile_flags") if one["kind"] == "profile"]
    assert facts["actions"] == {"keep": 2, "remove": 1}
    links("mark", ids[0], "--verdict", "none", *WHO)
    assert {one["action"]["do"] for one in stored(uri, "domains")} == {"keep"}


def test_rules_with_mistakes_keep_no_mark_from_being_made(
    uri: str, ids: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "mine.yaml").write_text("rules: [\n")
    broken = {**SETTINGS, "STORE_URI": uri, "RULES_FOLDER": str(tmp_path / "rules")}
    status, out, err = run_command(capsys, Command(), broken, "mark", ids[0], *BAD)
    assert status == 1
    assert "mine.yaml:" in err
    assert err.endswith("what to do was not worked out anew: scrapy domains --refresh\n")
    assert out == "1 link marked: verdict bad\n"
    assert marks(uri)[ids[0]]["verdict"] == "bad"
