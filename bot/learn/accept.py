"""Takes over what a person accepted: all of it, or nothing where something is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import regex

from bot.learn.errors import ReviewError
from bot.learn.placeholders import filled_in, fit_for_training
from bot.learn.redaction import PLACEHOLDER
from bot.learn.review import Accepted, AcceptedMessage, placeholder_kinds, read_review
from bot.learn.training_files import TrainingData, read_training_data, write_learned
from bot.privacy.detect import Detector

_INTENT = regex.compile(r"[a-z][a-z0-9_]*")
_ANSWER = regex.compile(r"[a-z][a-z0-9_]*/[a-z0-9_]+")


@dataclass(frozen=True)
class Places:
    """Where things are.

    Attributes:
        data: Folder of the training data.
        held_out: Folder of messages that nothing may be learned from.
        intents: The intents of the domain.
    """

    data: Path
    held_out: Path
    intents: frozenset[str]


@dataclass(frozen=True)
class Outcome:
    """What was taken over.

    Attributes:
        items: Number of items marked.
        unmarked: Number of the others.
        examples: Number of new examples.
        answers: Keys of new answers.
        known: Examples that were there already.
        held_out: Examples left out because they are in the held-out set.
        files: Files that changed.
    """

    items: int
    unmarked: int
    examples: int
    answers: tuple[str, ...]
    known: int
    held_out: int
    files: tuple[Path, ...]


def accept(review: Path, places: Places, detector: Detector) -> Outcome:
    """Add the marked items of a review file to the training data.

    Accepting the same file again adds nothing.

    Raises:
        ReviewError: Something in it cannot be taken over; nothing was then.
        TrainingFileError: Training data cannot be read or written.
    """
    items, unmarked = read_review(review)
    known = read_training_data([places.data])
    given = {item.intent for item in items if item.answer}
    problems = [p for item in items for p in _problems(item, known, places.intents, detector)]
    problems += (
        f"Item {item.number}, answer: {item.intent} is new and needs one."
        for item in items
        if "/" in item.intent and item.intent not in {*known.answers, *given}
    )
    problems += _contradictions(items)
    if problems:
        raise ReviewError(review, problems)
    owners = {text.casefold(): intent for intent, texts in known.examples.items() for text in texts}
    held_out = read_training_data([places.held_out] if places.held_out.exists() else [])
    held = {text.casefold() for texts in held_out.examples.values() for text in texts}
    examples: dict[str, set[str]] = {}
    count = there = left_out = 0
    for item in items:
        for message in item.messages:
            text = filled_in(message.text)
            if text.casefold() in held:
                left_out += 1
            elif text.casefold() in owners:
                there += 1
                problems += _elsewhere(item, message, owners[text.casefold()])
            else:
                owners[text.casefold()] = item.intent
                examples.setdefault(item.intent, set()).add(text)
                count += 1
    if problems:
        raise ReviewError(review, problems)
    answers = {i.intent: (i.answer,) for i in items if i.answer and i.intent not in known.answers}
    without = [key for key in answers if not examples.get(key)]
    if without:
        raise ReviewError(
            review, [f"The new answer {key} has no message left to learn from." for key in without]
        )
    added = TrainingData({i: frozenset(texts) for i, texts in examples.items()}, answers)
    files = write_learned(places.data, added)
    return Outcome(
        len(items), unmarked, count, tuple(sorted(answers)), there, left_out, tuple(files)
    )


def _problems(
    item: Accepted, known: TrainingData, intents: frozenset[str], detector: Detector
) -> Iterator[str]:
    where = f"Item {item.number}"
    family = item.intent.partition("/")[0]
    retrieval = {key.partition("/")[0] for key in known.answers}
    if "/" not in item.intent:
        if item.intent in retrieval:
            yield f"{where}, intent: say which answer: {item.intent}/<name>."
        elif item.intent not in intents:
            yield (
                f"{where}, intent: {item.intent} is not in domain.yml. Put one that is, or a new "
                "answer such as faq/gift_wrapping."
            )
        if item.answer:
            yield f"{where}, answer: only answers such as faq/… have one. Remove it."
    elif not _ANSWER.fullmatch(item.intent) or family not in retrieval:
        yield (
            f"{where}, intent: write {' or '.join(sorted(retrieval))}, a slash, and a name of "
            "small letters, digits and _."
        )
    elif item.answer and item.answer not in known.answers.get(item.intent, (item.answer,)):
        yield (
            f"{where}, answer: {item.intent} has an answer already. Remove this one; to change "
            "that one, edit it in data/."
        )
    if "{" in item.answer or "}" in item.answer:
        yield f"{where}, answer: write what stands for {{…}}, or reword it."
    yield from _personal(f"{where}, answer", item.answer, detector)
    for message in item.messages:
        place = f"{where}, {message.place}"
        rest = PLACEHOLDER.sub(" ", message.text)
        if not fit_for_training(message.text) or "{" in rest or "}" in rest:
            kinds = ", ".join(f"{{{kind}}}" for kind in placeholder_kinds())
            yield f"{place}: only {kinds} may stand in braces. Reword or delete it."
        if "](" in message.text:
            yield f"{place}: ]( means an entity to Rasa. Put a space between, or delete it."
        yield from _personal(place, message.text, detector)


def _personal(place: str, text: str, detector: Detector) -> Iterator[str]:
    kinds = sorted({span.entity for span in detector.find(text)})
    if kinds:
        yield (
            f"{place}: it seems to hold something personal ({', '.join(kinds)}). Remove it, or "
            "list it in endpoints.yml under tracker_store, allow, if it is the shop's own."
        )


def _contradictions(items: Iterable[Accepted]) -> Iterator[str]:
    """Yield items that give another answer than an item before, or claim its message."""
    answers: dict[str, Accepted] = {}
    owners: dict[str, Accepted] = {}
    for item in items:
        first = answers.setdefault(item.intent, item) if item.answer else item
        if item.answer != first.answer:
            yield f"Items {first.number} and {item.number} give {item.intent} different answers."
        for message in item.messages:
            other = owners.setdefault(message.text.casefold(), item)
            if other.intent != item.intent:
                yield (
                    f"Item {item.number}, {message.place}: item {other.number} has it as "
                    f"{other.intent}. Delete one of them."
                )


def _elsewhere(item: Accepted, message: AcceptedMessage, owner: str) -> Iterator[str]:
    if owner != item.intent:
        yield (
            f"Item {item.number}, {message.place}: the training data has it as {owner}. Delete it "
            "here, or put that intent."
        )
