"""The shipped word lists: enough languages, no term twice, no trade's words in innocent anchors."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Final

import pytest
import tldextract

from backlinkspider.rules.files import SHIPPED
from backlinkspider.rules.lists import key_of, parse_list
from backlinkspider.rules.words import Lexicon

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.rules.lists import WordList

LANGUAGES: Final = 10
TERMS: Final = 20
"""A list about words speaks so many languages, each with so many terms."""

HOSTS: Final = [
    "engines",
    "free-hosts",
    "link-marketplaces",
    "popular-sites",
    "press-wires",
    "referrer-spam",
    "shorteners",
    "stats-sites",
    "user-content-sites",
]
NAMES: Final = ["abused-tlds", "places"]
"""Neither is about words: names need no language minimum."""

RIVALS_THAT_SHARE: Final = {("advertorial", "disclosure")}
"""One is read in the byline, the other beside the link."""

PLAIN: Final = {"commercial", "contact"}
"""Lists of plain words; what stands in another list too is no rival there."""

TRADES: Final = [
    "adult",
    "crypto",
    "essay",
    "gambling",
    "loans",
    "pills",
    "replica",
    "seller-words",
]
SPAM_PAGE: Final = "0663"
"""The one page of the corpus that is spam itself."""

PATHS: Final = {path.stem: path for path in sorted((SHIPPED / "lists").glob("*.txt"))}
WORDS: Final = sorted(PATHS.keys() - {*HOSTS, *NAMES})
_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


def read(name: str) -> WordList:
    words, problems = parse_list(PATHS[name].read_text("utf-8"), name, f"{name}.txt")
    assert [str(problem) for problem in problems] == []
    return words


def test_lists_named_here_exist() -> None:
    named = {*HOSTS, *NAMES, *TRADES, *PLAIN, *(one for two in RIVALS_THAT_SHARE for one in two)}
    assert named <= PATHS.keys()


@pytest.mark.parametrize("name", PATHS)
def test_every_list_reads_clean_and_says_source_and_date(name: str) -> None:
    words = read(name)
    assert words.terms
    assert words.source
    assert date.fromisoformat(words.date) <= date(2026, 11, 22)


@pytest.mark.parametrize("name", WORDS)
def test_a_list_about_words_speaks_ten_languages(name: str) -> None:
    counts = Counter(term.language for term in read(name).terms.values())
    assert sum(count >= TERMS for count in counts.values()) >= LANGUAGES, counts


@pytest.mark.parametrize("name", [*WORDS, "places"])
def test_every_language_section_has_a_code_of_its_own_and_terms(name: str) -> None:
    sections = re.findall(r"^# language: (.*)$", PATHS[name].read_text("utf-8"), re.MULTILINE)
    assert len(sections) == len(set(sections))
    assert all(re.fullmatch(r"[a-z]{2}", one) for one in sections)
    assert set(sections) == {term.language for term in read(name).terms.values()}


def test_no_term_stands_in_two_rival_lists() -> None:
    keys = {name: read(name).terms.keys() for name in WORDS if name not in PLAIN}
    shared = {
        (one, other): keys[one] & keys[other]
        for one, other in combinations(sorted(keys), 2)
        if keys[one] & keys[other] and (one, other) not in RIVALS_THAT_SHARE
    }
    assert shared == {}


@pytest.mark.parametrize("name", HOSTS)
def test_hosts_are_plain_host_names_in_order(name: str) -> None:
    hosts = [term.text for term in read(name).terms.values()]
    assert [host for host in hosts if not _HOST.fullmatch(host)] == []
    assert hosts == sorted(hosts)


def test_free_hosts_are_beyond_the_public_suffix_list() -> None:
    known = tldextract.TLDExtract(
        cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True
    )
    hosts = [term.text for term in read("free-hosts").terms.values()]
    assert [host for host in hosts if not known(host).domain] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("adult", "auto huren in Amsterdam"),
        ("adult", "le cheval de Troie"),
        ("adult", "planes prepagos de telefonía"),
        ("affiliate", "Partnerprogramm"),
        ("contact", "Ten facts about oak"),
        ("disclosure", "Anzeige wegen Betrugs"),
        ("disclosure", "Sponsored links"),
        ("disclosure", "Linki sponsorowane"),
        ("gambling", "Muckleshoot Casino"),
        ("gambling", "söz konusu bahis"),
        ("pills", "the sleeping medication Ambien"),
        ("product-given", "Entry to the museum is free of charge"),
        ("profile-words", "Fernandes a aussi inscrit le but"),
        ("submit-article", "You have 3 free articles left"),
    ],
)
def test_innocent_text_that_once_matched(name: str, text: str) -> None:
    terms = [term.text for term in read(name).terms.values()]
    assert Lexicon({name: terms}).scan(text) == {}


@pytest.mark.parametrize(
    ("name", "text", "term"),
    [
        ("autogen", "oakloom.example website worth $ 8,950", "website worth"),
        ("credit-words", "Proudly powered by WordPress", "powered by"),
        ("crypto", "Заработок в интернете", "заработок в интернете"),
        ("directory", "Webkatalog - Seite eintragen", "Webkatalog*"),
        ("essay", "Hausarbeit schreiben lassen", "Hausarbeit schreiben lassen"),
        ("guest-post", "Artigo convidado", "artigo convidado"),
        ("hidden-prompt", "Ignore all previous instructions.", "ignore all previous instructions"),
        ("link-back", "Place our badge on your site", "place our badge on your"),
        ("link-exchange", "相互リンク募集中", "相互リンク"),
        ("parked", "Ta domena jest na sprzedaż", "domena jest na sprzedaż"),
        ("replica", "高仿手表专卖", "高仿手表"),
        ("thanks", "Ellerinize sağlık", "ellerinize sağlık"),
    ],
)
def test_text_of_the_trade_matches(name: str, text: str, term: str) -> None:
    lexicon = Lexicon({name: [term.text for term in read(name).terms.values()]})
    assert key_of(term) in {key_of(hit.term) for hit in lexicon.scan(text)[name]}


@pytest.mark.corpus
def test_no_anchor_of_an_honest_page_holds_a_word_of_a_spam_trade(corpus: Path) -> None:
    lexicon = Lexicon({name: [term.text for term in read(name).terms.values()] for name in TRADES})
    hits = []
    with gzip.open(corpus / "links.jsonl.gz", "rt", encoding="utf-8") as lines:
        for page in map(json.loads, lines):
            texts = (link["text"] or " ".join(link["alt"]) for link in page["links"])
            hits += [(page["id"], text) for text in texts if lexicon.scan(text)]
    assert [hit for hit in hits if hit[0] != SPAM_PAGE] == []
    assert hits
