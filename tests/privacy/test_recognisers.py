"""What each recogniser finds, and what it leaves alone."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.detect import Detector
from bot.privacy.errors import PrivacyConfigError
from bot.privacy.recognisers import Recogniser, shipped_recognisers
from bot.privacy.recognisers.base import PatternSpec, Precedence, Span

DETECTOR = Detector(r"\d{5,6}")

FOUND = {
    "order_number": [
        ("my order is 10023", "10023"),
        ("Order number: 10023.", "10023"),
        ("#10023", "10023"),
        ("10023", "10023"),
        ("it's 10023 i think", "10023"),
        ("订单10023在哪里", "10023"),
        ("order #4085551234", "4085551234"),
        ("my order is ORD-2024-000123", "ORD-2024-000123"),
        ('{"order_number": "10023"}', "10023"),
    ],
    "email": [
        ("maya.fenwick@example.com", "maya.fenwick@example.com"),
        ("write to <MAYA@EXAMPLE.CO.UK>!", "MAYA@EXAMPLE.CO.UK"),
        ("maya at example dot com please", "maya at example dot com"),
        ("?email=maya%40example.com&x=1", "maya%40example.com"),
        ("我的邮箱是maya@example.com谢谢", "maya@example.com"),
    ],
    "phone": [
        ("call me on 07700 900123", "07700 900123"),
        ("+44 113 496 0123", "+44 113 496 0123"),
        ("(415) 555-0132", "(415) 555-0132"),
        ("986.291.2294x751", "986.291.2294x751"),
        ("我的手机13812345678", "13812345678"),
        ("tel: 030 1234567", "030 1234567"),
        ("00447700900123", "00447700900123"),
    ],
    "card": [
        ("4111 1111 1111 1111", "4111 1111 1111 1111"),
        ("it was 4111-1111-1111-1111.", "4111-1111-1111-1111"),
        ("amex 378282246310005", "378282246310005"),
        ("my card is 4111111111111112", "4111111111111112"),
    ],
    "iban": [
        ("GB82 WEST 1234 5698 7654 32 please", "GB82 WEST 1234 5698 7654 32"),
        ("de89370400440532013000", "de89370400440532013000"),
    ],
    "postcode": [
        ("LS1 4AB", "LS1 4AB"),
        ("it is ls14ab", "ls14ab"),
        ("zip code 94103", "94103"),
        ("PLZ: 10115", "10115"),
    ],
    "address": [
        ("12 Canal Wharf, Leeds", "12 Canal Wharf, Leeds"),
        ("12 canal wharf please", "12 canal wharf"),
        ("to 12 Canal Wharf, Leeds LS1 4AB please", "12 Canal Wharf, Leeds LS1 4AB"),
        ("Flat 2, 18 Park Lane, London W1K 1AA", "Flat 2, 18 Park Lane, London W1K 1AA"),
        ("my new address is 7 Oak Drive, York", "7 Oak Drive, York"),
        ("my address is The Old Mill, Ilkley LS29 9XX", "The Old Mill, Ilkley LS29 9XX"),
        ("Musterstraße 12, 10115 Berlin", "Musterstraße 12, 10115 Berlin"),
    ],
    "name": [
        ("my name is Maya Fenwick", "Maya Fenwick"),
        ("my name is maya and I want a tent", "maya"),
        ("I'm called Tom", "Tom"),
        ("this is Tom Ashby speaking", "Tom Ashby"),
        ("Kind regards,\nMaya Fenwick", "Maya Fenwick"),
        ("Mrs Fenwick here", "Fenwick"),
        ("send ms. Fenwick a copy", "Fenwick"),
        ("我叫王小明", "王小明"),
    ],
    "tracking_number": [
        ("RA 473 124 829 GB", "RA 473 124 829 GB"),
        ("track JD014600003929342", "JD014600003929342"),
        ("1Z999AA10123456784", "1Z999AA10123456784"),
        ("tracking number is H1234567890", "H1234567890"),
    ],
    "invoice_number": [("invoice INV-2024-00012", "INV-2024-00012")],
    "secret": [
        ("my password is hunter2!", "hunter2!"),
        ("the otp 482911", "482911"),
        ("cvv 123", "123"),
    ],
}

NOT_PERSONAL = [
    "size 42",
    "£39.99",
    "Trail 45 backpack",
    "SKU A1234567",
    "10 x 20 cm",
    "between 20 and 40",
    "I need 2 tents for 4 people",
    "3 dark green jackets",
    "2 off road shoes",
    "size 10 Forest Green.",
    "20000 mAh power bank",
    "a torch of 10000 lumens",
    "is it under $15000?",
    "10,000 mm waterproof",
    "EAN 4006381333931",
    "article 1234567",
    "my name is wrong on the invoice",
    "call me later",
    "where is the password reset link",
    "this is here since Monday",
    "2024-05-06 12:30",
    "01/02/2024",
    "800 fill down, 20 denier",
    "4.5 stars from 1234 reviews",
    "Trail Runner 3 in black",
    "order 2 tents",
    "I'm looking for a Green Jacket",
    "12 hour head torch",
    "my address is wrong",
    "RA 473 124 828 GB",
    "4111 1111 1111 1112",
    "/shop/images/tents/dark-green.svg",
    "can i collect it from 3 different shops",
    "i'm at 50 percent off already",
    "batteries 18650 please",
    "suite of 4, 12 pieces",
    "do you have Ted Baker or Fred Perry",
    "the Helly Hansen jacket, do you do Dr Martens",
    "carrier bag of 20 litres",
    "3 the same please",
    "2 handles on the door, is it on instagram",
]
# Beside other values of the same message.
FOUND_BESIDE = {
    "address": [
        ("please deliver c/o Ravi Anand, 226 Harbour Forge", "226 Harbour Forge"),
        ("collect it from 30 Brown Divide", "30 Brown Divide"),
        ("we're at 213 Mills Motorway", "213 Mills Motorway"),
        ("unit 25/61 shaw village", "unit 25/61 shaw village"),
        ("43a The Crescent", "43a The Crescent"),
        ("lieferung: wendestraße 213, 87277 ulm", "wendestraße 213, 87277 ulm"),
    ],
    "phone": [
        ("Ravi Anand\n12 Mill Lane, Salem, MD 88336\n0113 496 0472", "0113 496 0472"),
        ("Sie erreichen mich unter 600 14 88 11", "600 14 88 11"),
    ],
    "national_id": [
        ("my passport number, X46594203", "X46594203"),
        ("dni 47020226s para la factura", "47020226s"),
    ],
    "date_of_birth": [
        ("birthday is 23/8/85, any discount", "23/8/85"),
        ("né le 8/10/85 à Lyon", "8/10/85"),
    ],
    "tracking_number": [
        ("it says delivered. wu370546658gb", "wu370546658gb"),
        ("ups number 9400 1045 4249 5687 3037 00 is stuck", "9400 1045 4249 5687 3037 00"),
        ("sent it with royal mail KM455446692GB", "KM455446692GB"),
        ("tracking says delivered?? 15509687858187", "15509687858187"),
    ],
    "card_expiry": [
        ("card is valid til 8/34", "8/34"),
        ("do you need the expiry again? 10-29", "10-29"),
        ("new card is 4242 4242 4242 4242\nmay 2030\n353", "may 2030"),
        ("expiry date it's 04/30", "04/30"),
    ],
    "secret": [
        ("der Code aus der SMS ist 3508", "3508"),
        ("debit: 4242424242424242 / 01/2032 / 595", "595"),
        ("new card is 4242 4242 4242 4242\nmay 2030\n353", "353"),
        ("security code? 181", "181"),
        ("tried pw dragon_8000 and Monkey66! neither work", "Monkey66!"),
        ("Prüfziffer 937", "937"),
    ],
    "handle": [
        ("im @mfenwick on instagram", "mfenwick"),
        ("my twitter handle is maya.fenwick", "maya.fenwick"),
        ("its mfenwick on telegram", "mfenwick"),
    ],
    "invoice_number": [
        ("paid RE-2026-3164 twice", "RE-2026-3164"),
        ("a vat copy of inv-06145 please", "inv-06145"),
    ],
    "email": [
        ("remyjoly arobase orange point fr", "remyjoly arobase orange point fr"),
        ("maya ät example punkt org", "maya ät example punkt org"),
    ],
    "iban": [
        ("20-23-42 79730869 barclays", "20-23-42 79730869"),
        ("can you bacs it? 57-99-18 / 19934999", "57-99-18 / 19934999"),
        ("wrong account number before, should be 12083346", "12083346"),
    ],
}


@pytest.mark.parametrize(
    ("entity", "text", "value"),
    [
        (entity, text, value)
        for kinds in (FOUND, FOUND_BESIDE)
        for entity, rows in kinds.items()
        for text, value in rows
    ],
)
def test_finds(entity: str, text: str, value: str) -> None:
    assert (entity, value) in [(span.entity, span.value) for span in DETECTOR.find(text)]


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_leaves_alone(text: str) -> None:
    assert DETECTOR.find(text) == []


@pytest.mark.parametrize(
    "recogniser", shipped_recognisers(r"\d{5,6}"), ids=lambda r: type(r).__name__
)
def test_each_recogniser_leaves_product_talk_alone(recogniser: object) -> None:
    talk = [text for text in NOT_PERSONAL if text != "order 2 tents"]
    assert Detector(r"\d{5,6}", recognisers=[recogniser]).find(". ".join(talk[:20])) == []  # type: ignore[list-item]


def test_spans_do_not_overlap_and_hold_their_text() -> None:
    text = "I'm Maya Fenwick, 12 Canal Wharf, Leeds LS1 4AB, order 10023, card 4111 1111 1111 1111"
    spans = DETECTOR.find(text)
    assert [s.entity for s in spans] == ["name", "address", "order_number", "card"]
    assert all(text[s.start : s.end] == s.value for s in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))


def test_known_values_are_found_in_other_forms() -> None:
    known = {"Zoë Quill": "name", "4111 1111 1111 1111": "card", "old mill": "new_address"}
    text = "ZOË QUILL Zo%C3%AB+Quill 4111111111111111 the Old  Mill, goldmill"
    assert [s.value for s in DETECTOR.find(text, known)] == [
        "ZOË QUILL",
        "Zo%C3%AB+Quill",
        "4111111111111111",
        "Old  Mill",
    ]


def test_what_a_known_value_covers_in_part_is_covered_in_full() -> None:
    text = "12 Canal Wharf, Leeds LS1 4AB"
    rest = text
    for span in DETECTOR.find(text, {"LS1 4AB": "postcode"}):
        rest = rest.replace(span.value, "")
    assert not any(character.isalnum() for character in rest)


def test_a_text_without_findings_is_searched_once_and_still_for_what_is_known() -> None:
    class Counting(Recogniser):
        entity, precedence, hint = "tent", Precedence.NAME, "tent"
        patterns = (PatternSpec("tent", r"my tent", 1.0),)
        scans = 0

        def scan(self, text: str) -> Iterator[Span]:
            self.scans += 1
            return super().scan(text)

    counting = Counting()
    detector = Detector(r"\d{5}", recognisers=[counting])
    for _ in range(3):
        assert detector.find("a tent for Zoë") == []
    assert counting.scans == 1
    assert [s.value for s in detector.find("a tent for Zoë", {"Zoë": "name"})] == ["Zoë"]
    for _ in range(2):
        assert [s.value for s in detector.find("my tent")] == ["my tent"]


def test_an_everyday_name_counts_in_its_own_case_only() -> None:
    spans = DETECTOR.find("Will, when will it come?", {"Will": "name"})
    assert [s.value for s in spans] == ["Will"]


def test_allowed_values_are_left() -> None:
    shop = Detector(r"\d{5}", allow=["Help@Fernway.example"])
    assert shop.find("write to help@fernway.example") == []


def test_an_order_pattern_that_fits_everything_needs_a_cue() -> None:
    greedy = Detector(r"\w+")
    assert greedy.find("a blue tent") == []
    assert [s.value for s in greedy.find("order number blue")] == ["blue"]


def test_a_bad_order_pattern_is_named() -> None:
    with pytest.raises(PrivacyConfigError, match="TACTFUL_ORDER_NUMBER_PATTERN"):
        Detector("(")


@given(st.datetimes(), st.sampled_from((" ", "T")))
def test_a_time_is_nobodys_number(moment: datetime, between: str) -> None:
    assert DETECTOR.find(moment.isoformat(between)) == []
    assert DETECTOR.find(moment.replace(tzinfo=UTC).isoformat(between)) == []
