"""Countries: which of them words and addresses name, and to which of them the shop delivers.

Names are those of CLDR, as Babel has them, and the ones that people use beside them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from babel import Locale

from actions.recommendation.text import spoken_list
from actions.shop.order_rules import EIRCODE, UK_POSTCODE, find_postcode
from actions.shop.records import ShippingMethodRecord

HOME = "GB"
# The Crown dependencies have British postcodes; delivery there costs the same, says the FAQ.
_UK = frozenset({HOME, "GG", "IM", "JE"})
_EU_CODES = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
_EU = frozenset(_EU_CODES.split())
_EVERYWHERE = re.compile(r"world(?:wide)?|international|rest of (?:the )?world|everywhere")
_ALSO = {
    HOME: "uk|u.k.|gb|great britain|britain|england|scotland|wales|northern ireland",
    "US": "usa|us|u.s.|u.s.a.|united states of america|america|the states",
    "AE": "uae",
    "BA": "bosnia",
    "CI": "ivory coast",
    "CZ": "czech republic",
    "GG": "channel islands",
    "HK": "hong kong",
    "IE": "republic of ireland|eire",
    "KR": "korea|republic of korea",
    "MK": "macedonia",
    "MO": "macao",
    "MM": "myanmar|burma",
    "NL": "holland",
    "RU": "russian federation",
    "TR": "turkey",
}
_NO_WORDS = frozenset({"us"})  # a name in an address only
# "Beverly Hills, CA 90210"
_STATE_ZIP = re.compile(r",\s*[A-Z]{2},?\s+\d{5}(?:-\d{4})?\W*$")
_WITH_ARTICLE = re.compile(r"(?:United|Netherlands|Philippines|Bahamas|Gambia)|.* Islands$")


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Return codes by name, in lower case."""
    territories = Locale("en").territories.items()
    names = {
        str(name).lower().replace("’", "'").replace("st. ", "st "): code
        for code, name in territories
        if len(code) == 2 and code not in ("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ")
    }
    names |= {name.replace("&", "and"): code for name, code in names.items()}
    return names | {name: code for code, also in _ALSO.items() for name in also.split("|")}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_names(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")


def countries_in(text: str) -> list[str]:
    """Return the codes of the countries that a text names, each once, in its order."""
    found = [name for name in _pattern().findall(text.lower()) if name not in _NO_WORDS]
    return list(dict.fromkeys(_names()[name] for name in found))


def named_at(address: str) -> tuple[int, int, str] | None:
    """Return where an address names its country, and the country's code.

    A country stands behind the postcode or is one of the address's parts, so that neither
    "5 Jersey Road" nor "Ireland Wood" is one.
    """
    postcode = find_postcode(address)
    behind = postcode.end() if postcode is not None else len(address)
    for match in reversed(list(_pattern().finditer(address.lower()))):
        start, end = match.span()
        whole = address[:start].rstrip().endswith(",") and not re.match(r"\s*\w", address[end:])
        if start >= behind or whole:
            return start, end, _names()[match.group()]
    return None


def country_of(address: str) -> str | None:
    """Return the code of the country that an address is in; None where it does not tell."""
    named = named_at(address)
    code = named[2] if named is not None else None
    if UK_POSTCODE.search(address):
        return code if code in _UK else HOME
    if code is None and EIRCODE.search(address):
        return "IE"
    return "US" if code is None and _STATE_ZIP.search(address) else code


def country_name(code: str) -> str:
    """Return a country's name as in a sentence."""
    name = str(Locale("en").territories[code])
    return f"the {name}" if _WITH_ARTICLE.match(name) else name


def region_of(code: str, methods: Sequence[ShippingMethodRecord]) -> str | None:
    """Return the shop's region that a country is in; None where the shop does not deliver."""
    return next((m.region for m in methods if _covers(m.region.casefold(), code)), None)


def not_served(code: str, methods: Sequence[ShippingMethodRecord]) -> str:
    """Return that the shop does not deliver to a country, and where it does."""
    regions = dict.fromkeys(method.region for method in methods)
    served = spoken_list(f"the {name}" if name.isupper() else name for name in regions)
    return f"Sorry, we don't deliver to {country_name(code)} yet. We deliver to {served}."


def _covers(region: str, code: str) -> bool:
    if region in ("eu", "european union", "europe"):
        return code in _EU
    if _EVERYWHERE.fullmatch(region):
        return True
    named = _names().get(region)
    return code in _UK if named == HOME else code == named
