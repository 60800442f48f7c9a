"""Further pages: what no single style tells (tricks), and what only looks like one of them."""

from __future__ import annotations

from base64 import b64encode
from typing import Final

from tests.web.visibility.cases import BOX, INHERIT, OVER, SR, URL, Case, link, page


def picture(colour: str, opacity: float = 1) -> str:
    """Return a picture of one *colour*; /NAME.svg is one that the network has (oracle.py)."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200">'
        f'<rect width="400" height="200" fill="{colour}" opacity="{opacity}"/></svg>'
    )
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def styled(style: str, text: str = "oak tables by hand") -> str:
    return link(f'style="{style}"', text)


# Set on what is round a link, and the reason the probe must give.
STYLES: Final = {
    "scaleX": ("display:inline-block;transform:scaleX(0)", "zero_box"),
    "scale property": ("display:inline-block;scale:0", "zero_box"),
    "translate property": ("display:inline-block;translate:-9999px", "offscreen"),
    "rotate property": ("display:inline-block;rotate:y 90deg", "zero_box"),
    "zoom": ("zoom:0.01", "zero_box"),
    "behind the camera": ("display:inline-block;transform:perspective(100px) translateZ(500px)", "not_painted"),
    "turned round": ("display:inline-block;transform:rotateY(180deg);backface-visibility:hidden", "not_painted"),
    "clip-path ellipse": ("display:block;clip-path:ellipse(0 0)", "clip"),
    "clip-path path": ("display:block;clip-path:path('M0 0')", "clip"),
    "clip-path from below": ("display:block;clip-path:inset(0 0 100% 0)", "clip"),
    "clip-path elsewhere": ("display:block;clip-path:polygon(900px 900px,990px 900px,990px 990px)", "clip"),
    "paint contained": ("contain:paint;height:0", "zero_box"),
    "size contained": ("contain:strict", "zero_box"),
    "mask of nothing": ("mask-image:linear-gradient(transparent,transparent)", "not_painted"),
    "mask of next to nothing": ("mask-image:linear-gradient(rgba(0,0,0,0),rgba(0,0,0,.02))", "not_painted"),
    "mask of no size": ("mask-image:linear-gradient(#000,#000);mask-size:0 0;mask-repeat:no-repeat", "not_painted"),
    "mask from the network": ("mask-image:url(/nothing.svg)", "not_painted"),
    "blend screen": ("mix-blend-mode:screen;color:#000", "not_painted"),
    "blend multiply": ("mix-blend-mode:multiply;color:#fff", "not_painted"),
    "blend lighten": ("mix-blend-mode:lighten;color:#111", "not_painted"),
    "filter opacity percent": ("filter:opacity(0%)", "opacity_zero"),
    "filter opacity of two": ("filter:blur(2px) opacity(0)", "opacity_zero"),
    "filter brightness": ("color:#888;filter:brightness(1000%)", "not_painted"),
    "filter invert": ("color:#000;filter:invert(1)", "not_painted"),
    "color-mix": ("color:color-mix(in srgb,white 100%,black)", "same_colour"),
    "color-mix transparent": ("color:color-mix(in srgb,red,transparent 99%)", "same_colour"),
    "oklch": ("color:oklch(100% 0 0)", "same_colour"),
    "light-dark": ("color:light-dark(#fff,#000)", "same_colour"),
    "system colour": ("color:Canvas", "same_colour"),
    "relative colour": ("color:rgb(from black r g b / 0)", "same_colour"),
    "faint and grey": ("opacity:.3;color:#ccc", "same_colour"),
    "faint black": ("opacity:.08;color:#000", "same_colour"),
    "white stroke": ("-webkit-text-fill-color:transparent;-webkit-text-stroke:1px #fff", "same_colour"),
    "white shadow": ("color:transparent;text-shadow:0 0 3px #fff", "same_colour"),
    "no row": ("display:grid;grid-template-rows:0;overflow:hidden", "zero_box"),
    "padding fills it": ("box-sizing:border-box;width:200px;height:20px;padding-left:200px;overflow:hidden", "overflow"),
}  # fmt: skip
INERT_BOX: Final = "position:absolute;inset:0;background:#fff"
FADE = "@keyframes f{{to{{{}}}}}.f{{animation:f 1s .5s both}}"
HIDDEN: Final = {
    f"{name}, around": Case(page(f'<div style="{style}"><p>{styled(INHERIT)}</p></div>'), "hidden", reason)
    for name, (style, reason) in STYLES.items()
} | {
    name: Case(html, "hidden", reason, does, not name.startswith("its own"))
    for name, html, reason, does in (
        ("clip-path round an absolute", page(f'<div style="clip-path:inset(100%);height:50px">{styled("position:absolute")}</div>'), "not_painted", ""),
        ("clip-path round a fixed", page(f'<div style="clip-path:inset(100%);height:50px">{styled("position:fixed;top:200px")}</div>'), "not_painted", ""),
        ("currentcolor", page(f'<p style="color:#fff">{styled("color:currentcolor")}</p>'), "same_colour", ""),
        ("its own colour behind it", page(f'<p>{styled("color:#246;background:currentcolor")}</p>'), "same_colour", ""),
        ("a variable", page(f'<p style="--ground:#fff">{styled("color:var(--ground)")}</p>'), "same_colour", ""),
        ("no line height", page(f'<div style="line-height:0;overflow:hidden">{link()}</div>'), "zero_box", ""),
        ("cut after a line", page(f'<div style="display:-webkit-box;-webkit-line-clamp:1;-webkit-box-orient:vertical;overflow:hidden;width:200px">{"Words of the garden and of beans. " * 9}{link()}</div>'), "overflow", ""),
        ("not scrolled to", page(f'<div style="height:60px;overflow:hidden"><div style="height:900px">Terms</div>{link()}</div>'), "overflow", ""),
        ("scrolled past", page(f'<div id=s style="height:60px;overflow:hidden"><p>{link()}</p><div style="height:900px">Terms</div></div>', "", "<script>s.scrollTop = 9000</script>"), "overflow", ""),
        ("the page is cut at its side", page(styled("position:absolute;left:110vw;white-space:nowrap"), "html,body{overflow-x:hidden}"), "offscreen", ""),
        ("a flex item of no width", page(f'<div style="display:flex;width:300px"><div style="flex:none;width:300px">Wide</div><div style="min-width:0;width:0;overflow:hidden;white-space:nowrap">{link()}</div></div>'), "zero_box", ""),
        ("a row collapsed", page(f'<table><tr><td>one<tr style="visibility:collapse"><td>{link()}</table>'), "visibility_hidden", ""),
        ("letters one over the other", page(f'<p>{styled("letter-spacing:-40px;display:inline-block;overflow:hidden;text-decoration:none")}</p>'), "zero_box", ""),
        ("no slot takes it", page(f"<x-x><template shadowrootmode=open><p>only this</p></template>{link()}</x-x>"), "not_rendered", ""),
        ("its slot is not displayed", page(f"<x-x><template shadowrootmode=open><slot style='display:none'></slot></template>{link()}</x-x>"), "display_none", ""),
        ("hidden where it is slotted", page(f"<x-x><template shadowrootmode=open><style>::slotted(a){{opacity:0}}</style><slot></slot></template>{link()}</x-x>"), "opacity_zero", ""),
        ("a root hides its host", page(f"<x-x><template shadowrootmode=open><style>:host{{visibility:hidden}}</style>{link()}</template></x-x>"), "visibility_hidden", ""),
        ("a root covered from outside", page(f'<div style="{BOX}"><x-x><template shadowrootmode=open>{link()}</template></x-x><div style="{OVER}background:#fff"></div></div>'), "covered", ""),
        ("a root cut off from outside", page(f'<div style="height:0;overflow:hidden"><x-x><template shadowrootmode=open><p>{link()}</p></template></x-x></div>'), "zero_box", ""),
        ("in case a canvas can't be drawn", page(f"<canvas width=90 height=30>{link()}</canvas>"), "not_rendered", ""),
        ("in case a video can't be shown", page(f"<video width=90 height=30>{link()}</video>"), "not_rendered", ""),
        ("dialog nobody opens", page(f"<dialog>{link()}</dialog>"), "display_none", ""),
        ("popover nobody opens", page(f"<div popover>{link()}</div>"), "display_none", ""),
        ("cut off below a modal", page(f'<div style="height:0;overflow:hidden">{link()}</div><dialog id=d>Hello</dialog>', "", "<script>d.showModal()</script>"), "zero_box", "d.close()"),
        ("inert and cut off", page(f'<div inert style="height:0;overflow:hidden">{link()}</div>'), "zero_box", ""),
        ("inert and clipped", page(f'<div inert style="clip-path:inset(100%)">{link()}</div>'), "not_painted", ""),
        ("covered by what is inert", page(f'<div style="{BOX}">{link()}<div inert style="{INERT_BOX}"></div></div>'), "not_painted", ""),
        ("covered by what never takes clicks", page(f'<div style="{BOX}">{link()}<div style="{OVER}background:#fff;pointer-events:none!important"></div></div>'), "not_painted", ""),
        ("covered, no clicks by a class", page(f'<div style="{BOX}">{link()}<div class=c style="{OVER}background:#fff"></div></div>', "div.c{pointer-events:none!important}"), "covered", ""),
        ("covered by what may stick but does not", page(f'<div style="height:60px">{link()}</div><div style="position:sticky;margin-top:-60px;height:60px;background:#fff"></div>'), "covered", ""),
        ("below a fixed ground", page(styled("position:absolute;top:300px;z-index:-2") + '<div style="position:fixed;inset:0;background:#fff;z-index:-1"></div>', "body{background:none!important}"), "covered", ""),
        ("below a ground", page(styled("position:absolute;top:300px;z-index:-2") + '<div style="position:absolute;inset:0;background:#fff;z-index:-1"></div>', "body{background:none!important}"), "covered", ""),
        ("covered by its own pseudo-element", page(f"<p>{link('class=q')}</p>", ".q{position:relative;display:inline-block}.q::after{content:'';position:absolute;inset:0;background:#fff}"), "not_painted", ""),
        ("covered by light", page(f'<div style="{BOX}">{link()}<div style="{OVER}backdrop-filter:brightness(1000%) blur(30px)"></div></div>'), "not_painted", ""),
        ("covered by a picture", page(f'<div style="{BOX}">{link()}<div style="{OVER}background:url(/teal.svg)"></div></div>'), "not_painted", ""),
        ("white on a white picture", page(f'<div style="background:url({picture("white")})">{styled("color:#fff;text-decoration:none")}</div>'), "not_painted", ""),
        ("white on a white picture of the network", page(f'<div style="background:#345 url(/white.svg)">{styled("color:#fff;text-decoration:none")}</div>'), "not_painted", ""),
        ("white on a white image", page(f'<div style="position:relative;width:400px;height:80px"><img src="/white.svg" width=400 height=80 style="position:absolute;inset:0">{styled("position:relative;color:#fff;text-decoration:none")}</div>'), "not_painted", ""),
        ("white on the page's white picture", page(f'<p>{styled("color:#fff;text-decoration:none")}</p>', "body{background:url(/white.svg)}"), "not_painted", ""),
        ("letters cut out of white", page(f'<p>{styled("background:linear-gradient(#fff,#fefefe);background-clip:text;color:transparent;text-decoration:none")}</p>'), "not_painted", ""),
        ("white on rings of white", page(f'<div style="background:radial-gradient(#fff,#fdfdfd)">{styled("color:#fff;text-decoration:none")}</div>'), "same_colour", ""),
        ("a frame made small", page(f"""<iframe style="transform:scale(.02);border:0" srcdoc='{link()}'></iframe>"""), "tiny", ""),
        ("a frame made transparent", page(f"""<iframe style="opacity:0" srcdoc='{link()}'></iframe>"""), "opacity_zero", ""),
        ("a frame clipped", page(f"""<iframe style="clip-path:inset(100%)" srcdoc='{link()}'></iframe>"""), "clip", ""),
        ("a frame covered", page(f"""<div style="position:relative"><iframe srcdoc='{link()}'></iframe><div style="{OVER}background:#fff"></div></div>"""), "covered", ""),
        ("a frame of one pixel", page(f"""<iframe width=1 height=1 frameborder=0 srcdoc='{link()}'></iframe>"""), "zero_box", ""),
        ("fades out", page(f"<p class=f>{link()}</p>", FADE.format("opacity:0")), "opacity_zero", "Promise.all(document.getAnimations().map(a => a.finished))"),
        ("slides out", page(f"<p class=f>{link()}</p>", FADE.format("transform:translateX(-3000px)")), "offscreen", "Promise.all(document.getAnimations().map(a => a.finished))"),
        ("pointed at nothing", page(f"<p class=x>{link()}</p>", ".x{opacity:0}.x:hover{opacity:1}"), "opacity_zero", ""),
        ("white until pointed at", page(f"<p>Words. {link('class=x')}</p>", ".x{color:#fff;text-decoration:none}a:hover{color:#c00!important}"), "same_colour", ""),
        ("white until it has the focus", page(f"<p>Words. {link('class=x')}</p>", ".x{color:#fff;text-decoration:none}a:focus{color:#c00!important}"), "same_colour", ""),
        ("not displayed until it has the focus", page(f"<p>Words. {link('class=x')}</p>", ".x{display:none}a:focus{display:inline!important}"), "display_none", ""),
        ("off-canvas without a button", page(f"<nav id=m class=offcanvas>{link()}</nav>", "#m{position:fixed;top:0;left:-280px;width:280px;height:100vh}"), "offscreen", ""),
        ("tabs whose list is hidden", page(f'<ul role=tablist style="display:none"><li role=tab aria-controls=b>B</ul><section role=tabpanel id=b style="display:none">{link()}</section>'), "display_none", ""),
        ("slides never shown", page('<div class=slider>' + "".join(f'<div class=slide style="display:none">{text}</div>' for text in ("one", link(), "three")) + "</div>"), "display_none", ""),
        ("details without a summary to see", page(f"<details><summary style='display:none'>Makers</summary><p>{link()}</p></details>"), "closed_details", ""),
        ("moved away to the right", page(styled("position:absolute;right:-9999px")), "offscreen", ""),
    )
}  # fmt: skip

SLIDES = '<div class=swiper style="width:300px;overflow:hidden"><div style="display:flex;transform:translate3d(-300px,0,0)">{}</div></div>'
EXEMPT: Final = {
    name: Case(html, "exempt", reason)
    for name, html, reason in (
        ("dialog with a form", page(f"<button id=o>Makers</button><p>Words</p><dialog id=d><form method=dialog><button>Done</button></form>{link()}</dialog>"), "modal"),
        ("dialog beside its button", page(f"<button id=o>Makers</button><dialog id=d>{link()}</dialog>"), "modal"),
        ("dialog by command", page(f"<p><button commandfor=d command=show-modal>Makers</button></p><p>Words</p><dialog id=d>{link()}</dialog>"), "modal"),
        ("popover beside its button", page(f"<button id=o>Info</button><div popover id=pop>{link()}</div>"), "tooltip"),
        ("panel of a component of the page's own", page(f"<x-tabs><button>One</button><x-panel hidden>{link()}</x-panel></x-tabs>"), "tab"),
        ("skip link by transform", page(link("class=s"), ".s{position:absolute;top:0;transform:translateY(-200%)}.s:focus{transform:none}"), "skip_link"),
        ("skip link by clip-path", page(link("class=s"), ".s:not(:focus){position:absolute;clip-path:inset(50%)}"), "skip_link"),
        ("menu for the keyboard", page(f'<nav><ul><li class=t><a href="#x">Makers</a><ul class=s><li>{link()}</ul></ul></nav>', ".s{display:none}.t:focus-within .s{display:block}"), "skip_link"),
        ("screen reader by clip-path", page(f"<p>{link('class=s')}</p>", ".s{clip-path:inset(50%);height:1px;overflow:hidden;position:absolute;white-space:nowrap;width:1px}"), "screen_reader"),
        ("screen reader of Drupal", page(f"<p>{link('class=visually-hidden')}</p>", ".visually-hidden{position:absolute!important;overflow:hidden;clip:rect(1px,1px,1px,1px);width:1px;height:1px;word-wrap:normal}"), "screen_reader"),
        ("screen reader, fixed", page(f"<p><span class=s>{link()}</span></p>", ".s{position:fixed;clip:rect(0 0 0 0);width:1px;height:1px;overflow:hidden}"), "screen_reader"),
        ("off-canvas by a neighbour", page(f"<header><button class=menu-toggle aria-label=Menu>=</button></header><nav class=mobile-nav>{link()}</nav>", ".mobile-nav{position:fixed;top:0;left:0;width:280px;height:100vh;transform:translateX(-100%);background:#eee}"), "menu"),
        ("off-canvas to the right", page(f"<button class=burger aria-controls=m>=</button><nav id=m>{link()}</nav>", "#m{position:fixed;top:0;right:-280px;width:280px;height:100vh}"), "toggle"),
        ("off-canvas in the page", page(f"<button class=burger aria-controls=m>=</button><nav id=m>{link()}</nav>", "html,body{overflow-x:hidden}#m{position:absolute;top:0;right:-280px;width:280px;height:300px}"), "toggle"),
        ("tabs in a list", page(f'<ul role=tablist><li role=tab aria-controls=a aria-selected=true>A<li role=tab aria-controls=b>B</ul><section role=tabpanel id=a>One</section><section role=tabpanel id=b style="display:none">{link()}</section>'), "tab"),
        ("two slides and a button", page(f'<div class=carousel style="position:relative;width:300px;overflow:hidden"><div style="display:flex;width:600px"><div class=slide style="width:300px">One</div><div class=slide style="width:300px">{link()}</div></div><button class=next>Next</button></div>'), "carousel"),
        ("slides gone to the left", page(SLIDES.format("".join(f'<div class=swiper-slide style="flex:none;width:300px">{text}</div>' for text in (link(), "two", "three")))), "carousel"),
        ("slides that fade", page('<div class=slider style="position:relative;height:60px">' + "".join(f'<div class=slide style="position:absolute;inset:0;opacity:{seen}">{text}</div>' for seen, text in ((1, "one"), (0, link()), (0, "three"))) + "</div>"), "carousel"),
        ("accordion of rows", page(f'<div class=accordion><button aria-expanded=false>Who?</button><div class=accordion-content style="display:grid;grid-template-rows:0fr"><div style="overflow:hidden;min-height:0">{link()}</div></div></div>'), "accordion"),
        ("details in details", page(f"<details><summary>Makers</summary><details><summary>Oak</summary><p>{link()}</p></details></details>"), "closed_details"),
        ("tooltip by aria", page(f'<p>The <span tabindex=0 aria-describedby=t>bench</span></p><p>Words</p><span role=tooltip id=t style="visibility:hidden;position:absolute">{link()}</span>'), "tooltip"),
        ("card that turns", page(f'<div class=flip style="perspective:600px;width:200px;height:100px"><div class=in style="position:relative;width:100%;height:100%;transform-style:preserve-3d"><div style="position:absolute;inset:0;background:#9ab;backface-visibility:hidden">Front</div><div style="position:absolute;inset:0;background:#ddd;backface-visibility:hidden;transform:rotateY(180deg)">{link()}</div></div></div>', ".flip:hover .in{transform:rotateY(180deg)}"), "hover"),
        ("layer that shows itself over an image", page(f'<div style="position:relative;width:200px;height:100px"><img src="{picture("teal")}" width=200 height=100><div class=o>{link()}</div></div>', ".o{position:absolute;inset:0;opacity:0;background:#fff}.o:hover{opacity:1}"), "hover"),
    )
}  # fmt: skip

VISIBLE: Final = {
    name: Case(html, "visible", does=does.removeprefix("not by pixels"), pixels=does != "not by pixels")
    for name, html, does in (
        ("no line height, not cut", page(f'<div style="line-height:0;padding:30px">{link()}</div>'), ""),
        ("cut off and scrolled by a script", page(f'<div id=s style="height:60px;overflow:hidden"><div style="height:900px">Terms</div>{link()}</div>', "", "<script>s.scrollTop = 9000</script>"), ""),
        ("white in a root on dark ground", page(f'<div style="background:#222;padding:9px"><x-x><template shadowrootmode=open>{styled("color:#fff")}</template></x-x></div>'), ""),
        ("white, slotted on dark ground", page(f'<x-x><template shadowrootmode=open><div style="background:#222"><slot></slot></div></template>{styled("color:#fff")}</x-x>'), ""),
        ("white in a frame on dark ground", page(f"""<div style="background:#222"><iframe style="border:0" srcdoc='<style>a{{color:#fff}}</style>{link()}'></iframe></div>"""), ""),
        ("white on a drawn gradient", page(f'<div style="position:relative;height:80px"><svg style="position:absolute;inset:0" width=500 height=80><defs><linearGradient id=g><stop offset=0 stop-color="#123"/><stop offset=1 stop-color="#345"/></linearGradient></defs><rect width=500 height=80 fill="url(#g)"/></svg>{styled("position:relative;color:#fff;text-decoration:none")}</div>'), ""),
        ("black on a drawn image", page(f'<div style="position:relative;height:80px"><svg style="position:absolute;inset:0" width=500 height=80><image href="{picture("#ffd")}" width=500 height=80 /></svg>{styled("position:relative;color:#000;text-decoration:none")}</div>'), ""),
        ("white on a dark column", page(f'<table><colgroup><col style="background:#333"></colgroup><tr><td>{styled("color:#fff")}</table>'), ""),
        ("white on an inset shadow", page(f'<p>{styled("color:#fff;text-decoration:none;box-shadow:inset 0 0 0 90px #333")}</p>'), ""),
        ("white on a border", page(f'<div style="position:relative;border-top:60px solid #333;height:0;width:300px">{styled("position:absolute;top:-40px;color:#fff;text-decoration:none")}</div>'), ""),
        ("white on a dark picture", page(f'<div style="background:url({picture("#123")})">{styled("color:#fff")}</div>'), ""),
        ("white on a dark picture of the network", page(f'<div style="background:url(/navy.svg)">{styled("color:#fff")}</div>'), ""),
        ("white on a dark image", page(f'<div style="position:relative;width:400px;height:80px"><img src="/navy.svg" width=400 height=80 style="position:absolute;inset:0">{styled("position:relative;color:#fff")}</div>'), ""),
        ("white on a picture nobody has", page(f'<div style="background:url(/missing.svg)">{styled("color:#fff;text-decoration:none")}</div>'), "not by pixels"),
        ("white on a pseudo-element's picture", page(f'<div class=b style="position:relative;padding:20px">{styled("position:relative;color:#fff")}</div>', ".b::before{content:'';position:absolute;inset:0;background:url(/navy.svg)}"), ""),
        ("white on a film", page(f'<div style="position:relative;height:80px"><video style="position:absolute;inset:0;width:400px;height:80px"></video>{styled("position:relative;color:#fff;text-decoration:none")}</div>'), "not by pixels"),
        ("masked by a picture of the network", page(f'<div style="mask-image:url(/navy.svg)">{link()}</div>'), ""),
        ("difference on white", page(f'<p style="mix-blend-mode:difference;color:#fff">{styled("color:#fff")}</p>'), ""),
        ("letters cut out of colours", page(f'<p>{styled("background:linear-gradient(#c00,#00c);background-clip:text;color:transparent;text-decoration:none")}</p>'), ""),
        ("icon of a font that is not loaded", page(f'<p style="mix-blend-mode:multiply">{link("", "&#xe001;")}</p>'), "not by pixels"),
        ("fade-out at the end of a box", page(f'<div style="mask-image:linear-gradient(#000 60%,transparent);height:120px"><p>{link()}</p></div>'), ""),
        ("section cut aslant", page(f'<div style="clip-path:polygon(0 0,100% 0,100% 90%,0 100%);background:#eef;padding:40px">{link()}</div>'), ""),
        ("turned round, shown", page(f'<p>{styled("display:inline-block;transform:rotateY(180deg)")}</p>'), ""),
        ("button filled when pointed at", page(f"<p>{link('class=q')}</p>", ".q{position:relative;display:inline-block}.q::before{content:'';position:absolute;inset:0;background:#246;transform:scaleX(0)}.q:hover::before{transform:none}"), ""),
        ("link stretched over its card", page(f'<div style="position:relative">Card {link("class=q")}</div>', ".q::after{content:'';position:absolute;inset:0}"), ""),
        ("icon and text to screen readers", page(f'<p><a href="{URL}"><svg width=24 height=24><circle cx=12 cy=12 r=10 fill=teal /></svg><span style="{SR}">Shop</span></a></p>'), ""),
        ("picture in place of text", page(f'<p>{styled("display:block;width:120px;height:40px;text-indent:-9999px;overflow:hidden;background:url(/teal.svg)", "Oak")}</p>'), ""),
        ("a frame made larger and smaller", page(f"""<iframe style="transform:scale(.6);transform-origin:0 0;border:0;width:600px" srcdoc='<p style="padding:60px 300px">{link()}'></iframe>"""), ""),
        ("scrolled into sight", page(f"<div style='height:1500px'></div><p class=f>{link()}</p><div style='height:1500px'></div>", "@keyframes f{from{opacity:0}to{opacity:1}}.f{animation:f linear both;animation-timeline:view();animation-range:entry 0% cover 30%}"), "not by pixels"),
        ("not on paper", page(f"<p class=f>{link()}</p>", "@media print{.f{display:none}}"), ""),
        ("hidden attribute overruled", page(f"<p hidden class=f>{link()}</p>", ".f{display:block}"), ""),
        ("details shown by style", page(f"<details><summary>More</summary>{link()}</details>", "details::details-content{content-visibility:visible;height:auto}"), ""),
        ("rendered when it comes near", page(f"<div style='height:3000px'></div><section style='content-visibility:auto;contain-intrinsic-size:500px'><p>{link()}</p></section>"), ""),
        ("dialog open", page(f"<dialog open>{link()}</dialog>"), ""),
        ("in a modal", page(f"<dialog id=d>{link()}</dialog>", "", "<script>d.showModal()</script>"), ""),
        ("header that sticks", page(f'<div style="position:sticky;top:0;height:80px;background:#eee">Header</div><div style="height:900px"></div><p>{link()}</p><div style="height:900px"></div>'), ""),
        ("column that sticks", page(f'<div style="display:flex"><aside style="position:sticky;top:10px;height:200px">{link()}</aside><div style="height:3000px">Text</div></div>'), ""),
        ("notice and its ground", page(f'<p>{link()}</p><div id=b style="position:fixed;inset:0;background:#333;z-index:8"></div><div id=n style="position:fixed;inset:20%;background:#fff;z-index:9">Cookies? <button>Yes</button></div>'), "b.remove(); n.remove()"),
        ("page that is loading", page(f'<p>{link()}</p><div id=b style="position:fixed;inset:0;background:#fff;z-index:9999"><div class=spinner></div></div>'), "b.remove()"),
        ("letters drawn together", page(f"<p>{styled('letter-spacing:-2px')}</p>"), ""),
        ("from top to bottom", page(f'<div style="writing-mode:vertical-rl">{link()}</div>'), ""),
    )
}  # fmt: skip
