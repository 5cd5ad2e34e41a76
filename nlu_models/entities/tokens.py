"""Words of a message with their places, in a form in which spellings meet."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from nlu_models.entities.numbers import SMALL_NUMBERS
from nlu_models.entities.parts import listed

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*|[^\w\s]|_")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
# Their singular is another thing, or another word.
_PLURAL_ONLY = frozenset(listed("shorts pants slacks tights leggings jeans goods glasses"))
_JOINERS = frozenset("-‐‑–/")


class Token(NamedTuple):
    """A word, a number or a mark: ``text[start:end]``, and its normal form."""

    start: int
    end: int
    norm: str


def normal(word: str) -> str:
    """Return a word's normal form: lower case, singular, without accents and possessive ending.

    Numbers up to ten become digits, so that "four-season" and "4 season" are the same.

    Plural endings go by the rules of Harman's S-stemmer (D. Harman, "How effective is
    suffixing?", JASIS 42(1), 1991), with ``-es`` after a hiss added.
    """
    word = word.casefold()
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word.replace("’", "'"))
        word = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    if word[:1].isdecimal():
        return word.replace(",", "") if _THOUSANDS.fullmatch(word) else word
    word = word.removesuffix("'s")
    if word in SMALL_NUMBERS:
        return str(SMALL_NUMBERS[word])
    if word.endswith(("ie", "ies")) and len(word) > 4:  # "beanie", "hoodies"
        return word.removesuffix("s")[:-2] + "y"
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word in _PLURAL_ONLY:
        return word
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1]


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a text.

    Letters and digits part ("500ml" is two tokens, like "500 ml"), and marks inside a compound
    are left out, so that "light-weight" and "light weight" are the same.
    """
    tokens = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        word = match.group()
        if word in "'’" and text[start - 1 : start].isalpha():  # "kids' jackets"
            continue
        if word in _JOINERS and text[start - 1 : start].isalnum() and text[end : end + 1].isalnum():
            continue
        tokens.append(Token(start, end, "and" if word == "&" else normal(word) or word))
    return tokens


def phrase(text: str) -> tuple[str, ...]:
    """Return the normal forms of a phrase's words, its key in the vocabulary."""
    return tuple(token.norm for token in tokenize(text) if token.norm[0].isalnum())
