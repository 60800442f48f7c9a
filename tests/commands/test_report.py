"""``scrapy report`` as a user gives it: the file, what is said, and what is wrong in one line."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from backlinkspider.store.open import open_store
from benchmarks.made.target import TARGET, Maker
from tests.crawls import stored
from tests.report.shown import Shown, fill

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Ended, Scrapy


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> str:
    uri = f"sqlite:///{tmp_path_factory.mktemp('report') / 'store.db'}"

    async def write() -> None:
        store = open_store(uri)
        await store.open()
        await fill(store, Maker(21).make())
        await store.close()

    asyncio.run(write())
    return uri


def _report(run: Scrapy, uri: str, *words: str) -> Ended:
    return run("report", "-s", f"STORE_URI={uri}", *words)


def test_it_writes_one_file_and_remembers_what_it_covered(
    uri: str, inside: Scrapy, tmp_path: Path
) -> None:
    output, logo = tmp_path / "report.html", tmp_path / "logo.svg"
    logo.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    ended = _report(
        inside, uri, "--target", TARGET, "--output", str(output),
        "--title", "Oak & Loom, autumn", "--logo", str(logo), "--since", "4w",
    )  # fmt: skip
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith(f"{output}: ")
    assert ended.out.rstrip().endswith(" MB")
    assert [path.name for path in tmp_path.iterdir() if path != logo] == ["report.html"]
    shown = Shown(output, output.read_text("utf-8"))
    assert shown.text("h1") == "Oak & Loom, autumn"
    assert shown.text("title") == "Oak & Loom, autumn"
    image = shown.tree.css_first("img.logo")
    assert image is not None
    assert (image.attributes["src"] or "").startswith("data:image/svg+xml;base64,")
    [kept] = stored(uri, "reports")
    numbers = {one["name"]: one["value"] for one in kept["numbers"]}
    assert numbers["live"] == shown.figure("live")
    assert numbers["referring"] == shown.figure("referring")


def test_a_run_by_the_beginning_of_its_id(uri: str, scrapy: Scrapy, tmp_path: Path) -> None:
    first, *_ = sorted(stored(uri, "runs"), key=lambda run: str(run["started_at"]))
    output = tmp_path / "report.html"
    asked = ("--target", TARGET, "--output", str(output), "--since")
    ended = _report(scrapy, uri, *asked, first["_id"][:8])
    assert (ended.status, ended.err) == (0, "")
    assert "Since 29 September 2026" in Shown(output, output.read_text("utf-8")).text("#changes")
    ended = _report(scrapy, uri, *asked, "0123456789abcdef")
    assert ended.status == 1
    assert "is the id of no run of oakandloom.test" in ended.err
    assert "scrapy runs --target oakandloom.test" in ended.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--output", "r.html"), "say whose report: --target T"),
        (("--target", f"{TARGET},other.test", "--output", "r.html"), "one target"),
        (("--target", TARGET), "--output report.html"),
        (("--target", TARGET, "--output", "tests"), "tests is a folder: name a file in it"),
        (("--target", TARGET, "--output", "no/such/r.html"), "there is no folder no/such"),
        (("--target", TARGET, "--output", "r.html", "--logo", "setup.py"), "setup.py: No such"),
        (("--target", TARGET, "--output", "r.html", "--logo", "Makefile"), "no image"),
        (("--target", TARGET, "--output", "r.html", "--since", "yesterday"), "no time and no run"),
        (("--target", TARGET, "--output", "r.html", "--rules", "no/rules"), "no rules directory"),
        (("--target", TARGET, "--output", "r.html", "--wide"), "unknown option --wide"),
        (("--target", TARGET, "--output", "r.html", "more"), "unexpected 'more'"),
    ],
)
def test_wrong_use_is_found_before_anything_starts(
    words: tuple[str, ...], said: str, inside: Scrapy
) -> None:
    ended = inside("report", "-s", "STORE_URI=sqlite:////no/such/store.db", *words)
    assert ended.status == 2
    assert said in ended.out + ended.err


def test_a_target_nobody_crawled(uri: str, inside: Scrapy, tmp_path: Path) -> None:
    output = tmp_path / "report.html"
    ended = _report(inside, uri, "--target", "oakandlom.test", "--output", str(output))
    assert ended.status == 1
    assert f"holds nothing of oakandlom.test (did you mean '{TARGET}'?): crawl first" in ended.err
    assert not output.exists()


def test_a_store_that_is_not_there(scrapy: Scrapy, tmp_path: Path) -> None:
    missing = f"sqlite:///{tmp_path / 'none.db'}"
    output = tmp_path / "report.html"
    ended = _report(scrapy, missing, "--target", TARGET, "--output", str(output))
    assert ended.status == 1
    assert "there is no such file: crawl first" in ended.err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_said_and_not_remembered(
    uri: str, inside: Scrapy, tmp_path: Path
) -> None:
    before = stored(uri, "reports")
    (tmp_path / ".r.html.part").mkdir()
    ended = _report(inside, uri, "--target", TARGET, "--output", str(tmp_path / "r.html"))
    assert ended.status == 1
    assert f"error: {tmp_path / 'r.html'}: " in ended.err
    assert stored(uri, "reports") == before
