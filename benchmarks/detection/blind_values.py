"""Values as shoppers of five countries type them, for the blind sets of chat."""

from __future__ import annotations

import string
from datetime import date

from faker import Faker

from benchmarks.detection.chat import Values

_LOCALES = ("en_GB", "en_US", "de_DE", "fr_FR", "es_ES")
_BRANDS = (
    "Helly Hansen",
    "Jack Wolfskin",
    "Paul Smith",
    "Ted Baker",
    "Fred Perry",
    "Calvin Klein",
    "Tommy Hilfiger",
    "Eddie Bauer",
    "Peter Storm",
    "Rab",
    "Barbour",
    "Dr Martens",
    "Levi's",
    "Patagonia",
)
_SAID = (
    (" at ", " dot "),
    (" at ", " dot "),
    (" (at) ", " (dot) "),
    ("[at]", "."),
    (" at ", "."),
    (" arobase ", " point "),
    (" arroba ", " punto "),
    (" ät ", " punkt "),
)
_WORDS = ("Sunshine", "Liverpool", "fluffycat", "Monkey", "dragon", "Summer", "hiking", "Biscuit")
_PARKS = ("Northgate Business Park", "Riverside Trading Estate", "Mill Lane Industrial Estate")
_TOWNS = ("Leeds", "Stockport", "Bath", "Hull", "Swansea", "Aberdeen", "Reading", "Derby", "Crewe")
_ROADS = ("High Street", "Mill Lane", "Church Road", "The Crescent", "Station Rd", "Park Avenue")
_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


