"""A report opened in a real browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from playwright.async_api import Page

    from backlinkspider.documents import Document
    from tests.report.shown import Shown

    Opening = Callable[..., AbstractAsyncContextManager["Opened"]]

DESKTOP, PHONE = (1280, 900), (390, 844)
LINKS: Final = 140


@dataclass(slots=True)
class Opened:
    """A report in a tab, and all that went on there unasked."""

    page: Page
    requests: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("console", lambda message: self.trouble.append(message.text))
        self.page.on("dialog", lambda dialog: self.trouble.append(f"dialog {dialog.message}"))

    async def rows(self, table: str = "links") -> list[str]:
        """Return the texts of the rows that are shown."""
        return await self.page.locator(f"#table-{table} tbody tr").all_inner_texts()

    async def count(self, table: str = "links") -> int:
        """Return how many rows the table says it has found."""
        status = self.page.locator(f"#table-{table} [role=status]")
        return int((await status.inner_text()).split()[0].replace(",", ""))


@dataclass(frozen=True, slots=True)
class Given:
    """A report and the documents it was made of."""

    shown: Shown
    links: Sequence[Document]
