"""The report in a real browser, the network cut: searched, sorted, filtered, paged, printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from backlinkspider.web.browser import find_chromium
from tests.report.opened import DESKTOP, LINKS, PHONE

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from tests.report.opened import Given, Opening

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium(None) is None, reason="there is no Chromium"),
]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
JUDGE = """async ([where, options]) => {
  const { violations, passes } = await axe.run(where, { ...options, resultTypes: ["violations"] });
  return { violations, passes: passes.length };
}"""
RULES: dict[str, dict[str, list[str]]] = {
    "light": {},
    "dark": {"runOnly": ["color-contrast", "link-in-text-block"]},
}
"""What axe looks at in each scheme: only colours differ."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_it_opens_in_peace_and_fits_the_screen(
    scheme: str, size: tuple[int, int], opened: Opening
) -> None:
    async with opened(size=size, color_scheme=scheme) as tab:
        assert tab.trouble == []
        assert [url for url in tab.requests if not url.startswith(("file:", "data:"))] == []
        width = await tab.page.evaluate("document.documentElement.scrollWidth")
        assert width == size[0]
        drawn = await tab.page.evaluate("charts.map(({chart}) => chart.width > 100)")
        assert len(drawn) >= 8
        assert all(drawn)


async def test_search_finds_words_in_any_column(opened: Opening) -> None:
    async with opened() as tab:
        search = tab.page.locator("#table-links input[type=search]")
        await search.fill("NEEDLE hay")
        await expect(tab.page.locator("#table-links tbody tr")).to_have_count(1)
        assert await tab.count() == 1
        assert "a needle in the hay" in (await tab.rows())[0]
        await search.fill("no such thing anywhere")
        await expect(tab.page.locator("#table-links .empty")).to_be_visible()
        await expect(tab.page.locator("#table-links .scroll")).to_be_hidden()
        await tab.page.click("#table-links .reset")
        assert await tab.count() == LINKS
        await expect(search).to_be_focused()


async def test_filters_select_and_combine(opened: Opening, given: Given) -> None:
    lost = [link for link in given.links if link["state"] == "lost"]
    thin = [
        link
        for link in lost
        if any(f["rule"] == "page.thin" and not f["suppressed"] for f in link["flags"])
    ]
    assert 0 < len(thin) < len(lost)
    async with opened() as tab:
        await tab.page.select_option("#table-links [name=state]", "lost")
        assert await tab.count() == len(lost)
        await tab.page.select_option("#table-links [name=rule]", "page.thin")
        assert await tab.count() == len(thin)
        assert all("lost" in row for row in await tab.rows())
        label = tab.page.locator("#table-links [name=state] option[value=lost]")
        assert await label.inner_text() == f"lost ({len(lost)})"


async def test_a_choice_that_the_select_has_no_room_for_can_be_shown(
    opened: Opening, given: Given
) -> None:
    domain = given.links[0]["page"]["domain"]
    async with opened() as tab:
        select = tab.page.locator("#table-links [name=domain]")
        await select.locator(f'option[value="{domain}"]').evaluate("option => option.remove()")
        await tab.page.evaluate("domain => tables.links.only('domain', domain)", domain)
        links = sum(link["page"]["domain"] == domain for link in given.links)
        assert await tab.count() == links
        await expect(select).to_have_value(domain)
        label = select.locator(f'option[value="{domain}"]')
        assert await label.inner_text() == f"{domain} ({links})"


async def test_sorting_by_any_column_and_back(opened: Opening, given: Given) -> None:
    scores = sorted((link["audit"]["score"] for link in given.links), reverse=True)
    async with opened() as tab:
        risks = tab.page.locator("#table-links tbody .risk")
        first = [float(text.split(" ")[0]) for text in await risks.all_inner_texts()]
        assert first == scores[: len(first)]
        head = tab.page.locator("#table-links th.c-score")
        await expect(head).to_have_attribute("aria-sort", "descending")
        await head.locator("button").click()
        await expect(head).to_have_attribute("aria-sort", "ascending")
        lowest = [float(text.split(" ")[0]) for text in await risks.all_inner_texts()]
        assert lowest == scores[::-1][: len(lowest)]
        await tab.page.click("#table-links th.c-page button")
        await expect(head).to_have_attribute("aria-sort", "none")
        shown = await tab.page.locator("#table-links tbody .opener").all_inner_texts()
        domains = sorted(link["page"]["domain"] for link in given.links)
        assert shown == domains[: len(shown)]


