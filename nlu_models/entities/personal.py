"""E-mail addresses, postcodes and order numbers; their spans are the values themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu_models.entities.found import Found
from nlu_models.entities.numbers import UNIT_AFTER
from nlu_models.entities.parts import DIGIT, before, compiled
from nlu_models.errors import NluModelError

_EMAIL = compiled(r"(?<![\w.%+'’\-])[\w.%+'\-]{1,64}@(?:[\w\-]{1,63}\.){1,6}[a-z]{2,24}(?![\w\-])")
# The form that the Royal Mail gives its postcodes.
_UK_POSTCODE = compiled(
    r"(?<![a-z0-9])(?P<out>gir|[a-pr-uwyz]\d[\da-hjkpstuw]?|[a-pr-uwyz][a-hk-y]\d[\dabehmnprvwxy]?)"
    r"[\s\-]{0,2}(?P<in>0aa|\d[abd-hjlnp-uw-z]{2})(?![a-z0-9])"
)
_NOT_INWARD = compiled(r"\d(?:st|nd|rd|th|xl|xs|lb|gb|ft|yd)")
_CUED_POSTCODE = compiled(
    r"\b(?:zip|post(?:al)?)[\s_\-]?(?:codes?|number)?['\"\s:=.]{0,4}(?:(?:is|was)['\"\s:=.]{1,4})?"
    r"(?P<code>\d{5}(?:-\d{4})?)(?![\w\-])"
    r"|\bplz['\"\s:=.]{0,4}(?:(?:ist|is)\s{1,4})?(?P<plz>\d{5})(?![\w\-])"
)
# "Beverly Hills, CA 90210", but not "Hi, ID 10023"
_STATE_ZIP = compiled(
    r",\s{0,2}(?!(?:ID|NO|NR|IS|IT|MY|OR|SO)\b)(?-i:[A-Z]{2}),?\s{1,2}(?P<code>\d{5}(?:-\d{4})?)"
    r"(?![\w\-])"
)

_ORDER = r"\b(?:orders?|purchase|booking|bestellung|auftrag)"
_LABEL = r"(?:\s*(?:numbers?|num|nos?|nrs?|id|ref(?:erence)?|code|#)(?![a-z])\.?)?"
_IS = r"[\s:=.#\"'(]*(?:(?:is|was|are)\b[\s:#\"']*)?"
_GROUPS = r"(?P<number>\d{1,5}(?: \d{1,5}){1,3})(?![\w-])"
_OTHER_NUMBER = compiled(
    r"\b(?:phone|mobile|telephone|tel|call|ring|text|whatsapp|fax|me on|me at|tracking|"
    r"parcel (?:number|num|no|nr|code|id)|"
    r"article|item|model|sku|ean|upc|isbn|product|style|serial|customer|account|card|voucher|"
    r"invoice number|invoice no|returns? number|reference|zip|postcode|postal code|plz|pin|"
    r"password|passcode|code|size|port|en|iso|din|bs)"
    r"(?:\s*(?:number|num|no|nr|code|id)\b)?[\s:.#=]*(?:\b(?:is|was|on|at|of)\s+)?$"
)
_PRICE_CUE = compiled(
    r"\b(?:over|under|above|below|costs?|price|paid|pay|spend|least|most|than|up to|max)\s+$"
)
_NO_PRICE = 10_000  # a number like an order's is one from here on, even after "under"
_LABELLED = compiled(r"(?:#|\b(?:number|no|nr|ref|reference)\b\.?)\s*(?:is\s*)?[:#]?\s*$")
_CHAIN = compiled(r"(?<!\d)[+(]?\d+(?:[\s\-.()/]{1,2}\d+)+")
_MIN_PHONE_DIGITS = 7
# Words that a reasonable pattern never matches; one that does needs a cue.
_EVERYDAY = ("hello", "order", "42", "a", "2024")


class OrderPatternError(NluModelError):
    """The pattern of order numbers is no regular expression."""


def find_emails(text: str) -> Iterator[Found]:
    """Yield all e-mail addresses."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Found(*match.span(), "email", match.group())


