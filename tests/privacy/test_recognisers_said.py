"""A table per recogniser: what is said or typed loosely, and product talk that looks like it."""

from __future__ import annotations

import pytest

from bot.privacy.detect import Detector
from bot.privacy.recognisers import (
    BankAccountRecogniser,
    CardEndingRecogniser,
    CardExpiryRecogniser,
    CardRecogniser,
    CuedPhoneRecogniser,
    EmailRecogniser,
    HandleRecogniser,
    IntroductionRecogniser,
    NationalIdRecogniser,
    PostcodeRecogniser,
    Recogniser,
    SecretRecogniser,
)

FOUND: list[tuple[Recogniser, list[tuple[str, str | None]]]] = [
    (
        EmailRecogniser(),
        [
            ("maya dot fenwick at example dot com", "maya dot fenwick at example dot com"),
            ("maya underscore f at gmail dot com", "maya underscore f at gmail dot com"),
            ("maya [at] example [dot] co [dot] uk", "maya [at] example [dot] co [dot] uk"),
            ("it's maya @ example . com", "maya @ example . com"),
            ("maya dot fenwick 82 at example dot com", "maya dot fenwick 82 at example dot com"),
            ("m dash 9 at mail dash shop dot example dot org", None),
            ("maya@exmaple", "maya@exmaple"),
            ("mail: maya . fenwick @ example . com", "maya . fenwick @ example . com"),
            ("maya@@example.com", "maya@@example.com"),
            ("maya@example,com, thanks", "maya@example,com"),
            ("maya fenwick at gmail dot com", "maya fenwick at gmail dot com"),
            ("my email is maya fenwick 82 at yahoo dot co dot uk ok", None),
            ("my email is maya.fenwick gmail.com", "maya.fenwick gmail.com"),
            ("write to maya at gmail", "maya at gmail"),
            ("maya.at.example.dot.com", "maya.at.example.dot.com"),
            ("Майя@почта.рф", "Майя@почта.рф"),
        ],
    ),
    (
        HandleRecogniser(),
        [
            ("insta: @maya.fenwick", "@maya.fenwick"),
            ("my wechat id is maya_f82", "maya_f82"),
            ("微信号 maya_f82", "maya_f82"),
            ("facebook.com/maya.fenwick", "maya.fenwick"),
        ],
    ),
    (
        CardRecogniser(),
        [
            ("4242424242424242 12/29", "4242424242424242"),
            ("4242.4242.4242.4242", "4242.4242.4242.4242"),
            ("3782_822463_10005", "3782_822463_10005"),
            ("3782 8224 6310 005 12/29", "3782 8224 6310 005"),
        ],
    ),
    (
        CardExpiryRecogniser(),
        [
            ("exp 12/29", "12/29"),
            ("valid until 12/2029", "12/2029"),
            ("it expires 12 29", "12 29"),
            ("expiry date: dec 2029", "dec 2029"),
            ("expiry 1229", "1229"),
            ("good thru 03 / 27", "03 / 27"),
            ("4242 4242 4242 4242 12/29", "12/29"),
            ("有效期12/29", "12/29"),
            ("4242 4242 4242 4242 12 29 123", "12 29"),
            ("378282246310005 0129", "0129"),
        ],
    ),
    (
        CardEndingRecogniser(),
        [
            ("my card ending 4242", "4242"),
            ("the one ending in 4242", "4242"),
            ("last four digits are 4242", "4242"),
            ("xxxx-xxxx-xxxx-4242", "4242"),
            ("visa 4242", "4242"),
        ],
    ),
    (
        BankAccountRecogniser(),
        [
            ("sort code 20-00-00", "20-00-00"),
            ("sort code 20-00-00 account 55779911", "55779911"),
            ("my account number is 55779911", "55779911"),
            ("sort 20-00-00", "20-00-00"),
            ("sort code 20-00-00 and account 55779911", "55779911"),
            ("acc: 55779911", "55779911"),
        ],
    ),
    (
        SecretRecogniser(),
        [
            ("my pasword is hunter2", "hunter2"),
            ("pass: hunter2", "hunter2"),
            ("my password: *hunter2 - why", "*hunter2"),
            ("my password: *hunter2* ok", "hunter2"),
            ("user maya pass hunter2", "hunter2"),
            ("password - hunter2", "hunter2"),
            ("my password's 'hunter2'", "hunter2"),
            ("p/w hunter2", "hunter2"),
            ("my password is purple horse battery staple", "purple horse battery staple"),
            ("contraseña: sol12345", "sol12345"),
            ("my password was changed to hunter2", "hunter2"),
            ("tried hunter2 as password", "hunter2"),
            ("login: maya / hunter2", "hunter2"),
            ("verification code: 48 29 13", "48 29 13"),
            ("PIN 4821", "4821"),
            ("the code is 482913", "482913"),
            ("the code they texted me was 482 913", "482 913"),
            ("code G-482913", "G-482913"),
            ("cvv (123)", "123"),
            ("cv2 - 123", "123"),
            ("123 is the cvv", "123"),
            ("the code on the back: 123", "123"),
            ("4242 4242 4242 4242 12/29 123", "123"),
            ("4242 4242 4242 4242 12 29 123", "123"),
            ("you texted 482913 to me", "482913"),
            ("security answer: fluffy", "fluffy"),
        ],
    ),
    (CuedPhoneRecogniser(), [("69 987 00 37 office", "69 987 00 37")]),
    (
        PostcodeRecogniser(),
        [
            ("up in K1A 0B1", "K1A 0B1"),
            ("postcode 1012 AB", "1012 AB"),
            ("eircode: D02 X285", "D02 X285"),
            ("post code is 00-950", "00-950"),
        ],
    ),
    (NationalIdRecogniser(), [("licence MORGA657054SM9IJ", "MORGA657054SM9IJ")]),
    (
        IntroductionRecogniser(),
        [
            ("maya here", "maya"),
            ("hi, maya here again", "maya"),
            ("hi im tom ashby and my parcel is late", "tom ashby"),
            ("my nmae is tom ashby", "tom ashby"),
            ('my name is "Priya Raghunathan"', "Priya Raghunathan"),
            ("hi im tom", "tom"),
            ("hello i'm oluwaseun, where is it", "oluwaseun"),
            ("name's tom", "tom"),
            ("regards,\n tom", "tom"),
            ("signed: tom ashby", "tom ashby"),
            ("thx\ntom", "tom"),
            ("dr patel ordered it", "patel"),
            ("Sir Tom Ashby", "Tom Ashby"),
            ("on behalf of tom ashby", "tom ashby"),
            ("it's under the name ashby", "ashby"),
            ("a card in the name of MR T ASHBY", "T ASHBY"),
            ("ask for tom when you ring", "tom"),
            ("my husband tom ashby will collect it", "tom ashby"),
            ("my son's name is arjun", "arjun"),
            ("first: Tom last: Ashby", "Ashby"),
            ("je m'appelle Chloé Dubois", "Chloé Dubois"),
            ("Меня зовут Иван Петров", "Иван Петров"),
        ],
    ),
]

