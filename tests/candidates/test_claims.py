"""What each export claims, by its own header and quirks."""

# ruff: noqa: E501 - rows of exports are as long as they are
from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.candidates import BadLine, Candidate, CandidateFileError, read
from backlinkspider.candidates.claim import Claim
from backlinkspider.candidates.layout import LayoutFile, layout_of, layouts
from backlinkspider.yamlfile.errors import FileErrors

if TYPE_CHECKING:
    from pathlib import Path

AHREFS = "Referring page title,Referring page URL,Language,Platform,Referring page HTTP code,Domain rating,UR,Domain traffic,Referring domains,Linked domains,External links,Page traffic,Keywords,Target URL,Left context,Anchor,Right context,Redirect Chain URLs,Redirect Chain status codes,Type,Is spam,Content,Nofollow,UGC,Sponsored,Rendered,Raw,Lost status,Drop reason,Discovered status,First seen,Last seen,Lost,Author,Page type,Page category,Links in group"
SEMRUSH = "Page ascore,Source title,Source url,Target url,Anchor,External links,Internal links,Nofollow,Sponsored,Ugc,Text,Frame,Form,Image,Sitewide,First seen,Last seen,New link,Lost link"
SEMRUSH_OLD = "Page score,Page trust score,Source title,Source url,Target url,Anchor,External links,Internal links,Nofollow,Frame,Form,Image,Sitewide,First seen,Last seen"
SEMRUSH_SNAKE = "page_ascore,source_title,source_url,target_url,anchor,external_links,internal_links,nofollow,first_seen,last_seen"
MAJESTIC = "Target URL,Source URL,Anchor Text,Source Crawl Date,Source First Found Date,FlagNoFollow,FlagImageLink,FlagRedirect,FlagFrame,FlagOldCrawl,FlagAltText,FlagMention,SourceCitationFlow,SourceTrustFlow,TargetCitationFlow,TargetTrustFlow,SourceTopicalTrustFlow_Topic_0,SourceTopicalTrustFlow_Value_0,RefDomainTopicalTrustFlow_Topic_0,RefDomainTopicalTrustFlow_Value_0"
MOZ = "URL,Title,Anchor Text,Spam Score,Page Authority,Domain Authority,Number of Domains Linking to this Page,Number of Domains Linking to Domain,Origin,Target URL,Link Equity,No Link Equity,Only rel=nofollow,Only follow,301"
FROG = '"Type","Source","Destination","Size (Bytes)","Alt Text","Anchor","Status Code","Status","Follow","Target","Rel","Path Type","Link Path","Link Position","Link Origin"'
P, T = "https://p.example/x", "https://t.example/y"


def rows(content: str | bytes) -> list[Candidate | BadLine]:
    data = content if isinstance(content, bytes) else content.encode()
    return list(read(io.BytesIO(data), "f"))