def find_postcodes(text: str) -> Iterator[Found]:
    """Yield British postcodes by their form, five-digit ones after a cue or a state of the US."""
    if not DIGIT.search(text):
        return
    for match in _UK_POSTCODE.finditer(text):
        if not _NOT_INWARD.fullmatch(match["in"]) or match.group().isupper():
            value = f"{match['out']} {match['in']}".upper()
            yield Found(*match.span(), "postcode", value)
    for pattern in (_CUED_POSTCODE, _STATE_ZIP):
        for match in pattern.finditer(text):
            group = match.lastgroup or ""
            yield Found(*match.span(group), "postcode", match[group])


class OrderNumberFinder:
    """Finds the shop's order numbers.

    Args:
        pattern: Regular expression of a whole order number.

    Raises:
        OrderPatternError: It is no regular expression.
    """

    def __init__(self, pattern: str) -> None:
        try:
            self._own = re.compile(pattern)
            own = compiled(pattern)
            self._cued = compiled(rf"{_ORDER}{_LABEL}{_IS}(?P<number>{pattern})(?![\w])")
            self._bare = compiled(
                rf"(?<![\w.,£$€¥/\\@+&\-])(?:{pattern})(?!\w|[.,:/\-]\w|\s?[%°£$€])"
            )
            self._alone = compiled(rf"^[\s#]*(?P<number>{pattern})[\s.!?]*$")
            self._spaced = compiled(rf"(?:{_ORDER}{_LABEL}{_IS}|^[\s#]*){_GROUPS}")
        except re.error as error:
            raise OrderPatternError(
                f"TACTFUL_ORDER_NUMBER_PATTERN is no regular expression ({error}): {pattern!r}. "
                r"Give one that matches a whole order number, such as \d{5,6}."
            ) from error
        self._loose = any(own.fullmatch(word) for word in _EVERYDAY)

    def find(self, text: str) -> Iterator[Found]:
        """Yield all order numbers; they may overlap."""
        for pattern in (self._cued, self._alone):
            for match in pattern.finditer(text):
                yield Found(*match.span("number"), "order_number", self._spelt(match["number"]))
        for match in self._spaced.finditer(text) if DIGIT.search(text) else ():
            groups = match["number"].split()  # "order no. 10 023", but not "orders 10023 10024"
            joined = "".join(groups)
            if self._own.fullmatch(joined) and not any(map(self._own.fullmatch, groups)):
                yield Found(*match.span("number"), "order_number", joined)
        bare = list(self._bare.finditer(text))
        if not bare:
            return
        chains = [match for match in _CHAIN.finditer(text) if not self._is_list(match.group())]
        for match in bare:
            start, end = match.span()
            lead = before(text, start)
            if start == end or (self._loose and not _LABELLED.search(lead)):
                continue
            if any(chain.start() <= start < chain.end() for chain in chains):
                continue
            if _PRICE_CUE.search(lead) and int(re.sub(r"\D", "", match.group()) or 0) < _NO_PRICE:
                continue
            if not (_OTHER_NUMBER.search(lead) or UNIT_AFTER.match(text, end)):
                yield Found(start, end, "order_number", self._spelt(match.group()))

    def _spelt(self, number: str) -> str:
        """Return the number in the letter case that the shop's pattern has."""
        for spelling in (number, number.upper(), number.lower()):
            if self._own.fullmatch(spelling):
                return spelling
        return number

    def _is_list(self, chain: str) -> bool:
        """Whether digits with gaps between them are order numbers, and no phone or card."""
        groups = re.findall(r"\d+", chain)
        if chain[0] in "+(0":
            return False
        few = sum(map(len, groups)) < _MIN_PHONE_DIGITS
        return few or all(self._own.fullmatch(group) for group in groups)
