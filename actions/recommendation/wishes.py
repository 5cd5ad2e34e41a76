"""What shoppers mean by words that no catalogue has: "a mac", "something cosy", "I'm always cold".

A phrasebook has ways to say a wish, and what would do in words that catalogues have. A wish is
recognised by its words, and by how near its vector is to one of the ways to say it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from actions.recommendation.errors import RecommendationError
from actions.recommendation.index.ragged import Floats, Ints
from actions.recommendation.index.snapshot import Snapshot
from actions.recommendation.semantic import TextEncoder
from actions.recommendation.text import STOP_WORDS, stem, terms, words

_FIELDS = {"says", "means", "also"}
_ALSO_WEIGHT = 0.5
# Cosines of the bundled MiniLM between a wish and a way to say it.
_NEAR = 0.5
_SURE = 0.8
# Those that nothing fits are passed over later.
_MOST = 6
# What is called a thing that the catalogue has needs no other words.
_KNOWN_WEIGHT = 0.4
# What only has the words of a thing, and is another one.
_OTHER_NOUN = 0.6
# So many words of filters are a wish by themselves: "waterproof trousers".
_OF_FILTERS = 2
_MIN_FUZZY_LENGTH = 6
_MIN_FUZZY_SIMILARITY = 0.85


class WishFileError(RecommendationError):
    """A file of wishes cannot be used; the message names the file, the place and the fix."""


@dataclass(frozen=True)
class Wish:
    """Ways to say one wish, and what would do.

    Attributes:
        says: As shoppers say it.
        means: As catalogues say it: the words of one product in each.
        also: What one would look at as well.
    """

    says: tuple[str, ...]
    means: tuple[str, ...]
    also: tuple[str, ...] = ()


class Alternative(NamedTuple):
    """Index terms of a product that would do, and how well it would, 0 to 1."""

    terms: tuple[str, ...]
    weight: float


class Meant(NamedTuple):
    """A wish that was recognised in a text.

    Attributes:
        alternatives: What would do.
        strength: How surely it is meant, 0 to 1.
        said: Whether the text has the very words of a way to say it.
        vector: Unit vector of what would do; None without an encoder.
    """

    alternatives: tuple[Alternative, ...]
    strength: float
    said: bool
    vector: Floats | None


class Spoken(NamedTuple):
    """A wish of which a text has the very words.

    Attributes:
        said: Stems of these.
        means: Index terms of what would do.
    """

    said: frozenset[str]
    means: frozenset[str]


def read_wishes(path: Path) -> tuple[Wish, ...]:
    """Read a file of wishes.

    Raises:
        WishFileError: It cannot be read, or a table of it is wrong.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WishFileError(f"{path} cannot be read ({error}). Restore it or mend it.") from error
    rows = document.get("wish", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise WishFileError(f"{path}: give each wish as a table headed [[wish]].")
    return tuple(_wish(row, f"{path}, wish {number}") for number, row in enumerate(rows, 1))


def _wish(row: Mapping[str, Any], place: str) -> Wish:
    unknown = sorted(row.keys() - _FIELDS)
    if unknown:
        raise WishFileError(f"{place}: there is no field `{unknown[0]}`; use says, means, also.")
    for name in _FIELDS:
        values = row.get(name, [])
        if not isinstance(values, list) or not all(isinstance(v, str) and v for v in values):
            raise WishFileError(f"{place}: `{name}` must be a list of texts.")
    if not row.get("says") or not row.get("means"):
        raise WishFileError(f"{place}: `says` and `means` must name something.")
    return Wish(tuple(row["says"]), tuple(row["means"]), tuple(row.get("also", ())))


class Phrasebook:
    """Recognises wishes.

    Args:
        wishes: What is known.
        encoder: For those said in other words; without one, by the very words alone.
    """

    def __init__(self, wishes: Sequence[Wish], encoder: TextEncoder | None = None) -> None:
        self._alternatives = [tuple(wish_alternatives(wish)) for wish in wishes]
        self._wish_of = np.array([at for at, wish in enumerate(wishes) for _ in wish.says], int)
        said = [phrase for wish in wishes for phrase in wish.says]
        self._stems = [tuple(stem(word) for word in words(phrase)) for phrase in said]
        self._starts: dict[str, list[int]] = {}
        self._having: dict[str, list[int]] = {}
        for number, stems in enumerate(self._stems):
            if stems:
                self._starts.setdefault(stems[0], []).append(number)
            for term in set(stems):
                self._having.setdefault(term, []).append(number)
        self._said: Floats | None = None
        self._means: list[Floats] = []
        if encoder is not None and said:
            self._said = encoder.encode(said)
            rows = encoder.encode([phrase for wish in wishes for phrase in wish.means])
            for wish in wishes:
                own, rows = rows[: len(wish.means)], rows[len(wish.means) :]
                mean = own.mean(axis=0)
                self._means.append(mean / max(float(np.linalg.norm(mean)), 1e-9))

    def taught(self, text: str, knows: Callable[[str], bool]) -> Sequence[Meant]:
        """Return what words that were learned while this serves mean as of now; here nothing."""
        return ()

    def meant(
        self,
        text: str,
        vector: Floats | None,
        knows: Callable[[str], bool],
        given: Collection[str] = (),
    ) -> list[Meant]:
        """Return the wishes that a text holds, the surest first, and at most six.

        Args:
            text: What the shopper says.
            vector: Of the text, unit length; None: by words alone.
            knows: Whether the catalogue has an index term.
            given: Stems that the shopper said as well, which became filters: the jackets of
                "goretex jackets".
        """
        strengths = self._nearest(vector)
        said = self._spoken(text, knows, given)
        for wish, strength in said.items():
            strengths[wish] = max(strength, strengths.get(wish, 0.0))
        best = sorted(strengths, key=lambda wish: -strengths[wish])[:_MOST]
        found = []
        for wish in best:
            usable = tuple(a for a in self._alternatives[wish] if all(map(knows, a.terms)))
            if usable:
                mean = self._means[wish] if self._means else None
                found.append(Meant(usable, strengths[wish], wish in said, mean))
        return found

    def says(self, text: str, knows: Callable[[str], bool], *, slips: bool) -> bool:
        """Whether a text has the very words of a wish, which the catalogue can answer.

        Args:
            text: The words.
            knows: Whether the catalogue has an index term.
            slips: Whether words may be misspelt.
        """
        said = self._spoken(text, knows if slips else lambda term: True)
        alternatives = (one for wish in said for one in self._alternatives[wish])
        return any(all(map(knows, one.terms)) for one in alternatives)

    def spoken(
        self, text: str, knows: Callable[[str], bool], given: Collection[str] = ()
    ) -> tuple[Spoken, ...]:
        """Return the wishes of which a text has the very words, and which the catalogue can answer.

        Args:
            text: The words.
            knows: Whether the catalogue has an index term.
            given: As for ``meant``.
        """
        completed = ((number, self._stems[number]) for number in self._completed(text, given))
        return tuple(
            Spoken(frozenset(own), frozenset(chain.from_iterable(usable)))
            for number, own in chain(self._phrases(text, knows), completed)
            if (
                usable := [
                    one.terms
                    for one in self._alternatives[int(self._wish_of[number])]
                    if all(map(knows, one.terms))
                ]
            )
        )

    def _nearest(self, vector: Floats | None) -> dict[int, float]:
        if vector is None or self._said is None:
            return {}
        cosines = self._said @ vector
        near: dict[int, float] = {}
        for number in np.flatnonzero(cosines >= _NEAR):
            strength = min(1.0, float((cosines[number] - _NEAR) / (_SURE - _NEAR)))
            wish = int(self._wish_of[number])
            near[wish] = max(strength, near.get(wish, 0.0))
        return near

    def _spoken(
        self, text: str, knows: Callable[[str], bool], given: Collection[str] = ()
    ) -> dict[int, float]:
        """Return the wishes of which the text has the very words."""
        found: dict[int, float] = {}
        numbers = {number for number, _ in self._phrases(text, knows)}
        for number in numbers.union(self._completed(text, given)):
            telling = [word for word in self._stems[number] if word not in STOP_WORDS]
            strength = _KNOWN_WEIGHT if all(map(knows, telling)) else 1.0
            wish = int(self._wish_of[number])
            found[wish] = max(strength, found.get(wish, 0.0))
        return found

    def _phrases(
        self, text: str, knows: Callable[[str], bool]
    ) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield the numbers of ways to say a wish that a text has, with its own stems for each."""
        own = [stem(word) for word in words(text)]
        stems = list(own)
        for at, first in enumerate(stems):
            if first not in self._starts and not knows(first):
                first = self._misspelt(first) or first
                stems[at] = first
            for number in self._starts.get(first, ()):
                phrase = self._stems[number]
                if tuple(stems[at : at + len(phrase)]) == phrase:
                    yield number, own[at : at + len(phrase)]

    def _completed(self, text: str, given: Collection[str]) -> Iterator[int]:
        """Yield the ways to say a wish that a text has beside what became filters."""
        numbers = {number for term in given for number in self._having.get(term, ())}
        own = [stem(word) for word in words(text)]
        for number in numbers:
            rest = [term for term in self._stems[number] if term not in given]
            if not rest and len(self._stems[number]) < _OF_FILTERS:
                continue  # a category is not how the shopper called it
            places = range(len(own) - len(rest) + 1)
            if any(own[at : at + len(rest)] == rest for at in places):
                yield number

    def _misspelt(self, word: str) -> str | None:
        """Return the word of the book that a word no catalogue has misspells, if one."""
        if len(word) < _MIN_FUZZY_LENGTH or word in STOP_WORDS:
            return None
        found = process.extractOne(
            word,
            self._starts.keys(),
            scorer=OSA.normalized_similarity,
            score_cutoff=_MIN_FUZZY_SIMILARITY,
        )
        return None if found is None or found[0][0] != word[0] else str(found[0])


def fitness(
    alternatives: Sequence[Alternative],
    snapshot: Snapshot,
    rows: Ints,
    known: dict[str, Floats] | None = None,
) -> Floats:
    """Return how well products are one of some alternatives, shape (m,), 0 to 1.

    Args:
        alternatives: Of terms that the catalogue has.
        snapshot: The catalogue.
        rows: The products.
        known: As for ``LexicalIndex.covered``; wishes of one text share terms.
    """
    if not alternatives:
        return np.zeros(len(rows), np.float32)
    weights = np.array([one.weight for one in alternatives], np.float32)
    wanted = [one.terms for one in alternatives]
    fits = weights[:, None] * snapshot.lexical.covered(wanted, rows, known) ** 2
    nouns = [own[-1] for own in wanted]
    others = np.array([[snapshot.has_head(noun)] for noun in nouns]) & ~snapshot.called(nouns, rows)
    fits[others] *= _OTHER_NOUN
    return np.asarray(fits.max(axis=0))


def wish_alternatives(wish: Wish) -> Iterable[Alternative]:
    """Yield what would do, as index terms."""
    for phrases, weight in ((wish.means, 1.0), (wish.also, _ALSO_WEIGHT)):
        for phrase in phrases:
            if own := tuple(dict.fromkeys(terms(phrase))):
                yield Alternative(own, weight)
