"""Single values of product files: prices, quantities, names, lists, web addresses."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from urllib.parse import urlsplit

from actions.shop.importers.errors import UnusableValueError
from actions.shop.records import CURRENCY_SIGNS

# Stock of what a file calls available without saying how many there are.
UNCOUNTED_STOCK = 999
OTHER_CATEGORY = "Other"

_MAX_PRICE = Decimal("99999999.99")  # what the database's money columns hold
_MAX_STOCK = 2**31 - 1

_UNIT = r"[a-z]{3}|[^\w\s.,+-]"
_PRICE = re.compile(
    rf"(?P<lead>{_UNIT})?\s*(?P<number>[0-9.,][0-9.,'’ ]*?)\s*(?P<tail>{_UNIT})?", re.IGNORECASE
)
_PLAIN = re.compile(r"[0-9]+|[0-9]*\.[0-9]{1,2}0*")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?")
_SPACED = re.compile(r"[1-9][0-9]{0,2}(?:[ '’][0-9]{3})+(?:[.,][0-9]{1,2})?")
_DECIMAL_COMMA = re.compile(r"(?:[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+),[0-9]{1,2}")
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_QUANTITY = re.compile(r"(-?[0-9]+)(?:\.0+)?")
_WEIGHT = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(g|kg|oz|lb|lbs)", re.IGNORECASE)

_ATTRIBUTE_NAMES = {
    "colour": "color",
    "colours": "color",
    "colors": "color",
    "sizes": "size",
    "materials": "material",
}
_YES_NO = {"true": "yes", "false": "no"}
_USUAL = frozenset({("condition", "new"), ("age group", "adult"), ("gender", "unisex")})
_ATTRIBUTE_CHARS = 100
_SHOWN_CHARS = 60
_SKU_CHARS = 100

# Control characters and lone surrogates, which databases and terminals choke on.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Soft hyphens, zero-width spaces and marks that turn the direction of writing.
_INVISIBLE = re.compile(r"[\xad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def shown(value: str, chars: int = _SHOWN_CHARS) -> str:
    """Return a value as a message may quote it: on one line, without control characters.

    Args:
        value: The value.
        chars: How many characters of it are shown at most.
    """
    text = clean(value)
    if len(text) > chars:
        text = f"{text[: chars - 1]}…"
    return f'"{text}"'


def clean(text: str) -> str:
    """Return a text on one line, in Unicode's NFC: single spaces, nothing that does not print."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return " ".join(_CONTROL.sub(" ", text).split())


def parse_price(text: str, currency: str) -> Decimal:
    """Return ``19.99`` for ``19.99 GBP``, ``£19.99``, ``1,019.99`` or ``1.019,99``.

    Args:
        text: An amount, with or without a currency before or after it.
        currency: ISO 4217 code that the amount must be in, if it names one.

    Raises:
        UnusableValueError: It is missing, not above 0, in another currency, or not sure to be
            read as it is meant.
    """
    text = clean(text)
    if not text:
        raise UnusableValueError("the price is missing")
    found = _PRICE.fullmatch(text)
    if found is None:
        if re.match(r"\D{0,3}\s*-\s*[0-9]", text):
            raise UnusableValueError(f"the price {shown(text)} is negative")
        raise UnusableValueError(f"{shown(text)} is not a price; write it like 19.99")
    for unit in (found["lead"], found["tail"]):
        if unit and unit.upper() not in (currency, CURRENCY_SIGNS.get(currency)):
            raise UnusableValueError(f"the price {shown(text)} is not in {currency}")
    number = _number(found["number"], text)
    if number == 0:
        raise UnusableValueError("the price is 0")
    if number > _MAX_PRICE:
        raise UnusableValueError(f"the price {shown(text)} is too high")
    return number.quantize(Decimal("0.01"))


