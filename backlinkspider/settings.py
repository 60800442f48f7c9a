"""Every setting of the crawl, with its reason. Ours can also come from the environment."""

import os
from pathlib import Path

from backlinkspider import __version__

BOT_NAME = "backlinkspider"
SPIDER_MODULES = ["backlinkspider.spiders"]
NEWSPIDER_MODULE = "backlinkspider.spiders"
COMMANDS_MODULE = "backlinkspider.commands"

# --- Ours: what a user sets, by environment variable or -s NAME=VALUE ---------------------------

STORE_URI = os.environ.get("STORE_URI", "sqlite:///backlinks.db")
"""Where documents are kept: sqlite:///FILE or mongodb://HOST/DATABASE."""

CONTACT_URL = os.environ.get("CONTACT_URL", "")
"""A page that tells site owners who crawls them; must be set before leaving loopback."""

EGRESS_ALLOW = os.environ.get("EGRESS_ALLOW", "")
"""Networks allowed besides public addresses, such as 10.0.0.0/8 for an intranet."""

CONNECT_TO = os.environ.get("CONNECT_TO", "")
"""HOST:PORT=ADDRESS:PORT pairs, as curl's --connect-to; for tests and the demo."""

CHROMIUM = os.environ.get("CHROMIUM", "")
"""Path of the browser; found on PATH or taken from Playwright when empty."""

RENDER_TIMEOUT = 30  # seconds a rendered page may take in all
RENDER_TABS = 4  # pages open at once: more did not cost less a page
RENDER_MEMORY = 1024  # MiB one process of the browser may take: a page that eats more loses its tab
RENDER_RECYCLE = 200  # rendered pages after which the browser is replaced: a bound on its memory
RENDER_MAX_PAGES = int(os.environ.get("RENDER_MAX_PAGES", "500"))  # budget of rendered pages a run

LINK_PATH_MAX = (
    10  # requests a page for redirectors: a directory's click counter, not its every link
)
LINK_PATH_TOTAL = int(os.environ.get("LINK_PATH_TOTAL", "2000"))  # such requests a run
LINK_PATH_TIMEOUT = 30  # seconds until the path of a link is given up, waiting turns included
CLOAK_MAX_PAGES = int(os.environ.get("CLOAK_MAX_PAGES", "200"))  # budget of -a probe=cloaking a run

RULES_FOLDER = os.environ.get("RULES_FOLDER", str(Path(__file__).parent.parent / "rules"))
"""Where the rule files, lists, local changes and target files are."""

RANK_FILES = os.environ.get("RANK_FILES", "")
"""Rank lists of domains (Common Crawl, Tranco), with commas, read at the end of a run."""

BODY_LIMIT = 10 * 1024 * 1024
"""Bytes of a page that are read; a longer one is used as far as it came, marked truncated."""

PROOF_FOLDER = os.environ.get("PROOF_FOLDER", "")
"""Where pages with links are kept; empty: ``proof`` beside an SQLite store, else right here."""

PROOF_MAX_BYTES = int(os.environ.get("PROOF_MAX_BYTES", str(1024**3)))
"""Bytes of proof a run may write, 0 keeps none; of 122 real pages each took 25 KiB."""

FRONTIER_WINDOW = 160
"""Politeness keys visited at once: with 1 s delay and 0.2 s latency they keep 30 transfers busy."""

# --- Who we are ---------------------------------------------------------------------------------

USER_AGENT = f"backlinkspider/{__version__}"  # the spider adds CONTACT_URL

# --- Politeness ---------------------------------------------------------------------------------

ROBOTSTXT_OBEY = True  # by our own middleware: Scrapy's lets late waiters through
DOWNLOAD_DELAY = 1  # seconds between two requests to one owner
DOWNLOAD_DELAY_JITTER = 0  # the delay is a promise, not camouflage
CONCURRENT_REQUESTS = 256  # at least the frontier's window
CONCURRENT_REQUESTS_PER_DOMAIN = 1

# --- Time and size ------------------------------------------------------------------------------

DOWNLOAD_TIMEOUT = 30  # total seconds a plain request may take
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024  # unpacked; beyond it is a bomb: outcome too_large
DOWNLOAD_WARNSIZE = 0  # bodies are cut at BODY_LIMIT, a warning tells nothing more
DOWNLOAD_FAIL_ON_DATALOSS = False  # a body shorter than announced is used as far as it goes
CONCURRENT_ITEMS = 1  # Scrapy starts that many tasks a response; a page is one item
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 64 * 1024 * 1024  # items waiting for their write hold bodies
RETRY_ENABLED = False  # a failed look is an outcome; the next run looks again

# --- What goes out and what comes in ------------------------------------------------------------

TWISTED_DNS_RESOLVER = "backlinkspider.web.resolver.EgressResolver"
HTTPPROXY_ENABLED = False  # a proxy from the environment would bypass the egress gate
DOWNLOAD_HANDLERS = {
    "http": "backlinkspider.web.handler.WebDownloadHandler",
    "https": "backlinkspider.web.handler.WebDownloadHandler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
REQUEST_FINGERPRINTER_CLASS = "backlinkspider.web.fingerprint.RenderFingerprinter"
COOKIES_ENABLED = False  # no state is carried from site to site
REFERER_ENABLED = False  # where we came from is nobody's business
REDIRECT_ENABLED = False  # redirects are followed by the visit: another owner's lease comes first
METAREFRESH_ENABLED = False  # same
DOWNLOADER_STATS = False  # bytes and statuses are in the store; counting writes each request out
TELNETCONSOLE_ENABLED = False  # remote code on this host
REMOTE_CONTROL_ENABLED = False  # same

DOWNLOADER_MIDDLEWARES = {
    "backlinkspider.crawl.archive_middleware.ArchiveMiddleware": 10,
    "backlinkspider.web.egress_middleware.EgressMiddleware": 50,
    "backlinkspider.web.robots_middleware.RobotsMiddleware": 100,
    "backlinkspider.web.unpacking_middleware.UnpackingMiddleware": 590,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # every status is an outcome
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,  # ours never copies
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # would drop in silence
}
ITEM_PIPELINES = {
    "backlinkspider.pipelines.filter.FilterPipeline": 100,
    "backlinkspider.pipelines.classify.ClassifyPipeline": 200,
    "backlinkspider.pipelines.evidence.EvidencePipeline": 300,
    "backlinkspider.pipelines.store.StorePipeline": 400,
}

# --- What is said -------------------------------------------------------------------------------

EXTENSIONS = {"backlinkspider.crawl.progress.Progress": 500}
LOG_LEVEL = "WARNING"
LOG_FORMATTER = "backlinkspider.crawl.log_format.PageLogFormatter"  # never a whole page's text
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
FEED_EXPORT_ENCODING = "utf-8"  # for those who add -o: anchors are in every script
