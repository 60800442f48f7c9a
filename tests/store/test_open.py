"""Store URIs: which are right, and what a log may show of them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from backlinkspider.store.open import StoreUriError, open_store, redact


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("sqlite:///backlinks.db", "sqlite:///backlinks.db"),
        ("sqlite:////var/lib/backlinks.db", "sqlite:////var/lib/backlinks.db"),
        ("sqlite:///data/links@home.db", "sqlite:///data/links@home.db"),
        ("mongodb://localhost", "mongodb://localhost"),
        ("mongodb://u:secret@db:27017/links?w=1", "mongodb://***@db:27017/links?w=1"),
        ("mongodb://u:se/cr:et@%40@db/links", "mongodb://***@db/links"),
        ("mongodb+srv://u:secret@db.example", "mongodb+srv://***@db.example"),
    ],
)
def test_uris_of_both_stores(uri: str, shown: str) -> None:
    assert open_store(uri).uri == shown


@pytest.mark.parametrize(
    ("uri", "says"),
    [
        ("", "names no store: use sqlite:///FILE"),
        ("backlinks.db", "'backlinks.db' names no store: use sqlite:///FILE"),
        (
            "postgres://u:secret@h/db",
            r"'postgres://\*\*\*@h/db' names no store: .* or mongodb\+srv",
        ),
        ("mongodb:/localhost", "names no store"),
        ("mongodb://", "names no store"),
        ("sqlite://backlinks.db", "names no file: use sqlite:///FILE"),
        ("sqlite:///", "names no file"),
        ("sqlite:///folder/", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_wrong_uris_say_what_would_be_right(uri: str, says: str) -> None:
    with pytest.raises(StoreUriError, match=says) as caught:
        open_store(uri)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "uri",
    [
        "mongodb://user:secret@host",
        "mongodb://user:secret@a,b,c/db?replicaSet=r",
        "mongodb://us%40er:%73secret%2F@host",
        "mongodb://user:se@cr/et?secret@host/db",
        "mongodb://user:secret@[::1]:27017",
        "mongodb://h/?tlsCertificateKeyFilePassword=secret&tls=true",
        "mongodb://h/?authMechanismProperties=AWS_SESSION_TOKEN:secret&w=1",
        "mongodb://h/?proxypassword=secret",
        "mongodb://user:secret\n@host",
        "user:secret@host",
    ],
)
def test_secrets_are_redacted(uri: str) -> None:
    assert "secret" not in redact(uri)
    assert "***" in redact(uri)


def test_what_is_no_secret_stays() -> None:
    uri = "mongodb://a:1,b:2/db?replicaSet=r&w=majority"
    assert redact(uri) == uri


@pytest.mark.parametrize(
    ("uri", "absent"), [("sqlite:///x.db", "pymongo"), ("mongodb://h", "sqlite3")]
)
def test_only_the_named_store_is_imported(uri: str, absent: str) -> None:
    code = (
        "import sys; from backlinkspider.store.open import open_store; "
        f"assert not {{'pymongo', 'sqlite3', 'pydantic_core'}} & set(sys.modules); "
        f"open_store({uri!r}); sys.exit({absent!r} in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
