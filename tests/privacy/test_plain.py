"""The plain reading of a text, and what is found by it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.detect import Detector
from bot.privacy.plain import plain, plainly

DETECTOR = Detector(r"\d{5,6}")
DIGITS = ["oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("oh seven seven double-oh nine hundred one two three", "07700900123"),
        ("four two four two 4242 4242 4242", "4242424242424242"),
        ("forty two forty two forty two", "424242"),
        ("ring triple five, one two three four", "ring 5551234"),
        ("null eins fünf eins zwo drei", "015123"),
        ("plus four four seven seven hundred", "+447700"),
        ("手机一三八 一二三四 五六七八", "手机13812345678"),
        ("电话是一三八一二三四五六七八", "电话是13812345678"),
        ("l s 1 4 a b is it", "ls14ab is it"),
        ("０７７００ ٩٠٠123", "07700 900123"),
        ("ma\u200bya@exam\u200bple.com", "maya@example.com"),
        ("maya＠example．com", "maya@example.com"),
        ("4242🙂4242 – 4️⃣2️⃣", "4242 4242 - 42"),
        ("4242  4242\n4242", "4242  4242\n4242".replace("  ", " ").replace("\n", " ")),
        ("o7700 9OO123", "07700 900123"),
        ("my name is <b>Tom</b>", "my name is Tom"),
        ("我叫<span class='x'>袁丽华</span>,", "我叫袁丽华,"),
        ("a jacket<br>a tent</p><p>2 of them", "a jacket a tent 2 of them"),
        ("maya&#64;example.com&nbsp;&amp; co", "maya@example.com & co"),
        ("?phone=07700%20900123&day=18%2F11%2F1959", "?phone=07700 900123&day=18/11/1959"),
        ("?q=%E5%8C%97%E4%BA%AC+2+x&n=+1", "?q=北京 2 x&n=+1"),
        ("100%ff, 3 < 5 > 2, R&D; 1+1", "100%ff, 3 < 5 > 2, R&D; 1+1"),
        ("for two, three or four people", "for two, three or four people"),
        ("one two", "one two"),
        ("in S M L or XL, 20oz", "in S M L or XL, 20oz"),
        ("twenty two litres or thirty five", "twenty two litres or thirty five"),
        ("two lines\nof text", "two lines\nof text"),
    ],
)
def test_reads(text: str, reading: str) -> None:
    assert plainly(text) == reading


def said(digits: str, double: bool) -> str:
    """Digits as one says them, in pairs where two are the same and ``double`` is set."""
    words = []
    while digits:
        twice = double and digits[:1] == digits[1:2]
        words.append(("double " if twice else "") + DIGITS[int(digits[0])])
        digits = digits[1 + twice :]
    return " ".join(words)


@given(st.text("0123456789", min_size=6, max_size=19), st.booleans())
def test_a_number_that_is_said_is_read_as_its_digits(digits: str, double: bool) -> None:
    assert plainly(f"it is {said(digits, double)}, thanks") == f"it is {digits}, thanks"


@given(
    st.text(max_size=60)
    | st.text("one two, 12\u200b🙂０ a b@.\n", max_size=60)
    | st.lists(
        st.sampled_from(["<b>", "</b>", "&amp;", "%C3%A9", "%ff", "?q=a+b", "x", " ", "🙂"])
    ).map("".join)
)
def test_each_part_of_a_reading_stands_in_the_text(text: str) -> None:
    read = plain(text)
    if read is None:
        return
    places = [read.original(at, at + 1) for at in range(len(read.text))]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("four two four two four two four two four two four two four two four two", "card"),
        ("4242🙂4242🙂4242🙂4242", "card"),
        ("4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2", "card"),
        ("my number is oh seven seven double oh nine double one two three four", "phone"),
        ("seven seven double zero nine zero zero one two three is my mobile", "phone"),
        ("０７７００９００１２３", "phone"),
        ("cvv one 2 three", "secret"),
        ("the code is four eight two nine one three", "secret"),
        ("order one zero zero two three", "order_number"),
        ("LS1\u200b4AB", "postcode"),
        ("call me on %2B44%207700%20900123 please", "phone"),
        ("my name is <i>Tom Ashby</i>", "name"),
        ("cvv <b>123</b>", "secret"),
        ("card &#52;111 1111 1111 1111", "card"),
        ("m a y a @ e x a m p l e . c o m", "email"),
        ("１１０１０５１９４９１２３１００２Ｘ", "national_id"),
    ],
)
def test_finds_what_is_hidden_from_patterns(text: str, kind: str) -> None:
    found = DETECTOR.find(text)
    assert kind in [span.entity for span in found]
    for span in found:
        assert text[span.start : span.end] == span.value
    left = "".join(
        text[i] for i in range(len(text)) if not any(s.start <= i < s.end for s in found)
    )
    assert not any(word in left.split() for word in (*DIGITS[1:], "double", "zero"))
    assert not any(character.isdecimal() for character in left)


def test_a_card_in_words_over_two_messages_is_found() -> None:
    half = said("42424242", double=False)
    (first,) = DETECTOR.find(half)
    assert first.value == half
    (second,) = DETECTOR.find(half, recent=[(first.entity, first.value)])
    assert (second.entity, second.value) == ("card", half)
