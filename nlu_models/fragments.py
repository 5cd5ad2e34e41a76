"""Messages that are nothing but words of the catalogue: "waterproof", "any in wool?", "in L?".

By themselves they look like the questions of an FAQ ("wool": how do I wash it?), so a classifier
that has only the words to go by takes them for such. Said to a shop they name what is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nlu_models.entities.parts import compiled
from nlu_models.moves import (
    Move,
    asks_complements,
    asks_guides,
    asks_why_not,
    frees,
    leans,
    move_of,
)
from nlu_models.not_kept import wishes_not_kept

VALUES = frozenset(
    {"category", "brand", "color", "material", "size", "attribute", "price", "product"}
)
# What may stand around the values. No word that makes a question of them: "is it vegan?" asks for
# a fact, and "how do I wash wool?" for advice.
_AROUND_TEXT = """
    a an and any anything as be been but by do for from give got has have i i'd in just looking like
    made me must need needs no nor not nothing of ones one only or please pls prefer rather really
    should show so some something that the then there these they those to too want wanted what with
    without would yes you about also how instead find size sizes
"""
_AROUND = frozenset(_AROUND_TEXT.split())
# "Is it vegan?", "does the second come in blue": about a product that was shown.
_OF_ONE = compiled(
    r"^\W*(?:(?:and|but|so|ok)\W+)?(?:is|are|was|does|do|has|have)\s+"
    r"(?:it|this|that|they|these|those|the(?=\s+ones?\b))\b(?:\s+ones?\b)?"
    r"(?:\s+(?:come|really|made|also|suitable|good|got))*"
)
# "A watch for him": whom it is for makes no question either.
_FOR_WHOM = compiled(
    r"\bfor\s+(?:(?:my|our|his|her|their|an?|the)\s+)?(?:\w+[- ]year[- ]olds?|"
    r"(?:\w+[- ]year[- ]old\s+)?(?:wife|husband|girlfriend|boyfriend|mum|mom|dad|sister|brother|"
    r"niece|nephew|(?:grand)?(?:son|daughter|child|mother|father)|boy|girl|kid|toddler|baby|him|her))\b"
)
# The one of two that is not being talked about.
_THE_OTHER = compiled(
    r"^\W*(?:(?:and|but|so|what about|how about|tell me (?:more )?about)\s+)*"
    r"the other(?: one)?\W*$"
)
# What a yes may say as well.
_TAKES_IT = compiled(
    r"^\W*(?:(?:ok(?:ay)?|yes|great|perfect|good|then|so)\W+)*"
    r"i(?:['’]ll| will| want to|['’]d like to)\s+(?:take|have|buy)\s+"
    r"(?:it|this|that|them)(?:\s+(?:one|please|then))*\W*$"
)
_ASKS = compiled(r"\b(?:how (?!about)|what (?!about)|do i\b|should i\b)")
# "Tell me about the Courier City Trainers" asks for no courier.
_TELL = compiled(
    r"^\W*(?:(?:please|can you|could you)\s+)?(?:tell me|show me|(?:any |more )?(?:info|details)|"
    r"what can you tell me|i(?:'d| would) like to know)\s+(?:(?:a bit |something |all |more )*)"
    r"(?:about|on)\b"
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

# Intents that such messages are mistaken for; all others are more than a mistake.
_MISTAKEN = frozenset(
    {"faq", "chitchat", "out_of_scope", "product_details", "greet", "goodbye", "thanks"}
)
_SHOPPING = frozenset({"search_product", "refine_search", "check_stock"})
_OF_THE_DIAL = "set_privacy"
_UNSURE = 0.5
_LOST = 0.4  # below it nothing is made of an intent (config.yml)


def is_fragment(text: str, entities: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a message holds values of the catalogue and nothing that says more.

    Args:
        text: The message.
        entities: Its entities, in Rasa's form.
    """
    return not _ASKS.search(text) and _only_values(text, entities)


def _only_values(text: str, entities: Iterable[Mapping[str, Any]]) -> bool:
    left, values = list(text), 0
    for entity in entities:
        if entity["entity"] in VALUES:
            values += 1
            left[entity["start"] : entity["end"]] = " " * (entity["end"] - entity["start"])
    rest, people = _FOR_WHOM.subn(" ", "".join(left))
    words = _WORD.findall(rest)
    return values + people > 0 and all(word.casefold() in _AROUND for word in words)


def asks_of_one(text: str, entities: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a message asks if a product that was shown has values of the catalogue.

    Args:
        text: The message.
        entities: Its entities, in Rasa's form.
    """
    opening = _OF_ONE.match(text)
    if opening is None:
        return False
    return _only_values(" " * opening.end() + text[opening.end() :], entities)


def asks_about_product(text: str, entities: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a message asks to be told about a product that it names.

    Args:
        text: The message.
        entities: Its entities, in Rasa's form.
    """
    opening = _TELL.match(text)
    if opening is None or not any(entity["entity"] == "product" for entity in entities):
        return False
    return _only_values(" " * opening.end() + text[opening.end() :], entities)


def meant_intent(
    text: str, entities: Sequence[Mapping[str, Any]], intent: str | None, confidence: float
) -> str | None:
    """Return the intent of a message that was taken for something else than its wording says.

    That is one of catalogue words, or one that wishes not to be remembered; for all other
    messages it is None.

    Args:
        text: The message.
        entities: Its entities, in Rasa's form.
        intent: What it was classified as.
        confidence: How surely, 0 to 1.
    """
    kinds = {entity["entity"] for entity in entities}
    if "order_number" not in kinds and wishes_not_kept(text):
        return _OF_THE_DIAL  # and no errand beside it
    if confidence < _UNSURE and _TAKES_IT.match(text):
        return "choose_item"
    if (meant := _of_shopping(text, entities, intent, confidence)) is not None:
        return meant
    unsure = (intent in _SHOPPING and confidence < _UNSURE) or confidence < _LOST
    if not (intent in _MISTAKEN or unsure):
        return None
    if asks_of_one(text, entities):
        return "check_stock" if "size" in kinds else "product_details"
    if asks_about_product(text, entities) or _THE_OTHER.match(text):
        return "product_details"
    if not is_fragment(text, entities):
        return None
    if "product" in kinds:
        return "check_stock"
    return "search_product" if "category" in kinds else "refine_search"


# What questions about other products than one are taken for.
_OF_OTHERS = _MISTAKEN | {"help", "compare_products", "show_more", "what_next"}


def _of_shopping(
    text: str, entities: Sequence[Mapping[str, Any]], intent: str | None, confidence: float
) -> str | None:
    """Return the intent of what says by its wording that it is about products."""
    kinds = {entity["entity"] for entity in entities}
    lost = intent in _MISTAKEN or confidence < _UNSURE
    if asks_why_not(text) and lost and kinds & {"product", "ordinal"}:
        return "explain_recommendation"
    if asks_complements(text) and (intent in _OF_OTHERS or lost):
        return "recommend_product"
    if asks_guides(text) and lost and kinds & {"category", "attribute"}:
        return "recommend_product"
    if frees(text) or (leans(text) and lost):
        return None if intent == "refine_search" and not lost else "refine_search"
    if intent == "chitchat" and move_of(text) is Move.FRUSTRATED:
        return "refine_search"
    return None
