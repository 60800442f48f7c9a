"""Crawls as a user starts them, over webs that a test describes as data."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from backlinkspider.demo.model import Response, Site
from backlinkspider.documents import PENDING
from backlinkspider.store.base import StoreError
from backlinkspider.store.open import open_store
from tests.conftest import HUNG, PROJECT, Ended, clean_environment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from backlinkspider.demo.model import Reply
    from backlinkspider.documents import Collection, Document

TARGET = "target.test"
FEW_RULES = PROJECT / "tests" / "few_rules"
ENOUGH_WORDS = "A page with more to say than its links, so that nobody asks a browser for it. " * 8


def anchor(path: str = "/", text: str = "the target") -> str:
    return f'<a href="https://{TARGET}{path}">{text}</a>'


def html(*parts: str, headers: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """Return an ordinary page: *parts* in its body, among words that need no script."""
    body = "".join(f"<p>{part}</p>" for part in parts)
    text = f"<!doctype html><title>A page</title><body><p>{ENOUGH_WORDS}</p>{body}"
    sent = {"Content-Type": "text/html; charset=utf-8", **(headers or {})}
    return Response(text.encode(), status=status, headers=tuple(sent.items()))


def redirect(to: str, status: int = 302) -> Response:
    return Response(status=status, headers=(("Location", to),))


def site(reply: Reply, **others: Reply) -> Site:
    """Return a host that answers ``/`` with *reply* and ``/name`` with those of *others*."""
    return Site({"/": reply, **{f"/{name}": page for name, page in others.items()}})


class Served(Protocol):
    """A web on loopback."""

    @property
    def connect_to(self) -> str:
        """Return the CONNECT_TO that leads there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """The command ``scrapy crawl`` over *web*, into the store *uri*."""

    web: Served
    uri: str
    candidates: Path | str = ""
    target: str = TARGET
    arguments: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    spider: str = "backlinks"
    before: tuple[str, ...] = ()
    """Words of another command that runs this one."""

    @classmethod
    def of(cls, web: Served, uri: str, folder: Path, urls: Iterable[str], **more: Any) -> Crawl:
        """Return the crawl of *urls*, listed in a file in *folder*.

        Unless *settings* say otherwise it makes no pauses for politeness and has a few rules only.
        """
        listed = folder / "candidates.txt"
        listed.write_text("".join(f"{url}\n" for url in urls), encoding="utf-8")
        unless_given = {
            "DOWNLOAD_DELAY": "0",
            "PROOF_FOLDER": str(folder / "proof"),
            "RULES_FOLDER": str(FEW_RULES),
        }
        settings = {**unless_given, **more.pop("settings", {})}
        return cls(web=web, uri=uri, candidates=listed, settings=settings, **more)

    @classmethod
    def ruled(cls, web: Served, uri: str, folder: Path, urls: Iterable[str], **more: Any) -> Crawl:
        """Return the same under the shipped rules."""
        settings = {"RULES_FOLDER": str(PROJECT / "rules"), **more.pop("settings", {})}
        return cls.of(web, uri, folder, urls, settings=settings, **more)

    @property
    def command(self) -> list[str]:
        """The words of the command."""
        settings = {
            "STORE_URI": self.uri,
            "CONNECT_TO": self.web.connect_to,
            "EGRESS_ALLOW": "127.0.0.1",
            **self.settings,
        }
        listed = {"candidates": str(self.candidates)} if self.candidates else {}
        arguments = {"target": self.target, **listed, **self.arguments}
        words = [*self.before, sys.executable, "-m", "scrapy", "crawl", self.spider]
        words += [w for name, value in arguments.items() for w in ("-a", f"{name}={value}")]
        return words + [w for name, value in settings.items() for w in ("-s", f"{name}={value}")]

    def again(self, **arguments: str) -> Crawl:
        """Return the re-check of what this crawl has found."""
        return replace(self, spider="recheck", candidates="", arguments=arguments)

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[str]]:
        """Run the command beside the block, in a process (and process group) of its own."""
        process = subprocess.Popen(
            self.command,
            cwd=PROJECT,
            env={**clean_environment(), **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        with process:
            try:
                yield process
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)

    def run(self, seconds: float = HUNG) -> Ended:
        """Run the command to its end."""
        with self.running() as process:
            return ending(process, seconds)

    def finish(self) -> Ended:
        """Run the command to its end, which must be that every candidate has its outcome."""
        ended = self.run()
        assert ended.status == 0, ended.out + ended.err
        return ended


def ending(process: subprocess.Popen[str], seconds: float = HUNG) -> Ended:
    """Wait for the end of *process*."""
    out, err = process.communicate(timeout=seconds)
    return Ended(process.returncode, out, err)


def stored(uri: str, collection: Collection, where: Document | None = None) -> list[Document]:
    """Return the documents of *collection* by ``_id``."""

    async def read() -> list[Document]:
        store = open_store(uri, create=False)
        try:
            await store.open()
            return await store.find(collection, where or {}, sort=[("_id", 1)])
        finally:
            await store.close()

    return asyncio.run(read())


def wait_for_final_pages(
    uri: str,
    number: int,
    process: subprocess.Popen[str],
    collection: Collection = "pages",
    seconds: float = HUNG,
) -> None:
    """Return when *process* has written the outcomes of *number* pages in all."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if len(final_pages(uri, collection)) >= number:
            return
        if process.poll() is not None:
            raise AssertionError(f"the crawl ended early: {ending(process)}")
        time.sleep(0.02)
    raise AssertionError(f"no {number} pages were written in time")


def final_pages(uri: str, collection: Collection = "pages") -> set[str]:
    """Return the URLs of the pages that have their outcome."""
    try:
        return {page["url"] for page in stored(uri, collection, {"outcome": {"$ne": PENDING}})}
    except StoreError:
        return set()  # the crawl is just making the store


def outcomes(uri: str) -> dict[str, str]:
    """Return the outcome of each candidate by its URL."""
    return {page["url"]: page["outcome"] for page in stored(uri, "pages")}


def links(uri: str) -> set[tuple[str, str, str]]:
    """Return page, link URL and state of each stored link."""
    return {
        (link["page"]["url"], link["link"]["url"], link["state"]) for link in stored(uri, "links")
    }


def json_lines(text: str) -> list[Document]:
    """Return the objects of JSON lines; only a line feed ends a line."""
    return [json.loads(line) for line in text.split("\n") if line]
