from __future__ import annotations

import gzip
import json
from base64 import b64decode, b64encode
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.report.embed import content_policy, data_url, json_text, packed

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(VALUES)
def test_json_in_a_page_is_the_value_and_holds_no_markup(value: object) -> None:
    text = json_text(value)
    assert json.loads(text) == value
    assert not set(text) & set("<>&\u2028\u2029")


def test_what_would_end_a_script_is_escaped() -> None:
    assert json_text("</script>&\u2028") == r'"\u003c/script\u003e\u0026\u2028"'


@given(VALUES)
def test_packed_values_come_out_again(value: object) -> None:
    text = packed(value)
    assert json.loads(gzip.decompress(b64decode(text, validate=True))) == value
    assert packed(value) == text


def test_lone_surrogates_do_not_stop_a_report() -> None:
    assert json.loads(gzip.decompress(b64decode(packed("a\ud800")))) == "a?"


def test_the_policy_names_what_may_run_and_nothing_else() -> None:
    digest = b64encode(sha256(b"run()").digest()).decode()
    policy = content_policy(["run()"], ["a{}"])
    parts = dict(part.split(" ", 1) for part in policy.split("; "))
    assert parts["default-src"] == "'none'"
    assert parts["script-src"] == f"'sha256-{digest}'"
    assert "unsafe" not in policy
    assert "http" not in policy
    assert parts["require-trusted-types-for"] == "'script'"


def test_bytes_as_a_url() -> None:
    assert data_url("image/png", b"\x00\x01") == "data:image/png;base64,AAE="