LEFT: list[tuple[Recogniser, list[str]]] = [
    (PostcodeRecogniser(), ["model K1A 0B12", "size 1012 AB", "the post takes 1012 days"]),
    (BankAccountRecogniser(), ["sort by 20-00", "account since 2019", "sort of 20 00 g"]),
    (CuedPhoneRecogniser(), ["3 500 200 10 offices", "a home of 69 987 00 37 cm"]),
    (SecretRecogniser(), ["they texted about order 482913"]),
    (
        EmailRecogniser(),
        [
            "look at outdoors dot com",
            "is it cheaper at argos.co.uk",
            "2 tents @ £50",
            "at this point in my life",
            "do they get shredded at some point or not",
            "https://medium.example/@maya/tents",
            "email me at work",
        ],
    ),
    (HandleRecogniser(), ["is it on instagram", "follow you on twitter please", "snap buttons"]),
    (
        CardExpiryRecogniser(),
        [
            "the voucher expires 12/29",
            "offer valid until 12/29",
            "does the filter expire in 2027",
            "valid until 15/03/2026",
            "a good 12/29 ratio",
        ],
    ),
    (CardEndingRecogniser(), ["the sale ending 2026", "gift card 2500", "size 4242", "card 2026"]),
    (BankAccountRecogniser(), ["my account has 3 orders", "sort by price"]),
    (
        SecretRecogniser(),
        [
            "my password is not working",
            "I pass on this one",
            "code SUMMER20 is dead",
            "the colour code 4821",
            "a pass of 3000 m",
        ],
    ),
    (
        IntroductionRecogniser(),
        [
            "I'm looking for a tent",
            "i am really disappointed",
            "im after a jacket, nothing fancy",
            "it's raining here, is it tight",
            "anyone here?",
            "still here",
            "hey, it's about the rowan jacket",
            "hi im interested, is it back",
            "it's broken",
            "hi i'm buying a tent and my boots are old",
            "thanks for your help",
            "cheers, brilliant",
            "my husband loves the rose one",
            "my son already has this torch",
            "ordered by accident, kill it",
            "is the order under review",
            "dr martens boots",
            "my daughter wants it in rose",
            "call me later",
        ],
    ),
]

