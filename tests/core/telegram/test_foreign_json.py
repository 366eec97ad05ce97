"""JSON from outside: whatever the bytes, there is a value that every database can hold, or a ValueError, at once."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.telegram import foreign_json

QUICK = settings(max_examples=150, deadline=None, derandomize=True, database=None)
TEXTS = st.text(st.characters(), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**80), 2**80) | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=30,
)


def fit(value: Any) -> bool:
    """Whether both databases take it as JSON."""
    text = json.dumps(value, allow_nan=False)
    return "\\u0000" not in text and json.loads(text) == value and value == json.loads(text.encode())


@QUICK
@given(VALUES)
def test_every_value_becomes_one_that_can_be_kept(value: Any) -> None:
    cleaned = foreign_json.cleaned(value)
    assert fit(cleaned)
    json.dumps(cleaned, ensure_ascii=False).encode()
    assert foreign_json.loads(json.dumps(value).encode()) == cleaned


@QUICK
@given(st.binary(max_size=60) | st.text('[]{}",:\\u0dN1e9-', max_size=60).map(str.encode))
def test_bytes_of_any_kind_are_read_or_refused(content: bytes) -> None:
    try:
        assert fit(foreign_json.loads(content))
    except ValueError:
        pass


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b'"a\x00b\xffc"', "a\ufffdb\ufffdc"),
        (rb'"\ud83d\ude00 \ud83d \u0000"', "😀 \ufffd \ufffd"),
        (b"[1e400, -1e400, NaN, Infinity, 1e10]", [None, None, None, None, 1e10]),
        (b"9" * 5000, None),
        (str(2**63).encode(), None),
        (str(2**63 - 1).encode(), 2**63 - 1),
        (str(-(2**63)).encode(), -(2**63)),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b',"b":"]["}', None),
    ],
)
def test_what_no_database_can_hold_is_replaced(content: bytes, value: Any) -> None:
    read = foreign_json.loads(content)
    if isinstance(read, dict) and "b" in read:
        assert read["b"] == "]["  # what stands beside it is kept
    else:
        assert read == value


@pytest.mark.parametrize("letter", ["[", "{", '"', "\\", '\\"', '{"a":', "[1,", "9", "-", "a", "\0", "é", '["'])
def test_a_megabyte_of_anything_takes_no_time(letter: str) -> None:
    content = (letter * 2**20)[: 2**20].encode()
    began = time.perf_counter()
    try:
        foreign_json.loads(content)
    except ValueError:
        pass
    assert time.perf_counter() - began < 5
