"""``scrapy links show``: all about one link, its proof as files, and what is wrong in one line."""

from __future__ import annotations

import asyncio
import json
import shlex
from typing import TYPE_CHECKING

import pytest

from backlinkspider.demo.model import Site
from backlinkspider.demo.server import DemoWeb
from backlinkspider.proof.writer import ProofWriter
from backlinkspider.store.open import open_store
from tests.crawls import Crawl, anchor, html, stored
from tests.proof.pages import HTML, page

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.documents import Document
    from tests.conftest import Ended, Scrapy

SECTIONS = ["Page", "Link", "Visibility", "Script", "Path", "Signals", "State", "Events", "Proof"]
HOSTILE = "\x1b[31mred\x1b[0m [bold]"
PNG = b"\x89PNG pixels"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a crawl: its store, and its proof beside it, where it is by default."""
    folder = tmp_path_factory.mktemp("show")
    sites = {
        "good.test": Site({"/": html(anchor("/a"), anchor("/b", HOSTILE))}),
        "same.test": Site({"/": html(anchor("/a"), anchor("/b", HOSTILE))}),
    }
    with DemoWeb(sites) as web:
        urls = [f"http://{host}/" for host in sites]
        Crawl.ruled(web, _uri(folder), folder, urls, settings={"PROOF_FOLDER": ""}).finish()
    assert (folder / "proof").is_dir()
    return folder


def _uri(folder: Path) -> str:
    return f"sqlite:///{folder / 'store.db'}"


def _show(run: Scrapy, folder: Path, *words: str) -> Ended:
    return run("links", "show", *words, "-s", f"STORE_URI={_uri(folder)}")


def _links(folder: Path) -> list[Document]:
    return stored(_uri(folder), "links")


def _put(folder: Path, *links: Document) -> None:
    async def write() -> None:
        store = open_store(_uri(folder))
        await store.open()
        await store.replace("links", links)
        await store.close()

    asyncio.run(write())


def test_sections_say_all_that_is_known(folder: Path, inside: Scrapy) -> None:
    link = next(link for link in _links(folder) if link["link"]["text"] != "the target")
    ended = _show(inside, folder, link["_id"], "--target", "target.test")
    assert (ended.status, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert [name for name in SECTIONS if name not in lines] == []
    assert lines[0] == f"{link['_id']}  target.test"
    assert link["proof"]["digest"] in ended.out
    assert f"at offset {link['proof']['warc']['offset']}" in ended.out
    assert all(character.isprintable() for character in ended.out.replace("\n", ""))
    assert not link["flags"] or link["flags"][0]["message"] in ended.out


def test_flags_are_shown_with_message_clause_and_evidence(
    folder: Path, inside: Scrapy, tmp_path: Path
) -> None:
    link = _links(folder)[0]
    flag = {
        "rule": "a.rule",
        "severity": "high",
        "status": "stable",
        "score": 3.0,
        "message": "what is wrong",
        "clause": "link spam",
        "suppressed": None,
        "evidence": [{"field": "link.text", "value": "cheap", "span": None}],
    }
    _put(tmp_path, {**link, "flags": [flag]})
    ended = _show(inside, tmp_path, link["_id"])
    assert "a.rule  high, stable, score 3.0\n    what is wrong\n    clause: link spam" in ended.out
    assert '{"field":"link.text","value":"cheap"}' in ended.out


def test_json_is_the_documents(folder: Path, scrapy: Scrapy) -> None:
    link = _links(folder)[0]
    ended = _show(scrapy, folder, link["_id"], "--format", "json")
    known = json.loads(ended.out)
    assert known["link"]["_id"] == link["_id"]
    assert known["link"]["proof"] == link["proof"]
    assert known["page"]["_id"] == link["page_id"]
    assert [event["kind"] for event in known["events"]] == ["new"]


def test_the_command_it_prints_saves_the_page(folder: Path, scrapy: Scrapy, tmp_path: Path) -> None:
    for link in _links(folder):
        shown = _show(scrapy, folder, link["_id"][:8])
        command = shown.out.partition("get it: scrapy ")[2].partition("\n")[0]
        words = shlex.split(command.replace("DIR", str(tmp_path / "out")))
        ended = scrapy(*words)
        assert ended.status == 0, ended.err
        saved = tmp_path / "out" / f"{link['_id']}.html"
        assert f"saved {saved}" in ended.err
        assert anchor("/a").encode() in saved.read_bytes()


def test_rendered_page_and_screenshot_are_saved(
    folder: Path, inside: Scrapy, tmp_path: Path
) -> None:
    link = _links(folder)[0]
    key = (link["link"]["url"], link["link"]["ordinal"])
    writer = ProofWriter(tmp_path / "proof", "run", limit=10**6, info={})
    kept = writer.keep(page(screenshots={key: PNG}))
    writer.close()
    assert kept is not None
    proof = {"digest": "", "warc": kept.warc.document(), "rendered": None}
    _put(tmp_path, {**link, "proof": {**proof, "screenshot": kept.screenshots[key].document()}})
    ended = _show(inside, tmp_path, link["_id"], "--save", str(tmp_path / "out"))
    assert ended.status == 0, ended.err
    assert (tmp_path / "out" / f"{link['_id']}.html").read_bytes() == HTML
    assert (tmp_path / "out" / f"{link['_id']}.png").read_bytes() == PNG


def test_an_id_nobody_has_names_those_near(folder: Path, inside: Scrapy) -> None:
    known = _links(folder)[0]["_id"]
    wrong = known[:6] + ("0" if known[6] != "0" else "1") + known[7:]
    ended = _show(inside, folder, wrong)
    assert ended.status == 1
    assert f"holds no link '{wrong}'" in ended.err
    assert known in ended.err
    short = _show(inside, folder, known[:7])
    assert short.status == 1
    assert "give at least 8 characters" in short.err
    assert known in short.err
    other = _show(inside, folder, "no such id")
    assert other.status == 1
    assert "scrapy links --format jsonl" in other.err


def test_another_targets_link_is_not_shown(folder: Path, inside: Scrapy) -> None:
    ended = _show(inside, folder, _links(folder)[0]["_id"], "--target", "other.test")
    assert ended.status == 1
    assert "of other.test" in ended.err


def test_a_beginning_of_two_ids_lists_them(folder: Path, inside: Scrapy, tmp_path: Path) -> None:
    ids = ["aaaaaaaa0" + "0" * 23, "aaaaaaaa1" + "0" * 23]
    _put(tmp_path, *({**_links(folder)[0], "_id": one} for one in ids))
    ended = _show(inside, tmp_path, "AAAAAAAA")
    assert ended.status == 1
    assert "2 links begin with aaaaaaaa: give more of the id" in ended.err
    assert all(one in ended.err for one in ids)
    assert _show(inside, tmp_path, ids[0][:9]).status == 0


def test_a_missing_or_changed_file_is_said(folder: Path, inside: Scrapy, tmp_path: Path) -> None:
    link = _links(folder)[0]
    _put(tmp_path, link)
    ended = _show(inside, tmp_path, link["_id"], "--save", str(tmp_path))
    assert ended.status == 1
    assert "there is no such file: was it moved?" in ended.err
    assert "(there is no such file)" in ended.out
    place = link["proof"]["warc"]
    kept = (folder / "proof" / place["file"]).read_bytes()
    copy = tmp_path / "proof" / place["file"]
    copy.parent.mkdir(parents=True)
    copy.write_bytes(kept)
    wrong = {**place, "digest": "sha256:00"}
    _put(tmp_path, {**link, "proof": {**link["proof"], "warc": wrong}})
    ended = _show(inside, tmp_path, link["_id"], "--save", str(tmp_path))
    assert ended.status == 1
    assert "the file has changed since the crawl" in ended.err
    copy.write_bytes(kept[: place["offset"] + 40])
    ended = _show(inside, tmp_path, link["_id"], "--save", str(tmp_path))
    assert ended.status == 1
    assert str(copy) in ended.err
    assert "Traceback" not in ended.err


def test_links_of_before_have_no_page(folder: Path, inside: Scrapy, tmp_path: Path) -> None:
    old = {**_links(folder)[0], "proof": {"digest": "sha256:00"}}
    _put(tmp_path, old)
    ended = _show(inside, tmp_path, old["_id"], "--save", str(tmp_path))
    assert ended.status == 1
    assert "no page was kept" in ended.out
    assert "no page was kept as proof" in ended.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["show"], "show takes one link's id"),
        (["show", "a", "b"], "show takes one link's id"),
        (["show", "aaaaaaaa", "--format", "csv"], "show has the formats"),
        (["--format", "json"], "links has the formats"),
        (["--save", "x"], "--save is an option of links show"),
        (["shwo"], "unexpected 'shwo'"),
    ],
)
def test_wrong_use(folder: Path, inside: Scrapy, words: list[str], says: str) -> None:
    ended = inside("links", *words, "-s", f"STORE_URI={_uri(folder)}")
    assert ended.status == 2
    assert says in ended.out + ended.err
