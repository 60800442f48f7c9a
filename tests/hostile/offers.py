"""What pages offer and ask for: downloads, service workers, permissions; and answers that drag on.

A browser may get another answer than a plain request, which finds no link.
"""

from __future__ import annotations

from typing import Final

from tests.hostile.abuse import WRITE, answers_browsers, ends, survives
from tests.hostile.case import LINK, linked, page
from tests.hostile.scripted import script
from tests.hostile.wire import answer, cut_off, endless, head, silent

DOWNLOAD: Final = "hostile-download.bin"
_ATTACHED: Final = f"Content-Disposition: attachment; filename={DOWNLOAD}"
_PAGE: Final = head("Content-Type: text/html") + page(LINK).encode()
_WANTED: Final = {
    "senses": (
        "Notification.requestPermission(); navigator.geolocation.getCurrentPosition(() => 0);"
        " navigator.requestMIDIAccess({sysex: true}).catch(() => 0);"
        " navigator.clipboard.readText().catch(() => 0)"
    ),
    "screen": (
        "document.body.requestFullscreen().catch(() => 0);"
        " document.body.requestPointerLock()?.catch(() => 0);"
        " navigator.mediaDevices.getDisplayMedia().catch(() => 0)"
    ),
    "camera": "navigator.mediaDevices.getUserMedia({video: true, audio: true}).catch(() => 0)",
    "devices": (
        "navigator.usb.requestDevice({filters: []}).catch(() => 0);"
        " navigator.serial.requestPort().catch(() => 0)"
    ),
    "storage": (
        "navigator.storage.persist(); document.requestStorageAccess().catch(() => 0);"
        " try { navigator.registerProtocolHandler('mailto', '/?%s') } catch {}"
    ),
}

OFFERS: Final = (
    survives("download", "location = '/offer'", offer=answer(b"x" * 5000, _ATTACHED)),
    survives(
        "download-made",
        "const a = document.createElement('a'); a.download ="
        f" '{DOWNLOAD}'; a.href = URL.createObjectURL(new Blob(['x'.repeat(5000)])); a.click()",
    ),
    survives(
        "download-framed",
        "document.body.append(Object.assign(document.createElement('iframe'), {src: '/offer'}))",
        offer=answer(b"x" * 5000, _ATTACHED, kind="application/zip"),
    ),
    answers_browsers(
        "download-instead", answer(page(LINK), _ATTACHED), "render_failed", "a download"
    ),
    answers_browsers(
        "download-endless",
        endless(head(_ATTACHED, "Content-Type: application/zip"), b"x" * 65536, 0.01),
        "render_failed",
        "a download",
    ),
    answers_browsers(
        "picture-instead", answer(b"GIF89a", kind="image/gif"), "render_failed", "no HTML"
    ),
    answers_browsers("reset", cut_off(), "render_failed", "not rendered: "),
    survives(
        "service-worker",
        "navigator.serviceWorker.register('/worker')",
        tls=True,
        worker=answer(
            "onfetch = (e) => e.respondWith(new Response('nothing'))", kind="text/javascript"
        ),
    ),
    *(survives(f"asks-{name}", code, tls=True) for name, code in _WANTED.items()),
    answers_browsers(
        "streams",
        endless(_PAGE, b"<p>and on", 0.05),
        "linked",
    ),
    ends(
        "script-hangs", WRITE, "not rendered whole: ", "<script src=/hangs></script>", hangs=silent
    ),
    linked(
        "abuse-giant",
        script("root.dataset.x = 'x'.repeat(12 << 20)", LINK),
        {},
        page={"truncated": True},
    ),
)
