"""The sentence of a text that answers a question, by its words and by meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.question_words import QUESTION_WORDS
from actions.recommendation.text import synonyms, terms

Floats = NDArray[np.float32]

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_QUOTED_CHARS = 200
_KEPT = 512  # products whose sentences stay encoded
_WHOLE = 0.99  # share of the question's words
_HALF = 0.5
_MANY = 3  # words, of which half is not enough without the meaning
_ALIKE = 0.6  # what a word of much the same sense counts
# Cosines of the encoder from which on a sentence is about a question, by the share of its words
# that the sentence has; chosen on 30 questions about the sample shop.
_WITH_ALL_WORDS = 0.0
_WITH_THE_WORD = 0.1
_WITH_SOME_WORDS = 0.28
_WITHOUT_WORDS = 0.55
_LENGTHS = re.compile(r"\d\s?(?:cm|mm|m|ft|foot|inch(?:es)?|in)\b|\bfoot\b", re.I)


class Encoder(Protocol):
    """What this file needs of ``nlu_models.encoder.SentenceEncoder``."""

    def encode(self, texts: Sequence[str], batch_size: int = 32) -> Floats:
        """Return one L2-normalised row for each text."""
        ...


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, without those that are too long to quote."""
    found = (part.strip() for part in _SENTENCE_END.split(text.strip()))
    return [part for part in dict.fromkeys(found) if part and len(part) <= _QUOTED_CHARS]


class Passages:
    """Finds sentences; those of the products that are asked about are encoded once.

    Args:
        encoder: For the meaning; None: by words alone.
    """

    def __init__(self, encoder: Encoder | None) -> None:
        self._encoder = encoder
        self._rows = lru_cache(maxsize=_KEPT)(self._encoded)

    def best(
        self, question: str, asked: Sequence[str], texts: Sequence[str], least: float = 0.0
    ) -> str | None:
        """Return the sentence that answers a question best; None where none is about it.

        Args:
            question: As it was asked.
            asked: Its index terms that may be answered.
            texts: What is looked through; the first of two that are as good is returned.
            least: The share of the terms that it must have.
        """
        found = [part for text in texts for part in sentences(text)]
        if not asked or not found:
            return None
        shares = [_share(question, asked, part) for part in found]
        if self._encoder is None:
            few = _HALF if len(asked) < _MANY else _WHOLE
            best = max(range(len(found)), key=lambda at: shares[at])
            return found[best] if shares[best] >= max(few, least) else None
        cosines = self._rows(tuple(found)) @ self._encoder.encode([question])[0]
        fitting = [
            at
            for at, share in enumerate(shares)
            if share >= least
            and cosines[at]
            >= _enough(share, sure=len(asked) > 1 or _in_phrase(question, found[at]))
        ]
        nearest = max(fitting, key=lambda at: shares[at] + float(cosines[at]), default=None)
        return None if nearest is None else found[nearest]

    def _encoded(self, found: tuple[str, ...]) -> Floats:
        assert self._encoder is not None  # asked only where there is one
        return self._encoder.encode(list(found))


def _enough(share: float, *, sure: bool) -> float:
    """Return the cosine from which on a sentence with a share of the words is about a question."""
    if share >= _WHOLE:
        return _WITH_ALL_WORDS if sure else _WITH_THE_WORD
    return _WITH_SOME_WORDS if share >= _HALF else _WITHOUT_WORDS


def _in_phrase(question: str, sentence: str) -> bool:
    """Whether a sentence has another phrase, of several words, for what a question has."""
    return any(sure for _, sure in _alike(question, sentence))


def _alike(question: str, sentence: str) -> Iterator[tuple[str, bool]]:
    """Yield the terms of a question for which a sentence has others, and whether in a phrase."""
    here, there = QUESTION_WORDS.meant_alike(question), QUESTION_WORDS.meant_alike(sentence)
    for group in here.keys() & there.keys():
        for phrase in here[group]:
            longest = max(len(phrase), *map(len, there[group]))
            yield from ((term, longest > 1) for term in phrase)


def _share(question: str, asked: Sequence[str], sentence: str) -> float:
    """Return the share of the asked terms that a sentence has, or means by another word."""
    have = set(terms(sentence))
    alike: dict[str, float] = {}
    for term, sure in _alike(question, sentence):
        alike[term] = max(alike.get(term, 0.0), 1.0 if sure else _ALIKE)
    had = sum(
        1.0
        if term in have or term.removeprefix("re") in have or not have.isdisjoint(synonyms(term))
        else alike.get(term, 0.0)
        for term in asked
    )
    share = had / len(asked)
    if _LENGTHS.search(question) and _LENGTHS.search(sentence):
        return max(share, _WHOLE)  # "she's 138 cm": what states a length answers
    return share