def claims(content: str | bytes) -> list[dict[str, Any]]:
    """Return what is claimed, without file and row."""
    found = []
    for row in rows(content):
        assert isinstance(row, Candidate), row
        said = row.claim.document() if row.claim else {}
        found.append({k: v for k, v in said.items() if k not in {"file", "row"}})
    return found


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "claim"),
    [
        pytest.param(
            f'{AHREFS}\nTitle,{P},en,"ecommerce, wordpress",200,72,4.5,1000,5,6,7,8,9,{T},left,oak tables,right,https://t.example/old,301,text,false,true,true,false,true,true,true,removedfromhtml,,pagefound,2025-03-04 05:06:07,2026-01-02 03:04:05,2026-02-03 04:05:06,Ann,blog,a;b,1\n',
            {
                "tool": "ahrefs",
                "target": T,
                "linked": "https://t.example/old",
                "anchor": "oak tables",
                "type": "text",
                "rel": ["nofollow", "sponsored"],
                "follow": False,
                "first_seen": day(2025, 3, 4),
                "last_seen": day(2026, 1, 2),
                "lost_at": day(2026, 2, 3),
                "lost_reason": "removedfromhtml",
                "scores": {"domain_rating": 72, "url_rating": 4.5, "domain_traffic": 1000, "page_traffic": 8, "referring_domains": 5},
            },
            id="ahrefs",
        ),
        pytest.param(
            ("\ufeffReferring page title\tReferring page URL\tDomain rating\tAnchor\tFirst seen\n"
             f"Title\t{P}\t72\toak\t2025-03-04T05:06:07Z\n").encode("utf-16-le"),
            {"tool": "ahrefs", "anchor": "oak", "first_seen": day(2025, 3, 4), "scores": {"domain_rating": 72}},
            id="ahrefs, UTF-16 with tabs",
        ),
        pytest.param(
            f'{SEMRUSH}\n35,Title,{P},{T},oak,"13,510",3,TRUE,FALSE,TRUE,TRUE,FALSE,FALSE,FALSE,FALSE,3/4/26,9/28/26,FALSE,FALSE\n',
            {
                "tool": "semrush",
                "target": T,
                "anchor": "oak",
                "type": "text",
                "rel": ["nofollow", "ugc"],
                "follow": False,
                "first_seen": day(2026, 3, 4),
                "last_seen": day(2026, 9, 28),
                "scores": {"page_authority_score": 35},
            },
            id="semrush",
        ),
        pytest.param(
            f"{SEMRUSH.replace('Nofollow', 'Nofollow ')}\n35,Title,{P},{T},oak,1,3,false,false,false,true,false,false,false,false,,,false,false\n",
            {"tool": "semrush", "target": T, "anchor": "oak", "type": "text", "rel": [], "follow": True, "scores": {"page_authority_score": 35}},
            id="semrush, a trailing space in the header",
        ),
        pytest.param(
            f"\ufeff{SEMRUSH_OLD}\n35,20,Title,{P},{T},,1,3,true,false,false,true,false,2020-01-02,2020-03-04\n",
            {
                "tool": "semrush",
                "target": T,
                "anchor": "",
                "type": "image",
                "rel": ["nofollow"],
                "follow": False,
                "first_seen": day(2020, 1, 2),
                "last_seen": day(2020, 3, 4),
                "scores": {"page_authority_score": 35, "page_trust_score": 20},
            },
            id="semrush, old",
        ),
        pytest.param(
            f"{MAJESTIC}\n{T},{P},oak tables,2026-05-06,2019-03-04,+,,,,,,,31,28,40,41,Home/Furniture,20,Home,10\n",
            {
                "tool": "majestic",
                "target": T,
                "anchor": "oak tables",
                "rel": ["nofollow"],
                "follow": False,
                "first_seen": day(2019, 3, 4),
                "last_seen": day(2026, 5, 6),
                "scores": {"trust_flow": 28, "citation_flow": 31},
            },
            id="majestic",
        ),
        pytest.param(
            f"{SEMRUSH}\n35,Title,{P},{T},oak,1,3,false,false,false,true,false,false,false,false,2026-03-04,2026-03-05,false,true\n",
            {
                "tool": "semrush",
                "target": T,
                "anchor": "oak",
                "type": "text",
                "rel": [],
                "follow": True,
                "first_seen": day(2026, 3, 4),
                "last_seen": day(2026, 3, 5),
                "lost": True,
                "scores": {"page_authority_score": 35},
            },
            id="semrush, lost without a day",
        ),
        pytest.param(
            f'Source title,Source url,Target url,Anchor,Toxicity Score,Toxic markers,First seen,Last seen,Nofollow\nTitle,{P},{T},oak,45,"a, b",2026-03-04,2026-03-05,true\n',
            {
                "tool": "semrush",
                "target": T,
                "anchor": "oak",
                "rel": ["nofollow"],
                "follow": False,
                "first_seen": day(2026, 3, 4),
                "last_seen": day(2026, 3, 5),
                "scores": {"toxicity_score": 45},
            },
            id="semrush, backlink audit",
        ),
        pytest.param(
            f"Referring page title,Referring page URL,Anchor and target URL,HTTP status code\nTitle,{P},oak tables {T},200\n",
            {"tool": "ahrefs", "target": T, "anchor": "oak tables"},
            id="ahrefs, anchor and target in one cell",
        ),
        pytest.param(
            f"{MAJESTIC}\n{T},{P},,2026-05-06,2019-03-04,,,,,,,Mention,31,28,40,41,,,,\n",
            {
                "tool": "majestic",
                "target": T,
                "anchor": "",
                "type": "mention",
                "rel": [],
                "follow": True,
                "first_seen": day(2019, 3, 4),
                "last_seen": day(2026, 5, 6),
                "scores": {"trust_flow": 28, "citation_flow": 31},
            },
            id="majestic, a mention that is no link",
        ),
        pytest.param(
            f'{{"SourceURL":"{P}","TargetURL":"{T}","AnchorText":"oak","FirstIndexedDate":"2019-03-04","LastSeenDate":"2026-05-06","DateLost":"","ReasonLost":"","FlagRedirect":0,"FlagNoFollow":0,"FlagImages":1,"FlagDeleted":1,"SourceTrustFlow":28,"SourceCitationFlow":31}}\n',
            {
                "tool": "majestic",
                "target": T,
                "anchor": "oak",
                "type": "image",
                "rel": [],
                "follow": True,
                "first_seen": day(2019, 3, 4),
                "last_seen": day(2026, 5, 6),
                "lost": True,
                "scores": {"trust_flow": 28, "citation_flow": 31},
            },
            id="majestic, the API's lines, where 0 is no",
        ),
        pytest.param(
            f"{MAJESTIC}\n{T},{P},oak,2026-05-06,2019-03-04,,,,,,,,31,28\n",
            {
                "tool": "majestic",
                "target": T,
                "anchor": "oak",
                "rel": [],
                "follow": True,
                "first_seen": day(2019, 3, 4),
                "last_seen": day(2026, 5, 6),
                "scores": {"trust_flow": 28, "citation_flow": 31},
            },
            id="majestic, a short row",
        ),
        pytest.param(
            f"Open Site Explorer\nInbound links\nt.example\nAll\n2026-01-02\n\n{MOZ}\np.example/x,Title,oak,5,40,50,1,2,crawl,t.example/y,Yes,No,Yes,No,No\n",
            {
                "tool": "moz",
                "target": "t.example/y",
                "anchor": "oak",
                "rel": ["nofollow"],
                "follow": False,
                "scores": {"page_authority": 40, "domain_authority": 50, "spam_score": 5},
            },
            id="moz, below a preamble, no schemes",
        ),
        pytest.param(
            f"Link Explorer\nTarget,t.example\nSite,https://t.example/\nDate,2026-01-02\nURL,Title\n\n{MOZ}\np.example/x,Title,oak,5,40,50,1,2,crawl,t.example/y,No,Yes,No,Yes,Yes\n",
            {
                "tool": "moz",
                "target": "t.example/y",
                "anchor": "oak",
                "type": "redirect",
                "rel": [],
                "follow": True,
                "scores": {"page_authority": 40, "domain_authority": 50, "spam_score": 5},
            },
            id="moz, below a preamble that names columns",
        ),
        pytest.param(
            f"Linking page,Last crawled\n{P},Sep 21, 2026\n",
            {"tool": "search_console", "last_seen": day(2026, 9, 21)},
            id="search console, a date that nobody quoted",
        ),
        pytest.param(
            f"Linking page,Last crawled\n{P},2026-09-28\n",
            {"tool": "search_console", "last_seen": day(2026, 9, 28)},
            id="search console, latest links",
        ),
        pytest.param(
            f'Linking page,Last crawled\n{P},"Sep 15, 2026"\n',
            {"tool": "search_console", "last_seen": day(2026, 9, 15)},
            id="search console, written month",
        ),
        pytest.param(f"Linking page\n{P}\n", {"tool": "search_console"}, id="search console, more sample links"),
        pytest.param(
            'Site,Linking pages,Target pages\np.example,"1,240",3\n',
            {"tool": "search_console", "scores": {"linking_pages": 1240, "target_pages": 3}},
            id="search console, sites",
        ),
        pytest.param(
            'אתר,דפים מקשרים,דפי יעד\np.example,"1,240",3\n',
            {"tool": "search_console", "scores": {"linking_pages": 1240, "target_pages": 3}},
            id="search console, sites in Hebrew",
        ),
        pytest.param(
            f'\ufeff"Source Url","Anchor text","Target Url"\n"{P}","oak ""tables""","{T}"\n',
            {"tool": "bing", "target": T, "anchor": 'oak "tables"'},
            id="bing, pages",
        ),
        pytest.param(
            '\ufeff"Domain","Backlinks Count"\n"p.example","12"\n',
            {"tool": "bing", "scores": {"backlinks": 12}},
            id="bing, domains",
        ),
        pytest.param(
            f'"All Inlinks"\n{FROG}\n"Hyperlink","{P}","{T}","0","","oak","200","OK","true","","noopener nofollow","Absolute","//a","Footer","HTML"\n',
            {"tool": "screaming_frog", "target": T, "anchor": "oak", "rel": ["noopener", "nofollow"], "follow": True},
            id="screaming frog",
        ),
        pytest.param(
            f"url_from,url_to,title,anchor,alt,nofollow,image,image_source,inlink_rank,domain_inlink_rank,first_seen,last_visited\n{P},{T},t,,a picture,1,1,x,3,40,2020-01-02,2021-01-02\n",
            {
                "tool": "se_ranking",
                "target": T,
                "anchor": "a picture",
                "type": "image",
                "rel": ["nofollow"],
                "follow": False,
                "first_seen": day(2020, 1, 2),
                "last_seen": day(2021, 1, 2),
                "scores": {"inlink_rank": 3, "domain_inlink_rank": 40},
            },
            id="se ranking",
        ),
        pytest.param(
            f"Link Partner - Name,Link Partner - Domain,Linking from,Linking To,Anchor Text,Sitewide Link?,Acquisition Method\nAnn,p.example,{P},{T},oak,No,Purchase\n",
            {"tool": "buzzstream", "target": T, "anchor": "oak", "acquired": "Purchase"},
            id="buzzstream",
        ),
        pytest.param(
            f"# created by LinkChecker\nurlname;parentname;base;result;warningstring;infostring;valid;url;line;column;name;dltime;size;checktime;cached;level;modified\n/y;{P};;200 OK;;;True;{T};1;2;oak;0.1;10;0.1;0;1;\n",
            {"tool": "linkchecker", "target": T, "anchor": "oak"},
            id="linkchecker",
        ),
        pytest.param(
            f"backlink,status_code,is_doFollow,is_exist,target_url,position,anchor_text,anchor_type\n{P},403,True,False,{T},1,\"oak\n tables\",text\n",
            {"tool": "table", "target": T, "anchor": "oak\n tables", "follow": True},
            id="another tool's table, an anchor of two lines",
        ),
        pytest.param(
            f"link,anchor text,trust flow,citation flow\n{P},{T},1,2\n",
            {"tool": "table", "target": T},
            id="a target in the column of anchors",
        ),
        pytest.param(
            f'{{"url_from": "{P}", "url_to": "{T}", "first_seen": 1700000000, "last_visited": 1700000000000}}\n',
            {"tool": "se_ranking", "target": T, "first_seen": day(2023, 11, 14), "last_seen": day(2023, 11, 14)},
            id="seconds since 1970",
        ),
        pytest.param(
            f"page,expect_target,expect_anchor,expect_rel\n{P},{T},Oakwell,\"sponsored, nofollow\"\n",
            {"tool": "table", "expect_target": T, "expect_anchor": "Oakwell", "expect_rel": ["sponsored", "nofollow"]},
            id="agreed placements",
        ),
        pytest.param(f"page,note\n{P},x\n", {}, id="a table that claims nothing"),
        pytest.param(
            f'{{"source_url": "{P}", "target_url": "{T}", "anchor": "oak", "nofollow": true, "first_seen": "2020-01-02", "page_ascore": 12}}\n',
            {
                "tool": "semrush",
                "target": T,
                "anchor": "oak",
                "rel": ["nofollow"],
                "follow": False,
                "first_seen": day(2020, 1, 2),
                "scores": {"page_authority_score": 12},
            },
            id="JSON lines",
        ),
    ],
)  # fmt: skip
def test_what_an_export_claims(content: str | bytes, claim: dict[str, Any]) -> None:
    assert claims(content) == [claim]


