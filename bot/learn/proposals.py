"""From what was not understood to proposals that a person can judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.learn.answers import Encode, first_answer, ranked_answers
from bot.learn.clusters import cluster
from bot.learn.gather import History, Message
from bot.learn.placeholders import filled_in, fit_for_training
from bot.learn.redaction import PLACEHOLDER
from bot.learn.training_files import TrainingData
from bot.learn.understanding import OUT_OF_SCOPE
from nlu_models.heads import ExampleIndex, answer_scores, group_order
from nlu_models.onnx_session import Vectors, normalise_rows

# Likeness to an intent's or answer's examples from which a cluster is taken for more of the same.
# Of the held-out ones 89 % reach it with their own, and 18 % with the best of all the others.
KNOWN = 0.6
_MOST_UNCLEAR = 20_000
_SHOWN_MESSAGES = 20
_SHOWN_ANSWERS = 5
_SHOWN_NEAR = 3
_ALIKE = 0.95
# Questions with the same answer are about the same, but what an agent wrote may answer another one.
_ANSWER_WEIGHT = 0.5
_AT_ONCE = 256
_NEW_KEY_WORDS = 3

Understands = Callable[[Sequence[str]], Sequence[bool]]
Progress = Callable[[Iterable[Sequence[Message]], int, str], Iterable[Sequence[Message]]]


@dataclass(frozen=True)
class Phrase:
    """A message that is proposed.

    Attributes:
        text: As it was said first, redacted.
        conversations: In how many conversations it was said, in any case and punctuation.
    """

    text: str
    conversations: int


@dataclass(frozen=True)
class Proposal:
    """What a cluster of messages might become.

    Attributes:
        intent: A known intent or answer (``faq/returns``), or a new answer.
        answer: Draft of a new answer; empty where agents gave none or the answer is known.
        messages: Some of the messages, the most frequent first, then the most typical.
        conversations: In how many conversations such messages were.
        near: Known intents and answers, with their likeness.
        answers: What agents answered, best first.
    """

    intent: str
    answer: str
    messages: tuple[Phrase, ...]
    conversations: int
    near: tuple[tuple[str, float], ...] = ()
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Findings:
    """What came out of the transcripts.

    Attributes:
        proposals: Most frequent first.
        messages: Number of different messages that were judged.
        unclear: How many of these were not understood.
        left_out: How many of the unclear were too many and not looked at.
    """

    proposals: tuple[Proposal, ...]
    messages: int
    unclear: int
    left_out: int


def find_proposals(
    history: History,
    understands: Understands,
    encode: Encode,
    known: TrainingData,
    *,
    least: int,
    most: int,
    progress: Progress,
) -> Findings:
    """Cluster what was not understood, and propose what to do about it.

    Args:
        history: The conversations, redacted.
        understands: Whether the assistant understands each of some messages.
        encode: Texts to vectors of length 1.
        known: The training data.
        least: Conversations that a cluster must come from, to be proposed.
        most: Number of proposals, at most.
        progress: Shows how far it is: gets batches, their number in all messages, and a title.
    """
    messages = [m for m in history.messages.values() if fit_for_training(m.text)]
    unclear: list[Message] = []
    for batch in progress(_batches(messages), len(messages), "Asking the assistant"):
        verdicts = understands([filled_in(message.text) for message in batch])
        unclear += (m for m, understood in zip(batch, verdicts, strict=True) if not understood)
    unclear.sort(key=lambda message: (-len(message.conversations), -message.count, message.text))
    looked_at = unclear[:_MOST_UNCLEAR]
    groups = list(_groups(looked_at, history, encode, progress))
    frequent = [group for group in groups if group.conversations >= least]
    frequent.sort(key=lambda group: (-group.conversations, group.messages[0].text))
    return Findings(
        tuple(_proposals(frequent[:most], history, encode, known)),
        len(messages),
        len(unclear),
        len(unclear) - len(looked_at),
    )


def _groups(
    messages: Sequence[Message], history: History, encode: Encode, progress: Progress
) -> Iterator[_Group]:
    """Group messages by what they say and by what agents answered."""
    if not messages:
        return
    said: list[Vectors] = []
    both: list[Vectors] = []
    for batch in progress(_batches(messages), len(messages), "Comparing"):
        said.append(encode([filled_in(message.text) for message in batch]))
        answers = encode(
            [first_answer(m.replies, history.sentences, history.conversations) for m in batch]
        )
        both.append(normalise_rows(said[-1] + _ANSWER_WEIGHT * answers))
    vectors = np.concatenate(said)
    for rows in cluster(np.concatenate(both)):
        yield _Group(messages, vectors, rows)


def _batches(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    for start in range(0, len(messages), _AT_ONCE):
        yield messages[start : start + _AT_ONCE]


class _Group:
    """Messages that mean the same, the most typical first."""

    def __init__(self, messages: Sequence[Message], vectors: Vectors, rows: Sequence[int]) -> None:
        self.centre: Vectors = normalise_rows(vectors[rows].mean(axis=0, keepdims=True))[0]
        order = sorted(rows, key=lambda row: -float(vectors[row] @ self.centre))
        self.messages = [messages[row] for row in order]
        self.vectors = vectors[order]
        self.conversations = len({c for m in self.messages for c in m.conversations})

    def typical(self) -> tuple[Phrase, ...]:
        """Return some of the messages, none very like another that more customers wrote."""
        shown: list[int] = []
        support = [len(message.conversations) for message in self.messages]
        for row in sorted(range(len(self.messages)), key=lambda row: -support[row]):
            if all(self.vectors[row] @ self.vectors[other] < _ALIKE for other in shown):
                shown.append(row)
            if len(shown) == _SHOWN_MESSAGES:
                break
        return tuple(Phrase(self.messages[row].text, support[row]) for row in shown)


def _proposals(
    groups: Sequence[_Group], history: History, encode: Encode, known: TrainingData
) -> Iterator[Proposal]:
    if not groups:
        return
    names = sorted(known.examples, key=group_order)
    # Sorted, because likenesses come out a last digit apart where sums are made in another order.
    rows = [(at, text) for at, name in enumerate(names) for text in sorted(known.examples[name])]
    index = ExampleIndex(names, encode([text for _, text in rows]), [owner for owner, _ in rows])
    keys = _new_keys(groups, known)
    for group, key in zip(groups, keys, strict=True):
        likeness = answer_scores(*index.likeness(group.vectors))
        means = likeness.mean(axis=0)
        best = np.argsort(-means, kind="stable")[:_SHOWN_NEAR]
        near = tuple((names[i], float(means[i])) for i in best)
        replies = [reply for message in group.messages for reply in message.replies]
        answers = [
            answer.text
            for answer in ranked_answers(replies, history.sentences, group.centre, encode)
        ]
        # That something is out of scope may be just what changes.
        same = near[0][1] >= KNOWN and not (near[0][0] == OUT_OF_SCOPE and answers)
        yield Proposal(
            intent=near[0][0] if same else key,
            answer="" if same or not answers else answers[0],
            messages=group.typical(),
            conversations=group.conversations,
            near=near,
            answers=tuple(answers[:_SHOWN_ANSWERS]),
        )


def _new_keys(groups: Sequence[_Group], known: TrainingData) -> list[str]:
    """Name each group after the words that tell it from the others and from what is known."""
    texts = [
        PLACEHOLDER.sub(" ", " ".join(message.text for message in group.messages))
        for group in groups
    ]
    usual = [" ".join(sorted(examples)) for examples in known.examples.values()]
    vectoriser = TfidfVectorizer(sublinear_tf=True, token_pattern=r"(?u)\b[^\W\d_]{3,}\b")
    weights = vectoriser.fit([*usual, *texts]).transform(texts).toarray()
    words = vectoriser.get_feature_names_out()
    taken = set(known.examples)
    keys = []
    for row in weights:
        best = [words[i] for i in np.argsort(-row, kind="stable")[:_NEW_KEY_WORDS] if row[i] > 0]
        keys.append(_free("faq/" + ("_".join(filter(str.isascii, best)) or "new"), taken))
    return keys


def _free(key: str, taken: set[str]) -> str:
    number, name = 1, key
    while name in taken:
        number += 1
        name = f"{key}_{number}"
    taken.add(name)
    return name
