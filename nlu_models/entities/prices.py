"""Prices and their limits: "under £50", "between 40 and 60 pounds", "about thirty quid"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu_models.entities.found import Found
from nlu_models.entities.numbers import NUMBER_WORDS, UNIT_AFTER, number_of
from nlu_models.entities.parts import before, compiled

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|(?!0\d)\d{1,6}(?:[.,]\d{1,2})?"
_AMOUNT = compiled(
    r"(?<![\w.,#])(?<!\s[-–])(?:(?P<sign>[£$€]|gbp|eur|usd)\s?)?"
    rf"(?P<number>(?:{_DIGITS})(?!\d|[.,:]\d)|\b{NUMBER_WORDS}\b)"
    r"(?P<ish>[- ]?ish\b)?(?P<money>\s?(?:[£$€]|(?:pounds?|quid|gbp|euros?|eur|dollars?|usd|bucks|"
    r"sterling)\b))?(?!\w)"
)
_LINK = compiled(r"\s*(?:-|–|—|to|till|until|(?P<and>and|&))\s*")
_BETWEEN = compiled(r"\b(?:(?:in |somewhere )?between|(?:anywhere )?(?P<from>from))\s+$")
_CHOICE = compiled(r"\b(?:differences?|choos\w+|decid\w+|compar\w+)\s+$")
_PRICE_WORD = compiled(
    r"\b(?:price[ds]?|budget|cost(?:s|ing)?|spend(?:ing)?|pay(?:ing)?|price range)\b"
    r"(?:\s+(?:range|is|of|between|from|anywhere|around|about|something))*\s*:?\s*$"
)

# Cues before a number. "About" is weak: "about 2" may be a place in a list or a time.
_CUES = tuple(
    (role, compiled(rf"(?:{cue})\s*$"))
    for role, cue in (
        ("around", r"\b(?:around|about|roughly|approx(?:imately|\.)?|circa|in the region of)|~"),
        (
            "max",
            r"\b(?:under|below|beneath|(?:less|lower|cheaper) th[ae]n|up ?to|at (?:the )?most|"
            r"max(?:imum)?(?: (?:of|is|price|budget))*|not exceed(?:ing)?|no higher than|"
            r"(?:price |spending )?limit(?: (?:of|is))?|budget(?: (?:is|of|only))*|"
            r"(?:spend|afford|pay)(?:ing)?(?: (?:only|just|max(?:imum)?|at most|no more than))*)"
            r"\s*:?|<=?|[≤]",
        ),
        (
            "min",
            r"\b(?:over|above|exceeding|at (?:the )?least|min(?:imum)?(?: (?:of|is|price))*|"
            r"(?:more|higher|greater|dearer|pricier|more expensive) th[ae]n|"
            r"(?:starting|starts) (?:at|from)|upwards? of)|>=?|[≥]",
        ),
    )
)
_FROM = compiled(r"\b(?:from)\s*$")
_NOT = compiled(
    r"\b(?:no|not|nothing|never|cannot|(?:do|does|ca|wo|must|should|would)n['’]?t|dont|cant|wont|"
    r"remove|drop|exclude|hide|(?:take|leave|filter) out|get rid of|without)"
    r"(?:\s+(?:want|wanting|to|go|going|be|pay|spend|spending|cost|costing|anything|everything|all|"
    r"something|much|any|really|it|priced|willing|looking|for|the|those|ones?|that|are|is|items?|"
    r"products?))*\s+$"
)
_AFTER = (
    (
        "max",
        compiled(
            r"\s*(?:or (?:less|under|below|cheaper|lower)|max(?:imum)?|tops|at (?:the )?most|and "
            r"(?:under|below|less))\b"
        ),
    ),
    (
        "min",
        compiled(
            r"\s*(?:\+(?!\w)|(?:or (?:more|over|above|higher)|(?:and )?(?:up|upwards|above|over)|"
            r"min(?:imum)?|at (?:the )?least)\b)"
        ),
    ),
    ("around", compiled(r"\s*(?:or so|give or take|or thereabouts|approx(?:imately)?|roughly)\b")),
)
_DIFFERENCE = compiled(r"\s+(?:off|less|more|cheaper|dearer|discount|short|voucher|gift card)\b")
_TALK = compiled(
    r"\b(?:what|how|tell me|more|know|questions?|ask\w*|info(?:rmation)?|details|talk\w*|hear\w*|"
    r"complain\w*|said|wr[io]t\w+|worried|something)\s+about\s+$"
)
_NO_MONEY = compiled(
    r"\b(?:rat(?:ed|ings?)|stars?|reviews?|scor\w+|aged?|ages|years?|temperatures?|sizes?|weigh\w*|"
    r"capacity|volume|lumens?|height|tall|numbers?|orders?|quantity|page|option|last|sleeps)"
    r"\s+(?:is\s+|of\s+|a\s+)?$"
)
# "For a man who has everything. 60 ish": his age.
_PERSON = compiled(
    r"\b(?:man|woman|lady|bloke|guy|dad|mum|grandad|gran|grandma|uncle|auntie?|husband|wife|he|she|"
    r"s?he['’]?s)\b(?!.*\b(?:budget|spend|price|cost|pay|afford|up to|around)\b).*$"
)
_OVER = compiled(r"\s*(?:$|[.,;:!?)\n])|\s+(?:please|pls|or|and|if|but|thanks|max|for)\b")
_WORTH_A_LOOK = compiled(rf"\d|\b{NUMBER_WORDS}\b")
_SMALLEST_BARE = 10  # bare numbers below this are places, counts and stars


def find_prices(text: str) -> Iterator[Found]:
    """Yield all prices; the span holds the words that make it a limit."""
    if not _WORTH_A_LOOK.search(text):
        return
    amounts = list(_AMOUNT.finditer(text))
    at = 0
    while at < len(amounts):
        pair = _range(text, amounts[at], amounts[at + 1]) if at + 1 < len(amounts) else None
        if pair:
            yield from pair
            at += 2
            continue
        single = _single(text, amounts[at])
        if single is not None:
            yield single
        at += 1


def _is_money(amount: re.Match[str]) -> bool:
    return bool(amount["sign"] or amount["money"])


def _range(text: str, low: re.Match[str], high: re.Match[str]) -> tuple[Found, Found] | None:
    link = _LINK.fullmatch(text, low.end(), high.start())
    if link is None:
        return None
    lead = before(text, low.start())
    opening = _BETWEEN.search(lead)
    joined = link["and"] is not None
    if joined and (opening is None or opening["from"]):
        return None
    if not (_is_money(low) or _is_money(high)):
        if UNIT_AFTER.match(text, high.end()):
            return None
        wide = number_of(high["number"]) >= _SMALLEST_BARE
        chosen = opening is not None and _CHOICE.search(lead, 0, opening.start())
        if not (_PRICE_WORD.search(lead) or (joined and wide and not chosen)):
            return None
    start = low.start() - (len(opening.group()) if opening else 0)
    floor, ceiling = number_of(low["number"]), number_of(high["number"])
    roles = ("min", "max") if floor <= ceiling else ("max", "min")
    return (
        Found(start, low.end(), "price", floor, role=roles[0]),
        Found(high.start(), high.end(), "price", ceiling, role=roles[1]),
    )


def _single(text: str, amount: re.Match[str]) -> Found | None:
    start, end, role = amount.start(), amount.end(), None
    if _DIFFERENCE.match(text, end):
        return None
    lead = before(text, start)
    weak = False
    for name, cue in _CUES:
        if match := cue.search(lead):
            weak = name == "around"
            if weak and _TALK.search(lead):  # "how about £30"
                break
            start -= len(match.group())
            role = name
            if name != "around" and (negated := _NOT.search(lead, 0, match.start())):
                start -= len(negated.group())
                role = "max" if name == "min" else "min"
            break
    if role is None and _is_money(amount) and (match := _FROM.search(lead)):
        role, start = "min", start - len(match.group())
    for name, cue in _AFTER:
        if role is None and (match := cue.match(text, end)):
            role, end = name, match.end()
    if role is None and amount["ish"]:
        role = "around"
    found = Found(start, end, "price", number_of(amount["number"]), role=role)
    return found if _is_money(amount) or _plausible(text, amount, found, weak=weak) else None


def _plausible(text: str, amount: re.Match[str], found: Found, *, weak: bool) -> bool:
    """Whether a number without a currency is a price, by what stands around it."""
    if found.role is None or UNIT_AFTER.match(text, found.end):
        return False
    lead = before(text, found.start)
    if _NO_MONEY.search(lead) or (amount["ish"] and _PERSON.search(lead)):
        return False
    if number_of(amount["number"]) >= _SMALLEST_BARE:
        return True
    digits = amount["number"][0].isdecimal() and found.end == amount.end()
    return digits and not weak and _OVER.match(text, found.end) is not None
