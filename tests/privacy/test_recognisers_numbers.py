"""A table per recogniser of numbers, secrets and dates: what it finds, and what looks like it."""

from __future__ import annotations

from bot.privacy.recognisers import (
    BareOrderNumberRecogniser,
    BirthDateRecogniser,
    CardPartRecogniser,
    CardRecogniser,
    CuedNationalIdRecogniser,
    IpAddressRecogniser,
    NationalIdRecogniser,
    OrderNumberRecogniser,
    PhoneRecogniser,
    Recogniser,
    ResidentIdRecogniser,
    SecretRecogniser,
    TrackingNumberRecogniser,
    UrlSecretRecogniser,
)
from tests.privacy.tables import assert_finds, assert_leaves, each_found, each_left

FOUND: list[tuple[Recogniser, list[tuple[str, str]]]] = [
    (
        IpAddressRecogniser(),
        [
            ("blocked from 203.0.113.77 again", "203.0.113.77"),
            ("my ip:198.51.100.4.", "198.51.100.4"),
            ("我的IP是203.0.113.9吗", "203.0.113.9"),
            ("from 2001:db8:85a3::8a2e:370:7334", "2001:db8:85a3::8a2e:370:7334"),
            ("FE80::1234:5678:9ABC:DEF0", "FE80::1234:5678:9ABC:DEF0"),
        ],
    ),
    (
        UrlSecretRecogniser(),
        [
            ("https://maya:hunter2@shop.example/basket", "maya:hunter2"),
            ("https://shop.example/verify/ucQIwCbJVJWsSFaGX expired", "ucQIwCbJVJWsSFaGX"),
            ("https://shop.example/reset?token=ab12cd34ef&lang=en", "ab12cd34ef"),
            ("see http://shop.example/#access_token=xyz789.", "xyz789."),
            ("https://shop.example/a?utm=1&session_id=9f8e7d6c", "9f8e7d6c"),
            ("shop.example/x?email=maya", "maya"),
            ("https://shop.example/v?d=A8f3kQ0zLm42XyPq7R", "A8f3kQ0zLm42XyPq7R"),
            ("https://shop.example/reset/4f9a8b7c6d5e4f", "4f9a8b7c6d5e4f"),
            (
                "eyJhbGciOiJIUzI1.eyJzdWIiOiIx.SflKxwRJSM",
                "eyJhbGciOiJIUzI1.eyJzdWIiOiIx.SflKxwRJSM",
            ),
        ],
    ),
    (
        BirthDateRecogniser(),
        [
            ("my date of birth is 12/05/1987", "12/05/1987"),
            ("DOB: 1987-05-12", "1987-05-12"),
            ("I was born on the 3rd of May 1990", "3rd of May 1990"),
            ("born March 4, 1979 in Leeds", "March 4, 1979"),
            ("and 2006-09-14 is when I was born", "2006-09-14"),
            ("dob 12.5.87", "12.5.87"),
            ("my birthday is on 4 June", "4 June"),
            ("geboren am 04.07.1981", "04.07.1981"),
            ("我的出生日期是1990年3月7日", "1990年3月7日"),
            ("Maya Fenwick, 12/05/1987", "12/05/1987"),
        ],
    ),
    (
        NationalIdRecogniser(),
        [
            ("it's 531-21-7351 ok", "531-21-7351"),
            ("AB 12 34 56 C", "AB 12 34 56 C"),
            ("ni JG103759A", "JG103759A"),
        ],
    ),
    (
        CuedNationalIdRecogniser(),
        [
            ("my ssn is 531217351", "531217351"),
            ("Social security number: 900 12 3456", "900 12 3456"),
            ("passport no. 925665416", "925665416"),
            ("my driver's license number is D4811951", "D4811951"),
            ("NHS number 943 476 5919", "943 476 5919"),
            ("我的护照号码是E12345678", "E12345678"),
        ],
    ),
    (
        ResidentIdRecogniser(),
        [
            ("身份证号11010519491231002X谢谢", "11010519491231002X"),
            ("id 11010519491231002x", "11010519491231002x"),
        ],
    ),
    (
        SecretRecogniser(),
        [
            ("password: Tr0ub4dor&3", "Tr0ub4dor&3"),
            ("my pw is fenwick2020", "fenwick2020"),
            ("my password: A*4XhdNl", "A*4XhdNl"),
            ("password fenwick2020", "fenwick2020"),
            ("the code you sent me is 482911", "482911"),
            ("verification code: 482 911", "482 911"),
            ("the three digits on the back are 123", "123"),
            ("security code on the back of the card: 4321", "4321"),
            ("CVC is 077", "077"),
            ("got code 482911 by text, what now", "482911"),
            ("reset code: 482911", "482911"),
            ("passcode 055193", "055193"),
            ("verification number 006748", "006748"),
            ("I typed 154185 as the code", "154185"),
            ("I've set my password to z9eugh@e", "z9eugh@e"),
            ("your sms says 010105 is my code", "010105"),
            ("code from the app: 337349", "337349"),
            ("card no. 4111111111111111, valid until 11/27, code 077", "077"),
            ("use my login maya@example.com / Tr0ub4dor&3", "Tr0ub4dor&3"),
            ("验证码是482911", "482911"),
        ],
    ),
    (
        CardPartRecogniser(),
        [
            ("my card is 4111 1111", "4111 1111"),
            ("4111 1111 1111", "4111 1111 1111"),
            ("the first eight digits are 41111111", "41111111"),
            ("the last 8 digits: 1111-1111", "1111-1111"),
            ("52135917", "52135917"),
        ],
    ),
    (
        TrackingNumberRecogniser(),
        [
            ("it says JD1945786547555674 is unknown", "JD1945786547555674"),
            ("H074878214982675", "H074878214982675"),
        ],
    ),
    (
        PhoneRecogniser(),
        [
            ("my number 07522 267789, size 44", "07522 267789"),
            ("联系人:任杨,13269781724", "13269781724"),
            ("06 12 34 56 78", "06 12 34 56 78"),
            ("(02) 9374 4000", "(02) 9374 4000"),
            ("(96) 555-0132", "(96) 555-0132"),
            ("reach us: 020 794 0800", "020 794 0800"),
            ("手机号13812345678谢谢", "13812345678"),
            ("打138-1234-5678给我", "138-1234-5678"),
            ("+86 138 1234 5678", "+86 138 1234 5678"),
        ],
    ),
    (
        OrderNumberRecogniser(r"\d{5,6}"),
        [
            ("我的订单号是10023", "10023"),
            ("订单号:10023谢谢", "10023"),
            ("订单编号 10023", "10023"),
            ("单号10023到哪了", "10023"),
        ],
    ),
]