DETECTOR = Detector(r"\d{5,6}")


@pytest.mark.parametrize(
    ("recogniser", "text", "value"),
    [(recogniser, text, value) for recogniser, rows in FOUND for text, value in rows],
)
def test_finds(recogniser: Recogniser, text: str, value: str | None) -> None:
    values = [span.value for span in recogniser.scan(text)]
    assert value in values if value else any("dot" in found for found in values)
    assert recogniser.entity in [span.entity for span in DETECTOR.find(text)]
    if value:
        assert value not in "".join(
            character
            if not any(span.start <= place < span.end for span in DETECTOR.find(text))
            else "\0"
            for place, character in enumerate(text)
        )


@pytest.mark.parametrize(
    ("recogniser", "text"), [(recogniser, text) for recogniser, rows in LEFT for text in rows]
)
def test_leaves_alone(recogniser: Recogniser, text: str) -> None:
    assert list(recogniser.scan(text)) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("it's Priya here, Priya Raghunathan", ["Priya", "Priya Raghunathan"]),
        ("Tom here, tom ashby", ["Tom", "tom ashby"]),
        ("I'm Priya Raghunathan. RAGHUNATAN is wrong", ["Priya Raghunathan", "RAGHUNATAN"]),
        ("my name is Tom, is the Tom Jacket back", ["Tom", "Tom"]),
    ],
)
def test_a_name_once_found_is_found_in_the_whole_message(text: str, values: list[str]) -> None:
    assert [span.value for span in DETECTOR.find(text)] == values


@pytest.mark.parametrize("text", ["tom_ashby", "TomAshby", "@tomashby", "Ashbey", "mr ashby"])
def test_a_known_name_is_found_in_other_forms(text: str) -> None:
    assert DETECTOR.find(text, {"Tom Ashby": "name"}) != []


@pytest.mark.parametrize("text", ["a rose jacket", "rowanberry red", "tomato red"])
def test_words_of_the_shop_are_no_known_names(text: str) -> None:
    assert DETECTOR.find(text, {"Rose": "name", "Rowan": "name", "Tom": "name"}) == []


@pytest.mark.parametrize(
    ("messages", "kinds"),
    [
        (["4242 4242 4242", "4242"], [["card"], ["card"]]),
        (["card: 4242", "4242", "4242", "4242"], [["card_ending"], ["card"], ["card"], ["card"]]),
        (["4242424242424242", "12/29", "123"], [["card"], ["card_expiry"], ["secret"]]),
        (["4242424242424242", "12/29 cvv 123"], [["card"], ["card_expiry", "secret"]]),
    ],
)
def test_a_card_goes_on_in_the_next_messages(messages: list[str], kinds: list[list[str]]) -> None:
    recent: list[tuple[str, str]] = []
    for message, expected in zip(messages, kinds, strict=True):
        found = DETECTOR.find(message, recent=recent)
        assert [span.entity for span in found] == expected
        recent += [(span.entity, span.value) for span in found]
