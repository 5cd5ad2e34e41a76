"""Words and index terms of a text.

Terms are stemmed lightly: the plural rules are those of Harman's S-stemmer (D. Harman, "How
effective is suffixing?", JASIS 42(1), 1991), then a final ``-ing``, ``-ed`` or ``-e`` goes, so
that "hikes", "hiking" and "hike" meet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Set
from functools import lru_cache

_WORD = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+(?:['’][^\W\d_]+)?|[^\W_]+")

_ONE_LETTER = re.compile(r"\b([a-z])-(?=[a-z])", re.I)

# Words of asking rather than of things: they name nothing in a catalogue.
_STOP_WORDS_TEXT = """
    a about after again all also am an and another any anybody anyone anything are aren around as
    ask at available away be because been being best better bit both brilliant browse but buy buying
    by came can cannot can't cheap cheaper cheapest check choose come could couldn't cost costs cool
    decent did do does doesn't doing don't eh else er excellent fancy find finding for from get
    getting give go going gonna good got great guys had happen has hasn't have haven't having he
    hello help her here hey hi him his hmm how i i'd i'll i'm i've idea ideas if im in into is isn't
    it it's item items its ive just kind know lemme let let's like little look looking lot lovely
    love made make many may maybe me mean might mine more most much must my myself need needed needs
    new nice no not now of off oh ok okay on one ones only or order other our out over perfect
    perhaps pls please possible possibly pound pounds preferably price prices product products quid
    quite range rather really recommend recommendation recommended right sell selling shall she shop
    shopping should show similar so some somebody someone something sort sorts stock stuff style
    suggest suggestion suggestions sure tell than thank thanks that that's the their them then there
    these they thing things think this those thx to today too try two type under up us use used
    using usually very wanna want wanted wants was wasn't we we're well were what what's which while
    who will with within without won't would wouldn't ya yeah yes you you'd you've your yours above
    below between less spend budget hm actually instead where when colour color
    colours colors size sizes weekend weekends week weeks month months
    others
    wife husband girlfriend boyfriend partner mum mother dad father sister brother daughter son
    niece nephew uncle aunt friend mate
    hiya hullo yo ya u ur n r im ive hes shes theyre thats whats hows wheres whos isnt arent dont
    doesnt didnt havent hasnt cant wont ppl people folk folks lol haha x xx xxx gf bf hubby missus
    hang kindly advise purchase require wished seek meant mean means said say gonna wont proper
    ideally poss dear summat owt likes liked loves loved enjoy enjoys enjoyed
