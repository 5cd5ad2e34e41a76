"""Numbers, codes, dates and odd words that nothing explains, by form and the words around them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.redact import Redactor
from bot.privacy.rules import Rules
from bot.privacy.turns import TurnRedactor
from bot.privacy.vault import MemoryVault
from tests.privacy.tables import DETECTOR

SOMEBODYS = [
    ("my phone lit up with 4821", "4821", "secret"),
    ("the robot lady read me 4821 to log on", "4821", "secret"),
    ("signature side says 482", "482", "secret"),
    ("tried Biscuit_2195 on the sign in page", "Biscuit_2195", "secret"),
    ("7158 is what the statement has for that visa", "7158", "card_ending"),
    ("halifax, 12-34-56", "12-34-56", "iban"),
    ("please send the money to my building society 12345678", "12345678", "iban"),
    ("the sticker on the box has 15508922951300", "15508922951300", "tracking_number"),
    ("hey quick one about 946997 🧦", "946997", "order_number"),
    ("accounts are chasing RE-2026-2438 again", "RE-2026-2438", "invoice_number"),
    ("my card packs up 11/27", "11/27", "card_expiry"),
    ("bday 8/4/92 if there is a treat", "8/4/92", "date_of_birth"),
    ("posted my pic on insta, carolscott", "carolscott", "handle"),
    ("my tiktok: karl.eligendi", "karl.eligendi", "handle"),
]
NOBODYS = [
    "is the XT700 lighter than the XT500",
    "had these since 2016 and still going",
    "about 3500 m up, minus 20",
    "does it come with cr2032 batteries",
    "a 16-inch laptop and a 2-year warranty",
    "part number 4412 for the tent pole",
    "chest 102 to 106, waist 34",
    "up to 1150 is fine",
    "10:30-12:00 on the 24th?",
    "EAN 5901234123457 is out of stock",
    "please add it to my basket, size 4446",
    "3 for 1000 or 4 for 1200?",
    "is the insta sale on the waterproof trousers still going, loved the pictures",
]


def found_in(text: str, **context: Any) -> list[tuple[str, str]]:
    return [(s.value, s.entity) for s in DETECTOR.find(text, typed=True, **context)]


@pytest.mark.parametrize(("text", "value", "kind"), SOMEBODYS)
def test_what_nothing_explains_is_personal(text: str, value: str, kind: str) -> None:
    assert (value, kind) in found_in(text)


@pytest.mark.parametrize("text", NOBODYS)
def test_talk_of_products_is_left_alone(text: str) -> None:
    assert found_in(text) == []


def test_what_no_shopper_typed_is_not_weighed() -> None:
    assert DETECTOR.find("worker 4821 of the pool started, phone lit up with 4821") == []


def test_what_was_spoken_of_before_tells_what_a_number_is() -> None:
    assert found_in("48 21 93", topics=["code", "came", "login"]) == [("48 21 93", "secret")]
    assert found_in("48 21 93", topics=["bank"]) == [("48 21 93", "iban")]


def test_a_conversation_remembers_what_it_spoke_of() -> None:
    turns = TurnRedactor(Redactor(DETECTOR, Rules(), b"k" * 32), MemoryVault(60.0))

    def said(text: str) -> str:
        (redacted,) = turns.redact("c", [{"event": "user", "text": text}])
        return str(redacted.event["text"])

    assert said("they texted me a code to log in") == "they texted me a code to log in"
    assert said("it's 48 21 93").startswith("it's [secret:")


@given(st.text(max_size=120), st.sampled_from([(), ("network",), ("code", "login")]))
def test_any_text_is_weighed(text: str, topics: tuple[str, ...]) -> None:
    spans = DETECTOR.find(text, typed=True, topics=topics)
    assert all(text[s.start : s.end] == s.value for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@given(st.lists(st.sampled_from("0123456789 -./@_aZé验#\n"), max_size=80).map("".join))
def test_texts_of_digits_and_signs_are_weighed(text: str) -> None:
    assert all(text[s.start : s.end] == s.value for s in DETECTOR.find(text, typed=True))
