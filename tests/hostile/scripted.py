"""Links that only a browser has, or has otherwise, or no more: each script goes its own way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.hostile.case import LINK, Case, linked, page
from tests.hostile.wire import answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.hostile.wire import Serve

_URL: Final = "https://target.test/"
_WRITE: Final = f"root.innerHTML = `{LINK}`"
_TALL: Final = "<div style=height:9000px></div>"
_HOST: Final = "const host = root.appendChild(document.createElement('div'));"
_FRAME: Final = "const frame = root.appendChild(document.createElement('iframe'));"
_SCRIPT: Final = "text/javascript"


def script(code: str, *before: str, kind: str = "") -> Serve:
    """Return a page with *before* in it that runs *code*; ``root`` is an empty element of it."""
    return answer(page(*before, "<div id=root></div>", f"<script {kind}>{code}</script>"))


def _way(
    name: str, code: str, *before: str, place: str = "a", kind: str = "", **part: Serve
) -> Case:
    """Return a page whose *code* brings the link; *part* is another of the host."""
    found = {"place": place, "seen_in": "rendered", "url": _URL}
    return linked(f"script-{name}", _site(script(code, *before, kind=kind), part), found)


def _finds(name: str, code: str, plain: str, *found: Mapping[str, Any]) -> Case:
    """Return a page whose link in *plain* markup *code* changes."""
    return linked(f"script-{name}", script(code, plain), *found)


def _never(name: str, code: str, *before: str, **pages: Serve) -> Case:
    return Case(f"script-{name}", _site(script(code, *before), pages), "no_link")


def _site(root: Serve, pages: Mapping[str, Serve]) -> dict[str, Serve]:
    return {"/": root, **{f"/{name}": serve for name, serve in pages.items()}}


CASES: Final = (
    _way("delay", f"setTimeout(() => {{{_WRITE}}}, 1200)"),
    _way(
        "scroll",
        "new IntersectionObserver((seen) => { if (seen[0].isIntersecting)"
        f" {{{_WRITE}}} }}).observe(root)",
        _TALL,
    ),
    _way("push-state", f"history.pushState({{}}, '', '/elsewhere'); {_WRITE}"),
    _way(
        "hash-route",
        f"addEventListener('hashchange', () => {{{_WRITE}}}); location.hash = '#/links'",
    ),
    _way(
        "shadow-open",
        f"{_HOST} host.attachShadow({{mode: 'open'}}).innerHTML = `{LINK}`",
        place="shadow",
    ),
    _way(
        "shadow-declared",
        f"root.setHTMLUnsafe(`<p><template shadowrootmode=open>{LINK}</template></p>`)",
        place="shadow",
    ),
    _way(
        "slotted",
        f"{_HOST} host.attachShadow({{mode: 'open'}}).innerHTML = '<slot></slot>';"
        f" host.innerHTML = `{LINK}`",
    ),
    _way(
        "custom-element",
        f"customElements.define('x-link', class extends HTMLElement {{ connectedCallback() {{"
        f" this.innerHTML = `{LINK}` }} }})",
        "<x-link></x-link>",
    ),
    _way("written", f"document.write(`{LINK}`)"),
    _way(
        "written-anew",
        f"onload = () => {{ document.open(); document.write(`<p>{LINK}`); document.close() }}",
    ),
    _way(
        "fetched",
        "fetch('/part').then((part) => part.text()).then((html) => { root.innerHTML = html })",
        part=answer(LINK),
    ),
    _way(
        "data",
        "const ask = new XMLHttpRequest(); ask.open('GET', '/part'); ask.responseType = 'json';"
        " ask.onload = () => { const a = document.createElement('a'); a.href = ask.response.to;"
        " a.append('the target'); root.append(a) }; ask.send()",
        part=answer(f'{{"to": "{_URL}"}}', kind="application/json"),
    ),
    _way(
        "module",
        "import { write } from '/part'; await 0; write(document)",
        kind="type=module",
        part=answer(
            f"export const write = (page) => page.body.insertAdjacentHTML('beforeend', `{LINK}`)",
            kind=_SCRIPT,
        ),
    ),
    _way("frame", f"{_FRAME} frame.src = '/part'", place="iframe", part=answer(page(LINK))),
    _way("srcdoc", f"{_FRAME} frame.srcdoc = `{LINK}`", place="iframe"),
    _way(
        "blob-frame",
        f"{_FRAME} frame.src = URL.createObjectURL(new Blob([`{LINK}`], {{type: 'text/html'}}))",
        place="iframe",
    ),
    _way("written-frame", f"{_FRAME} frame.contentDocument.write(`{LINK}`)", place="iframe"),
    _way(
        "svg",
        "const made = (name) => document.createElementNS('http://www.w3.org/2000/svg', name);"
        " const a = made('a'); a.setAttributeNS('http://www.w3.org/1999/xlink', 'xlink:href',"
        f" '{_URL}'); a.append(made('text')); root.appendChild(made('svg')).append(a)",
        place="svg",
    ),
    _way(
        "parsed",
        f"const read = new DOMParser().parseFromString(`{LINK}`, 'text/html');"
        " root.append(document.adoptNode(read.body.firstChild))",
    ),
    _way(
        "replaced-root",
        "const next = document.implementation.createHTMLDocument();"
        f" next.body.innerHTML = `{LINK}`; const root = document.adoptNode(next.documentElement);"
        " document.replaceChild(root, document.documentElement)",
    ),
    _way(
        "base",
        f"document.head.innerHTML = '<base href={_URL}>'",
        "<a href=/>a link within the site, at first</a>",
    ),
    _way(
        "encoded",
        "const a = root.appendChild(document.createElement('a'));"
        " a.href = atob('aHR0cHM6Ly90YXJnZXQudGVzdC8='); a.textContent = 'the target'",
    ),
    _way(
        "worker",
        "new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])))"
        f".onmessage = () => {{{_WRITE}}}",
    ),
    _way("led-on", "location.replace('/part')", part=script(_WRITE)),
    _way(
        "refresh",
        "document.head.innerHTML = '<meta http-equiv=refresh content=\"0; url=/part\">'",
        part=script(_WRITE),
    ),
    _finds(
        "template",
        "root.append(document.querySelector('template').content.cloneNode(true))",
        f"<template>{LINK}</template>",
        {"place": "template", "seen_in": "both"},
        {"place": "a", "seen_in": "rendered"},
    ),
    _finds(
        "surrogate-text",
        "const a = root.appendChild(document.createElement('a'));"
        f" a.href = '{_URL}'; a.textContent = '\\ud800the target'",
        "",
        {"text": "\ufffdthe target", "url": _URL},
    ),
    _finds(
        "surrogate-href",
        f"const a = root.appendChild(document.createElement('a')); a.href = '{_URL}\\udc00'",
        "",
        {"url": f"{_URL}%EF%BF%BD"},
    ),
    _finds("removed", "document.querySelector('a').remove()", LINK, {"seen_in": "raw"}),
    _finds(
        "swapped-away",
        "document.querySelector('a').href = 'https://other.test/'",
        LINK,
        {"seen_in": "raw"},
    ),
    _finds(
        "swapped-in",
        f"document.querySelector('a').href = '{_URL}'",
        "<a href=https://other.test/>the target</a>",
        {"seen_in": "rendered"},
    ),
    _finds(
        "nofollowed",
        "document.querySelector('a').rel = 'nofollow'",
        LINK,
        {"seen_in": "both", "rel": ["nofollow"], "changed_by_script": {"rel": []}},
    ),
    _never("on-click", f"root.onclick = () => {{ fetch('/clicked'); {_WRITE} }}"),
    _never("on-hover", f"document.body.onmouseover = () => {{{_WRITE}}}"),
    _never("click-only", f"root.onclick = () => {{ location = '{_URL}' }}", "<a>the target</a>"),
    _never("popup", f"window.open('')?.document.write(`{LINK}`); window.open('/part')"),
    _never("detached", f"const apart = document.createElement('p'); apart.innerHTML = `{LINK}`"),
    _never(
        "frame-apart",
        f"{_FRAME} frame.sandbox = ''; frame.src = '/part'",
        part=answer(page(LINK)),
    ),
)