def _number(number: str, text: str) -> Decimal:
    if _AMBIGUOUS.fullmatch(number):
        raise UnusableValueError(
            f"the price {shown(text)} could mean thousands or decimals; write two decimals"
        )
    if _PLAIN.fullmatch(number):
        return Decimal(number)
    if _THOUSANDS.fullmatch(number):
        return Decimal(number.replace(",", ""))
    if _SPACED.fullmatch(number):
        return Decimal(re.sub(r"[ '’]", "", number).replace(",", "."))
    if _DECIMAL_COMMA.fullmatch(number):
        return Decimal(number.replace(".", "").replace(",", "."))
    raise UnusableValueError(f"{shown(text)} is not a price; write it like 19.99")


def parse_quantity(text: str) -> int:
    """Return a number of items; what is oversold (below 0) counts as 0.

    Raises:
        UnusableValueError: It is no whole number, or too large.
    """
    found = _QUANTITY.fullmatch(clean(text))
    if found is None:
        raise UnusableValueError(f"the quantity {shown(text)} is not a whole number")
    if (quantity := int(found[1])) > _MAX_STOCK:
        raise UnusableValueError(f"the quantity {shown(text)} is too large")
    return max(0, quantity)


def attribute_name(label: str) -> str:
    """Return the catalogue's name of an option or attribute: ``Colour`` is ``color``."""
    name = clean(label.replace("_", " ")).casefold()
    return _ATTRIBUTE_NAMES.get(name, name)


def split_list(text: str, separators: str) -> tuple[str, ...]:
    """Return the distinct parts of a list, in order.

    Args:
        text: The list.
        separators: Characters that part it.
    """
    parts = (clean(part) for part in re.split(f"[{re.escape(separators)}]", text))
    return tuple(dict.fromkeys(part for part in parts if part))


def category_of(*paths: str) -> str:
    """Return the last part of the first path that names a category, or ``Other``.

    Args:
        paths: Like ``Home > Garden > Pots``. Numbers of Google's list name nothing.
    """
    for path in paths:
        parts = split_list(path, ">")
        if parts and not parts[-1].isdecimal():
            return parts[-1]
    return OTHER_CATEGORY


def web_address(text: str) -> str:
    """Return an http(s) address; one that begins with ``//`` gets ``https:``.

    Raises:
        UnusableValueError: It is none.
    """
    address = text.strip()
    if address.startswith("//"):
        address = f"https:{address}"
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc or address != clean(address):
        raise UnusableValueError(f"{shown(text)} is not a web address; it is left out")
    return address


def grams_text(grams: Decimal) -> str:
    """Return a weight as the catalogue writes it: ``450 g``, ``1.2 kg``."""
    if grams < 1000:
        return f"{grams.normalize():f} g"
    return f"{(grams / 1000).normalize():f} kg"


def weight_text(text: str) -> str:
    """Return ``1.2 kg`` for any spelling of it.

    Raises:
        UnusableValueError: It is no weight in g, kg, oz or lb.
    """
    found = _WEIGHT.fullmatch(clean(text))
    if found is None:
        raise UnusableValueError(
            f"{shown(text)} is not a weight in g, kg, oz or lb; it is left out"
        )
    number = Decimal(found[1].replace(",", ".")).normalize()
    return f"{number:f} {found[2].lower().removesuffix('s')}"


def merged(attributes: Iterable[tuple[str, Iterable[str]]]) -> Mapping[str, tuple[str, ...]]:
    """Return attributes by name, with their distinct values in order.

    ``true`` and ``false`` become the catalogue's ``yes`` and ``no``. Left out are what tells
    nothing ("condition: new") and whole texts, which the description is for.
    """
    found: dict[str, dict[str, None]] = {}
    for name, values in attributes:
        for value in values:
            value = _YES_NO.get(value.casefold(), value)
            telling = name and value and (name, value.casefold()) not in _USUAL
            if telling and len(value) <= _ATTRIBUTE_CHARS:
                found.setdefault(name, {})[value] = None
    return {name: tuple(values) for name, values in found.items()}


def derived_sku(handle: str, options: Mapping[str, str]) -> str:
    """Return a stock-keeping unit made of a product's handle and a variant's option values."""
    sku = "/".join((handle, *(value.casefold().replace(" ", "-") for value in options.values())))
    if len(sku) <= _SKU_CHARS:
        return sku
    return f"{sku[: _SKU_CHARS - 9]}-{hashlib.sha256(sku.encode()).hexdigest()[:8]}"
