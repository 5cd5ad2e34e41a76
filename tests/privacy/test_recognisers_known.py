"""Values that a conversation knows, found again; card numbers in several messages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.detect import Detector
from bot.privacy.redact import Redactor
from bot.privacy.rules import read_rules
from bot.privacy.vault import Drawer

DETECTOR = Detector(r"\d{5,6}")


def found(text: str, known: dict[str, str]) -> list[tuple[str, str]]:
    return [(span.entity, span.value) for span in DETECTOR.find(text, known)]


@pytest.mark.parametrize(
    ("value", "kind", "text", "again"),
    [
        ("Maya Fenwick", "name", "it's MAYA FENWICK", "MAYA FENWICK"),
        ("Maya Fenwick", "name", "tell fenwick it came", "fenwick"),
        ("Maya Fenwick", "name", "that is maya fenwik here", "maya fenwik"),
        ("Maya Fenwick", "name", "ask fenwcik", "fenwcik"),
        ("Maya Fenwick", "name", "(venwick)", "venwick"),
        ("Dr Zoë Quillfeather", "customer_name", "for quilfeather.", "quilfeather"),
        ("hornbeam", "diagnosis", "it was Hornbean again", "Hornbean"),
        ("1 Juniper Cottages", "new_address", "to 1 juniper cotages", "1 juniper cotages"),
        ("tom.ashby", "login", "sign in as tom.ashbyy", "tom.ashbyy"),
        ("07700 900123", "phone", "/find?q=07700%20900123&page=2", "07700%20900123"),
        ("18/11/1959", "date_of_birth", "?day=18%2F11%2F1959", "18%2F11%2F1959"),
        (
            "北京市海淀区学院路96号",
            "address",
            "?q=%E5%8C%97%E4%BA%AC%E5%B8%82海淀区学院路96号",
            "%E5%8C%97%E4%BA%AC%E5%B8%82海淀区学院路96号",
        ),
        ("hunter2@,", "secret", "I typed hunter2@ again", "hunter2@"),
    ],
)
def test_a_known_value_is_found_again(value: str, kind: str, text: str, again: str) -> None:
    assert (kind, again) in found(text, {value: kind})


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ("Maya", "name", "may I see the mayo"),
        ("Green", "name", "a green or a greek one"),
        ("hunter", "name", "hunted boots"),
        ("10023", "customer_id", "size 10024 mm"),
        ("2 Mill Lane", "new_address", "is 3 Mill the lane"),
        ("Trent", "name", "which tent do you have"),
        ("Fenwick", "name", "a wick for the stove"),
    ],
)
def test_another_word_is_left(value: str, kind: str, text: str) -> None:
    assert found(text, {value: kind}) == []


@pytest.mark.parametrize(
    "word", ["hornbeam", "quillfeather", "lindqvist", "ravenscroft", "ashworth"]
)
def test_a_word_between_two_known_values_is_always_of_the_same_kind(word: str) -> None:
    known = {f"{word[:-2]}x{word[-1]}": "login", f"{word[0]}x{word[2:]}": "diagnosis"}
    assert found(f"it was {word}", known) == [("diagnosis", word)]


@given(st.dictionaries(st.text(min_size=3, max_size=30), st.just("value"), min_size=1), st.text())
def test_any_known_value_in_any_text(known: dict[str, str], text: str) -> None:
    values = [value for value in known if value.strip()]
    for span in DETECTOR.find(" ".join([text, *values]), dict.fromkeys(values, "value")):
        assert span.start < span.end


class Shopper:
    """A conversation: what is written of each of its messages."""

    def __init__(self) -> None:
        self._redactor = Redactor(DETECTOR, read_rules(None), b"k" * 32)
        self._drawer = Drawer("c", b"k" * 32)

    def says(self, text: str) -> str:
        event: dict[str, Any] = {
            "event": "user",
            "text": text,
            "parse_data": {"text": text, "entities": []},
        }
        self._redactor.learn(event, self._drawer)
        written = self._redactor.redact(event, self._drawer)
        assert written["parse_data"]["text"] == written["text"]
        return str(written["text"])


@pytest.mark.parametrize(
    "parts",
    [
        ("my card is 4111 1111", "1111 1111"),
        ("4111-1111", "and then 1111-1111"),
        ("41111111", "11111111"),
        ("4111 1111 1111", "1111"),
        ("card 3782 822463", "10005"),
        ("the first 8 digits are 41111111", "the rest 11111111 ok?"),
        ("my card is 4111 1111", "1111", "1111"),
    ],
)
def test_a_card_in_several_messages(parts: tuple[str, ...]) -> None:
    shopper = Shopper()
    for part in parts:
        digits = [word for word in part.split() if any(c.isdigit() for c in word) and len(word) > 3]
        written = shopper.says(part)
        assert "[card:" in written
        assert not any(word in written for word in digits)


def test_the_code_of_a_card_in_its_own_message() -> None:
    shopper = Shopper()
    assert shopper.says("737") == "737"
    shopper.says("4111 1111 1111 1111")
    assert shopper.says("737").startswith("[secret:")
    assert shopper.says("size 42") == "size 42"


def test_numbers_after_a_whole_card_are_no_part_of_it() -> None:
    shopper = Shopper()
    shopper.says("4111 1111 1111 1111")
    assert shopper.says("between 100 and 2000 pounds") == "between 100 and 2000 pounds"
    assert shopper.says("order 10023").startswith("order [order_number:")