def test_spellings_of_an_address_and_rows_twice() -> None:
    content = (
        "Linking page\nhttps://xn--mbelfreunde-rfb.example/\nmöbelfreunde.example\np.example/x\n"
        f"{P}\n{P}\nhttps://p.example/a b@c\n"
    )
    assert [row.url for row in rows(content) if isinstance(row, Candidate)] == [
        "https://xn--mbelfreunde-rfb.example/",
        "https://xn--mbelfreunde-rfb.example/",
        P,
        P,
        P,
        "https://p.example/a%20b@c",
    ]


def test_a_crawler_s_lines_are_pages() -> None:
    """The tool advertools joins a page's links by @@: the page is the candidate, none of them is claimed."""
    line = f'{{"url": "{P}", "links_url": "{T}@@https://b.example/", "links_text": "oak@@b"}}'
    (row,) = rows(line)
    assert isinstance(row, Candidate)
    assert (row.url, row.claim) == (P, None)


def test_file_and_row_are_kept() -> None:
    (row,) = rows(f"Linking page,Last crawled\n\n{P},2026-09-28\n")
    assert isinstance(row, Candidate)
    assert row.claim == Claim(tool="search_console", file="f", row=3, last_seen=date(2026, 9, 28))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            f"{SEMRUSH_SNAKE}\n35,Title,{P},{T},oak,1,3,true,false,2020-01-02\n",
            "columns have slipped: 'first_seen' holds 'false', a yes or no",
        ),
        (
            f"{SEMRUSH_SNAKE}\n35,Title,{P},3,oak,1,3,true,2020-01-01,2020-01-02\n",
            "columns have slipped: 'target_url' holds '3', a number",
        ),
        (
            f"{SEMRUSH_SNAKE}\n{T},Title,{P},{T},oak,1,3,true,2020-01-01,2020-01-02\n",
            f"columns have slipped: 'page_ascore' holds '{T}', a URL",
        ),
        (
            f"{SEMRUSH_SNAKE}\n35,Title,{P},oak tables,{T},1,3,true,2020-01-01,2020-01-02\n",
            "columns have slipped: 'target_url' holds 'oak tables', words",
        ),
        (
            f"{MAJESTIC}\n{T},{P},oak, and elm,2026-05-06,2019-03-04,,,,,,,,31,28\n",
            "columns have slipped: 'FlagNoFollow' holds '2019-03-04', a date",
        ),
        (
            f'{{"source_url": "{P}", "target_url": "{T}", "title": "", "anchor": "a", "nofollow": "2020-01-02", "source title": ""}}\n',
            "columns have slipped: 'nofollow' holds '2020-01-02', a date",
        ),
    ],
)
def test_slipped_columns_are_refused(content: str, reason: str) -> None:
    (row,) = rows(content)
    assert isinstance(row, BadLine)
    assert row.reason == reason


