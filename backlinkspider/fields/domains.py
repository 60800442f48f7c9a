"""The fields of ``domains``: what all links of a referring domain come to."""

from __future__ import annotations

from typing import Final

from backlinkspider.fields.model import Described
from backlinkspider.fields.parts import ACTION, IDENTITY, WORTH, below

DOMAINS: Final = (
    *IDENTITY,
    Described("v", "number", "version: 1, then one more with each change"),
    Described("domain", "text", "the referring domain", required=True),
    Described("run", "text", "_id of the crawl it followed, null for scrapy domains --refresh"),
    Described("at", "date", "when it was appraised"),
    *below(
        "links",
        (".total", "number", "links from it"),
        (".live", "number", "those that are live"),
        (".lost", "number", "those that are lost"),
        (".unknown", "number", "those of which it is not known"),
        (".followed", "number", "live links that are followed"),
        (".passing", "number", "live links that pass credit"),
        (".folded", "number", "live links, a site-wide one counted once"),
    ),
    Described("pages", "number", "pages with links"),
    Described("follow_share", "number", "followed links as share of the live ones"),
    Described("sitewide", "boolean", "whether a link stands on most of its pages"),
    Described("anchors", "objects", "its most frequent anchor texts"),
    Described("anchors.text", "text", "the text"),
    Described("anchors.links", "number", "links with it"),
    Described("anchor_classes", "counts", "links by class of anchor"),
    Described("regions", "counts", "links by part of the page"),
    Described("rels", "counts", "links by rel"),
    Described("languages", "counts", "links by language of their page"),
    Described("ips", "texts", "its addresses"),
    Described("subnets", "texts", "their networks"),
    Described("ids", "texts", "analytics and advertising accounts"),
    Described("tld", "text", "top-level domain"),
    Described("rules", "objects", "rules that fired, the gravest first"),
    Described("rules.rule", "text", "id of the rule"),
    Described("rules.level", "text", "link, page or domain"),
    Described("rules.severity", "text", "note, low, medium, high or critical"),
    Described("rules.links", "number", "links it flagged"),
    Described("rules.message", "text", "what a rule about domains says"),
    Described("severity", "text", "that of the gravest rule"),
    Described("risk.score", "number", "the capped sum of the rules' scores"),
    Described("risk.band", "text", "the risk in a word"),
    Described("risk.open", "number", "what is left of it after verdicts and the disavow list"),
    *WORTH,
    *ACTION,
    Described("disavowed", "text", "the entry of the disavow list that covers it"),
    Described("sources", "texts", "tools whose imports name it"),
    Described("first_seen", "date", "when a crawl first saw a link from it"),
    Described("last_seen", "date", "when a crawl last did"),
    Described("history.new", "counts", "links by the ISO week they came"),
    Described("history.lost", "counts", "links by the ISO week they were lost"),
)
