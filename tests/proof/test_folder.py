"""Proof lies where a user looks for it: beside the store."""

from __future__ import annotations

import pytest

from backlinkspider.proof.folder import proof_folder


@pytest.mark.parametrize(
    ("given", "uri", "folder"),
    [
        ("", "sqlite:///backlinks.db", "proof"),
        ("", "sqlite:////srv/audit/links.db", "/srv/audit/proof"),
        ("", "sqlite:///audit/links.db", "audit/proof"),
        ("", "mongodb://host/database", "proof"),
        ("/srv/proof", "sqlite:///backlinks.db", "/srv/proof"),
    ],
)
def test_folder(given: str, uri: str, folder: str) -> None:
    assert str(proof_folder(given, uri)) == folder
