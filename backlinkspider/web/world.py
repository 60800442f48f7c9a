"""The isolated world of a tab: our scripts see the page's DOM there, no page can meddle."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from playwright.async_api import CDPSession

_NAME: Final = "backlinkspider"

Argument = float | str | list[str]


class World:
    """Runs scripts of this package in the document a tab holds at that moment.

    Each is a function and may call ``documents()`` (documents.js). Methods raise Playwright's
    ``Error`` where the document is left meanwhile, and ``RuntimeError`` where a script fails.
    """

    def __init__(self, cdp: CDPSession) -> None:
        self.cdp = cdp

    async def run(self, script: str, *arguments: Argument) -> Any:
        """Return what *script* (a file's name) returns, or resolves to, as data."""
        return (await self._call(script, arguments, by_value=True)).get("value")

    async def handle(self, script: str, *arguments: Argument) -> str:
        """Return the CDP object id of what *script* returns."""
        identity: str = (await self._call(script, arguments, by_value=False))["objectId"]
        return identity

    async def _call(
        self, script: str, arguments: tuple[Argument, ...], *, by_value: bool
    ) -> dict[str, Any]:
        tree = await self.cdp.send("Page.getFrameTree")
        world = await self.cdp.send(
            "Page.createIsolatedWorld",
            {"frameId": tree["frameTree"]["frame"]["id"], "worldName": _NAME},
        )
        answer = await self.cdp.send(
            "Runtime.callFunctionOn",
            {
                "functionDeclaration": _function(script),
                "executionContextId": world["executionContextId"],
                "arguments": [{"value": argument} for argument in arguments],
                "awaitPromise": True,
                "returnByValue": by_value,
            },
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            text = details.get("exception", {}).get("description") or details["text"]
            raise RuntimeError(f"{script}: {text}")
        result: dict[str, Any] = answer["result"]
        return result


@cache
def source(script: str) -> str:
    """Return the function in the file *script*, without the comment above it."""
    text = (files("backlinkspider.web") / script).read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.startswith("//")).rstrip(";\n")


@cache
def _function(script: str) -> str:
    return (
        f"(...given) => {{ const documents = {source('documents.js')};"
        f" return ({source(script)})(...given); }}"
    )
