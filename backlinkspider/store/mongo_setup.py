"""What a MongoDB store needs and what it keeps for people: indexes, validators, views.

All is made where it is missing and brought up to date where it differs; what is there already costs
one question. Validators only warn (in the server's log): a page's text decides much of a document,
and no page shall be able to make its own finding unstorable; older and newer versions may also
share a database. An owner who wants them to refuse sets ``validationAction: "error"`` with
``collMod``; that is left as it is set.

A user that may only read, and servers that lack validators or views, get what they can: why
something was left out is returned in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pymongo import ASCENDING, IndexModel
from pymongo.errors import CollectionInvalid, OperationFailure

from backlinkspider.fields.described import DESCRIBED
from backlinkspider.fields.json_schema import json_schema
from backlinkspider.store.schema import INDEXES
from backlinkspider.store.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pymongo.asynchronous.database import AsyncDatabase

    from backlinkspider.documents import Document
    from backlinkspider.store.views import View

    Existing = Mapping[str, Mapping[str, Any]]

ACTION: Final = "warn"

_UNAUTHORIZED: Final = frozenset({13, 8000})
_UNSUPPORTED: Final = frozenset({59, 115, 238})
_EXISTS: Final = 48


async def prepare(database: AsyncDatabase[Document]) -> list[str]:
    """Make what is missing in *database*; return what could not be made and why.

    Raises ``PyMongoError`` where it fails for other reasons than rights and what the server offers.
    """
    try:
        await _create_indexes(database)
        existing = {one["name"]: one async for one in await database.list_collections()}
        await _set_validators(database, existing)
        return [note for view in VIEWS if (note := await _set_view(database, existing, view))]
    except OperationFailure as error:
        if error.code in _UNAUTHORIZED:
            return ["this user may not make indexes, validators or views: what is there is used"]
        if error.code in _UNSUPPORTED:
            return ["this server changes no collections (collMod): no validators and views"]
        raise


async def _create_indexes(database: AsyncDatabase[Document]) -> None:
    for collection, indexes in INDEXES.items():
        models = [IndexModel([(field, ASCENDING) for field in index]) for index in indexes]
        if models:
            await database[collection].create_indexes(models)


async def _set_validators(database: AsyncDatabase[Document], existing: Existing) -> None:
    for name in DESCRIBED:
        if name not in existing:
            await _create(database, name)
        options = existing[name].get("options", {}) if name in existing else {}
        wanted = {"$jsonSchema": json_schema(name)}
        if options.get("validator") != wanted:
            action = options.get("validationAction", ACTION) if "validator" in options else ACTION
            await database.command("collMod", name, validator=wanted, validationAction=action)


async def _set_view(database: AsyncDatabase[Document], existing: Existing, view: View) -> str:
    """Make or correct *view*; return why it is left out, if it is."""
    wanted: dict[str, Any] = {"viewOn": view.source, "pipeline": view.pipeline()}
    there = existing.get(view.name)
    if there is None:
        await _create(database, view.name, **wanted)
    elif there.get("type") != "view":
        return f"{view.name} is a collection that is not ours: no view of that name"
    elif {name: there["options"].get(name) for name in wanted} != wanted:
        await database.command("collMod", view.name, **wanted)
    return ""


async def _create(database: AsyncDatabase[Document], name: str, **options: Any) -> None:
    """Create a collection or view, unless another process just has."""
    try:
        await database.create_collection(name, check_exists=False, **options)
    except CollectionInvalid:
        return
    except OperationFailure as error:
        if error.code != _EXISTS:
            raise
