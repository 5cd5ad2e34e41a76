"""Words of a message and what they are tagged with: labels to learn from, spans when served.

Labels are IOB: ``O`` outside, and for each entity ``B`` where a span of it begins and ``I`` inside
(Ramshaw and Marcus, "Text Chunking using Transformation-Based Learning", 1995). A word is told by
its first word piece, as Devlin et al., "BERT" (NAACL 2019), do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nlu_models.calibration import Array, softmax
from nlu_models.data import Tag

OUTSIDE = 0
# "O'Shea" and "Anna-Lena" are one word; the s of "Priya's" belongs to no name.
_WORD = re.compile(r"\w+(?:['’-](?![sS]\b)\w+)*|[^\w\s]")
# Scripts without blanks: their words cannot be told here. Patterns see to them.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_LEAST = 1e-12


class Tagged(NamedTuple):
    """A span that was found: ``text[start:end]``, and how sure the tagger is of it, 0 to 1."""

    entity: str
    start: int
    end: int
    confidence: float


class TokenScores(NamedTuple):
    """What the network says about the tokens of a text.

    Attributes:
        text: The text as the tokenizer saw it: the message with single spaces, perhaps cut.
        offsets: (start, end) of each token in it; the same numbers twice for special ones.
        scores: Of each label, shape (tokens, labels).
    """

    text: str
    offsets: Sequence[tuple[int, int]]
    scores: Array


def label_count(entities: Sequence[str]) -> int:
    """Return the number of labels for some entities; 0 if there are none."""
    return 1 + 2 * len(entities) if entities else 0


def words(text: str) -> Iterator[re.Match[str]]:
    """Yield the words and marks of a text; blanks between them make no difference."""
    return _WORD.finditer(text)


def word_tokens(text: str, offsets: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Return the first token of each word that has one: number of the word to that of the token.

    Args:
        text: As the tokenizer saw it.
        offsets: (start, end) of each token in it.
    """
    firsts: dict[int, int] = {}
    token, taken = 0, -1
    for number, word in enumerate(words(text)):
        while token < len(offsets) and offsets[token][1] <= word.start():
            token += 1
        if token == len(offsets):
            break
        # A token that reaches over several words, which control characters part, is the first's.
        if offsets[token][0] < word.end() and token != taken:
            firsts[number] = taken = token
    return firsts


@dataclass(frozen=True)
class Tagger:
    """Between spans and labels.

    Attributes:
        entities: Names of the n entities that are told; there are 2 n + 1 labels.
    """

    entities: tuple[str, ...]

    def labels(self, text: str, tags: Sequence[Tag]) -> list[int]:
        """Return the label of each word of a text.

        Args:
            text: Any text.
            tags: Spans in it, none overlapping another; a word that one touches belongs to it.
        """
        labels = [OUTSIDE] * sum(1 for _ in words(text))
        for tag in tags:
            if not tag.learned:
                continue
            label = 1 + 2 * self.entities.index(tag.entity)
            for number, word in enumerate(words(text)):
                if word.start() < tag.end and tag.start < word.end():
                    labels[number] = label
                    label = 2 + 2 * self.entities.index(tag.entity)
        return labels

    def find(self, text: str, tokens: TokenScores) -> tuple[Tagged, ...]:
        """Return the spans that the network sees in a text, in order, none overlapping another.

        Args:
            text: The message, as it came.
            tokens: What the network says about it.
        """
        firsts = word_tokens(tokens.text, tokens.offsets)
        if not firsts:
            return ()
        numbers = list(firsts)
        chances = softmax(tokens.scores[list(firsts.values())])
        labels = best_path(np.log(np.maximum(chances, _LEAST)))
        # The words of the message are those that the tokenizer saw: only blanks differ.
        places = [word.span() for word, _ in zip(words(text), range(numbers[-1] + 1), strict=False)]
        found: list[Tagged] = []
        for first, last in _runs(labels):
            sure = float(np.mean([chances[at, labels[at]] for at in range(first, last)]))
            start, end = places[numbers[first]][0], places[numbers[last - 1]][1]
            if _UNSPACED.search(text, start, end):
                continue
            found.append(Tagged(self.entities[(labels[first] - 1) // 2], start, end, sure))
        return tuple(found)


def best_path(scores: Array) -> list[int]:
    """Return the labels with the highest sum among those that are legal IOB.

    ``I`` may only follow ``B`` or ``I`` of its entity. Viterbi, "Error Bounds for Convolutional
    Codes" (1967).

    Args:
        scores: Logarithms of the labels' probabilities, shape (words, labels); at least one word.
    """
    count = scores.shape[1]
    illegal = np.zeros((count, count))
    inner = np.arange(2, count, 2)
    illegal[:, inner] = -np.inf
    illegal[inner, inner] = illegal[inner - 1, inner] = 0.0
    best = scores[0] + illegal[OUTSIDE]  # a text begins as if it came from outside
    steps = []
    for row in scores[1:]:
        through = best[:, None] + illegal
        steps.append(through.argmax(axis=0))
        best = through.max(axis=0) + row
    path = [int(best.argmax())]
    for step in reversed(steps):
        path.append(int(step[path[-1]]))
    return path[::-1]


def _runs(labels: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield (first, last + 1) of each span in a legal path."""
    start = None
    for at, label in enumerate([*labels, OUTSIDE]):
        inside = label != OUTSIDE and label % 2 == 0
        if start is not None and not inside:
            yield start, at
            start = None
        if label % 2:
            start = at
