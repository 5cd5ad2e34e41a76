"""A shop-chat set, generated: half with personal values of Faker's, half product talk."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Sequence
from datetime import date

import regex
from faker import Faker

from benchmarks.detection.data import Example, Examples, Mark
from benchmarks.detection.later_templates import LATER_PERSONAL, LATER_TALK
from benchmarks.detection.product_talk import PRODUCT_TALK
from benchmarks.detection.templates import PERSONAL

SEED = 90417
# Shoppers who never use capitals, and the share of them.
LOWER_CASE = 0.12
SLOT = regex.compile(r"\{(\w+)\}|<(\w+)>")
_KINDS = {
    "first": "name",
    "road": "address",
    "cn_name": "name",
    "address_block": "address",
    "cn_address": "address",
    "postcode": "address",
    "cn_phone": "phone",
    "spoken_email": "email",
    "spoken_phone": "phone",
    "spoken_card": "card",
    "world_phone": "phone",
    "dotted_phone": "phone",
    "foreign_postcode": "address",
    "us_zip": "address",
    "unit_address": "address",
    "po_box": "address",
    "street": "address",
    "sort_code": "iban",
    "account": "iban",
    "passport": "national_id",
    "expiry": "card_expiry",
    "cvv": "secret",
    "otp": "secret",
    "password": "secret",
    "order": "order_number",
    "tracking": "tracking_number",
    "dob": "date_of_birth",
    "ssn": "national_id",
    "nino": "national_id",
    "rid": "national_id",
    "ip": "ip_address",
    "token": "url_secret",
    "userinfo": "url_secret",
}
_MAKERS = ("Osprey", "Fjällräven", "Rab", "Jack Wolfskin", "Helly Hansen", "Hilltrek", "Nordwand")
_SERIES = ("Trail", "Summit", "Alpine Pro", "Ridge", "Storm", "Explorer", "Nomad", "Ultra", "Cairn")
_THINGS = (
    "Backpack",
    "Jacket",
    "Tent",
    "Sleeping Bag",
    "Boots",
    "Head Torch",
    "Water Bottle",
    "Trousers",
    "Beanie",
    "Stove",
)
_COLOURS = ("Forest Green", "navy", "Burnt Orange", "black", "Moss", "Slate Grey", "Ruby Red")
_DIGITS = ("oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SIGNS = {"@": " at ", ".": " dot ", "_": " underscore ", "-": " dash "}
_PROVINCES = ("广东省深圳市南山区", "北京市海淀区", "浙江省杭州市西湖区", "上海市静安区")
_ROADS = ("中山路", "人民大道", "学院路", "解放街", "长江东路", "桂林路")


class Values:
    """Makes values, personal ones and the shop's, from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._faker = {name: Faker(name) for name in ("en_GB", "en_US", "de_DE", "zh_CN")}
        for faker in self._faker.values():
            faker.seed_instance(seed)
        self._gb, self._us = self._faker["en_GB"], self._faker["en_US"]

    def make(self, slot: str) -> str:
        """Return a value for a slot of the templates."""
        maker: Callable[[], str] = getattr(self, f"_{slot}")
        return maker()

    def _pick(self, *options: str) -> str:
        return self.random.choice(options)

    def _digits(self, count: int) -> str:
        return "".join(self.random.choices(string.digits, k=count))

    # -- personal values

    def _name(self) -> str:
        faker = self.random.choice((self._gb, self._gb, self._us, self._faker["de_DE"]))
        return f"{faker.first_name()} {faker.last_name()}"

    def _first(self) -> str:
        return str(self._gb.first_name())

    def _street(self) -> str:
        return f"{self.random.randint(1, 240)} {self._gb.street_name()}"

    def _address(self) -> str:
        us = self._us
        return self._pick(
            f"{self._street()}, {self._gb.city()}, {self._gb.postcode()}",
            f"{self._street()}, {self._gb.city()} {self._gb.postcode()}",
            f"Flat {self.random.randint(1, 30)}, {self._street()}, {self._gb.postcode()}",
            f"{us.street_address()}, {us.city()}, {us.state_abbr()} {us.postcode()}",
            f"{self.random.randint(1, 99)} {self._gb.last_name()} "
            f"{self._pick('Road', 'Street', 'Lane', 'Close', 'Avenue', 'Way')}, {self._gb.city()}",
        )

    def _address_block(self) -> str:
        return f"{self._street()}\n{self._gb.city()}\n{self._gb.postcode()}"

    def _postcode(self) -> str:
        code = str(self._gb.postcode())
        return self._pick(code, code, code.replace(" ", "").lower())

    def _email(self) -> str:
        return str(self._gb.email())

    def _phone(self) -> str:
        mobile = f"7{self._digits(9)}"
        return self._pick(
            f"0{mobile[:4]} {mobile[4:]}",
            f"0{mobile}",
            f"+44 {mobile[:4]} {mobile[4:]}",
            f"0113 496 0{self._digits(3)}",
            f"({self.random.randint(201, 989)}) 555-0{self._digits(3)}",
            f"+49 151 {self._digits(8)}",
        )

    def _card(self) -> str:
        number = str(self._gb.credit_card_number(self._pick("visa16", "mastercard", "amex")))
        groups = [number[place : place + 4] for place in range(0, len(number), 4)]
        return self._pick(number, " ".join(groups), "-".join(groups))

    def _said(self, digits: str) -> str:
        """Return a number as one says it, "double five" and some digits left as they are."""
        words: list[str] = []
        while digits:
            twice = len(digits) > 1 and digits[0] == digits[1] and self.random.random() < 0.5
            word = digits[0] if self.random.random() < 0.1 else _DIGITS[int(digits[0])]
            words.append(f"double {_DIGITS[int(digits[0])]}" if twice else word)
            digits = digits[1 + twice :]
        return " ".join(words)

    def _spoken_email(self) -> str:
        return "".join(_SIGNS.get(character, character) for character in self._email())

    def _spoken_phone(self) -> str:
        return self._said(f"07{self._digits(9)}")

    def _spoken_card(self) -> str:
        return self._said(str(self._gb.credit_card_number("visa16")))

    def _expiry(self) -> str:
        month, year = self.random.randint(1, 12), self.random.randint(27, 34)
        return self._pick(f"{month:02}/{year}", f"{month:02}/20{year}", f"{month:02} {year}")

    def _cvv(self) -> str:
        return self._digits(3)

    def _iban(self) -> str:
        iban = str(self._pick(self._gb.iban(), self._faker["de_DE"].iban()))
        groups = [iban[place : place + 4] for place in range(0, len(iban), 4)]
        return self._pick(iban, " ".join(groups))

    def _account(self) -> str:
        return self._digits(8)

    def _order(self) -> str:
        return str(self.random.randint(10000, 999999))

    def _tracking(self) -> str:
        return self._pick(
            f"1Z{self._digits(3)}AA{self._digits(11)}",
            f"JD{self._digits(16)}",
            f"H{self._digits(15)}",
        )

    def _password(self) -> str:
        return str(self._gb.password(length=self.random.randint(8, 14)))

    def _otp(self) -> str:
        return self._digits(6)

    def _dob(self) -> str:
        born = self._gb.date_between_dates(date(1946, 1, 1), date(2008, 12, 31))
        forms = ("%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %B %Y", "%B %d, %Y")
        return str(born.strftime(self._pick(*forms)))

    def _ssn(self) -> str:
        return str(self._us.ssn())

    def _nino(self) -> str:
        pair = self._pick(*"ABCEGHJKLMPRSW") + self._pick(*"AEMX")
        parts = [pair, self._digits(2), self._digits(2), self._digits(2), self._pick(*"ABCD")]
        return self._pick("", " ").join(parts)

    def _rid(self) -> str:
        return str(self._faker["zh_CN"].ssn())

    def _ip(self) -> str:
        return str(self._pick(self._gb.ipv4_public(), self._gb.ipv4_public(), self._gb.ipv6()))

    def _token(self) -> str:
        letters = string.ascii_letters + string.digits
        return "".join(self.random.choices(letters, k=self.random.randint(12, 40)))

    def _userinfo(self) -> str:
        return f"{self._gb.user_name()}:{self._digits(6)}"

    def _cn_name(self) -> str:
        return str(self._faker["zh_CN"].name())

    def _cn_phone(self) -> str:
        return str(self._faker["zh_CN"].phone_number())

    def _cn_address(self) -> str:
        place = f"{self._pick(*_PROVINCES)}{self._pick(*_ROADS)}{self.random.randint(1, 400)}号"
        room = f"{self.random.randint(1, 20)}栋{self.random.randint(1, 30)}01室"
        return place + self._pick("", room)

    # -- the shop's

    def _product(self) -> str:
        series, thing = self._pick(*_SERIES), self._pick(*_THINGS)
        number = self._pick("", f" {self.random.randint(1, 90)}")
        return self._pick(f"{series}{number} {thing}", f"{series} {thing}{number}", thing.lower())

    def _brand(self) -> str:
        return self._pick(*_MAKERS)

    def _colour(self) -> str:
        return self._pick(*_COLOURS)

    def _size(self) -> str:
        return self._pick("M", "XL", "42", "9.5", "38R", "10-12", "W32 L34", "EU 44")

    def _price(self) -> str:
        amount = self.random.randint(5, 480)
        return self._pick(f"£{amount}", f"£{amount}.99", f"{amount} pounds", f"{amount}.50 GBP")

    def _sku(self) -> str:
        return self._pick(
            f"FW-{self._digits(4)}-{self._pick('GRN', 'BLK', 'M', 'XL')}",
            f"SKU {self._pick('A', 'TR', 'BX')}{self._digits(6)}",
            f"article {self._digits(7)}",
        )

    def _ean(self) -> str:
        return str(self._gb.ean13())

    def _date(self) -> str:
        day = self._gb.date_between_dates(date(2026, 1, 1), date(2026, 12, 31))
        return str(day.strftime(self._pick("%d/%m/%Y", "%d %B", "%A", "%d.%m.", "%Y-%m-%d")))

    def _weight(self) -> str:
        return self._pick(f"{self.random.randint(90, 2900)} g", f"{self.random.randint(1, 4)}.2kg")

    def _measure(self) -> str:
        a, b, c = (self.random.randint(10, 90) for _ in range(3))
        return self._pick(f"{a} x {b} x {c} cm", f"{a} litres", f"{a * 100} mm", f"{a}x{b}cm")

    def _number(self) -> str:
        return str(self.random.randint(2, 12))

    def _month(self) -> str:
        return self._pick("May", "October", "February", "august")


