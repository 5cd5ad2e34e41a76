"""From the catalogue's terms to the phrases that stand for them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from nlu_models.entities.critiques import CRITIQUES
from nlu_models.entities.english import halves, is_english
from nlu_models.entities.parts import listed
from nlu_models.entities.sizes import is_plain_size
from nlu_models.entities.synonyms import Synonyms
from nlu_models.entities.titles import Key, title_forms
from nlu_models.entities.tokens import normal, phrase

_BASIC_COLORS = listed(
    "black white grey blue red green yellow orange brown purple pink beige navy turquoise khaki"
)
_MEANINGLESS = frozenset(listed("yes no none true false n/a na various other others unknown"))
# Last words of materials that name no material: "synthetic fill".
_NOT_A_MATERIAL = frozenset(
    listed("fill filling fabric blend mix lining shell coating insulation material membrane")
)
_LONGEST_ATTRIBUTE = 4
# Of measures, those that shoppers ask for by the number; "170 cm" is as likely their own height.
_MEASURES = frozenset(listed("l litre ml atm season layer lumen"))
_LEAST_WATER_COLUMN = 1000  # mm
_PEOPLE = re.compile(r"(?:sleeps (\d+)|(\d+)[- ](?:persons?|man|berth))", re.I)
# "For 2" is one only behind a kind of product ("a tent for two") or where a message begins so.
_PARTIES = (
    "{} person",
    "{} people",
    "{} ppl",
    "{} man",
    "{} men",
    "{} berth",
    "sleeps {}",
    "for {}",
)
_SHORTEST_COMPOUND = 7


class Entry(NamedTuple):
    """What a phrase stands for.

    Attributes:
        entity: Kind of entity.
        value: The catalogue's spelling.
        confidence: How surely it is meant where the phrase is said.
        everyday: Whether its words are everyday words, which need company to be the thing.
    """

    entity: str
    value: str
    confidence: float = 1.0
    everyday: bool = False


class _Kind:
    """The phrases of one kind of entity."""

    def __init__(self, entity: str, synonyms: Synonyms, is_stop: Callable[[str], bool]) -> None:
        self.entity = entity
        self.values: dict[Key, str] = {}
        self.forms: dict[Key, str] = {}
        self._synonyms = synonyms.words.get(entity, {})
        self._ignored = {phrase(value) for value in synonyms.ignored.get(entity, ())}
        self._is_stop = is_stop

    def add(self, value: str, form: str | None = None) -> None:
        """Add a value under a form of it; the first value of a form stays."""
        key = phrase(value if form is None else form)
        if key and key not in self._ignored:
            (self.values if form is None else self.forms).setdefault(key, value)

    def add_synonyms(self) -> None:
        """Add the shop's synonyms of values that are there."""
        known = {**self.forms, **self.values}
        for value, others in self._synonyms.items():
            if (meant := known.get(phrase(value))) is not None:
                for other in others:
                    self.forms[phrase(other)] = meant

    def add_spellings(self) -> None:
        """Add compounds written apart or together: "water proof", "waterbottle"."""
        for key, value in list({**self.forms, **self.values}.items()):
            if len(key) == 1 and len(key[0]) >= _SHORTEST_COMPOUND:
                for half in halves(key[0]):
                    self.forms.setdefault((half[0], normal(half[1])), value)
            elif len(key) == 2 and all(word.isalpha() for word in key):
                self.forms.setdefault(("".join(key),), value)

    def entries(self, phrases: dict[Key, str]) -> Iterator[tuple[Key, Entry]]:
        """Yield entries for some of its phrases."""
        for key, value in phrases.items():
            if key:
                yield key, Entry(self.entity, value, everyday=self._is_everyday(key))

    def _is_everyday(self, key: Key) -> bool:
        if self.entity == "size":  # "Long", "Regular"
            return "size" not in key and all(word.isalpha() and len(word) > 1 for word in key)
        return all(map(self._is_stop, key))


