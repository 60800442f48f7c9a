"""The fields of what a crawl keeps of itself: ``pages``, ``hosts``, ``runs``."""

from __future__ import annotations

from typing import Final

from backlinkspider.fields.model import Described
from backlinkspider.fields.parts import CLAIMS, IDENTITY, PAGE, WRITER, below, redirects

_ID: Final = IDENTITY[0]

CANDIDATE: Final = (
    Described("url", "text", "the candidate", required=True),
    Described("kind", "text", "page or site"),
    Described("host", "text", "its host"),
    Described("domain", "text", "its registrable domain"),
    Described("outcome", "text", "how the visit ended; pending before", required=True),
    Described("detail", "text", "the outcome's reason in words"),
    Described("checked_at", "date", "when it was last looked at"),
    Described("looks", "objects", "each look, the last 100"),
    Described("looks.run", "text", "_id of the run"),
    Described("looks.at", "date", "when"),
    Described("looks.outcome", "text", "how it ended"),
    Described("looks.status", "number", "HTTP status"),
    Described("looks.whole", "boolean", "whether all of the page was read"),
)
QUEUED: Final = (
    Described("run", "text", "_id of the run it belongs to"),
    Described("taken_from", "text", "_id of the run it was taken over from"),
    Described("key", "text", "the owner that is asked one request a second, _id in hosts"),
    Described("turn", "number", "when its turn is: candidates of its domain before, or depth"),
    Described("rank", "number", "its importance, negated"),
    Described("seq", "number", "place in the input"),
    Described("source.file", "text", "file, or page, that named it"),
    Described("source.line", "number", "line in it"),
    Described("site", "text", "the site it was found on, null for a listed page"),
    Described("depth", "number", "clicks from the home page"),
    Described("attempts", "number", "visits that failed so far in this run"),
    Described("fetch_url", "text", "what is fetched next: after redirects to another owner"),
)

PAGES: Final = (
    *IDENTITY,
    *WRITER,
    *CANDIDATE,
    Described("links", "number", "live links to the target"),
    Described("expected", "number", "links that were there before and are not known to be lost"),
    Described("known", "number", "links it ever had, lost ones included"),
    *below(
        "mentions",
        ("", "objects", "where it names the target without a link, the first few"),
        (".term", "text", "the term of the target's file, or its address"),
        (".kind", "text", "brand, product or domain"),
        (".text", "text", "the words on the page"),
        (".place", "text", "title or text"),
        (".context", "text", "what stands round them"),
        (".span", "numbers", "where in the context they begin and end"),
    ),
    *PAGE,
    Described("page.redirectors.asked", "number", "redirectors of the page that were asked"),
    Described("page.redirectors.unresolved", "objects", "of which it is not known where they lead"),
    Described("page.redirectors.unresolved.url", "text", "the redirector"),
    Described("page.redirectors.unresolved.reason", "text", "why it is not known"),
    *CLAIMS,
    *QUEUED,
    *redirects("hops", "redirects so far"),
)

HOSTS: Final = (
    _ID,
    *WRITER,
    Described("owner", "text", "the process that visits it now, null where none does"),
    Described("beat", "number", "goes up while the owner lives"),
    Described("pending", "texts", "runs with pages to visit here"),
    Described("ready", "boolean", "whether it may be taken"),
    Described("round", "number", "visits so far"),
    Described("rank", "number", "its best page's importance, negated"),
    Described("next_at", "date", "not to be asked before"),
    Described("learnt.failures", "number", "failures in a row"),
    Described("learnt.failed_at", "date", "when it last failed"),
    Described("learnt.render.links", "number", "links that only rendering brought"),
    Described("learnt.render.nothing", "counts", "times in a row each reason brought nothing"),
)

RUNS: Final = (
    _ID,
    *WRITER,
    Described("spider", "text", "which spider", required=True),
    Described("targets", "texts", "the targets", required=True),
    Described("options", "objects", "the arguments as given"),
    Described("options.name", "text", "name"),
    Described("options.value", "text", "value"),
    Described("arguments", "text", "hash of the job: the same command has the same"),
    Described("number", "number", "runs of that job so far, this one included"),
    Described("state", "text", "running, interrupted or finished", required=True),
    Described("started_at", "date", "when it began"),
    Described("finished_at", "date", "when it ended, null while it has not"),
    Described("candidates", "number", "how many there are, null while they are read"),
    Described("added", "number", "candidates new to the store"),
    Described("known", "number", "candidates the store had"),
    Described("taken", "number", "candidates another run took over"),
    Described("found", "number", "pages found on sites"),
    Described("bad_lines", "number", "lines of the input that were no candidates"),
    Described("outcomes", "counts", "pages by outcome"),
    Described("links", "number", "live links"),
    Described("version", "text", "version of the program"),
    Described("rulesets", "objects", "the rules in force"),
    Described("rulesets.target", "text", "for this target"),
    Described("rulesets.revision", "text", "their revision"),
    Described("rendering", "objects", "pages rendered, an entry a process"),
    Described("rendering.by", "text", "the process"),
    Described("rendering.pages", "number", "pages it rendered"),
    Described("rendering.learnt_not", "number", "pages left plain, by what hosts taught"),
    Described("rendering.reasons", "objects", "why"),
    Described("rendering.reasons.name", "text", "the reason"),
    Described("rendering.reasons.given", "number", "times it was given"),
    Described("rendering.reasons.gained", "number", "times it showed more than plain HTML"),
    Described("beyond", "objects", "what was asked beyond the pages"),
    Described("beyond.name", "text", "for what"),
    Described("beyond.what", "text", "what was counted"),
    Described("beyond.count", "number", "how often"),
    Described("proof.folder", "text", "where proof is kept"),
    Described("proof.files", "number", "WARC files"),
    Described("proof.pages", "number", "pages kept"),
    Described("proof.records", "number", "records"),
    Described("proof.bytes", "number", "bytes"),
    Described("proof.unkept", "number", "pages with links that were not kept"),
    Described("proof.problem", "text", "why not"),
)