"""
STOP_WORDS = frozenset(_STOP_WORDS_TEXT.split())

# Adjectives of weather and ground. As a rule, -y is no ending: "carry", "family".
_WEATHER = {
    **{f"{noun}y": noun for noun in ("rain", "wind", "snow", "frost", "storm", "rock", "sand")},
    **{"sunny": "sun", "muddy": "mud", "foggy": "fog"},
}

_IRREGULAR = {
    **{f"{noun}f": f"{noun}ves" for noun in ("scar", "shel", "hal", "loa", "lea", "cal", "wol")},
    **{f"{noun}fe": f"{noun}ves" for noun in ("kni", "wi")},
}
_SINGULAR = {many: one for one, many in _IRREGULAR.items()}

# Without its ending it would be another thing: a cape is no cap.
_KEEPS_E_TEXT = "cape tape tube cube robe kite care fire pine cane plane tote"
_KEEPS_E = frozenset(_KEEPS_E_TEXT.split())

# What British, American and trade speech call the same thing; both sides are stemmed on use.
_SAME: tuple[tuple[str, ...], ...] = (
    ("backpack", "rucksack", "knapsack", "daypack", "bag"),
    ("trousers", "pants", "slacks"),
    ("torch", "flashlight", "headlamp", "headtorch"),
    ("shoe", "trainer", "sneaker", "boot", "footwear"),
    ("jacket", "coat", "anorak", "parka"),
    ("hat", "cap", "beanie"),
    ("bottle", "flask", "thermos"),
    ("cookware", "pan", "pot", "stove"),
    ("shirt", "tee", "tshirt", "top"),
    ("tent", "shelter"),
    ("waterproof", "rainproof", "rain", "wet", "drizzle"),
    ("warm", "insulated", "thermal", "cold", "freezing", "chilly"),
    ("windproof", "wind", "gale"),
    ("summer", "hot", "sun"),
    ("winter", "snow", "frost"),
    ("fishing", "angling", "angler"),
    ("gift", "present", "birthday", "christmas"),
    ("night", "dark"),
    ("lightweight", "light", "ultralight"),
    ("watch", "wristwatch"),
    ("hiking", "walking", "trekking", "hillwalking"),
    ("kids", "children", "child", "kid", "baby", "toddler"),
    ("mens", "men", "man"),
    ("womens", "women", "woman", "ladies"),
    ("grey", "gray"),
    ("phone", "mobile", "smartphone"),
    ("beach", "seaside"),
    ("swim", "lido"),
    ("lamp", "lantern"),
)

# Of those, what is the same thing in any shop: who names one would take the other. No boot is a
# trainer, and a notebook is a laptop to some and paper to others.
_SAME_THING: tuple[tuple[str, ...], ...] = (
    ("backpack", "rucksack", "knapsack", "daypack"),
    ("trousers", "slacks"),
    ("torch", "flashlight"),
    ("headtorch", "headlamp"),
    ("trainer", "sneaker"),
    ("wellington", "wellies", "gumboot"),
    ("jacket", "coat"),
    ("flask", "thermos"),
    ("tee", "tshirt"),
    ("jumper", "sweater", "pullover"),
    ("watch", "wristwatch"),
    ("sofa", "couch", "settee"),
    ("tv", "television"),
    ("phone", "smartphone"),
    ("headphone", "earphone"),
)


def folded(text: str) -> str:
    """Return a text in lower case, with one form of each letter and apostrophe."""
    return unicodedata.normalize("NFKC", text).casefold().replace("’", "'")


def in_place(text: str) -> str:
    """Return a text folded letter by letter, so that places in it are those in the text.

    A letter that is folded to several stays; a mark or number that is becomes a mark or a space.
    """
    return text.lower() if text.isascii() else "".join(map(_in_place, text))


def _in_place(letter: str) -> str:
    one = folded(letter)
    if len(one) == 1:
        return one
    if letter.isalpha():
        return letter
    return " " if any(part.isalnum() for part in one) else one[:1] or " "


def joined(text: str) -> str:
    """Return a text in which "t-shirt" and "e-bike" are one word."""
    return _ONE_LETTER.sub(r"\1", text)


def words(text: str) -> list[str]:
    """Return the text's words in lower case, in order; possessive endings are dropped."""
    return [found.removesuffix("'s") for found in _WORD.findall(folded(text))]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the index term of one lower-case word."""
    word = _SINGULAR.get(word, _WEATHER.get(word, word))
    if len(word) <= 3 or not word.isalpha():
        return word
    if word.endswith("ies") and word[-4] not in "ae":
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("us", "ss")):
        word = word[:-1]
    elif word.endswith("ie") and len(word) > 4:
        word = word[:-2] + "y"  # as its plural: "beanie" and "beanies"
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= 3 and re.search("[aeiouy]", rest) and rest[-1] != "e":
            word = rest
            if word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] if len(word) > 3 and word.endswith("e") and word not in _KEEPS_E else word


def terms(text: str) -> list[str]:
    """Return the index terms of a text, without the words of asking."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS and len(word) > 1]


@lru_cache(maxsize=2)
def _others(all_groups: tuple[tuple[str, ...], ...]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, set[str]] = {}
    for group in all_groups:
        stems = {stem(word) for word in group}
        for term in stems:
            groups.setdefault(term, set()).update(stems - {term})
    return {term: tuple(sorted(others)) for term, others in groups.items()}


def synonyms(term: str) -> tuple[str, ...]:
    """Return other terms that mean much the same in a shop."""
    return _others(_SAME).get(term, ())


def synonym_words(term: str) -> tuple[str, ...]:
    """Return the words of ``synonyms`` as they are written."""
    groups = [group for group in _SAME if term in map(stem, group)]
    return tuple(word for group in groups for word in group if stem(word) != term)


def same_thing(term: str) -> tuple[str, ...]:
    """Return other terms for the very same thing."""
    return _others(_SAME_THING).get(term, ())


def plural(word: str) -> str:
    """Return the plural of a noun; what looks like one is left."""
    if word.endswith("s") and not word.endswith("ss"):
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


def contains_words(text: str, phrase: str) -> bool:
    """Whether the phrase's words stand next to each other in the text (stemmed)."""
    wanted = [stem(word) for word in words(phrase)]
    there = [stem(word) for word in words(text)]
    if not wanted:
        return False
    size = len(wanted)
    return any(there[at : at + size] == wanted for at in range(len(there) - size + 1))


def told_apart(said: Set[str], own: Mapping[int, Set[str]]) -> list[int]:
    """Return the keys of the things of which one of the stems said belongs to no other thing.

    Args:
        said: Stems of what was said.
        own: For each thing the stems of what it is called.
    """
    found = []
    for key, stems in own.items():
        others = {stem for other, theirs in own.items() if other != key for stem in theirs}
        if said & (stems - others):
            found.append(key)
    return found


def ordinal_word(place: int) -> str:
    """Return ``3rd`` for 3; places from the end are counted from there: ``2nd from the end``."""
    number = abs(place)
    teens = number % 100 in (11, 12, 13)
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}" + ("" if place > 0 else " from the end")


def spoken_list(values: Iterable[str], last: str = "and") -> str:
    """Join values as in a sentence: ``a``, ``a and b``, ``a, b and c``."""
    parts = list(values)
    if len(parts) <= 1:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"