def collect(
    terms: Iterable[tuple[str, str]], synonyms: Synonyms, is_stop: Callable[[str], bool]
) -> dict[Key, Entry]:
    """Return the phrases to look for.

    Args:
        terms: Pairs of kind and value, as the view ``catalogue_terms`` has them.
        synonyms: The shop's other words for them.
        is_stop: Whether a word says nothing by itself.

    Returns:
        Normal form to what it stands for. Where two kinds have a phrase, the first of brand,
        category, colour, material, size, attribute and product has it.
    """
    values: dict[str, list[str]] = defaultdict(list)
    for entity, value in sorted({(kind, value.strip()) for kind, value in terms}):
        values[entity].append(value)
    kinds = [
        _fill(entity, values[entity], synonyms, is_stop)
        for entity in ("brand", "category", "color", "material", "size", "attribute")
    ]
    entries: dict[Key, Entry] = {}
    # What the catalogue says itself goes before what was made of it.
    for kind, phrases in [(k, k.values) for k in kinds] + [(k, k.forms) for k in kinds]:
        for key, entry in kind.entries(phrases):
            entries.setdefault(key, entry)
    products = _Kind("product", synonyms, is_stop)
    forms = title_forms(values["product"], kinds[0].values, set(entries), is_stop)
    for value in values["product"]:
        products.add(value)
    products.add_synonyms()
    for key, title in products.forms.items():
        entries.setdefault(key, Entry("product", title))
    for key, (title, confidence) in forms.items():
        entries.setdefault(key, Entry("product", title, confidence))
    for critique, ways in CRITIQUES.items():
        for words in ways:
            entries.setdefault(phrase(words), Entry("critique", critique))
    return entries


def _fill(
    entity: str, values: list[str], synonyms: Synonyms, is_stop: Callable[[str], bool]
) -> _Kind:
    kind = _Kind(entity, synonyms, is_stop)
    for value in values:
        _ADD[entity](kind, value)
    if entity == "color":
        for color in _BASIC_COLORS:
            kind.add(color)
    kind.add_synonyms()
    if entity in ("category", "attribute"):
        kind.add_spellings()
    return kind


def _add_brand(kind: _Kind, value: str) -> None:
    kind.add(value)
    key = phrase(value)
    if "and" in key:
        kind.add(value, " ".join(word for word in key if word != "and"))
    if len(key) > 1 and len(key[0]) > 4 and not is_english(key[0]):
        kind.add(value, key[0])


def _add_category(kind: _Kind, value: str) -> None:
    for part in re.split(r"\s*[>/]\s*", value):
        kind.add(part)
        names = re.split(r"\s*(?:&|\band\b|,)\s*", part)
        for name in names if len(names) > 1 else ():
            kind.add(part, name)


def _add_material(kind: _Kind, value: str) -> None:
    kind.add(value)
    *before, last = value.split()
    if before and phrase(last) and phrase(last)[0] not in _NOT_A_MATERIAL:
        kind.add(last)


def _add_size(kind: _Kind, value: str) -> None:
    if not is_plain_size(value):
        _add_measure(kind, value)


def _add_attribute(kind: _Kind, value: str) -> None:
    key = phrase(value)
    if value.casefold() in _MEANINGLESS or not 0 < len(key) <= _LONGEST_ATTRIBUTE:
        return
    if people := _PEOPLE.fullmatch(value):
        count = people[1] or people[2]
        for form in _PARTIES:
            kind.add(value, form.format(count))
    elif not key[0][0].isdecimal():
        if "," not in value:
            kind.add(value)
    elif len(key) == 2 and (key[1] in _MEASURES or _is_water_column(key)):
        _add_measure(kind, value)


def _is_water_column(key: Key) -> bool:
    return key[1] == "mm" and key[0].isdecimal() and int(key[0]) >= _LEAST_WATER_COLUMN


def _add_measure(kind: _Kind, value: str) -> None:
    kind.add(value)
    key = phrase(value)
    if key[1:] == ("l",):
        kind.add(value, f"{key[0]} litre")
        kind.add(value, f"{key[0]} liter")


_ADD: dict[str, Callable[[_Kind, str], None]] = {
    "brand": _add_brand,
    "category": _add_category,
    "color": _Kind.add,
    "material": _add_material,
    "size": _add_size,
    "attribute": _add_attribute,
}
