"""Values that a word of their kind stands near, in any wording, and what looks like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.recognisers import (
    BankAccountRecogniser,
    CardEndingRecogniser,
    CardExpiryRecogniser,
    CodeRecogniser,
    HandleRecogniser,
    InvoiceNumberRecogniser,
    LongNumberRecogniser,
    Recogniser,
)
from bot.privacy.recognisers.base import Hint, is_article_number
from tests.privacy.tables import DETECTOR, assert_finds, assert_leaves, each_found, each_left

FOUND: list[tuple[Recogniser, list[tuple[str, str]]]] = [
    (
        CardExpiryRecogniser(),
        [
            ("it runs out 03/28", "03/28"),
            ("3/28 is what the front of my visa says", "3/28"),
            ("It asks for MM/YY and I put in March 2028", "March 2028"),
            ("my mastercard, 03-28, was declined", "03-28"),
            ("meine Karte läuft 03/2028 ab", "03/2028"),
            ("mi tarjeta vence el 03/28", "03/28"),
            ("信用卡到期日03/28", "03/28"),
        ],
    ),
    (
        CardEndingRecogniser(),
        [
            ("was it the one that ends 7158 or 1806?", "1806"),
            ("not the 4821 card, the other one", "4821"),
            ("4821 are the final digits", "4821"),
            ("charged to 4821 instead of my other one", "4821"),
            ("meine Visa mit der Endung 4821", "4821"),
            ("les 4 derniers chiffres : 4821", "4821"),
            ("卡号后四位是4821", "4821"),
            ("mastercard ...4821", "4821"),
        ],
    ),
    (
        BankAccountRecogniser(),
        [
            ("my account is 12345678 with nationwide, sort is 12-34-56", "12-34-56"),
            ("sort: 12-34-56. number: 12345678.", "12345678"),
            ("can you do a transfer, acc 12345678 sc 123456", "123456"),
            ("12 34 56 is the sort code", "12 34 56"),
            ("meine Kontonummer lautet 12345678", "12345678"),
            ("账户是12345678", "12345678"),
        ],
    ),
    (
        CodeRecogniser(),
        [
            ("the three digits are 045", "045"),
            ("it says security code wrong but its deffo 889", "889"),
            ("le cryptogramme est 123", "123"),
            ("587376 just came through on my phone", "587376"),
            ("it keeps saying code expired, first 096589 and then 448146", "448146"),
            ("mein Bestätigungscode 448146", "448146"),
            ("I entered 2253 three times and it keeps rejecting it", "2253"),
            ("can you reset it to Sunshine96 pls i always forget", "Sunshine96"),
            ("Biscuit62 is what i use to sign in", "Biscuit62"),
            ("ive typed dragon_09 about ten times it says incorrect", "dragon_09"),
            ("i changed the password from dragon48 to Monkey77 and neither works", "dragon48"),
        ],
    ),
    (
        HandleRecogniser(),
        [
            ("i dmed you on insta im @cfordham", "cfordham"),
            ("my ig: tbailey", "tbailey"),
            ("facebook name is armstronglesley", "armstronglesley"),
            ("you'll see a DM from patelantony in your inbox", "patelantony"),
            ("tagged you in my story, im wayne_iure", "wayne_iure"),
            ("add me on snap murphygail", "murphygail"),
            ("auf Insta heiße ich karl.braun", "karl.braun"),
            ("我的小红书账号：nmorris", "nmorris"),
            ("tbailey is my insta", "tbailey"),
            ("my handle across all socials is tbailey", "tbailey"),
        ],
    ),
    (
        InvoiceNumberRecogniser(),
        [
            ("accounts department asks about INV-12345", "INV-12345"),
            ("could you resend 2026/12345, the pdf is broken", "2026/12345"),
            ("numéro de facture RE-2026-1234", "RE-2026-1234"),
            ("发票号2026/12345", "2026/12345"),
        ],
    ),
    (
        LongNumberRecogniser(),
        [
            ("hallo wo bleibt mein paket 15502995763618", "15502995763618"),
            ("AB123456789XY is stuck", "AB123456789XY"),
            ("JJD012345678901234567", "JJD012345678901234567"),
        ],
    ),
]

LEFT: list[tuple[Recogniser, list[str]]] = [
    (
        CardExpiryRecogniser(),
        [
            "is the offer with my visa card valid until 03/28?",
            "bars are best before 09/27",
            "will my card be charged on 3/28",
            "size 10/12 or 12/14, paid by card",
        ],
    ),
    (
        CardEndingRecogniser(),
        [
            "a gift card with 1500 on it",
            "the 2026 version, can i pay by visa",
            "waterproof to 5000 mm, is amex ok",
            "显卡4200也可以",
        ],
    ),
    (BankAccountRecogniser(), ["my bank opens 12-34", "my account was opened on 12-05-24"]),
    (
        CodeRecogniser(),
        [
            "colour code 4502 please",
            "got 15% off with WELCOME15 last year can i use it again",
            "the three digit number on the label, 315",
            "typed SUMMER2024 at the checkout and it says invalid",
            "the code for the 5000 mah power bank",
            "密码锁2009年买的",
        ],
    ),
    (
        HandleRecogniser(),
        [
            "as seen on facebook",
            "The ankle snap digs in under boots.",
            "my instagram is private",
            "it is cheaper on tiktok",
            "the handle is broken.Is it covered",
            "my handle is loose",
            "SUMMER20 is a code from your instagram",
        ],
    ),
    (
        InvoiceNumberRecogniser(),
        ["return label for 461454 doesnt print", "ean 0154031213547 ex vat"],
    ),
    (
        LongNumberRecogniser(),
        [
            "is 4006381333931 delivered too",
            "ean 40063813339 delivery",
            "article 12345678901 parcel",
        ],
    ),
]


@each_found(FOUND)
def test_finds(recogniser: Recogniser, text: str, value: str) -> None:
    assert_finds(recogniser, text, value)


@each_left(LEFT)
def test_leaves_alone(recogniser: Recogniser, text: str) -> None:
    assert_leaves(recogniser, text)


@given(
    st.sampled_from(["visa", "my debit card", "tarjeta", "信用卡"]),
    st.text(alphabet="abc ,-", max_size=25),
    st.integers(1, 12),
    st.integers(25, 39),
    st.booleans(),
)
def test_whatever_stands_between_a_card_and_its_expiry(
    card: str, between: str, month: int, year: int, behind: bool
) -> None:
    expiry = f"{month:02}/{year}"
    text = f"{expiry} {between} {card}" if behind else f"{card} {between} {expiry}"
    assert [s.value for s in DETECTOR.find(text) if s.entity == "card_expiry"] == [expiry]


@given(st.integers(0, 10**12 - 1), st.integers(1, 9))
def test_a_wrong_digit_makes_no_article_number(number: int, more: int) -> None:
    digits = f"{number:012}"
    right = next(f"{digits}{last}" for last in range(10) if is_article_number(f"{digits}{last}"))
    assert not is_article_number(f"{digits}{(int(right[-1]) + more) % 10}")


@pytest.mark.parametrize(
    ("hint", "text", "may"),
    [
        ("text|sms", "An SMS came", True),
        ("text|sms", "nothing", False),
        (r"a(?:b|c)d|xyz", "acd", True),
        (r"[|]|\d{3}", "a|b", True),
        (r"[|]|\d{3}", "12", False),
        ("straße", "STRASSE", True),
        ("", "anything", True),
    ],
)
def test_a_hint_never_overlooks(hint: str, text: str, may: bool) -> None:
    assert Hint(hint).may_be_in(text, text.casefold()) is may