LEFT: list[tuple[Recogniser, list[str]]] = [
    (
        IpAddressRecogniser(),
        [
            "firmware 2.1.0.3",
            "version: 10.2.4.1",
            "£1.999.00.00",
            "at 12:30:45",
            "127.0.0.1 and ::1",
            "size 300.20.10.5",
            "1.2.3.4.5",
            "00:1B:44:11:3A:B7",
            "Tent::Family",
        ],
    ),
    (
        UrlSecretRecogniser(),
        [
            "https://shop.example/products/trail-45-backpack-forest-green?color=green&size=45",
            "www.fernway.example/returns",
            "https://shop.example/p/10444?utm_source=newsletter&utm_campaign=summer-sale",
            "is it waterproof? yes=no",
            "https://shop.example/search?q=two+person+tents+under+200+pounds",
        ],
    ),
    (
        BirthDateRecogniser(),
        [
            "deliver it on 12/05/2026",
            "bought on 3 May 2012",
            "a birthday present by 4 June",
            "since 12/1/1977",
            "the 1990 edition",
            "01/02/2024",
            "established 3 March 1985",
            "12.5.87 cm",
            "born to run shoes 2024",
            "补充点评 2008年8月1日",
            "2009-6-13 9:36 paid",
        ],
    ),
    (
        NationalIdRecogniser(),
        ["000-12-3456", "666-12-3456", "SKU AB123456C", "EAN 4006381333931", "10-20-3000 mm"],
    ),
    (CuedNationalIdRecogniser(), ["passport holder for 10 pounds", "licence 12", "a tax of 20%"]),
    (ResidentIdRecogniser(), ["11010519491231002Y", "110105194912310021", "11010519491331002X"]),
    (
        SecretRecogniser(),
        [
            "my password is not working",
            "my password is wrong, help",
            "discount code 20202",
            "the discount code is 4711",
            "product code is 482911",
            "promo code 2026",
            "the password to the account",
            "colour code 4711",
            "zip code 94103",
            "post code is 10115",
            "a pin for the tent pole 8.5 mm",
            "error code is 5030",
            "the logo on the back",
        ],
    ),
    (
        CardPartRecogniser(),
        [
            "gift card worth 2500",
            "EAN 40063813",
            "size 4000 5000 mAh",
            "a 2000 mm flysheet",
            "£3500 3600",
            "between 3000 and 4000",
            "3000-4000元",
        ],
    ),
    (CardRecogniser(), ["EAN 4254753197234", "4254753197234", "+49 151 99360392"]),
    (TrackingNumberRecogniser(), ["SKU TR896889", "FW-1234-GRN", "JD19457865475"]),
    (
        BareOrderNumberRecogniser(r"\d{5,6}"),
        ["防水10000毫米吗", "65536色", "12000元", "SKU 10023", "EAN 10023", "666666", "&#38388;"],
    ),
    (
        PhoneRecogniser(),
        [
            "article 0612345678",
            "the box says 0559944678979",
            "0.5 12 34",
            "00 12 34 56",
            "05-06-2024",
            "12812345678",
            "113812345678901",
            "1381234567",
        ],
    ),
    (OrderNumberRecogniser(r"\d{5,6}"), ["订单在哪里", "订2个帐篷", "order 2 tents"]),
]


@each_found(FOUND)
def test_finds(recogniser: Recogniser, text: str, value: str) -> None:
    assert_finds(recogniser, text, value)


@each_left(LEFT)
def test_leaves_alone(recogniser: Recogniser, text: str) -> None:
    assert_leaves(recogniser, text)


def test_countries_of_phones_are_chosen() -> None:
    south_african = PhoneRecogniser(regions=("ZA",))
    assert [s.value for s in south_african.scan("021 480 7700")] == ["021 480 7700"]
    assert list(PhoneRecogniser(regions=()).scan("06 12 34 56 78")) == []
