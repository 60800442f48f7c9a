"""The fields of ``domains``: a target's links by referring domain."""

from __future__ import annotations

from typing import Final

from backlinkspider.fields.model import Described
from backlinkspider.fields.parts import IDENTITY, WORTH, WRITER, below

DOMAINS: Final = (
    *IDENTITY,
    *WRITER,
    Described("domain", "text", "the referring domain", required=True),
    Described("run", "text", "_id of the crawl it followed, null for scrapy domains --refresh"),
    Described("at", "date", "when its links were last appraised"),
    *below(
        "links",
        (".total", "number", "links it has or had"),
        (".live", "number", "those that are there"),
        (".lost", "number", "those that are lost"),
        (".unknown", "number", "those of which that is not known"),
        (".followed", "number", "live links whose rel does not keep engines from following"),
        (".passing", "number", "live links that pass credit"),
        (".folded", "number", "live links, what a template repeats counted once"),
    ),
    Described("pages", "number", "pages that have or had links"),
    Described("follow_share", "number", "share of live links that are followed"),
    Described("sitewide", "boolean", "whether a link stands in the template of five pages or more"),
    Described("anchors", "objects", "the most used anchor texts"),
    Described("anchors.text", "text", "the text"),
    Described("anchors.links", "number", "links with it, of those that are not lost"),
    Described("anchor_classes", "counts", "links by anchor class, of those that are not lost"),
    Described("regions", "counts", "the same by part of the page"),
    Described("rels", "counts", "the same by what their rel qualifies, or none"),
    Described("languages", "counts", "the same by language of their page"),
    Described("tld", "text", "top-level domain, null for an address"),
    Described("ips", "texts", "addresses its pages came from"),
    Described("subnets", "texts", "their networks: /24, /48"),
    Described("ids", "texts", "identifiers of advertisers and analytics on its pages"),
    *below(
        "rules",
        ("", "objects", "rules that fired, worst first"),
        (".rule", "text", "id of the rule"),
        (".level", "text", "link, page, domain or profile"),
        (".severity", "text", "its severity"),
        (".links", "number", "links it fired on"),
        (".message", "text", "what a rule about domains says"),
    ),
    Described("severity", "text", "the worst of these"),
    Described("risk.score", "number", "capped sum of the scores"),
    Described("risk.band", "text", "its band"),
    Described("risk.open", "number", "what is left without links judged ok and disavowed ones"),
    *WORTH,
    Described("disavowed", "text", "the entry of the disavow list that covers it"),
    Described("sources", "texts", "tools whose imports name it"),
    Described("first_seen", "date", "when a crawl first saw a link of it"),
    Described("last_seen", "date", "when a crawl last saw one"),
    Described("history.new", "counts", "links new by ISO week"),
    Described("history.lost", "counts", "links lost by ISO week"),
)