async def test_pages_of_rows_show_each_row_once(opened: Opening) -> None:
    async with opened() as tab:
        pager = tab.page.locator("#table-links .pager")
        await expect(pager.locator("[data-page=previous]")).to_be_disabled()
        seen: list[str] = []
        numbers = "rows => rows.map(row => row.dataset.row)"
        while True:
            seen += await tab.page.eval_on_selector_all("#table-links tbody tr", numbers)
            if await pager.locator("[data-page=next]").is_disabled():
                break
            await pager.locator("[data-page=next]").click()
        assert sorted(map(int, seen)) == list(range(LINKS))
        assert await pager.locator(".place").inner_text() == f"126 to {LINKS} of {LINKS}"
        await pager.locator("[data-page=first]").click()
        await pager.locator("select").select_option("100")
        await expect(tab.page.locator("#table-links tbody tr")).to_have_count(100)


async def test_a_row_opens_all_about_its_link(opened: Opening, given: Given) -> None:
    worst = max(given.links, key=lambda link: (link["audit"]["score"], link["_id"]))
    async with opened() as tab:
        dialog = tab.page.locator("#detail")
        opener = tab.page.locator("#table-links tbody .opener").first
        await opener.click()
        await expect(dialog).to_be_visible()
        text = await dialog.inner_text()
        assert worst["audit"]["score"] == max(one["audit"]["score"] for one in given.links)
        assert "Link text" in text
        assert await dialog.locator(".flag mark").count() >= 1
        await dialog.locator(".about-rule summary").first.click()
        await expect(dialog.locator(".rule-body").first).to_be_visible()
        assert "What speaks against it" in await dialog.inner_text()
        assert "scrapy links show" in text
        await tab.page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
        await expect(opener).to_be_focused()


async def test_hostile_text_is_shown_and_never_run(opened: Opening) -> None:
    async with opened() as tab:
        for opener in await tab.page.locator("#table-links tbody .opener").all():
            await opener.click()
            await tab.page.keyboard.press("Escape")
        for summary in await tab.page.locator("main summary").all():
            await summary.evaluate("summary => summary.parentElement.open = true")
        assert tab.trouble == []
        assert await tab.page.locator("img[src=x]").count() == 0
        assert "<img src=x onerror=alert(2)>" in await tab.page.locator("main").inner_text()
        hrefs = await tab.page.eval_on_selector_all("a", "all => all.map(one => one.href)")
        assert {href.split(":")[0] for href in hrefs} <= {"file", "http", "https"}


async def test_names_in_a_charts_table_show_their_links(opened: Opening, given: Given) -> None:
    thin = sum(
        any(f["rule"] == "page.thin" and not f["suppressed"] for f in link["flags"])
        for link in given.links
    )
    async with opened() as tab:
        section = tab.page.locator("section.bars", has_text="Flags by rule").first
        await section.locator("summary").click()
        await section.get_by_role("button", name="Money phrase on a page").click()
        assert await tab.count() == thin
        await expect(tab.page.locator("#table-links [name=rule]")).to_have_value("page.thin")
        await expect(tab.page.locator("#table-links")).to_be_in_viewport()


async def test_a_bar_shows_its_links(opened: Opening, given: Given) -> None:
    async with opened() as tab:
        canvas = tab.page.locator('[data-chart="regions"] canvas')
        await canvas.scroll_into_view_if_needed()
        place = await tab.page.evaluate(
            "(() => { const {chart} = charts.find(one => one.chart.canvas.closest("
            "'[data-chart=regions]')); const bar = chart.getDatasetMeta(0).data[0];"
            " return {x: bar.x / 2, y: bar.y}; })()"
        )
        await canvas.click(position=place)
        chosen = await tab.page.locator("#table-links [name=region]").input_value()
        live = [link for link in given.links if link["link"]["region"] == chosen]
        assert await tab.count() == len(live)


