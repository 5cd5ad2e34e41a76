"""The search for personal values that the leak hunt and other tests rely on."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.leak_hunt.conversations import make_conversations
from benchmarks.leak_hunt.search import Form, Search, written_forms
from benchmarks.leak_hunt.values import KINDS
from benchmarks.leak_hunt.ways import CLIENT, WAYS

NOT_IN_TEXTS = ("metadata", "query", "headers", "sender", "signed in")
VALUES = ["maya.fenwick@example.com", "07700 900123", "Zoë Quayle", "10023", "12 Canal\nWharf"]


def found(content: bytes, values: list[str]) -> list[str]:
    search = Search({value: list(written_forms(value)) for value in values})
    return sorted({hit.value for hit in search.scan(content)})


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize(
    "write",
    [
        str,
        str.upper,
        quote,
        quote_plus,
        json.dumps,
        lambda value: json.dumps(value, ensure_ascii=False),
        lambda value: json.dumps(json.dumps(value)),
        lambda value: re.sub(r"[\s.]", "", value),
    ],
)
@pytest.mark.parametrize("around", ["{}", "x: {}, y", "\\n{}\\n", "%20{}%20", "订单{}号"])
def test_finds_a_value_however_it_is_written(
    value: str, write: Callable[[str], str], around: str
) -> None:
    assert found(around.format(write(value)).encode(), VALUES) == [value]


@pytest.mark.parametrize("value", [value for value in VALUES if len(value) > 8])
@given(before=st.binary(max_size=9), after=st.binary(max_size=9))
def test_finds_base64_at_any_offset(value: str, before: bytes, after: bytes) -> None:
    text = before + value.encode() + after
    for encoded in (base64.b64encode(text), base64.urlsafe_b64encode(text)):
        assert value in found(encoded, [value])


@pytest.mark.parametrize(
    "content",
    [b"1764100239", b"1764.10023", b"a10023b", b"4f10023ab", b"100230", b"xmaya", b"0x10023f"],
)
def test_short_values_count_as_words_of_their_own_only(content: bytes) -> None:
    assert found(content, ["10023"]) == []


@given(
    st.lists(st.binary(min_size=5, max_size=20), min_size=1, max_size=8),
    st.lists(st.one_of(st.binary(max_size=30), st.integers(0, 7)), max_size=12),
)
def test_finds_the_same_as_a_search_one_by_one(
    patterns: list[bytes], pieces: list[bytes | int]
) -> None:
    content = b"".join(
        piece if isinstance(piece, bytes) else patterns[piece % len(patterns)] for piece in pieces
    )
    forms = {str(n): [Form(pattern, exact=True)] for n, pattern in enumerate(patterns)}
    one_by_one = {
        (str(n), match.start())
        for n, pattern in enumerate(patterns)
        for match in re.finditer(b"(?=" + re.escape(pattern) + b")", content)
    }
    assert {(hit.value, hit.start) for hit in Search(forms).scan(content)} == one_by_one


def test_conversations_have_every_kind_in_every_way_and_are_the_same_for_a_seed() -> None:
    count = sum(len(kinds) for _, kinds in WAYS.values()) // 3 + 1
    conversations = make_conversations(count, seed=5)
    said = {(value.kind, value.way) for c in conversations for value in c.planted}
    # Of two values that are to be the sender of one conversation only one can be.
    missing = {(k, way) for way, (_, kinds) in WAYS.items() for k in kinds} - said
    assert {way for _, way in missing} <= {"sender"}
    assert {kind for kind, _ in said} == set(KINDS)
    assert conversations == make_conversations(count, seed=5)
    assert conversations != make_conversations(count, seed=6)


def test_every_value_can_be_found_in_its_own_messages() -> None:
    for conversation in make_conversations(120, seed=7):
        for value in conversation.planted:
            if value.way in (*NOT_IN_TEXTS, CLIENT):
                continue
            said = "\n".join(message.text for message in value.messages).encode()
            assert list(Search({"value": value.forms}).scan(said)), value