def test_the_order_of_days_comes_from_the_rows_around() -> None:
    content = f"Linking page,Last crawled\n{P},03/04/2026\n{P}2,28/09/2026\n"
    assert [claim["last_seen"] for claim in claims(content)] == [day(2026, 4, 3), day(2026, 9, 28)]


def test_a_day_that_could_be_two_is_not_claimed() -> None:
    assert claims(f"Linking page,Last crawled\n{P},03/04/2026\n") == [{"tool": "search_console"}]


def test_a_column_of_any_table_may_hold_words() -> None:
    """Only of an export that is known is it known what a column called Target holds."""
    assert claims(f"page,Target\n{P},_blank\n") == [{"tool": "table", "target": "_blank"}]


def test_comments_of_an_export_are_passed_over() -> None:
    head = "# created by LinkChecker\nurlname;parentname;url;name\n"
    found = rows(f"{head}/y;{P};{T};oak\n# Stopped checking\n")
    assert [row.line for row in found] == [3]


def test_rows_that_are_no_links_are_passed_over() -> None:
    """Screaming Frog lists scripts and style sheets too, in rows one cell shorter."""
    head = '"All Outlinks"\n"Type","Source","Destination","Alt Text","Anchor","Status Code","Status","Follow"\n'
    style = f'"CSS","{P}","https://t.example/a.css","","","200","OK"\n'
    link = f'"HREF","{P}","{T}","","oak","200","OK","true"\n'
    found = rows(head + style + link)
    assert [row.line for row in found] == [4]


