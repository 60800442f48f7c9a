"""What others answer in an example: redirectors where they lead, other visitors what they get."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backlinkspider.links.cloaking import VISITORS, judge, only_for_search_bot
from backlinkspider.links.looking import on_bots_page, read_look, taken_away
from backlinkspider.links.path import Led, LinkPath, leads_to, read_answer, walk
from backlinkspider.links.redirectors import redirectors
from backlinkspider.rules.answered import Answered

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from backlinkspider.links.cloaking import SeenAs, Visitor
    from backlinkspider.links.path import Answer
    from backlinkspider.links.record import Reading
    from backlinkspider.rules.model import PageExample
    from backlinkspider.target import Target

_HTML = "text/html; charset=utf-8"


def with_answers(
    reading: Reading, page: PageExample, target: Target, shorteners: Collection[str]
) -> Reading:
    """Return *reading* with the paths of its redirectors, by *page*'s answers.

    A redirector that answers nothing in the example is unresolved.
    """
    anchors = reading.raw.anchors()
    if reading.rendered is not None:
        anchors += reading.rendered.anchors()
    asked = redirectors(reading.fetch.final_url, anchors, [target], shorteners)
    paths = {one.url: Led(one.via, _path(one.url, page.answers, target)) for one in asked}
    return replace(reading, paths=paths)


def _path(url: str, answers: Mapping[str, Answered | str], target: Target) -> LinkPath:
    steps = walk(url, target.matches)
    asking = next(steps)
    while asking in answers:
        try:
            asking = steps.send(_answer(asking, answers[asking]))
        except StopIteration as end:
            path: LinkPath = end.value
            return path
    return LinkPath(final_url=asking, hops=(), unresolved="failed")


def _answer(url: str, given: Answered | str) -> Answer:
    answered = Answered(location=given) if isinstance(given, str) else given
    headers = {"location": answered.location} if answered.location else {}
    return read_answer(url, answered.status, headers, answered.html.encode(), _HTML)


def with_looks(reading: Reading, page: PageExample, target: Target) -> Reading:
    """Return *reading* with the cloaking probe made of *page*'s looks; none where there are none.

    Who has no look gets what we got; each look is the same whenever it is repeated.
    """
    if not page.looks:
        return reading
    given: Mapping[Visitor, Answered | str] = dict(page.looks.items())
    ours = Answered(status=200, html=page.html)
    looks = tuple(_look(one, reading, given.get(one, ours), target) for one in VISITORS)
    cloaking = judge([looks, looks])
    reading = replace(reading, cloaking=cloaking)
    bot = given.get("googlebot", ours)
    if not only_for_search_bot(cloaking):
        return reading
    return on_bots_page(reading, (bot if isinstance(bot, str) else bot.html).encode(), _HTML)


def _look(visitor: Visitor, reading: Reading, given: Answered | str, target: Target) -> SeenAs:
    answered = Answered(status=200, html=given) if isinstance(given, str) else given
    if answered.location:
        return taken_away(visitor, answered.status, answered.location)

    def wanted(url: str) -> bool:
        led = reading.led(url)
        return target.matches(url) or (led is not None and leads_to(target, led.path))

    body = answered.html.encode()
    return read_look(visitor, reading.raw.url, answered.status, _HTML, body, wanted=wanted)
