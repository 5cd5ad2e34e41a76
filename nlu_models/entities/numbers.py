"""Numbers as digits and as words, and the units that say what a number is not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlu_models.entities.parts import compiled, listed

_ONES = listed("one two three four five six seven eight nine")
_TEENS = listed("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
_TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
SMALL_NUMBERS = {word: number for number, word in enumerate([*_ONES, "ten"], 1)}
_VALUES = {
    **{word: number for number, word in enumerate([*_ONES, *_TEENS], 1)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
}


def _any(words: Sequence[str]) -> str:
    return f"(?:{'|'.join(words)})"


_BELOW_HUNDRED = rf"(?:{_any(_TENS)}(?:[ -]{_any(_ONES)})?|{_any(_TEENS)}|{_any(_ONES)})"
NUMBER_WORDS = (
    rf"(?:(?:(?:a|{_any(_ONES)}) )?hundred(?: (?:and )?{_BELOW_HUNDRED})?|{_BELOW_HUNDRED})"
)

_UNITS = listed("""
    mm cm m km metres? meters? kilomet(?:re|er)s? inch(?:es)? ft feet foot miles? yards?
    g kg kgs grams? kilos? kilograms? lbs? oz ounces? stone tonnes?
    ml cl l lit(?:re|er)s? pints? gallons?
    ms s secs? seconds? mins? minutes? hrs? hours? h days? nights? weeks? months? years? yrs? yo
    seasons? am pm o'?clock working business
    persons? people man men woman women adults? kids? children guests? players? customers? shoppers?
    degrees? deg c celsius percent pct bar atm denier lumens? lm lux mah wh w watts? v
    volts? hz mb gb kb
    stars? reviews? ratings? points? steps? times? x pieces? pcs pairs? packs? items? articles?
    products? orders? units? parcels? boxes? sheets? pages? lines? letters? characters? words?
    th st nd rd
""")
# "10 days", "10 or 12 days", "3-5": the number counts or measures something.
UNIT_AFTER = compiled(
    r"(?:\s?(?:-|–|to|or|and)\s?\d+(?:[.,]\d+)?)?"
    rf"\s?-?\s?(?:{_any(_UNITS)}(?![\w'’])|[%°½×])|\s?[-–/]\s?\d"
)


def number_of(text: str) -> int | float:
    """Return the value of a number as matched by ``NUMBER_WORDS`` or written in digits.

    A comma before three digits groups thousands, any other comma is a decimal one.
    """
    if text[0].isdecimal():
        grouped = re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text)
        number = float(text.replace(",", "") if grouped else text.replace(",", "."))
        return int(number) if number.is_integer() else number
    total = 0
    for word in re.split(r"[ -]", text.casefold()):
        if word == "hundred":
            total = max(1, total) * 100
        else:
            total += _VALUES.get(word, 0)
    return total
