"""Words that were learned to mean things of the catalogue, beside those of the phrasebook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from actions.recommendation.index.ragged import Floats
from actions.recommendation.search_counts import Meaning
from actions.recommendation.semantic import TextEncoder
from actions.recommendation.text import STOP_WORDS, stem, words
from actions.recommendation.wishes import Alternative, Meant, Phrasebook, Wish

# What the catalogue has needs other words less.
_KNOWN_SHARE = 0.4
# Of what a word means; what was chosen less often after it is chance.
_MOST_MEANINGS = 6
_LEAST_SHARE = 0.15
_MOST_WORDS = 3


class Source(StrEnum):
    """What words were learned from."""

    SEARCH = "search"
    REVIEW = "review"


class Learned(NamedTuple):
    """What a learned word means.

    Attributes:
        alternatives: What would do; what was counted most has weight 1.
        strength: How much it counts, 0 to 1.
        source: What it was learned from.
    """

    alternatives: tuple[Alternative, ...]
    strength: float
    source: Source


LearnedWords = Mapping[tuple[str, ...], Sequence[Learned]]
# How much a learned word counts beside one of the phrasebook. That of searches was chosen on the
# development half of `benchmarks.synonyms`; reviews are less certain, and those of the sample shop
# teach too little to choose by.
STRENGTHS: Mapping[Source, float] = {Source.SEARCH: 0.8, Source.REVIEW: 0.2}


def learned_words(
    meanings: Mapping[Source, Iterable[Meaning]],
    strengths: Mapping[Source, float] = STRENGTHS,
) -> LearnedWords:
    """Return what counts teach: for the index terms of each word or pair of words what it means.

    Args:
        meanings: Counts by source; those of one word and thing add up.
        strengths: How much what was learned from each source counts.
    """
    found: dict[tuple[str, ...], list[Learned]] = defaultdict(list)
    for source, counted in meanings.items():
        totals: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for one in counted:
            totals[one.said][one.means] += one.times
        for said, means in totals.items():
            best = sorted(means.items(), key=lambda item: (-item[1], item[0]))[:_MOST_MEANINGS]
            most = best[0][1]
            alternatives = tuple(
                Alternative(tuple(phrase.split()), count / most)
                for phrase, count in best
                if count >= _LEAST_SHARE * most > 0
            )
            if alternatives:
                own = Learned(alternatives, strengths[source], source)
                found[tuple(said.split())].append(own)
    return found


class TaughtPhrasebook(Phrasebook):
    """A phrasebook that knows learned words as well.

    Args:
        wishes: What is known.
        encoder: For wishes said in other words.
        learned: Returns what was learned up to now.
    """

    def __init__(
        self,
        wishes: Sequence[Wish],
        encoder: TextEncoder | None,
        learned: Callable[[], LearnedWords],
    ) -> None:
        super().__init__(wishes, encoder)
        self._learned = learned

    def says(self, text: str, knows: Callable[[str], bool], *, slips: bool) -> bool:
        """Whether a text has the words of a wish, or learned words."""
        own = super().says(text, knows, slips=slips)
        return own or bool(self.taught(text, knows))

    def taught(self, text: str, knows: Callable[[str], bool]) -> Sequence[Meant]:
        """Return what learned words of a text mean as of now."""
        learned = self._learned()
        return _taught(text, learned, knows) if learned else ()

    def meant(
        self,
        text: str,
        vector: Floats | None,
        knows: Callable[[str], bool],
        given: Collection[str] = (),
    ) -> list[Meant]:
        """Return the wishes that a text holds, then what its learned words mean, three at most."""
        found = super().meant(text, vector, knows, given)
        return [*found, *self.taught(text, knows)[:_MOST_WORDS]]


def _taught(text: str, taught: LearnedWords, knows: Callable[[str], bool]) -> list[Meant]:
    said = [(word, stem(word)) for word in words(text)]
    found = []
    at = 0
    while at < len(said):
        both = said[at : at + 2]
        # A pair of words tells more than either.
        size = 2 if len(both) == 2 and tuple(term for _, term in both) in taught else 1
        own = said[at : at + size]
        at += size
        if size == 1 and own[0][0] in STOP_WORDS:
            continue
        share = _KNOWN_SHARE if all(knows(term) for _, term in own) else 1.0
        for learned in taught.get(tuple(term for _, term in own), ()):
            usable = tuple(a for a in learned.alternatives if all(map(knows, a.terms)))
            if usable:
                certain = learned.source is Source.SEARCH
                found.append(Meant(usable, share * learned.strength, certain, None))
    return found
