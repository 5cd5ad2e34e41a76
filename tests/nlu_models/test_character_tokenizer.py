"""Tokens where no blanks stand between words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu_models.tokenizer_component import CharacterTokenizer

TOKENIZER = CharacterTokenizer(CharacterTokenizer.get_default_config())


def tokens(text: str) -> list[tuple[str, int, int]]:
    found = TOKENIZER.tokenize(Message({TEXT: text}), TEXT)
    return [(token.text, token.start, token.end) for token in found]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我的订单10023在哪里？", ["我", "的", "订", "单", "10023", "在", "哪", "里"]),
        ("买 Nike 跑鞋", ["买", "Nike", "跑", "鞋"]),
        ("サイズは?", ["サ", "イ", "ズ", "は"]),
        ("where's my order", ["where's", "my", "order"]),
        ("！？", ["！？"]),
    ],
)
def test_characters_and_words(text: str, words: list[str]) -> None:
    assert [token[0] for token in tokens(text)] == words


@given(st.text(max_size=60))
def test_tokens_stand_where_they_say(text: str) -> None:
    found = tokens(text)
    assert all(text[start:end] == word for word, start, end in found)
    assert all(before[2] <= after[1] for before, after in pairwise(found))
