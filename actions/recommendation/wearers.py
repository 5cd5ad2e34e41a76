"""For whom a thing is wished: "for my wife", "for a 5 year old", "my son needs boots"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlu_models.entities.numbers import NUMBER_WORDS, number_of

WOMEN, MEN, KIDS = "women", "men", "kids"
# How catalogues call them.
SPELLINGS = {
    WOMEN: ("women", "womens", "women's", "woman", "ladies", "female"),
    MEN: ("men", "mens", "men's", "man", "gents", "male"),
    KIDS: ("kids", "children", "child", "kid", "kids'", "children's"),
}
_PEOPLE = {
    WOMEN: (
        "wom[ae]n|lad(?:y|ies)|wife|girlfriend|missus|gf|fiancée|mum|mom|mother|sister|aunt(?:ie)?|grandma|gran|granny|"
        "nan|grandmother|sister[- ]in[- ]law|mother[- ]in[- ]law|"
        r"her(?=\s*(?:$|[,.?!])|\s+(?:birthday|please|in|under|who|size)\b)"
    ),
    MEN: (
        "m[ae]n|gents?|guys?|blokes?|lads?|husband|hubby|boyfriend|bf|fiancé|dad|father|brother|uncle|gran(?:d)?dad|grandpa|"
        "grandfather|him"
    ),
}
_GIRLS = r"(?:grand)?daughter|niece|girl"
_BOYS = r"(?:grand)?son|nephew|boy"
_CHILDREN = r"kids?|child(?:ren)?|toddler|baby|little one|grandchild(?:ren)?"
# They may have grown up.
_OF_ANY_AGE = re.compile(r"son|daughter|grandson|granddaughter|nephew|niece", re.I)
_GROWN = re.compile(r"\b(?:grown[- ]?up|adult|teenage\w*)\b", re.I)
_ADULT_AGE = 13
_YEARS = rf"(?P<age>\d{{1,2}}|{NUMBER_WORDS})[- ]?(?:years?|yrs?)?[- ]?(?:old\b|olds\b)"
_WHO = "|".join((*_PEOPLE.values(), _GIRLS, _BOYS, _CHILDREN))
# "He's 6 foot 2" tells no age.
_NO_AGE = r"(?!\s*(?:ft|f(?:oo|ee)t|cm|['’\"]|stone|st\b|kg|in(?:ch(?:es)?)?\b))"
_OWN = r"(?:(?:my|our|his|her|their|a|an|the)\s+)?"
_EPITHETS = (
    r"(?:(?:little|big|older|younger|elder|eldest|youngest|dear|own|grown[- ]?up|adult|"
    r"teenage)\s+)*"
)
_WISHED_FOR = re.compile(
    rf"\bfor\s+{_OWN}{_EPITHETS}(?:(?:{_YEARS})(?:\s+(?P<old>{_WHO})\b)?|(?P<who>{_WHO})\b"
    rf"(?:'s(?:\s+\w+){{1,2}})?"
    rf"(?:,?\s+(?:who is|who'?s|aged|s?he is|s?he['’]?s)\s+(?P<aged>\d{{1,2}})\b{_NO_AGE})?)"
    rf"(?!\s+(?:and|or|&)\s+{_OWN}(?:{_WHO})\b)",
    re.I,
)
_NEEDS = re.compile(
    rf"\b(?:my|our)\s+{_EPITHETS}(?P<who>{_WHO})\s+(?:needs?|wants?|would like|is looking for)\b",
    re.I,
)
# The last word of a message: "a rain jacket under £100, girl".
_LAST_WORD = re.compile(
    r"[,.;]\s*(?:i['’]?m an?\s+)?(?P<who>girl|lady|woman|guy|bloke|man)\W*$", re.I
)
_SELF = {"girl": WOMEN, "lady": WOMEN, "woman": WOMEN, "guy": MEN, "bloke": MEN, "man": MEN}

# How a person is built: a size at most, and nothing to look for.
_BUILD = re.compile(
    r"(?:^|[,.;!?]|\band\b)\s*(?:i|he|she|they)(?:['’]?(?:m|s|re)|\s+(?:am|is|are))?\s+(?=[^,.;!?]*"
    r"(?:\b\d(?:ft|\s?f(?:oo|ee)t|['’])|\b\d{2,3}\s?cm\b|\btall\b|\bbroad\b|\bstocky\b|\bpetite\b|"
    r"\bbig (?:lad|bloke|guy|man)\b))[^,.;!?]*",
    re.I,
)


@dataclass(frozen=True)
class Wearer:
    """Whom a thing is for.

    Attributes:
        start: First character of all that says it.
        end: The character after the last.
        said: The words for the person, as typed.
        who: ``women``, ``men`` or ``kids``.
        grown: ``women`` or ``men`` for a child that may have grown up, else None.
        age: Years, if they were said.
    """

    start: int
    end: int
    said: str
    who: str
    grown: str | None
    age: int | None


def wearer_of(text: str) -> Wearer | None:
    """Return for whom a message wishes something; None where it does not say."""
    found = _WISHED_FOR.search(text) or _NEEDS.search(text)
    if found is None:
        alone = _LAST_WORD.search(text)
        if alone is None:
            return None
        said = alone["who"].casefold()
        return Wearer(*alone.span(), said=said, who=_SELF[said], grown=None, age=None)
    groups = found.groupdict()
    said = groups["who"] or groups.get("old") or ""
    stated = groups.get("age") or groups.get("aged")
    age = int(number_of(stated)) if stated else None
    adult = next((who for who, people in _PEOPLE.items() if re.fullmatch(people, said, re.I)), None)
    if adult is None and re.fullmatch(_GIRLS, said, re.I):
        adult, child = WOMEN, True
    elif adult is None and re.fullmatch(_BOYS, said, re.I):
        adult, child = MEN, True
    else:
        child = adult is None
    if age is not None:
        child = age < _ADULT_AGE
    elif _GROWN.search(found.group()):
        child = False
    if not child and adult is None:
        return None  # "for a 30 year old"
    may_be_grown = child and age is None and _OF_ANY_AGE.fullmatch(said) is not None
    return Wearer(
        *found.span(),
        said=said.casefold() or "child",
        who=KIDS if child or adult is None else adult,
        grown=adult if may_be_grown else None,
        age=age,
    )


def without_build(text: str) -> str:
    """Return a message without what it tells of how a person is built; places stay."""
    return _BUILD.sub(lambda told: " " * len(told.group()), text)


def covers(years: str, age: int) -> bool | None:
    """Return whether a range such as ``4-5 years`` holds an age; None where it is no such range."""
    found = re.fullmatch(r"(\d+)\s*[-–]\s*(\d+)\s*(years?|months?)", years.strip(), re.I)
    if found is None:
        return None
    low, high = int(found.group(1)), int(found.group(2))
    if found.group(3).casefold().startswith("month"):
        return low <= 12 * age + 6 <= high
    return low <= age <= high
