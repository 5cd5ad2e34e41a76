"""Training examples as batches of tensors. Imports torch; training only."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from nlu_models.augment import disturb_marks, leave_gaps, mistype, with_new_values, with_twin
from nlu_models.data import Example, MatcherData, Tag
from nlu_models.onnx_session import clean_text
from nlu_models.options import MatcherOptions
from nlu_models.synonyms import Synonyms
from nlu_models.tags import Tagger, word_tokens
from nlu_models.torch_runtime import torch
from nlu_models.values import Values

NO_INTENT = NO_ANSWER = NO_TAG = -100  # cross_entropy ignores this label
# Tagged examples are few: so often each comes again in an epoch, for other values, to teach tags.
_TAG_COPIES = 2
# Padding costs as much time as words. With these two the shipped examples have a ninth as many
# paddings as tokens; with pairs left to chance, and a quarter of the window, it is two fifths.
_WINDOW = 32  # batches' worth of pairs among which those of like length come together
_LOOSE = 4  # tokens by which the texts of a pair differ in length though nearer ones are there


@dataclass(frozen=True)
class Batch:
    """Some examples.

    Attributes:
        input_ids: Word pieces, int64 of shape (batch, tokens).
        attention_mask: 1 where there is one, 0 for padding; same shape.
        intents: Number of each example's intent or ``NO_INTENT``, shape (batch,).
        answers: Number of each example's answer or ``NO_ANSWER``, shape (batch,).
        groups: Number of each example's group, which is its answer or else its intent; shape
            (batch,).
        tags: Label of each word at its first word piece, elsewhere ``NO_TAG``; shape (batch,
            tokens).
    """

    input_ids: torch.Tensor
    attention_mask: torch.Tensor
    intents: torch.Tensor
    answers: torch.Tensor
    groups: torch.Tensor
    tags: torch.Tensor

    def to(self, device: torch.device) -> Batch:
        """Return the batch on a device."""
        return Batch(**{item.name: getattr(self, item.name).to(device) for item in fields(self)})


class Batches:
    """The training examples, batch by batch, a little differently each epoch."""

    def __init__(
        self,
        examples: Sequence[Example],
        data: MatcherData,
        tokenizer: Any,
        options: MatcherOptions,
    ) -> None:
        """Set up.

        Args:
            examples: What to learn from.
            data: All data; numbers the intents and answers.
            tokenizer: A ``tokenizers.Tokenizer`` that cuts and does not pad.
            options: How to train.

        Raises:
            TrainingDataError: A table of values or a group of synonyms cannot be used.
        """
        intents = {name: number for number, name in enumerate(data.intents)}
        answers = {key: number for number, key in enumerate(data.answers)}
        copies = [example for example in examples if example.tags] * _TAG_COPIES
        self._count = len(examples)
        self._examples = [*examples, *copies]
        self._tagger = Tagger(tuple(data.entities))
        entities = {tag.entity for example in copies for tag in example.tags}
        self._values = Values(data.tables, sorted(entities))
        self._synonyms = Synonyms(data.synonyms)
        self.intents = [intents[example.intent] for example in examples]
        self.intents += [NO_INTENT] * len(copies)
        self.answers = [
            answers[example.answer] if example.answer else NO_ANSWER for example in examples
        ]
        self.answers += [NO_ANSWER] * len(copies)
        names = [_group(example) for example in examples]
        numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
        self._groups = [numbers[name] for name in names]
        self._groups += range(len(numbers), len(numbers) + len(copies))  # nothing is like them
        self._twins: dict[str, list[str]] = {}
        for example in examples:
            if not example.tags:
                self._twins.setdefault(_group(example), []).append(example.text)
        self._tokenizer = tokenizer
        self._padding = tokenizer.token_to_id("[PAD]") or 0
        self._options = options
        self._chance = random.Random(options.seed)

    def __len__(self) -> int:
        """Return the number of batches in an epoch."""
        return -(-len(self._examples) // self._options.batch_size)

    def epoch(self) -> Iterator[Batch]:
        """Yield the batches of one epoch, shuffled, with fresh typos, gaps and values."""
        yield from self._batches([self._varied(one) for one in self._examples], shuffle=True)

    def plain(self) -> Iterator[Batch]:
        """Yield every example once, as it is."""
        own = self._examples[: self._count]
        yield from self._batches([(one.text, one.tags) for one in own], shuffle=False)

    def _varied(self, example: Example) -> tuple[str, Sequence[Tag]]:
        if example.tags:
            return with_new_values(
                example.text, example.tags, self._values, self._varied_text, self._chance
            )
        text = example.text
        if self._falls_to(self._options.augment_twins):
            text = with_twin(text, self._chance.choice(self._twins[_group(example)]), self._chance)
        # Cut first: a text of any length is varied in bounded time.
        return self._varied_text(clean_text(text, self._options.max_tokens)), ()

    def _falls_to(self, share: float) -> bool:
        # What is off draws no number: to add a choice leaves the trainings without it as they were.
        return share > 0 and self._chance.random() < share

    def _varied_text(self, text: str) -> str:
        if self._falls_to(self._options.augment_synonyms):
            text = self._synonyms.replace_one(text, self._chance)
        if self._falls_to(self._options.augment_marks):
            text = disturb_marks(text, self._chance)
        if self._chance.random() < self._options.augment_typos:
            return mistype(text, self._chance)
        if self._chance.random() < self._options.augment_gaps:
            return leave_gaps(text, self._chance)
        return text

    def _batches(
        self, texts: Sequence[tuple[str, Sequence[Tag]]], *, shuffle: bool
    ) -> Iterator[Batch]:
        tokens, labels = self._encoded(texts)
        size = self._options.batch_size
        lengths = [len(ids) for ids in tokens]
        pairs = self._pairs(lengths) if shuffle else [[i] for i in range(len(tokens))]
        # Texts of like length share a batch, within a window that keeps batches mixed.
        window = size * _WINDOW
        near = [
            i
            for start in range(0, len(pairs), window)
            for pair in sorted(
                pairs[start : start + window], key=lambda pair: max(lengths[i] for i in pair)
            )
            for i in pair
        ]
        chunks = [near[i : i + size] for i in range(0, len(near), size)]
        if shuffle:
            self._chance.shuffle(chunks)
        for chunk in chunks:
            yield self._collate(chunk, tokens, labels)

    def _encoded(
        self, texts: Sequence[tuple[str, Sequence[Tag]]]
    ) -> tuple[list[list[int]], list[dict[int, int]]]:
        """Return the word pieces of each text, and the label of each that a word begins with."""
        cleaned = [clean_text(text, self._options.max_tokens) for text, _ in texts]
        encodings = self._tokenizer.encode_batch(cleaned)
        labels = [
            self._labels(text, tags, clean, encoding.offsets)
            for (text, tags), clean, encoding in zip(texts, cleaned, encodings, strict=True)
        ]
        return [encoding.ids for encoding in encodings], labels

    def _labels(
        self, text: str, tags: Sequence[Tag], clean: str, offsets: Sequence[tuple[int, int]]
    ) -> dict[int, int]:
        """Return the label of each token that a word begins with."""
        if not self._tagger.entities:
            return {}
        labels = self._tagger.labels(text, tags)  # the words are the same in the cleaned text
        return {token: labels[word] for word, token in word_tokens(clean, offsets).items()}

    def _pairs(self, lengths: Sequence[int]) -> list[list[int]]:
        """Return the examples in pairs of one group, shuffled: contrast needs two of a kind.

        Args:
            lengths: Of the examples, in tokens; those of a pair are much alike.
        """
        members: dict[int, list[int]] = {}
        for index, group in enumerate(self._groups):
            members.setdefault(group, []).append(index)
        pairs = []
        for alike in members.values():
            alike.sort(key=lambda i: lengths[i] + _LOOSE * self._chance.random())
            pairs += [alike[i : i + 2] for i in range(0, len(alike), 2)]
        self._chance.shuffle(pairs)
        return pairs

    def _collate(
        self,
        chunk: Sequence[int],
        tokens: Sequence[Sequence[int]] | Mapping[int, Sequence[int]],
        labels: Sequence[Mapping[int, int]] | Mapping[int, Mapping[int, int]],
    ) -> Batch:
        width = max(len(tokens[i]) for i in chunk)
        ids = torch.full((len(chunk), width), self._padding, dtype=torch.int64)
        mask = torch.zeros((len(chunk), width), dtype=torch.int64)
        tags = torch.full((len(chunk), width), NO_TAG, dtype=torch.int64)
        for row, index in enumerate(chunk):
            ids[row, : len(tokens[index])] = torch.tensor(tokens[index])
            mask[row, : len(tokens[index])] = 1
            if labels[index]:
                tags[row, list(labels[index])] = torch.tensor(list(labels[index].values()))
        return Batch(
            ids,
            mask,
            torch.tensor([self.intents[i] for i in chunk]),
            torch.tensor([self.answers[i] for i in chunk]),
            torch.tensor([self._groups[i] for i in chunk]),
            tags,
        )


def _group(example: Example) -> str:
    """Return what an example is one phrasing of."""
    return example.answer or example.intent
