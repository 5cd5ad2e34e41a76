"""Link codes: made, read out of what is typed, found wherever they stand."""

from __future__ import annotations

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.privacy.detect import Detector
from bot.privacy.link_code import ALPHABET, codes_in, meant_in, new_code, read_code

DETECTOR = Detector(r"\d{5,6}")
CODES = st.builds(new_code)
WORDS = st.text(string.ascii_letters + " ,.!?'", max_size=30)
BETWEEN = st.sampled_from(["", "-", " ", " - ", "–", "_", "."])


@given(CODES, WORDS, WORDS, BETWEEN, st.booleans())
def test_a_code_is_found_however_it_is_typed(
    code: str, before: str, behind: str, between: str, lower: bool
) -> None:
    typed = code.replace("-", between)
    typed = typed.lower() if lower else typed
    text = f"{before} {typed} {behind}"
    found = [text[f.start : f.end] for f in codes_in(text) if f.code == code.replace("-", "")]
    assert found == [typed]


@given(CODES)
def test_symbols_apart_and_twins_are_read(code: str) -> None:
    symbols = code.replace("-", "")
    typed = " ".join(symbols).replace("0", "o").replace("1", "l")
    assert [found.code for found in codes_in(f"it is {typed}")] == [symbols]
    full_width = "".join(chr(ord(symbol) + 0xFEE0) for symbol in symbols)
    assert read_code(full_width) == symbols


@given(CODES, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_noticed(code: str, place: int, symbol: str) -> None:
    symbols = code.replace("-", "")
    assume(symbols[place] != symbol)
    assert read_code(symbols[:place] + symbol + symbols[place + 1 :]) is None


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_not(text: str) -> None:
    code = read_code(text)
    assert code is None or (len(code) == 8 and set(code) <= set(ALPHABET))
    for found in codes_in(text):
        assert read_code(text[found.start : found.end]) == found.code
    assert meant_in(text) is None or len(str(meant_in(text))) >= 5


def test_codes_differ() -> None:
    assert len({new_code() for _ in range(500)}) == 500


@given(CODES, st.sampled_from(["{}", "my link code is {}", "try {}, please", "say “{}”.", "={}&"]))
def test_a_code_is_hidden_wherever_it_stands(code: str, text: str) -> None:
    for typed in (code, code.lower(), code.replace("-", " "), code.replace("-", "")):
        said = text.format(typed)
        hidden = [span for span in DETECTOR.find(said) if span.start <= said.find(typed) < span.end]
        assert "".join(span.value for span in hidden) == typed


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("my link code is BHM9-45QC", "BHM9-45QC"),  # mistyped
        ("linking code: BHM9 45Q", "BHM9 45Q"),
        ("the pairing code’s bhm945qc", "bhm945qc"),
        ("device code BHM9-45Q", "BHM9-45Q"),
    ],
)
def test_what_stands_behind_its_cue_is_hidden_too(text: str, hidden: str) -> None:
    assert [span.value for span in DETECTOR.find(text)] == [hidden]


@pytest.mark.parametrize(
    "text",
    [
        "give me a link code please",
        "my link code is wrong",
        "is the link code case sensitive",
        "the discount code SAVE10 does not work",
        "only 2024 models in size 42 or 44",
        "a 30l pack and 2 pairs",
        "GORE-TEX in 40mm",
        "article AB12-CD34",
    ],
)
def test_other_words_and_numbers_are_left_alone(text: str) -> None:
    assert "link_code" not in {span.entity for span in DETECTOR.find(text)}
