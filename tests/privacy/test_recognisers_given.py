"""Names by the list of given names, streets without a number, mistyped postcodes."""

from __future__ import annotations

import pytest

from bot.privacy.recognisers import (
    GivenNameRecogniser,
    PostcodeRecogniser,
    Recogniser,
    StreetRecogniser,
)
from tests.privacy.tables import DETECTOR, assert_finds, assert_leaves, each_found, each_left

FOUND: list[tuple[Recogniser, list[tuple[str, str]]]] = [
    (
        StreetRecogniser(),
        [
            ("i live on mill lane", "mill lane"),
            ("fourteen mill lane", "fourteen mill lane"),
            ("I'm living at fourteen mill lane, leeds", "fourteen mill lane, leeds"),
            ("we moved to Kestrel Drive", "Kestrel Drive"),
            ("my address is Hollybush Road", "Hollybush Road"),
            ("send it to elm grove please", "elm grove"),
            ("they delivered it to Cobden Street", "Cobden Street"),
            ("twenty-two Park Road", "twenty-two Park Road"),
        ],
    ),
    (
        PostcodeRecogniser(),
        [
            ("LSl 4AB", "LSl 4AB"),
            ("the postcode is LS1 4A8", "LS1 4A8"),
            ("postcode ls1 4a", "ls1 4a"),
        ],
    ),
]

LEFT: list[tuple[Recogniser, list[str]]] = [
    (
        GivenNameRecogniser(),
        [
            "the Alice jacket",
            "is the Maya dress in stock",
            "do you have the charlie jeans in blue",
            "Peter Storm jacket",
            "Jack Wolfskin and Helly Hansen",
            "anything by Calvin Klein or Ralph Lauren",
            "Georgia or Jordan, which is warmer",
            "Rose, Amber and Olive",
            "Nelson Backpack 45, Forest Green",
            "will the grace period end in May",
            "NEW RUBY RED JACKET",
            "size M, 20 denier",
        ],
    ),
    (
        StreetRecogniser(),
        [
            "one way street",
            "two road bikes",
            "I live in the village",
            "deliver it to my house",
            "send it to the wrong street",
            "is it on the high street",
            "we stay in tents on the hill",
            "I walk a long way in these",
            "deliver it to the Mill Lane shop",
        ],
    ),
    (PostcodeRecogniser(), ["so 4GB", "XL 4AB", "is the postcode needed", "2XL 3M"]),
]

NAMED: list[tuple[str, str]] = [
    ("Have you met Timothy Laarwood before?", "Timothy Laarwood"),
    ("the film was made by Tiffany Gáborné", "Tiffany Gáborné"),
    ("MAYA FENWICK paid for it", "MAYA FENWICK"),
    ("I was served by Valerie", "Valerie"),
    ("could I have Cameron call me back", "Cameron"),
    ("Love the Nomad Beanie! Roger", "Roger"),
    ("the invoice shows maria matthews, 394 pounds", "maria matthews"),
    ("ask martyn at the till", "martyn"),
    ("my friend steven recommended it", "steven"),
    ("Valerie's parcel is wet", "Valerie"),
    ("Marek said it was out of stock", "Marek"),
    ("benjamin george. and it leaks", "benjamin george"),
]
"""What the list of given names finds, with the surname behind it."""


@each_found(FOUND)
def test_finds(recogniser: Recogniser, text: str, value: str) -> None:
    assert_finds(recogniser, text, value)


@each_left(LEFT)
def test_leaves_alone(recogniser: Recogniser, text: str) -> None:
    assert_leaves(recogniser, text)


@pytest.mark.parametrize(("text", "name"), NAMED)
def test_a_given_name_of_the_list_needs_no_cue(text: str, name: str) -> None:
    assert name in [span.value for span in DETECTOR.find(text) if span.entity == "name"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("the text message said 278964", "secret"),
        ("I typed 278964 but the code is wrong", "secret"),
        ("I got 345678 by text", "secret"),
        ("345678 is the login code", "secret"),
        ("the code won't work, 345678", "secret"),
        ("the text message said order 123456 is on its way", "order_number"),
        ("I entered 123456 and it said order not found", "order_number"),
        ("use code SUMMER20 for order 123456", "order_number"),
    ],
)
def test_the_cue_tells_the_kind_of_six_digits(text: str, kind: str) -> None:
    assert [span.entity for span in DETECTOR.find(text)] == [kind]
