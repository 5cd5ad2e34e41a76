"""What a product or a part of it is made of: "is it leather?", "is the groundsheet nylon?"."""

from __future__ import annotations

from collections.abc import Sequence

from actions.recommendation.heads import title_head
from actions.recommendation.matching import any_match, product_values
from actions.recommendation.measures import as_said
from actions.recommendation.mentions import mentions, title_stems
from actions.recommendation.question_words import Figure
from actions.recommendation.text import STOP_WORDS, spoken_list, stem, synonyms, terms, words
from actions.recommendation.told import Level, Told
from actions.shop.records import ProductRecord

_OWNING = frozenset(("the", "its", "their"))
_HAVING = frozenset(("have", "has", "got", "with"))
_LINED = frozenset(("lined", "lining"))
_LONGEST = 3  # words
_LABELS = {"comfort": "comfort temperature", "color": "colours", "lumens": "brightness"}
_SAYS_ALL = frozenset(("origin", "water rating"))  # values that need no name
# They point at a product, or name all of it.
_WHOLE_TEXT = """
    one ones first second third fourth fifth last other latter former bag pack garment model
    material materials fabric fabrics pair brand real pure whole
"""
_WHOLE = frozenset(stem(word) for word in _WHOLE_TEXT.split())


def asked_part(product: ProductRecord, text: str, materials: Sequence[str] = ()) -> str | None:
    """Return the part of a product that a question about a material is about.

    It is what follows "the" up to the material ("the inner pocket" of "is the inner pocket
    mesh"), or what the material stands before ("has it got a rubber sole").

    Returns:
        None where it is about the product as a whole.
    """
    said = words(text)
    made_of = {stem(word) for material in materials for word in words(material)}
    title = title_stems(product)
    own = {*title, *terms(product.category), *_WHOLE}
    own |= {stem(mention.said) for mention in mentions(text, title)}  # misspelt
    head = title_head(product.title)
    own |= {head, *synonyms(head)} if head is not None else set()
    for at, word in enumerate(said):
        if word in _OWNING:
            named = _phrase(said[at + 1 :], made_of)
            if named and stem(named[-1]) not in own:
                return " ".join(name for name in named if stem(name) not in own)
        elif stem(word) in made_of and not _HAVING.isdisjoint(said[:at]):
            named = _phrase(said[at + 1 : at + 2], made_of)
            if named and stem(named[-1]) not in own:
                return named[-1]
    return "lining" if not _LINED.isdisjoint(said) else None


def _phrase(said: Sequence[str], made_of: set[str]) -> list[str]:
    """Return the words of a name at the beginning of what was said; empty where "one" ends it."""
    named: list[str] = []
    for word in said[:_LONGEST]:
        if word in ("one", "ones"):
            return []
        if word in STOP_WORDS or stem(word) in made_of or not word.isalpha():
            break
        named.append(word)
    return named


def of_part(product: ProductRecord, part: str) -> tuple[str, Sequence[str]] | None:
    """Return the attribute that tells of a part, with its values: ``sole``, ``strap``."""
    wanted = set(terms(part))
    for name, values in product.attributes.items():
        if values != ("yes",) and wanted & set(terms(name)):
            return name, values
    return None


def material_of_whole(product: ProductRecord, asked: Sequence[str]) -> Told:
    """Return whether a product is made of any of the materials asked for."""
    own = product_values(product, "material")
    if not own:
        text = f"The catalogue does not state what the {product.title} is made of."
        return Told(Level.SILENT, "material not stated", text)
    what = spoken_list(value.lower() for value in own)
    made = f"the {product.title} is made of {what}"
    if len(asked) > 1:  # "is it canvas or polyester"
        level = Level.STATED if any_match("material", own, asked) else Level.LACKING
        return Told(level, f"made of {what}", f"{made[0].upper()}{made[1:]}.")
    if any_match("material", own, asked):
        return Told(Level.STATED, f"made of {what}", f"Yes: {made}.")
    return Told(Level.LACKING, f"made of {what}", f"No: {made}.")


def stated(name: str, values: Sequence[str]) -> str:
    """Return an attribute with its values, the name but once: ``weight 2 kg``, ``rubber strap``."""
    what = spoken_list(as_said(name, value) for value in values)
    has_name = all(stem(name) in map(stem, words(value)) for value in values)
    if has_name or name in _SAYS_ALL or name == what:
        return what
    return f"{_LABELS.get(name, name.replace('_', ' '))} {what}"


def states(
    product: ProductRecord, name: str, values: Sequence[str], level: Level = Level.STATED
) -> Told:
    """Return an attribute with its values as an answer."""
    short = stated(name, values)
    return Told(level, short, f"{product.title}: {short}.")


def material_of_part(product: ProductRecord, part: str) -> Told:
    """Return that the catalogue states no material of a part, with that of the product."""
    own = product_values(product, "material")
    if not own:
        text = f"The catalogue does not state what the {part} of the {product.title} is made of."
        return Told(Level.SILENT, f"material of the {part} not stated", text)
    what = spoken_list(value.lower() for value in own)
    text = f"The catalogue states {what} for the {product.title}, but not for the {part}."
    return Told(Level.LACKING, f"{what}, but not stated for the {part}", text)


def part_made(product: ProductRecord, text: str, asked: Sequence[Figure]) -> Told | None:
    """Return what is told where a question is of what a part is made of; None where of none."""
    if not asked or asked[0].names != ("material",):
        return None
    part = asked_part(product, text)
    if part is None:
        return None
    of = of_part(product, part)
    return material_of_part(product, part) if of is None else states(product, *of)
