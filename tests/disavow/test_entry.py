"""What a line of a disavow file says, and what is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.candidates.lines import Line
from backlinkspider.disavow.cover import Cover, host_entry
from backlinkspider.disavow.entry import Entry, read_line
from backlinkspider.disavow.url_line import MAX_URL
from backlinkspider.urls import CandidateError, parse_candidate


def read(text: str) -> tuple[str, list[str]]:
    """Return the spelling of the entry in *text* and ``column grade: message`` of each fault."""
    entry, problems = read_line(Line(7, text), "d.txt")
    assert all((one.file, one.line) == ("d.txt", 7) for one in problems)
    said = [f"{one.column} {one.level}: {one.message}" for one in problems]
    return entry.spelling if entry else "", said


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("domain:spam.test", "domain:spam.test"),
        ("domain:a.b.spam.test", "domain:a.b.spam.test"),
        ("domain:192.0.2.7", "domain:192.0.2.7"),
        ("domain:[2001:db8::1]", "domain:[2001:db8::1]"),
        ("domain:xn--bcher-kva.test", "domain:xn--bcher-kva.test"),
        ("domain:under_score.spam.test", "domain:under_score.spam.test"),
        ("domain:www.co.uk", "domain:www.co.uk"),
        ("http://spam.test/page", "http://spam.test/page"),
        ("https://spam.test/a?b=1&c=%20", "https://spam.test/a?b=1&c=%20"),
        ("https://spam.test:8443/dir/", "https://spam.test:8443/dir/"),
        ("https://spam.test/ü", "https://spam.test/%C3%BC"),
        ("https://spam.test/it's,so;", "https://spam.test/it's,so;"),
        ("", ""),
        ("   ", ""),
        ("# domain: x", ""),
        ("  #", ""),
        ("#domain:spam.test", ""),
    ],
)
def test_what_is_right_is_read_without_a_word(text: str, spelling: str) -> None:
    assert read(text) == (spelling, [])


RIGHT = "write domain:spam.test"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("domain: spam.test", "8 error: white space after 'domain:'"),
        ("domain:\tspam.test", "8 error: white space after 'domain:'"),
        ("Domain:spam.test", "1 error: the keyword is written in lower case"),
        ("domain spam.test", "1 error: the colon after 'domain' is missing"),
        ("domain=spam.test", "1 error: the colon after 'domain' is missing"),
        ("domain\uff1aspam.test", "1 error: the colon after 'domain' is missing"),
        ("domain :spam.test", "1 error: white space before the colon"),
        ("domians:spam.test", "1 error: 'domians' is no keyword, the only one is 'domain:'"),
        ("site:spam.test", "1 error: 'site' is no keyword, the only one is 'domain:'"),
        ("domain:https://spam.test", "8 error: a domain: line names a host, not a URL"),
        ("domain://spam.test", "8 error: a domain: line names a host, not a URL"),
        ("domain:spam.test/", "17 error: a domain: line ends with the name"),
        (
            "domain:spam.test/dir/",
            "17 error: paths can't be disavowed: name each page by its URL, or the whole site",
        ),
        ("domain:spam.test:80", "17 error: a domain: line names a host without a port"),
        ("domain:me@spam.test", "8 error: a domain: line names a host, no user or address"),
        ("domain:*.spam.test", "8 error: a domain: line covers what lies below it without '*'"),
        ("domain:.spam.test", "8 error: a domain: line covers what lies below it without '*'"),
        ("domain:spam.test.", "17 error: a dot at the end"),
        ('"domain:spam.test"', "1 error: quotes or commas around the entry"),
        ("domain:'spam.test',", "1 error: quotes or commas around the entry"),
        ("spam.test", "1 error: neither a URL nor a domain: line"),
        ("www.spam.test/", "1 error: neither a URL nor a domain: line"),
        ("*.spam.test", "1 error: neither a URL nor a domain: line"),
        ("spam.test:8080", "1 error: neither a URL nor a domain: line"),
    ],
)
def test_a_domain_written_otherwise_is_told_with_what_is_right(text: str, said: str) -> None:
    spelling, (told,) = read(text)
    assert spelling == ""
    assert told.startswith(said)
    assert told.endswith(f": {RIGHT}")


NO_SCHEME = "1 error: no URL begins so: write http:// or https://, as the page is known"
NO_ENTRY = "1 error: no entry: write domain:example.com or a page's URL; a comment begins with '#'"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("domain:", "8 error: domain: names no domain: write domain:example.com"),
        ("domain:spam.*", "8 error: '*' stands for nothing here: spam.* is no host"),
        ("domain:sp&m.test", "8 error: sp&m.test is no host name: write domain:example.com"),
        ("domain:127.1", "8 error: a number: write domain:127.0.0.1"),
        ("domain:spam.test a.test", "17 error: one entry a line: give what follows a line of its"),
        ("domain:spam.test # paid", "18 error: a comment stands on a line of its own, which"),
        (
            "spam.test/page",
            "1 error: a URL without its beginning: write https://spam.test/page (or",
        ),
        ("htp://spam.test/", NO_SCHEME),
        ("http:/spam.test/a", NO_SCHEME),
        ("hxxps://spam.test/", NO_SCHEME),
        ("ftp://spam.test/", "1 error: ftp: is no page: only http and https URLs have links"),
        ("mailto:a@spam.test", "1 error: mailto: is no page: only http and https URLs have"),
        ("http://http://spam.test/a", "8 error: the scheme stands there twice: write it once"),
        ("http://spam.test/a b", "19 error: white space inside the URL: write %20, or remove it"),
        ("http://spam.test/a http://a.test/", "19 error: one entry a line: give what follows a"),
        ('http://spam.test/a"', "1 error: quotes or commas around the entry: write http://spam."),
        ("http://", "1 error: no valid URL: write it as https://example.com/page"),
        ("http://spam..test/", "1 error: no host name has this form: 'spam..test'"),
        ("Wrote to their owners", NO_ENTRY),
        ("domains that never answered", NO_ENTRY),
        ("domain:spam\u200b.test", "12 error: a sign nobody sees, U+200B: remove it"),
    ],
)
def test_what_is_no_entry_is_told(text: str, said: str) -> None:
    spelling, (told,) = read(text)
    assert spelling == ""
    assert told.startswith(said)


@pytest.mark.parametrize(
    ("text", "spelling", "said"),
    [
        (
            "domain:SPAM.test",
            "domain:spam.test",
            "8 warning: write the name in lower case: domain:spam.test",
        ),
        (
            "domain:bücher.test",
            "domain:xn--bcher-kva.test",
            "8 warning: write the name in punycode: domain:xn--bcher-kva.test",
        ),
        (
            "domain:www.spam.test",
            "domain:www.spam.test",
            "8 warning: covers www.spam.test alone, not the site's other hosts: domain:spam.test",
        ),
        ("  domain:spam.test", "domain:spam.test", "1 warning: white space around the entry"),
        ("domain:spam.test\t", "domain:spam.test", "17 warning: white space around the entry"),
        (
            "HTTPS://Spam.test/A",
            "https://spam.test/A",
            "9 warning: write the host in lower case: spam.test",
        ),
        (
            "http://bücher.test/a",
            "http://xn--bcher-kva.test/a",
            "8 warning: write the host in punycode: xn--bcher-kva.test",
        ),
        (
            "http://spam.test/a#top",
            "http://spam.test/a",
            "19 warning: what follows '#' is part of no page's URL: write http://spam.test/a",
        ),
        ("http://u:p@spam.test/a", "http://spam.test/a", "8 warning: a user name: write the page"),
        (
            "http://www.spam.test/dir/*",
            "http://www.spam.test/dir/*",
            "26 warning: '*' stands for itself alone: name each page by its URL, or the whole",
        ),
        (
            "http://spam.test",
            "http://spam.test/",
            "1 note: covers the home page alone: the whole site is domain:spam.test",
        ),
        (
            "http://spam.test/a?id=1&utm_source=x&gclid=2",
            "http://spam.test/a?id=1&utm_source=x&gclid=2",
            "19 note: engines most likely know the page without utm_source, gclid",
        ),
    ],
)
def test_what_is_understood_but_could_be_written_better(
    text: str, spelling: str, said: str
) -> None:
    entry, (told,) = read(text)
    assert entry == spelling
    assert told.startswith(said)


def test_every_fault_of_a_line_is_told() -> None:
    spelling, said = read(" domain: HTTP://www.spam.test:80/page # gone")
    assert spelling == ""
    assert [one.split(":")[0] for one in said] == [
        "1 warning", "9 error", "10 error", "17 warning", "30 error", "33 error", "39 error",
    ]  # fmt: skip


def test_a_url_may_have_2048_characters() -> None:
    url = "http://spam.test/".ljust(MAX_URL, "a")
    assert read(url) == (url, [])
    assert read(f"{url}a") == (
        "",
        ["2049 error: 2,049 characters: a URL may have 2,048: disavow the domain instead"],
    )


def test_a_sign_before_a_comment_keeps_it_from_being_one() -> None:
    _, said = read("\ufeff# list")
    assert said == [
        "1 error: a comment begins with '#' and nothing before it",
        "1 error: a sign nobody sees, U+FEFF: remove it",
    ]


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_printable_words(text: str) -> None:
    line = text.replace("\n", " ")
    entry, problems = read_line(Line(1, line), "d.txt")
    assert all(one.message.isprintable() for one in problems)
    assert all(1 <= one.column <= len(line) + 1 for one in problems)
    blank = not line.strip() or line.strip().startswith("#")
    errors = [one for one in problems if one.level == "error"]
    assert (entry is None) == (blank or bool(errors))


@given(
    st.from_regex(r"(?:[a-z][a-z0-9-]{0,5}[a-z0-9]\.){1,3}(test|example|co\.uk)", fullmatch=True)
)
def test_a_domain_line_reads_back_as_it_is_spelt(host: str) -> None:
    try:
        parse_candidate(host)
    except CandidateError:
        return  # an xn-- that is no punycode
    entry, problems = read_line(Line(1, host_entry(host)), "d.txt")
    assert entry == Entry(1, 1, host_entry(host))
    assert [one.level for one in problems] == ["warning"] * host.startswith("www.")


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_serialised_url_is_an_entry_that_covers_itself(path: str, query: str) -> None:
    try:
        url = parse_candidate(f"https://spam.test/{path}?{query}").url
    except CandidateError:
        return
    entry, problems = read_line(Line(1, url), "d.txt")
    assert entry is not None, problems
    assert entry.spelling == url
    assert Cover([entry.spelling]).find(url) == url
