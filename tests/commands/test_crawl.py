"""``scrapy crawl``: what it refuses and how it says so, before anything starts; what it takes."""

from __future__ import annotations

import gzip
import re
import socket
from typing import TYPE_CHECKING

import pytest

from backlinkspider.demo.model import Site
from backlinkspider.demo.server import DemoWeb
from tests.crawls import FEW_RULES, TARGET, anchor, html, outcomes, stored

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Ended, Scrapy

HOSTS = ("one.test", "two.test", "three.test", "four.test")


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    with DemoWeb({host: Site({"/": html(anchor())}) for host in HOSTS}) as web:
        yield web


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with lists of candidates, good and bad, and rules that are broken."""
    folder = tmp_path_factory.mktemp("given")
    (folder / "good.txt").write_text("http://one.test/\n")
    (folder / "own.csv").write_text("Top target pages,Incoming links\nhttps://target.test/,3\n")
    (folder / "sheet.xlsx").write_bytes(b"PK\x03\x04")
    (folder / "rules" / "targets").mkdir(parents=True)
    (folder / "rules" / "targets" / "target.test.yaml").write_text(
        "target: target.test\nbrand_term: [Target]\n"
    )
    (folder / "broken").mkdir()
    (folder / "broken" / "mine.yaml").write_text("rules:\n  - id: [\n")
    return folder


def given(web: DemoWeb, folder: Path, **changed: str | None) -> list[str]:
    """Return the words of a command that would work, but for what is *changed* (None: left out)."""
    arguments: dict[str, str | None] = {"target": TARGET, "candidates": str(folder / "good.txt")}
    settings: dict[str, str | None] = {
        "STORE_URI": f"sqlite:///{folder / 'store.db'}",
        "CONNECT_TO": web.connect_to,
        "EGRESS_ALLOW": "127.0.0.1",
        "DOWNLOAD_DELAY": "0",
        "RULES_FOLDER": str(FEW_RULES),
    }
    for name, value in changed.items():
        (settings if name.isupper() else arguments)[name] = value
    words = ["crawl", "backlinks"]
    words += [w for k, v in arguments.items() if v is not None for w in ("-a", f"{k}={v}")]
    return words + [w for k, v in settings.items() if v is not None for w in ("-s", f"{k}={v}")]


def refused(ended: Ended, status: int, says: str) -> None:
    """Check that a command ended with *status* and said so, with no traceback."""
    assert ended.status == status, ended.err
    assert re.search(says, ended.err), ended.err
    assert "Traceback" not in ended.err
    assert ended.out == ""


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["crawl"], "name one spider, for example: scrapy crawl backlinks"),
        (["crawl", "backlinks", "more"], "name one spider"),
        (["crawl", "backlink"], "there is no spider 'backlink': did you mean 'backlinks'"),
        (["crawl", "x"], "there is no spider 'x': known are backlinks"),
        (["crawl", "backlinks", "--no-such"], "unknown option --no-such"),
        (["--no-such", "crawl", "backlinks"], "unknown option --no-such"),
        (["crawl", "backlinks", "-a", "target"], "Invalid -a value"),
        (["crawl", "backlinks"], "-a target=... is missing; for example scrapy crawl"),
        (["crawl", "backlinks", "-a", "target=a.test"], "-a candidates=... is missing"),
    ],
)
def test_words_that_make_no_command(words: list[str], says: str, scrapy: Scrapy) -> None:
    refused(scrapy(*words), 2, says)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"targt": "x"}, "unknown argument -a targt=...: did you mean 'target'"),
        ({"render": "sometimes"}, "render=sometimes: must be one of auto, always, never"),
        ({"max_pages": "0"}, "max_pages=0: must be a whole number from 1"),
        ({"target": "https://target.test/"}, "a URL: write the domain alone"),
        ({"target": "co.uk"}, "a public suffix"),
        ({"candidates": "/no/such.txt"}, "/no/such.txt: no such file"),
        (
            {"candidates": "/no/\x1b[2Jsuch.txt"},
            r"an argument holds control characters: 'candidates=/no/\\x1b\[2Jsuch.txt'",
        ),
        ({"candidates": "{folder}"}, "a directory: name the files in it"),
        ({"candidates": "{folder}/own.csv"}, r"own.csv"),
        ({"candidates": "{folder}/sheet.xlsx"}, "a spreadsheet .*: save the sheet as CSV"),
        ({"RULES_FOLDER": "{folder}/broken"}, r"mine.yaml:\d+:\d+: "),
        (
            {"RULES_FOLDER": "{folder}/rules"},
            r"target.test.yaml:2:1: unknown key 'brand_term' \(did you mean 'brand_terms'\?\)",
        ),
        ({"CONNECT_TO": None, "EGRESS_ALLOW": None}, "CONTACT_URL is empty: set it"),
        ({"CONTACT_URL": "me@example.com"}, "CONTACT_URL 'me@example.com' is no http"),
        ({"CONNECT_TO": "nonsense"}, "CONNECT_TO: bad entry 'nonsense'"),
        ({"EGRESS_ALLOW": "everything"}, "EGRESS_ALLOW"),
        ({"STORE_URI": "backlinks.db"}, "names no store: use sqlite:///FILE"),
        ({"RANK_FILES": "/no/such.csv"}, "RANK_FILES: /no/such.csv: can't be read: No such file"),
        ({"RANK_FILES": "{folder}/good.txt"}, "RANK_FILES: .*good.txt:1: no rank list"),
    ],
    ids=str,
)
def test_wrong_use_is_found_before_anything_starts(
    changed: dict[str, str | None], says: str, scrapy: Scrapy, web: DemoWeb, folder: Path
) -> None:
    filled = {k: v and v.replace("{folder}", str(folder)) for k, v in changed.items()}
    before = len(web.hits)
    ended = scrapy(*given(web, folder, **filled))
    refused(ended, 2, says)
    assert ended.err.count("error: ") == 1
    assert len(web.hits) == before
    assert not (folder / "store.db").exists()


@pytest.mark.parametrize("kind", ["mongodb", "sqlite"])
def test_a_store_that_can_not_be_reached_ends_it_before_the_first_fetch(
    kind: str, scrapy: Scrapy, web: DemoWeb, folder: Path
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        uri = {
            "mongodb": f"mongodb://me:geheim@127.0.0.1:{closed.getsockname()[1]}/audit"
            "?serverSelectionTimeoutMS=300",
            "sqlite": f"sqlite:///{folder}/nowhere/store.db",
        }[kind]
        before = len(web.hits)
        ended = scrapy(*given(web, folder, STORE_URI=uri))
    refused(ended, 1, f"^error: {kind}://")
    assert len(ended.err.splitlines()) == 1
    assert "geheim" not in ended.err
    assert len(web.hits) == before


def test_leaving_loopback_without_a_contact_ends_it(
    scrapy: Scrapy, web: DemoWeb, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "list.txt").write_text("http://93.184.215.14/\n")
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    ended = scrapy(*given(web, folder, candidates=str(tmp_path / "list.txt"), STORE_URI=uri))
    assert ended.status == 2, ended.err
    assert ended.err.splitlines()[-1].startswith("error: 93.184.215.14: is not on this machine")
    assert "Traceback" not in ended.err
    assert outcomes(uri) == {"http://93.184.215.14/": "pending"}


def test_candidates_of_all_kinds_at_once(
    scrapy: Scrapy, web: DemoWeb, folder: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("# a comment\nhttp://one.test/\n\nmailto:me@one.test\nnot a URL\none.test/\n")
    wide = tmp_path / "wide.csv"
    wide.write_bytes(
        "Target URL,Source URL\nhttps://target.test/,http://two.test/\n".encode("utf-16")
    )
    lines = b'{"url": "http://three.test/"}\n{"url": 7}\n{"url": "http://four.test/"}\n'
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    words = given(web, folder, candidates=f"{bad},{wide},-", STORE_URI=uri)
    ended = scrapy(*words, stdin=lines)
    assert ended.status == 0, ended.err
    assert outcomes(uri) == {
        "http://one.test/": "linked",
        "https://one.test/": "linked",
        "http://two.test/": "linked",
        "http://three.test/": "linked",
        "http://four.test/": "linked",
    }
    for place in (f"{bad}:4: ", f"{bad}:5: ", "<stdin>:2: "):
        assert place in ended.err
    assert "3 lines of the input were no candidates" in ended.out
    [run] = stored(uri, "runs")
    assert (run["candidates"], run["bad_lines"]) == (5, 3)
    sources = {page["url"]: page["source"] for page in stored(uri, "pages")}
    assert sources["http://two.test/"] == {"file": str(wide), "line": 2}


def test_no_candidates_are_a_finished_crawl(
    scrapy: Scrapy, web: DemoWeb, folder: Path, tmp_path: Path
) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    ended = scrapy(*given(web, folder, candidates="-", STORE_URI=uri))
    assert ended.status == 0, ended.err
    assert ended.out.startswith("0 candidates")
    assert [run["state"] for run in stored(uri, "runs")] == ["finished"]


def test_standard_input_that_is_no_list_is_wrong_use(
    scrapy: Scrapy, web: DemoWeb, folder: Path, tmp_path: Path
) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    words = given(web, folder, candidates="-", STORE_URI=uri)
    ended = scrapy(*words, stdin=b'["http://one.test/"]')
    assert ended.status == 2
    assert ended.err.splitlines()[-1].startswith("error: <stdin>: a JSON array: ")
    assert "Traceback" not in ended.err


def test_the_user_agent_names_the_contact(
    scrapy: Scrapy, web: DemoWeb, folder: Path, tmp_path: Path
) -> None:
    words = given(
        web,
        folder,
        STORE_URI=f"sqlite:///{tmp_path / 'store.db'}",
        CONTACT_URL="https://example.com/crawler",
    )
    before = len(web.hits)
    assert scrapy(*words).status == 0
    agents = {hit.headers["user-agent"] for hit in web.hits[before:]}
    assert len(agents) == 1
    assert agents.pop().endswith(" (+https://example.com/crawler)")


def test_settings_come_from_the_environment_too(
    scrapy: Scrapy, web: DemoWeb, folder: Path, tmp_path: Path
) -> None:
    names = ("STORE_URI", "CONNECT_TO", "EGRESS_ALLOW")
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    words = given(web, folder, **dict.fromkeys(names))
    environment = {"STORE_URI": uri, "CONNECT_TO": web.connect_to, "EGRESS_ALLOW": "127.0.0.1"}
    ended = scrapy(*words, env=environment)
    assert ended.status == 0, ended.err
    assert outcomes(uri) == {"http://one.test/": "linked"}
    assert f"next:  scrapy links --target {TARGET} --flagged" in ended.out


def test_the_next_command_names_a_store_that_was_an_option(
    scrapy: Scrapy, web: DemoWeb, folder: Path, tmp_path: Path
) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    ended = scrapy(*given(web, folder, STORE_URI=uri))
    assert ended.status == 0, ended.err
    assert f"next:  scrapy links -s STORE_URI={uri} --target {TARGET} --flagged" in ended.out


def test_a_run_ends_with_its_referring_domains_and_their_ranks(
    scrapy: Scrapy, web: DemoWeb, folder: Path, tmp_path: Path
) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    ranks = tmp_path / "tranco-2026-11-01.csv"
    ranks.write_text("1000,one.test\nodd\n2000,two.test\n")
    ended = scrapy(*given(web, folder, STORE_URI=uri, RANK_FILES=str(ranks)))
    assert ended.status == 0, ended.err
    assert f"domains of {TARGET}: 1 referring domain, 1 to keep\n" in ended.out
    assert "  rank lists (tranco) name 1 of them\n" in ended.out
    assert f"       scrapy domains -s STORE_URI={uri} --target {TARGET}\n" in ended.out
    [domain] = stored(uri, "domains")
    [run] = stored(uri, "runs")
    assert (domain["domain"], domain["run"]) == ("one.test", run["_id"])
    assert domain["worth"]["authority"]["value"] == 62.5
    [link] = stored(uri, "links")
    assert (link["worth"]["authority"]["value"], link["action"]["do"]) == (62.5, "keep")


def test_a_rank_list_that_breaks_off_fails_the_command_not_the_roll_up(
    scrapy: Scrapy, web: DemoWeb, folder: Path, tmp_path: Path
) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    whole = gzip.compress("".join(f"{n},s{n * 7919}.test\n" for n in range(1, 90_000)).encode())
    ranks = tmp_path / "top.csv.gz"
    ranks.write_bytes(whole[: len(whole) // 2])
    ended = scrapy(*given(web, folder, STORE_URI=uri, RANK_FILES=str(ranks)))
    assert ended.status == 1
    says = rf"error: {ranks}:\d+: can't be read on: .*; try again with: scrapy domains --refresh"
    assert re.search(says, ended.err)
    assert "Traceback" not in ended.err
    assert [one["domain"] for one in stored(uri, "domains")] == ["one.test"]