def fill(
    template: str, values: Callable[[str], str], *, lower: bool = False, later: bool = False
) -> Example:
    """Fill a template.

    Args:
        template: Of ``templates``, ``later_templates`` or ``product_talk``.
        values: Gives a value for the name of a slot.
        lower: Whether all is written in lower case.
        later: Whether the template counts as held out.
    """
    pieces: list[str] = []
    marks: list[Mark] = []
    position = length = 0
    for match in SLOT.finditer(template):
        slot = match.group(1) or match.group(2)
        value = values(slot)
        before = template[position : match.start()]
        pieces += (before, value)
        start = length + len(before)
        length = start + len(value)
        if match.group(1):
            marks.append(Mark(start, length, _KINDS.get(slot, slot)))
        position = match.end()
    pieces.append(template[position:])
    text = "".join(pieces)
    return Example(text.lower() if lower else text, tuple(marks), (), later)


def generate_chat(count: int, seed: int = SEED) -> Examples:
    """Generate messages; every second one is product talk alone, half are of later templates.

    Args:
        count: How many.
        seed: Another one gives other values in another order.
    """
    pools = (
        (PERSONAL, False),
        (PRODUCT_TALK, False),
        (LATER_PERSONAL, True),
        (LATER_TALK, True),
    )
    rows = make_rows(Values(seed), count, pools, LOWER_CASE)
    return Examples(f"generated shop chat, seed {seed}", rows)


def make_rows(
    values: Values, count: int, pools: Sequence[tuple[Sequence[str], bool]], lower_case: float
) -> list[Example]:
    """Return messages of templates.

    Args:
        values: Makes their values.
        count: How many.
        pools: Templates, and whether they count as held out; they take turns.
        lower_case: Share of messages that are all lower case.
    """
    rows = []
    for number in range(count):
        templates, later = pools[number % len(pools)]
        template = values.random.choice(templates)
        lower = values.random.random() < lower_case
        rows.append(fill(template, values.make, lower=lower, later=later))
    return rows
