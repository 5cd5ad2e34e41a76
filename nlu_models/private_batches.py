"""Batches for private training: each step draws its own. Imports torch; training only."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from nlu_models.batches import Batch, Batches
from nlu_models.data import Example, MatcherData
from nlu_models.options import MatcherOptions


class PoissonBatches(Batches):
    """Examples drawn for each step anew, each by itself (Poisson sampling).

    That is what the accountant of :mod:`nlu_models.private_fitting` reckons with. Chance comes from
    the operating system: who could repeat it could also take the noise away.
    """

    def __init__(
        self,
        examples: Sequence[Example],
        data: MatcherData,
        tokenizer: Any,
        options: MatcherOptions,
    ) -> None:
        """Set up; see :class:`nlu_models.batches.Batches`.

        An example with tags teaches these and its intent together, so that it counts once.
        """
        super().__init__(examples, data, tokenizer, options)
        self._chance = random.SystemRandom()

    @property
    def count(self) -> int:
        """Number of examples."""
        return self._count

    @property
    def sample_rate(self) -> float:
        """Chance of each example to be in a step."""
        return min(1.0, self._options.batch_size / self._count)

    def __len__(self) -> int:
        """Return the number of steps in which each example is expected once."""
        return round(1 / self.sample_rate)

    def steps(self, at_once: int) -> Iterator[list[Batch]]:
        """Yield what each step of an epoch learns from: parts of one batch, or nothing.

        Args:
            at_once: Most examples in a part.
        """
        for _ in range(len(self)):
            drawn = [i for i in range(self._count) if self._chance.random() < self.sample_rate]
            pieces, word_labels = self._encoded([self._varied(self._examples[i]) for i in drawn])
            tokens = dict(zip(drawn, pieces, strict=True))
            labels = dict(zip(drawn, word_labels, strict=True))
            drawn.sort(key=lambda i: len(tokens[i]))
            yield [
                self._collate(drawn[start : start + at_once], tokens, labels)
                for start in range(0, len(drawn), at_once)
            ]
