"""The isolated world of a tab: our scripts see the page's DOM there, no page can meddle."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.async_api import CDPSession

_NAME: Final = "backlinkspider"

Argument = float | str | list[str]


class ScriptFailed(RuntimeError):
    """A script of ours failed in the page; the text is the browser's."""


class World:
    """Runs scripts of this package in the document a tab holds at that moment.

    Each is a function; those that ``run`` and ``handle`` take may call ``documents()``, see
    ``with_documents``. Methods raise Playwright's ``Error`` where the document is left meanwhile,
    and ``ScriptFailed``.
    """

    def __init__(self, cdp: CDPSession) -> None:
        self.cdp = cdp

    async def run(self, script: str, *arguments: Argument) -> Any:
        """Return what *script* (a file's name) returns, or resolves to, as data."""
        context = await self.enter()
        return (await self.call(context, script, with_documents(script), arguments)).get("value")

    async def handle(self, script: str, *arguments: Argument) -> str:
        """Return the CDP object id of what *script* returns."""
        context, function = await self.enter(), with_documents(script)
        answer = await self.call(context, script, function, arguments, by_value=False)
        identity: str = answer["objectId"]
        return identity

    async def enter(self) -> int:
        """Return the id of the world in the document that the tab holds now."""
        tree = await self.cdp.send("Page.getFrameTree")
        world = await self.cdp.send(
            "Page.createIsolatedWorld",
            {"frameId": tree["frameTree"]["frame"]["id"], "worldName": _NAME},
        )
        context: int = world["executionContextId"]
        return context

    async def call(
        self,
        context: int,
        script: str,
        function: str,
        arguments: Sequence[Any],
        *,
        by_value: bool = True,
    ) -> dict[str, Any]:
        """Return CDP's answer to a call of *function* in *context*; *script* names it in errors."""
        answer = await self.cdp.send(
            "Runtime.callFunctionOn",
            {
                "functionDeclaration": function,
                "executionContextId": context,
                "arguments": [{"value": argument} for argument in arguments],
                "awaitPromise": True,
                "returnByValue": by_value,
            },
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            text = details.get("exception", {}).get("description") or details["text"]
            raise ScriptFailed(f"{script}: {text}")
        result: dict[str, Any] = answer["result"]
        return result


@cache
def source(script: str) -> str:
    """Return the function in the file *script*, without the comment above it."""
    text = (files("backlinkspider.web") / script).read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.startswith("//")).rstrip(";\n")


@cache
def with_documents(script: str) -> str:
    """Return the function in the file *script*, which may call ``documents()`` (documents.js)."""
    return (
        f"(...given) => {{ const documents = {source('documents.js')};"
        f" return ({source(script)})(...given); }}"
    )