async def test_all_of_it_works_by_keyboard(opened: Opening) -> None:
    async with opened() as tab:
        keyboard = tab.page.keyboard
        await keyboard.press("Tab")
        await expect(tab.page.locator(".skip")).to_be_focused()
        await tab.page.locator("#table-links input[type=search]").focus()
        reached = []
        for _ in range(24):
            await keyboard.press("Tab")
            reached.append(
                await tab.page.evaluate(
                    "document.activeElement.dataset.sort ?? document.activeElement.className"
                )
            )
        for name in ("page", "link", "rel", "score", "action", "state", "first_seen"):
            assert name in reached
        assert "opener" in reached
        await tab.page.locator("#table-links tbody .opener").nth(2).focus()
        await keyboard.press("Enter")
        await expect(tab.page.locator("#detail")).to_be_visible()
        await expect(tab.page.locator("#detail .close")).to_be_focused()
        await keyboard.press("Enter")
        await expect(tab.page.locator("#detail")).to_be_hidden()
        await expect(tab.page.locator("#table-links tbody .opener").nth(2)).to_be_focused()
        await tab.page.locator("#table-links th.c-state button").focus()
        await keyboard.press("Space")
        await expect(tab.page.locator("#table-links th.c-state")).to_have_attribute(
            "aria-sort", "ascending"
        )


@pytest.mark.timeout(300)  # it looks at every element, on a busy machine slowly
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_axe_finds_nothing_serious(
    scheme: str, size: tuple[int, int], opened: Opening
) -> None:
    async with opened(size=size, color_scheme=scheme, bypass_csp=True) as tab:
        await tab.page.evaluate(AXE.read_text("utf-8"))
        for summary in await tab.page.locator("main summary").all():
            await summary.evaluate("summary => summary.parentElement.open = true")
        whole = await tab.page.evaluate(JUDGE, ["html", RULES[scheme]])
        await tab.page.locator("#table-links tbody .opener").first.click()
        detail = await tab.page.evaluate(JUDGE, ["#detail", RULES[scheme]])
        told = [
            (one["id"], one["impact"], one["nodes"][0]["html"][:200], one["nodes"][0]["any"])
            for one in whole["violations"] + detail["violations"]
        ]
        assert not told, json.dumps(told, indent=1)
        assert whole["passes"] > (20 if scheme == "light" else 0)


async def test_on_paper_what_is_closed_is_open_and_tools_are_gone(opened: Opening) -> None:
    async with opened(color_scheme="dark") as tab:
        closed = tab.page.locator("#todo details.site:not([open])")
        count = await closed.count()
        assert count > 0
        await tab.page.emulate_media(media="print")
        await tab.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert await closed.count() == 0
        paper = "getComputedStyle(document.body).backgroundColor"
        assert await tab.page.evaluate(paper) == "rgb(255, 255, 255)"
        for gone in (".contents", "#table-links .tools", "#table-links .pager"):
            await expect(tab.page.locator(gone)).to_be_hidden()
        await expect(tab.page.locator("#todo .context").first).to_be_visible()
        await tab.page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert await closed.count() == count
        assert (await tab.page.pdf(format="A4")).startswith(b"%PDF")


async def test_an_old_browser_is_told_and_the_rest_can_be_read(
    browser: Browser, given: Given
) -> None:
    page = await browser.new_page()
    await page.add_init_script("delete window.DecompressionStream")
    await page.goto(given.shown.path.as_uri())
    await expect(page.locator(".old")).to_be_visible()
    await expect(page.locator("#picture .figures")).to_be_visible()
    await page.close()


async def test_without_scripts_all_but_the_tables_is_there(opened: Opening) -> None:
    async with opened(java_script_enabled=False) as tab:
        await expect(tab.page.locator("noscript p")).to_be_visible()
        text = await tab.page.locator("main").inner_text()
        for heading in ("What to do", "What changed", "The picture", "Rules that fired"):
            assert heading in text
        site = tab.page.locator("#todo details.site").first
        await site.locator("summary").first.click()
        await expect(site.locator(".context").first).to_be_visible()