class BlindValues(Values):
    """Names, numbers and addresses of more countries, in the ways that they are typed there."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._world = {name: Faker(name) for name in _LOCALES}
        for faker in self._world.values():
            faker.seed_instance(seed)

    def _anyone(self) -> Faker:
        # Half of the shoppers are British.
        return self._world["en_GB" if self.random.random() < 0.5 else self._pick(*_LOCALES)]

    def _house(self) -> int:
        return self.random.randint(1, 240)

    # -- people and where they live

    def _first(self) -> str:
        return str(self._anyone().first_name())

    def _last(self) -> str:
        return str(self._anyone().last_name())

    def _name(self) -> str:
        faker = self._anyone()
        return f"{faker.first_name()} {faker.last_name()}"

    def _town(self) -> str:
        return self._pick(*_TOWNS)

    def _tail(self) -> str:
        return f"{self._town()}{self._pick(' ', ', ')}{self._postcode()}"

    def _street(self) -> str:
        way = self._pick("Road", "Street", "Close", "Drive", "Gardens", "Way", "rd", "st")
        road = self._pick(f"{self._gb.last_name()} {way}", self._pick(*_ROADS))
        return f"{self._house()}{self._pick('', '', 'a', 'b')} {road}"

    def _flat(self) -> str:
        unit = self._pick("flat", "Flat", "apartment")
        number = self._pick(str(self.random.randint(1, 40)), f"{self.random.randint(1, 9)}B")
        return f"{unit} {number}{self._pick(',', '')} {self._street()}, {self._tail()}"

    def _unit(self) -> str:
        return f"Unit {self.random.randint(1, 30)}, {self._pick(*_PARKS)}, {self._tail()}"

    def _po_box(self) -> str:
        return f"{self._pick('PO Box', 'P.O. Box')} {self.random.randint(10, 999)}, {self._tail()}"

    def _us_address(self) -> str:
        us = self._us
        line = f"{self.random.randint(100, 9999)} {us.street_name()}"
        unit = self._pick("", f" Apt {self.random.randint(1, 40)}", f" #{self._digits(3)}")
        return f"{line}{unit}, {us.city()}{self._pick(', ', ' ')}{us.state_abbr()} {self._zip()}"

    def _continental(self) -> str:
        de, fr, es = (self._world[name] for name in ("de_DE", "fr_FR", "es_ES"))
        house = self._house()
        return self._pick(
            f"{de.street_name()} {house}, {de.postcode()} {de.city_name()}",
            f"{house} {fr.street_name()}, {fr.postcode()} {fr.city()}",
            f"{es.street_name()} {house}, {self._pick('2º B', '1º', 'bajo')}, "
            f"{es.postcode()} {es.city()}",
        )

    def _address(self) -> str:
        return self._pick(
            f"{self._street()}, {self._tail()}",
            f"{self._street()} {self._tail()}",
            f"{self._street()}\n{self._town()}\n{self._postcode()}",
            self._flat(),
            self._us_address(),
            self._continental(),
        )

    def _zip(self) -> str:
        return str(self._us.postcode())

    # -- reaching them

    def _phone(self) -> str:
        pick, digits = self._pick, self._digits
        mobile = f"7{pick('4', '5', '7', '8', '9')}{digits(8)}"
        area = pick("212", "312", "415", "503", "617", "206")
        us = (area, f"{pick(*'2346789')}{digits(2)}", digits(4))
        pairs = [digits(2) for _ in range(4)]
        spanish = f"6{digits(8)}"
        return pick(
            f"0{mobile}",
            f"0{mobile[:4]} {mobile[4:7]} {mobile[7:]}",
            f"0{mobile[:4]} {mobile[4:]}",
            f"+44{mobile}",
            f"+44 (0){mobile[:4]} {mobile[4:]}",
            f"0044 {mobile}",
            f"020 7946 0{digits(3)}",
            f"01632 960{digits(3)}",
            "-".join(us),
            ".".join(us),
            f"({us[0]}) {us[1]}-{us[2]}",
            f"+1 {us[0]} {us[1]} {us[2]}",
            f"0171/{digits(7)}",
            f"0151 {digits(8)}",
            f"+49 (0)30 {digits(8)}",
            f"06 {' '.join(pairs)}",
            f"06.{'.'.join(pairs)}",
            f"+33 6 {' '.join(pairs)}",
            f"{spanish[:3]} {spanish[3:5]} {spanish[5:7]} {spanish[7:]}",
            f"+34 {spanish[:3]} {spanish[3:6]} {spanish[6:]}",
        )

    def _email(self) -> str:
        return str(self._anyone().free_email())

    def _spoken_email(self) -> str:
        at, dot = self.random.choice(_SAID)
        return self._email().replace(".", dot).replace("@", at)

    def _spoken_phone(self) -> str:
        said = super()._spoken_phone()
        return self._pick(said, said, said.replace("oh", "zero"), f"plus four four {said[3:]}")

    def _handle(self) -> str:
        name, dot = str(self._gb.user_name()), self._pick("_", ".")
        return self._pick(name, f"{self._gb.first_name().lower()}{dot}{self._gb.word()}", name)

    # -- paying

    def _expiry(self) -> str:
        day = date(self.random.randint(2027, 2034), self.random.randint(1, 12), 1)
        short = f"{day.month}/{day:%y}"
        return self._pick(f"{day:%m/%y}", short, f"{day:%m/%Y}", f"{day:%m-%y}", f"{day:%B %Y}")

    def _ending(self) -> str:
        return self._digits(4)

    def _iban(self) -> str:
        faker = self._world[self._pick("en_GB", "de_DE", "fr_FR", "es_ES")]
        iban = str(faker.iban())
        groups = " ".join(iban[place : place + 4] for place in range(0, len(iban), 4))
        return self._pick(iban, groups, groups)

    def _sort_code(self) -> str:
        return self._pick("-", "-", " ", "").join(self._digits(2) for _ in range(3))

    # -- numbers of the shop and of the state

    def _tracking(self) -> str:
        letters = "".join(self.random.choices(string.ascii_uppercase, k=2))
        return self._pick(
            super()._tracking(),
            f"{letters}{self._digits(9)}GB",
            f"1550{self._digits(10)}",
            f"9400 1{self._digits(3)} {self._digits(4)} {self._digits(4)} {self._digits(4)} 00",
            f"JJD{self._digits(18)}",
        )

    def _invoice(self) -> str:
        year = self._pick("2025", "2026")
        return self._pick(
            f"INV-{self._digits(5)}", f"{year}/{self._digits(5)}", f"RE-{year}-{self._digits(4)}"
        )

    def _dob(self) -> str:
        born = self._gb.date_between_dates(date(1946, 1, 1), date(2007, 12, 31))
        day, month = born.day, born.month
        return self._pick(
            f"{born:%d/%m/%Y}",
            f"{day}/{month}/{born:%y}",
            f"{day}.{month}.{born:%Y}",
            f"{born:%d-%m-%Y}",
            f"{day} {born:%B %Y}",
            f"{day} {born:%b} {born:%y}",
            f"{born:%B} {day}, {born:%Y}",
            f"{month}/{day}/{born:%Y}",
        )

    def _dni(self) -> str:
        number = self._digits(8)
        return number + _DNI_LETTERS[int(number) % len(_DNI_LETTERS)]

    def _otp(self) -> str:
        return self._pick(self._digits(6), self._digits(6), self._digits(4))

    def _password(self) -> str:
        word, number = self._pick(*_WORDS), self._digits(self.random.randint(2, 4))
        return self._pick(f"{word}{number}", f"{word}{number}!", f"{word}_{number}")

    # -- the shop's

    def _brand(self) -> str:
        return self._pick(*_BRANDS)

    def _price(self) -> str:
        amount = self.random.randint(5, 480)
        return self._pick(
            f"£{amount}", f"£{amount}.99", f"{amount} quid", f"${amount}.95", f"{amount},90 €"
        )

    def _sku(self) -> str:
        return self._pick(
            super()._sku(), f"{self._pick('MJ', 'TX', 'BP')}{self._digits(4)}-{self._digits(3)}"
        )
