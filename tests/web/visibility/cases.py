"""Pages with one link each that visitors see, don't see, or can bring up, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

URL: Final = "https://shop.example/"
PAGE: Final = """<!doctype html><html lang=en><meta charset=utf-8><title>The allotment</title>
<meta name=viewport content="width=device-width">
<style>body{{margin:20px;font:16px/1.5 sans-serif;background:#fff;color:#222}}{css}</style>
<body><h1>The allotment in October</h1><p>The last beans are in, and the beds lie under cardboard until
spring comes back. Leaf mould went onto the asparagus, and the bonfire is built.</p>
{body}<p>Next month we prune the apples and the pears, and repair what the wind has taken.</p>{end}"""


@dataclass(frozen=True, slots=True)
class Case:
    """A page, what the probe must say of its link, and what a visitor does before looking."""

    html: str
    state: Literal["visible", "hidden", "exempt"]
    reason: str = ""
    does: str = ""
    """A script in a visitor's place: scrolls, closes a notice."""
    pixels: bool = True
    """Whether the second oracle can tell: not of an area, whose image stays, nor of letters that
    can't be read on a coloured box of their own."""


def page(body: str, css: str = "", end: str = "") -> str:
    return PAGE.format(body=body, css=css, end=end)


def link(attributes: str = "", inside: str = "oak tables by hand") -> str:
    return f'<a href="{URL}" {attributes}>{inside}</a>'


# What is set on an element, and the reason the probe must give.
WAYS: Final = {
    "display none": ("display:none", "display_none"),
    "visibility": ("visibility:hidden", "visibility_hidden"),
    "visibility collapse": ("visibility:collapse", "visibility_hidden"),
    "opacity": ("opacity:0", "opacity_zero"),
    "opacity small": ("opacity:.02", "opacity_zero"),
    "filter": ("filter:opacity(0)", "opacity_zero"),
    "font size 0": ("font-size:0", "tiny"),
    "font size 1": ("font-size:1px", "tiny"),
    "zero box": ("display:block;width:0;height:0;overflow:hidden", "zero_box"),
    "one pixel box": ("display:block;width:1px;height:1px;overflow:hidden", "zero_box"),
    "max-height 0": ("display:block;max-height:0;overflow:hidden", "zero_box"),
    "overflow clip": ("display:block;height:0;overflow:clip", "zero_box"),
    "padded away": (
        "display:block;height:20px;overflow:hidden;padding-top:0;line-height:20px;text-indent:3000px",
        "overflow",
    ),
    "clip": ("position:absolute;clip:rect(0,0,0,0)", "clip"),
    "clip-path inset": ("display:block;clip-path:inset(50%)", "clip"),
    "clip-path circle": ("display:block;clip-path:circle(0)", "clip"),
    "clip-path polygon": ("display:block;clip-path:polygon(0 0,0 0,0 0)", "clip"),
    "left": ("position:absolute;left:-9999px", "offscreen"),
    "top": ("position:absolute;top:-9999px", "offscreen"),
    "right": ("position:absolute;left:99999px;white-space:nowrap", "offscreen"),
    "bottom": ("position:absolute;top:99999px", "offscreen"),
    "fixed": ("position:fixed;top:-500px", "offscreen"),
    "fixed right": ("position:fixed;left:110vw", "offscreen"),
    "margin": ("display:block;margin-left:-9999px;width:300px", "offscreen"),
    "translate": ("display:block;transform:translateX(-9999px)", "offscreen"),
    "text-indent": ("display:block;text-indent:-9999px;overflow:hidden", "text_indent"),
    "text-indent free": ("display:block;text-indent:-9999px", "text_indent"),
    "same colour": ("color:#fff;text-decoration-color:#fff", "same_colour"),
    "near colour": ("color:#f0f0f0;text-decoration:none", "same_colour"),
    "transparent": ("color:transparent", "same_colour"),
    "nearly transparent": ("color:rgba(0,0,0,.03)", "same_colour"),
    "fill colour": ("-webkit-text-fill-color:#fff;text-decoration:none", "same_colour"),
    "own background": ("color:#123;background:#123;text-decoration:none", "same_colour"),
    "gradient of one": (
        "color:#fff;text-decoration:none;background:linear-gradient(#fff,#fefefe)",
        "same_colour",
    ),
    "scale": ("display:inline-block;transform:scale(0)", "zero_box"),
    "scale small": ("display:inline-block;transform:scale(.1)", "tiny"),
    "turned away": ("display:inline-block;transform:rotateX(90deg)", "zero_box"),
    "z-index": ("position:relative;z-index:-1", "covered"),
    "content-visibility": ("display:block;content-visibility:hidden", "content_visibility"),
}
OWN: Final = {"own background", "gradient of one"}
"""Ways that need the link's own box."""

PLACES: Final = ("inline", "sheet", "media", "script", "ancestor")
"""From where a way is set."""

INHERIT: Final = "color:inherit;-webkit-text-fill-color:inherit;text-decoration:inherit"
COVERING: Final = "main{background:#fff;display:block}"


def _hidden() -> dict[str, Case]:
    """Each way by inline style, style sheet, media query, script and from an ancestor."""
    found: dict[str, Case] = {}
    for name, (way, reason) in WAYS.items():
        covering = COVERING if name == "z-index" else ""
        bodies = {
            "inline": (link(f'style="{way}"'), "", ""),
            "sheet": (link("class=q"), f".q{{{way}}}", ""),
            "media": (link("class=q"), f"@media (min-width:300px){{p .q{{{way}}}}}", ""),
            "script": (link("id=q"), "", f"<script>q.style.cssText='{way}'</script>"),
        }
        for how, (body, css, end) in bodies.items():
            html = page(f"<main><p>Here: {body}</p></main>", covering + css, end)
            found[f"{name}, {how}"] = Case(html, "hidden", reason, "", name != "own background")
        if name not in OWN:
            inner = link(f'style="{INHERIT}"')
            body = f'<main><div style="{way}"><p><span>{inner}</span></p></div></main>'
            found[f"{name}, ancestor"] = Case(page(body, covering), "hidden", reason)
    return found


def _thorough() -> frozenset[str]:
    """Return the names of ways in places that tell least: the others hold each way and place."""
    kept = set()
    for number, name in enumerate(WAYS):
        places = PLACES[:-1] if name in OWN else PLACES
        kept.add(f"{name}, {places[number % len(places)]}")
    return frozenset(_hidden()) - kept


THOROUGH: Final = _thorough()
DOT: Final = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
BOX = "position:relative;height:60px;width:300px"
OVER = "position:absolute;inset:0;"
HIDDEN: Final = _hidden() | {
    name: Case(html, "hidden", reason)
    for name, html, reason in (
        ("hidden attribute", page(f"<div hidden>{link()}</div>"), "hidden_attribute"),
        ("no text", page(f"<p>Here: {link(inside='')}</p>"), "no_text"),
        ("blank text", page(f"<p>Here: {link(inside='&nbsp;&#8203;')}</p>"), "no_text"),
        ("text in hidden span", page(f"<p>{link(inside='<span style=display:none>oak</span>')}</p>"), "display_none"),
        ("text to screen readers not shown", page(f"<p>{link(inside='<span class=sr-only style=display:none>oak</span>')}</p>"), "display_none"),
        ("background of one pixel", page(f'<p>{link("class=s")}</p>', f".s{{display:inline-block;width:120px;height:40px;text-indent:-9999px;overflow:hidden;background:url({DOT})}}"), "tiny"),
        ("image of one pixel", page(f"<p>{link(inside='<img src=data:, width=1 height=1>')}</p>"), "tiny"),
        ("covered by a box", page(f'<div style="{BOX}">{link()}<div style="{OVER}background:#fff"></div></div>'), "covered"),
        ("covered, clicks pass", page(f'<div style="{BOX}">{link()}<div style="{OVER}background:#eee;pointer-events:none"></div></div>'), "covered"),
        ("covered, clicks pass by all means", page(f'<div style="{BOX}">{link()}<img src="data:," style="{OVER}width:300px;height:60px;background:#eee;pointer-events:none"></div>'), "covered"),
        ("covered by a nearly opaque box", page(f'<div style="{BOX}">{link()}<div style="{OVER}background:rgba(255,255,255,.97)"></div></div>'), "covered"),
        ("covered by two half opaque", page(f'<div style="{BOX}">{link()}' + f'<div style="{OVER}background:rgba(255,255,255,.8)"></div>' * 2 + "</div>"), "covered"),
        ("covered by a pseudo-element", page(f'<div class=b style="{BOX}">{link()}</div>', f".b::after{{content:'';{OVER}background:#fff}}"), "covered"),
        ("covered by an image", page(f'<div style="{BOX}">{link()}<img src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%22300%22 height=%2260%22%3E%3Crect width=%22300%22 height=%2260%22 fill=%22teal%22/%3E%3C/svg%3E" style="position:absolute;left:0;top:0"></div>'), "covered"),
        ("covered by an image that is not loaded at first", page(f'<div style="{BOX}">{link()}<img src="/pixel.svg" style="position:absolute;left:0;top:0;width:300px;height:60px"></div>'), "covered"),
        ("behind the wrapper", page(f'<div style="position:absolute;top:90px;left:40px;z-index:-1">{link()}</div>', "body{background:none}#w{background:#fff;min-height:100vh}", "").replace("<body>", "<body><div id=w>"), "covered"),
        ("iframe without height", page(f"""<iframe style="height:0;border:0" srcdoc='{link()}'></iframe>"""), "offscreen"),
        ("iframe not displayed", page(f"""<iframe style="display:none" srcdoc='{link()}'></iframe>"""), "display_none"),
        ("iframe moved away", page(f"""<iframe style="position:absolute;left:-2000px" srcdoc='{link()}'></iframe>"""), "offscreen"),
        ("hidden inside a frame", page(f"""<iframe srcdoc='<p style="opacity:0">{link()}'></iframe>"""), "opacity_zero"),
        ("hidden in a shadow root", page(f"<x-x><template shadowrootmode=open><style>a{{position:absolute;left:-3000px}}</style>{link()}</template></x-x>"), "offscreen"),
        ("hidden host", page(f"<div style='opacity:0'><x-x><template shadowrootmode=open>{link()}</template></x-x></div>"), "opacity_zero"),
        ("marquee 0", page(f"<marquee width=1 height=1 scrollamount=3000>{link()}</marquee>"), "zero_box"),
        ("opacities multiply", page(f"<div style='opacity:.2'><div style='opacity:.2'><p style='opacity:.3'>{link()}</p></div></div>"), "opacity_zero"),
        ("white on white box", page(f"<div style='background:#000'><p style='background:#fff'>{link('style=color:#fff')}</p></div>"), "same_colour"),
        ("black on black", page(f"<div style='background:#000;padding:10px'>{link('style=color:#050505')}</div>"), "same_colour"),
        ("white on white through layers", page(f"<div style='background:rgba(0,0,0,.02)'><p style='background:rgba(255,255,255,.9)'>{link('style=color:#fff')}</p></div>"), "same_colour"),
        ("svg link of no size", page(f'<svg width=0 height=0><a href="{URL}"><text y=20>oak</text></a></svg>'), "zero_box"),
        ("accordion by name only", page(f'<div class="accordion faq tabs" style="display:none">{link()}</div>'), "display_none"),
        ("accordion by name among buttons elsewhere", page(f'<footer><form><input name=mail><button>Subscribe</button></form><div class="accordion" style="display:none">{link()}</div></footer>'), "display_none"),
        ("entry of a menu", page(f'<nav class=menu><ul class=menu><li class=menu-item><a href=#a>Home</a><li class=menu-item><a href=#b>About</a><li class=menu-item style="display:none">{link()}</ul></nav>'), "display_none"),
        ("hidden in what opens", page(f'<details><summary>More</summary><p>Text</p><div style="display:none">{link()}</div></details>'), "display_none"),
        ("hidden details", page(f'<div style="position:absolute;left:-4000px"><details><summary>More</summary>{link()}</details></div>'), "closed_details"),
        ("control that nobody sees", page(f'<button aria-controls=p style="display:none">Open</button><div id=p hidden>{link()}</div>'), "hidden_attribute"),
        ("control without a label", page(f'<button aria-controls=p style="width:0;height:0;padding:0;border:0"></button><div id=p hidden>{link()}</div>'), "hidden_attribute"),
        ("hover over nothing", page(f'<div class=t><div class=m>{link()}</div></div>', ".m{display:none}.t:hover .m{display:block}"), "display_none"),
        ("many links for screen readers", page('<div class=sr-only>' + ' '.join([link(), *(f'<a href="https://x{n}.example/">casino</a>' for n in range(8))]) + "</div>", ".sr-only{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)}"), "clip"),
        ("display none named for screen readers", page(f'<div class="sr-only" style="display:none">{link()}</div>'), "display_none"),
    )
}  # fmt: skip

SR = "position:absolute;width:1px;height:1px;margin:-1px;padding:0;overflow:hidden;clip:rect(0,0,0,0);white-space:nowrap;border:0"
EXEMPT: Final = {
    name: Case(html, "exempt", reason)
    for name, html, reason in (
        ("details", page(f"<details><summary>Makers</summary><p>{link()}</p></details>"), "closed_details"),
        ("until found", page(f"<section hidden=until-found>{link()}</section>"), "until_found"),
        ("tab of bootstrap", page(f'<ul class="nav nav-tabs"><li><a class=active href="#a" data-bs-toggle=tab data-bs-target="#a">A</a><li><a href="#b" data-bs-target="#b">B</a></ul><div class=tab-content><div class="tab-pane active" id=a>One</div><div class=tab-pane id=b>{link()}</div></div>', ".tab-pane{display:none}.tab-pane.active{display:block}"), "tab"),
        ("tab by role", page(f'<div role=tablist><button role=tab aria-controls=p1 aria-selected=true>A</button><button role=tab aria-controls=p2>B</button></div><div role=tabpanel id=p1>One</div><div role=tabpanel id=p2 hidden>{link()}</div>'), "tab"),
        ("tab named by its tab", page(f'<div role=tablist><button role=tab id=t2>B</button></div><div role=tabpanel aria-labelledby=t2 hidden>{link()}</div>'), "tab"),
        ("accordion by aria", page(f'<h3><button aria-expanded=false aria-controls=x>Who made it?</button></h3><div id=x hidden>{link()}</div>'), "toggle"),
        ("accordion by headings", page(f'<div class=accordion><h3 class=accordion-header>Who made it?</h3><div class=accordion-body style="display:none">{link()}</div></div>'), "accordion"),
        ("accordion of height 0", page(f'<div class=faq><div class=faq-question style="cursor:pointer">Who?</div><div class=faq-answer style="max-height:0;overflow:hidden">{link()}</div></div>'), "accordion"),
        ("accordion of opacity", page(f'<div class=accordion-item><button>Who?</button><div class=accordion-panel style="max-height:0;overflow:hidden;opacity:0;visibility:hidden">{link()}</div></div>'), "accordion"),
        ("read more", page(f'<div class=readmore style="height:60px;overflow:hidden">{"<p>Many a line about beans and the frost.</p>" * 5}<p>{link()}</p></div><button class=readmore-toggle>Read more</button>'), "accordion"),
        ("checkbox", page(f'<input type=checkbox id=c style="display:none"><label for=c>Open</label><div class=p>{link()}</div>', ".p{display:none}#c:checked~.p{display:block}"), "toggle"),
        ("target", page(f'<a href="#makers">Makers</a><div id=makers>{link()}</div>', "#makers{display:none}#makers:target{display:block}"), "toggle"),
        ("popover", page(f'<button popovertarget=pop>Info</button><div popover id=pop>{link()}</div>'), "tooltip"),
        ("hover menu", page(f'<nav><ul><li class=top>Makers<ul class=sub><li>{link()}</ul></ul></nav>', ".sub{display:none}.top:hover .sub{display:block}"), "hover"),
        ("hover menu that slides in", page(f'<nav><ul><li class=top>Makers<ul class=sub><li>{link()}</ul></ul></nav>', ".sub{opacity:0;visibility:hidden;transition:opacity .2s}.top:hover .sub{opacity:1;visibility:visible}"), "hover"),
        ("script menu", page(f'<nav class=menu><ul><li class=menu-item><a href="#">Makers</a><ul class=sub-menu style="display:none"><li>{link()}</ul></ul></nav>'), "menu"),
        ("tooltip", page(f'<p>The <span class=tip tabindex=0>bench<span class=tooltip>{link()}</span></span> is old.</p>', ".tip{position:relative}.tooltip{position:absolute;visibility:hidden}.tip:hover .tooltip{visibility:visible}"), "hover"),
        ("overlay on hover", page(f'<div class=card style="position:relative;width:200px;height:100px;background:#9ab"><div class=o>{link()}</div></div>', ".o{position:absolute;inset:0;opacity:0}.card:hover .o{opacity:1}"), "hover"),
        ("off-canvas", page(f'<button class=hamburger aria-label=Menu data-bs-target="#m">=</button><div id=m class=offcanvas>{link()}</div>', ".offcanvas{position:fixed;top:0;left:0;width:300px;height:100vh;transform:translateX(-100%)}"), "menu"),
        ("slides that take turns", page(f'<div class=slider><div class=slide>One</div><div class=slide style="display:none">{link()}</div><div class=slide style="display:none">Three</div></div>'), "carousel"),
        ("carousel cut off", page(f'<div class=carousel style="position:relative;width:300px;overflow:hidden"><div style="display:flex;width:900px"><div class=slide style="width:300px">One</div><div class=slide style="width:300px">{link()}</div><div class=slide style="width:300px">Three</div></div><button class=next>Next</button></div>'), "carousel"),
        ("slides one over the other", page(f'<div class=carousel style="position:relative;height:60px;width:300px"><div class=slide>{link()}</div><div class="slide">b</div><div class=slide>c</div><button class=next style="position:absolute;left:310px">Next</button></div>', ".slide{position:absolute;inset:0;background:#eee}"), "carousel"),
        ("dialog", page(f'<button data-bs-target="#d">Open</button><div class="modal" id=d style="display:none">{link()}</div>'), "modal"),
        ("dialog that closes", page(f'<div class="modal" role=dialog style="display:none"><button class=close aria-label=Close>x</button>{link()}</div>'), "modal"),
        ("skip link", page(f'<a class=skip href="{URL}">Skip to the shop</a>', ".skip{position:absolute;left:-9999px}.skip:focus{left:0;top:0}"), "skip_link"),
        ("screen reader", page(f'<p><a class=sr-only href="{URL}">Shop</a></p>', f".sr-only{{{SR}}}"), "screen_reader"),
        ("screen reader by style only", page(f'<p><span class=q><a href="{URL}">Shop</a></span></p>', f".q{{{SR}}}"), "screen_reader"),
        ("screen reader moved away", page(f'<p><a style="position:absolute;left:-10000px;width:1px;height:1px;overflow:hidden" href="{URL}">Shop</a></p>'), "screen_reader"),
        ("on paper", page(f'<div class=p>{link()}</div>', ".p{display:none}@media print{.p{display:block}}"), "print_only"),
        ("on a telephone", page(f'<div class=p>{link()}</div>', ".p{display:none}@media(max-width:600px){.p{display:block}}"), "other_screen"),
        ("on a large screen", page(f'<div class=p>{link()}</div>', ".p{display:none}@media(min-width:1600px){.p{display:block}}"), "other_screen"),
        ("laid over a card", page(f'<div style="position:relative;width:300px;height:80px;background:#eee"><h3>Benches</h3><p>Of oak</p><a href="{URL}" style="position:absolute;inset:0"></a></div>'), "card_link"),
    )
}  # fmt: skip

STRIP = "display:inline-block;width:300px"
BANNER = "position:fixed;left:0;right:0;background:#ccc;z-index:9;"
VISIBLE: Final = {
    name: Case(html, "visible", does=does.removeprefix("map"), pixels=does != "map")
    for name, html, does in (
        ("plain", page(f"<p>{link()}</p>"), ""),
        ("fade-in", page(f"<p class=f>{link()}</p>", "@keyframes f{from{opacity:0}to{opacity:1}}.f{animation:f 1.2s .6s both}"), ""),
        ("slides in", page(f"<p class=f>{link()}</p>", "@keyframes f{from{transform:translateX(-3000px)}to{transform:none}}.f{animation:f 1s .5s both}"), ""),
        ("pulse without end", page(f"<p class=f>{link()}</p>", "@keyframes f{from{opacity:0}50%{opacity:1}to{opacity:0}}.f{animation:f 1.6s infinite}"), "document.getAnimations().forEach(a => { a.pause(); a.currentTime = 800 })"),
        ("reveal on scroll", page(f"<div style='height:2000px'></div><p class=f>{link()}</p>", ".f{opacity:0;transform:translateY(60px);transition:all .6s}.f.in{opacity:1;transform:none}", "<script>new IntersectionObserver(([e]) => e.isIntersecting && setTimeout(() => e.target.classList.add('in'), 100)).observe(document.querySelector('.f'))</script>"), ""),
        ("transition by script", page(f"<p class=f>{link()}</p>", ".f{visibility:hidden;opacity:0;transition:opacity 1s}.f.in{visibility:visible;opacity:1}", "<script>addEventListener('scroll', () => document.querySelector('.f').classList.add('in'), {once: true}); document.body.style.minHeight = '3000px'</script>").replace("<p class=f>", "<div style='height:1500px'></div><p class=f>"), ""),
        ("dark theme", page(f"<p>{link('style=color:#8cf')}</p>", "body{background:#111;color:#eee}"), ""),
        ("dark by color-scheme", page(f"<p>{link('style=color:#fff')}</p>", ":root{color-scheme:dark}body{background:none!important}"), ""),
        ("white on a dark box behind", page(f'<div style="{BOX}"><div style="{OVER}background:#234"></div><div style="position:relative">{link("style=color:#fff")}</div></div>'), ""),
        ("white on a picture", page(f'<div style="background:#fff url(data:image/svg+xml,%3Csvg%20xmlns=%22http://www.w3.org/2000/svg%22%3E%3Crect%20width=%22999%22%20height=%22999%22%20fill=%22teal%22/%3E%3C/svg%3E)">{link("style=color:#fff")}</div>'.replace('url(data', "url('data").replace("E)", "E')")), ""),
        ("white on a gradient", page(f'<div style="background:linear-gradient(90deg,#fff,#036)"><p style="text-align:right">{link("style=color:#fff")}</p></div>'), ""),
        ("white over an image", page(f'<div style="{BOX}"><img width=300 height=60 src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%22300%22 height=%2260%22%3E%3Crect width=%22300%22 height=%2260%22 fill=%22teal%22/%3E%3C/svg%3E"><div style="position:absolute;left:9px;top:9px">{link("style=color:#fff")}</div></div>'), ""),
        ("gradient text", page(f'<p>{link("class=g")}</p>', ".g{color:transparent;background:linear-gradient(90deg,#c00,#00c);-webkit-background-clip:text;background-clip:text}"), ""),
        ("outlined text", page(f'<p>{link("class=g")}</p>', ".g{color:transparent;font-size:40px;-webkit-text-stroke:1px #000}"), ""),
        ("text by its shadow", page(f'<p>{link("class=g")}</p>', ".g{color:#fff;text-shadow:0 0 2px #000,0 0 4px #000}"), ""),
        ("sprite", page(f'<p>{link("class=s")}</p>', ".s{display:inline-block;width:120px;height:40px;text-indent:-9999px;overflow:hidden;background:url('data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%22120%22 height=%2240%22%3E%3Crect width=%22120%22 height=%2240%22 fill=%22navy%22/%3E%3C/svg%3E')}"), ""),
        ("icon with a label for screen readers", page(f'<p>{link("", "<svg width=24 height=24><circle cx=12 cy=12 r=9 /></svg><span class=sr-only>Shop</span>")}</p>', f".sr-only{{{SR}}}"), ""),
        ("icon by a pseudo-element", page(f'<p>{link("class=i", "")}</p>', ".i::before{content:'\\2605';font-size:24px}"), ""),
        ("image without a size", page(f"<p>{link('', '<img src=/pixel.svg alt=oak>')}</p>"), ""),
        ("image that a script brings", page("<div style='height:3000px'></div><p>" + link("", "<img data-src=/pixel.svg src='data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'>") + "</p>", "", "<script>new IntersectionObserver(([e]) => { if (e.isIntersecting) e.target.src = e.target.dataset.src }).observe(document.querySelector('img'))</script>"), ""),
        ("image that fades in when it is there", page("<p>" + link("", "<img src=/pixel.svg style='opacity:0;transition:opacity .3s' onload='this.style.opacity = 1'>") + "</p>"), ""),
        ("beside the box of an image that is not there", page(f'<div style="{BOX}">{link()}<img src="/gone.svg" alt="A bench" style="position:absolute;left:150px;top:0"></div>'), ""),
        ("image loaded late", page(f"<div style='height:3000px'></div><p>{link('', '<img loading=lazy src=/pixel.svg>')}</p>"), ""),
        ("below a sticky header", page(f"<header style='{BANNER}top:0;height:80px'>Site</header><p style='margin-top:-60px'>{link()}</p><div style='height:2000px'>").replace("<h1>The", "<p id=lead>").replace("<body>", "<body style='padding-top:0'>"), "document.querySelector('header').remove()"),
        ("cookie notice below", page(f"<p style='position:relative;top:420px'>{link()}</p><div id=n style='{BANNER}bottom:0;height:300px'>Cookies? <button>Yes</button></div>"), "n.remove()"),
        ("cookie notice over all", page(f"<p>{link()}</p><div id=n style='{BANNER}top:0;bottom:0'>Cookies? <button>Yes</button></div>"), "n.remove()"),
        ("notice taken out of the flow", page(f"<p>{link()}</p><div id=n style='position:absolute;inset:0;background:#fff;z-index:5'>Are you 18?</div>"), "n.remove()"),
        ("modal dialog", page(f"<p>{link()}</p><dialog id=d>Cookies? <button>Yes</button></dialog>", "", "<script>d.showModal()</script>"), "d.close()"),
        ("overlay half transparent", page(f'<div style="{BOX}">{link()}<div style="{OVER}background:rgba(0,0,0,.4);pointer-events:none"></div></div>'), ""),
        ("overlay of nothing", page(f'<div style="{BOX}">{link()}<a href="/" style="{OVER}"></a></div>'), ""),
        ("overlay not shown", page(f'<div style="{BOX}">{link()}<div style="{OVER}background:#fff;opacity:0"></div></div>'), ""),
        ("far below the fold", page(f"<div style='height:9000px'></div><p>{link()}</p>"), ""),
        ("carousel that scrolls", page(f'<div id=s style="width:320px;overflow-x:auto;white-space:nowrap"><span style="{STRIP}">One</span><span style="{STRIP}">Two</span><span style="{STRIP}">{link()}</span></div>'), "s.scrollLeft = 1000"),
        ("box that scrolls", page(f'<div id=s style="height:60px;overflow-y:auto"><div style="height:900px">Terms</div>{link()}</div>'), "s.scrollTop = 9000"),
        ("absolute in a flat box", page(f'<div style="height:0;overflow:hidden"><div style="position:absolute">{link()}</div></div>'), ""),
        ("visible in an invisible box", page(f'<div style="visibility:hidden"><p>No</p><p style="visibility:visible">{link()}</p></div>'), ""),
        ("in a flat box that lets it out", page(f'<div style="height:0">{link()}</div><br>'), ""),
        ("display contents", page(f'<p>{link("style=display:contents")}</p>'), ""),
        ("inert", page(f"<div inert><p>{link()}</p></div>"), ""),
        ("open details", page(f"<details open><summary>Makers</summary><p>{link()}</p></details>"), ""),
        ("in a summary", page(f"<details><summary>{link()}</summary><p>More</p></details>"), ""),
        ("right to left", page(f'<p>{link()}</p>').replace("<html", "<html dir=rtl"), ""),
        ("turned", page(f'<p style="margin:80px">{link("style=display:inline-block;transform:rotate(30deg)")}</p>'), ""),
        ("in a frame", page(f"""<iframe srcdoc='<p style="margin-top:800px">{link()}'></iframe>"""), "frames[0].scrollTo(0, 9999)"),
        ("in a shadow root", page(f"<x-x><template shadowrootmode=open><p>{link()}</p></template></x-x>"), ""),
        ("slotted", page(f"<x-x><template shadowrootmode=open><div style='padding:9px'><slot></slot></div></template>{link()}</x-x>"), ""),
        ("svg", page(f'<svg width=200 height=40><a href="{URL}"><text y=24>oak tables</text></a></svg>'), ""),
        ("svg shape", page(f'<svg width=200 height=40><a xlink:href="{URL}"><rect width=90 height=30 fill="teal"/></a></svg>'), ""),
        ("map", page(f'<img usemap="#m" width=200 height=80 src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%22200%22 height=%2280%22%3E%3Crect width=%22200%22 height=%2280%22 fill=%22teal%22/%3E%3C/svg%3E"><map name=m><area href="{URL}" coords="10,10,90,60" alt=oak></map>'), "map"),
        ("many lines", page(f"<p style='width:200px'>{link('', 'a long line of words about benches and tables ' * 9)}</p>"), ""),
        ("light grey", page(f"<p>{link('style=color:#ccc')}</p>"), ""),
        ("small print", page(f"<p>{link('style=font-size:7px')}</p>"), ""),
        ("coloured block", page(f"<p>{link('style=display:inline-block;width:80px;height:30px;background:#c00', '')}</p>"), ""),
    )
}  # fmt: skip
CASES: Final = HIDDEN | EXEMPT | VISIBLE