def test_a_new_export_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "table.yaml").write_text("tool: table\nheader: []\ncolumns: {}\n")
    (tmp_path / "mine.yaml").write_text(
        "tool: mine\nheader: [Verweisende Seite]\ncolumns: {page: [Verweisende Seite], anchor: [Ankertext]}\n"
    )
    known = layouts(tmp_path)
    layout = layout_of(["Ankertext", "verweisende_seite"], known)
    assert (layout.file.tool, layout.columns) == ("mine", {"page": 1, "anchor": 0})
    content = f"Ankertext;Verweisende Seite;Datum\noak;{P};2026-01-02\n"
    with pytest.raises(CandidateFileError, match="no known column among Ankertext"):
        rows(content)
    monkeypatch.setattr("backlinkspider.candidates.layout.layouts", lambda: known)
    assert claims(content) == [{"tool": "mine", "anchor": "oak"}]


def test_a_layout_with_mistakes_names_them(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "tool: mine\nheader: [A]\ncolumns: {pages: [A]}\ndate: dmy\n"
    )
    with pytest.raises(FileErrors) as caught:
        layouts(tmp_path)
    assert [str(problem) for problem in caught.value.problems][-1] == (
        "layouts/mine.yaml:4:1: unknown key 'date' in file (did you mean 'dates'?)"
    )


def test_every_layout_is_told_by_its_own_header() -> None:
    for name, layout in layouts().items():
        if layout.header:
            names = [*layout.header, *layout.any]
            assert layout_of(names).file is layout, name


def test_every_layout_but_the_last_names_the_page() -> None:
    without = {name for name, one in layouts().items() if "page" not in one.columns}
    assert without == {"table"}
    assert all(isinstance(one, LayoutFile) for one in layouts().values())
