"""What searches that led to a choice teach, as counts with noise.

A pair is a word that was searched for and the thing that was chosen after it, whose own texts lack
the word: "gumboots" and "wellington boots". What a conversation adds is bounded: it has at most
``most_pairs`` pairs, which share one count. The pairs stay in memory until :meth:`release` gives
out what is left of them after noise and a threshold, and forgets them all.

That is the mechanism of Korolova, Kenthapadi, Mishra and Ntoulas ("Releasing search queries and
clicks privately", WWW 2009) with a conversation in the place of a user: Laplace noise of scale
1 / epsilon over each count, and only what lies above a threshold. A pair of fewer than ``least``
conversations is never released; one of just so many with a probability that makes delta. So with or
without what one conversation added nearly the same comes out: (epsilon, delta)-differential
privacy for a conversation. Each is in one release only, so releases of different conversations
have that guarantee together (parallel composition); who comes back n times has n epsilon.
"""

from __future__ import annotations

import math
import random
import threading
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from actions.recommendation.heads import title_phrase
from actions.recommendation.lexical import own_terms
from actions.recommendation.private_statistics import PrivacyBudgetError
from actions.recommendation.text import STOP_WORDS, stem, synonyms, words
from actions.shop.records import ProductRecord

_SHORTEST, _LONGEST = 3, 20  # letters of a word
_DIGITS = 3  # as in private_statistics


class Meaning(NamedTuple):
    """Words that are said for a thing, as index terms with spaces between, and how often."""

    said: str
    means: str
    times: float


@dataclass(frozen=True)
class SearchBudget:
    """The guarantee, and how a conversation's contribution is bounded.

    Attributes:
        epsilon: Above 0; for each conversation.
        delta: Between 0 and 1.
        most_pairs: How many pairs of a conversation count.
        least: From fewer conversations a pair is never released.

    Raises:
        PrivacyBudgetError: A value is out of its range.
    """

    epsilon: float
    delta: float = 1e-6
    most_pairs: int = 3
    least: int = 3

    def __post_init__(self) -> None:
        """Refuse what gives no guarantee."""
        if not (math.isfinite(self.epsilon) and self.epsilon > 0):
            raise PrivacyBudgetError(f"epsilon must be above 0, and not {self.epsilon}")
        if not 0 < self.delta < 1:
            raise PrivacyBudgetError(f"delta must lie between 0 and 1, and not be {self.delta}")
        if self.most_pairs < 1 or self.least < 1:
            raise PrivacyBudgetError("a conversation needs a pair, and a pair a conversation")

    @property
    def threshold(self) -> float:
        """What a count with noise must be above.

        A pair of just ``least`` conversations counts ``least`` at most, and exceeds this with a
        probability of delta / ``most_pairs``.
        """
        return self.least + math.log(max(1.0, self.most_pairs / (2 * self.delta))) / self.epsilon


class SearchCounts:
    """Holds the pairs of conversations in memory until they are released.

    Args:
        budget: The guarantee; None counts exactly, for benchmarks.
        chance: Fixed noise is no protection: for benchmarks and tests only.
    """

    def __init__(
        self, budget: SearchBudget | None, chance: np.random.Generator | None = None
    ) -> None:
        self._budget = budget
        self._chance = chance or np.random.default_rng()
        self._of: dict[Hashable, set[tuple[str, str]]] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many conversations are held."""
        return len(self._of)

    def add(self, conversation: Hashable, pairs: Iterable[tuple[str, str]]) -> None:
        """Add pairs of a conversation, as far as it has not too many already.

        Args:
            conversation: What tells it from others.
            pairs: What was said, and what was chosen.
        """
        most = SearchBudget.most_pairs if self._budget is None else self._budget.most_pairs
        with self._lock:
            own = self._of.setdefault(conversation, set())
            for pair in pairs:
                if len(own) < most:
                    own.add(pair)

    def forget(self, conversation: Hashable) -> None:
        """Take out what a conversation has added."""
        with self._lock:
            self._of.pop(conversation, None)

    def release(self) -> list[Meaning]:
        """Return the counts with noise that lie above the threshold, and forget all pairs."""
        with self._lock:
            held, self._of = self._of, {}
        counts: dict[tuple[str, str], float] = defaultdict(float)
        conversations: dict[tuple[str, str], int] = defaultdict(int)
        for pairs in held.values():
            for pair in pairs:
                counts[pair] += 1 / len(pairs)
                conversations[pair] += 1
        budget = self._budget
        if budget is None:
            return [Meaning(*pair, count) for pair, count in sorted(counts.items())]
        # Sorted: the order in which the pairs came must not show.
        candidates = sorted(
            pair for pair, number in conversations.items() if number >= budget.least
        )
        noise = self._chance.laplace(0, 1 / budget.epsilon, len(candidates))
        noisy = zip(candidates, noise, strict=True)
        found = [Meaning(*pair, round(counts[pair] + n, _DIGITS)) for pair, n in noisy]
        return [one for one in found if one.times > budget.threshold]


def search_pairs(
    query: str,
    product: ProductRecord,
    most: int = SearchBudget.most_pairs,
    chance: random.Random | None = None,
) -> list[tuple[str, str]]:
    """Return which words of a search a product's own texts lack, each with what the product is.

    Two such words that stand together are a pair of their own beside each of them. Of too many,
    some are drawn.

    Args:
        query: What was searched for, without what is personal.
        product: What was chosen.
        most: How many pairs to return at most.
        chance: Draws.
    """
    thing = title_phrase(product.title)
    if not thing:
        return []
    own = own_terms(product)
    lacking = [_lacking(word, own) for word in words(query)]
    both = [f"{a} {b}" for a, b in pairwise(lacking) if a and b]
    said = list(dict.fromkeys([*both, *(one for one in lacking if one)]))
    chosen = said if len(said) <= most else (chance or random.Random()).sample(said, most)
    return [(one, " ".join(thing)) for one in chosen]


def _lacking(word: str, own: set[str]) -> str | None:
    """Return the stem of a word that names something and that a product lacks, else None."""
    if word in STOP_WORDS or not word.isalpha() or not _SHORTEST <= len(word) <= _LONGEST:
        return None
    term = stem(word)
    return None if term in own or not own.isdisjoint(synonyms(term)) else term
