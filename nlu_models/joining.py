"""What a message means that asks several things, by what its questions mean."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from nlu_models.match import Candidate, Match

_LIKELIEST = 3
_PLAIN = 0.85  # so sure is a part whose meaning the whole need not have
# What takes its meaning from an earlier question: "… and can I return it?"
_REFERS_BACK = re.compile(r"\b(?:its?|they|them|theirs?|there|then|that|this|these|those)\b", re.I)
# How likely a question without a clear meaning of its own must be one for the FAQ, and an answer to
# be right: geometric means of what the question and the whole message say. Both lie between what
# messages of two such questions and messages of other ones have.
_A_QUESTION = 0.05
_IN_COMMON = 0.05


def joined(whole: Match, parts: Sequence[tuple[str, Match]]) -> Match:
    """Return what a message means that has several questions.

    That is the first question, or the one that is about more than an answer; the others' answers
    come beside it. A question that is unclear by itself, or means what the message hardly means
    ("and what does it cost?"), gets the answer that the message as a whole points at too; where
    there is none, the message is taken as a whole.

    Args:
        whole: What the matcher makes of the message as if it were one question.
        parts: Its questions in order, and what the matcher makes of each by itself.
    """
    clear = [_clear(whole, part[1]) or _plain(at, *part) for at, part in enumerate(parts)]
    leading: list[Match] = []
    answered: list[tuple[Match | None, Candidate]] = []
    for at, ((text, part), own) in enumerate(zip(parts, clear, strict=True)):
        if own is not None and own.answer is not None:
            answered.append((own, own.answer))
            continue
        refers = at > 0 and _REFERS_BACK.search(text) is not None
        # It may be another question's answer: "how long is the warranty and what does it cover?"
        # asks for one answer twice, and not for a product.
        told = _in_common(whole, part) if own is None or refers else None
        if told is not None:
            answered.append((None, told))
        elif own is not None:
            leading.append(own)
        elif part.sure and not whole.sure and not refers:
            leading.append(part)  # all at once it says nothing, this by itself does
        else:
            return whole
    if len({part.intents[0].name for part in leading}) > 1:
        return whole  # two tasks: one at a time
    firsts = leading or [part for part, _ in answered if part is not None]
    if not firsts:
        return whole
    answers = {answer.name: answer for _, answer in answered}
    if firsts[0].answer is not None:
        del answers[firsts[0].answer.name]
    return replace(
        firsts[0],
        also=tuple(answers.values()),
        strangeness=whole.strangeness,
        tags=whole.tags,
    )


def _clear(whole: Match, part: Match) -> Match | None:
    """Return a part if it is clear, and means what is among the likeliest meanings of the whole."""
    if not part.sure:
        return None
    if part.answer is None:
        likely = {intent.name for intent in whole.intents[:_LIKELIEST]}
        return part if part.intents[0].name in likely else None
    likely = {answer.name for answer in whole.answers[:_LIKELIEST]}
    return part if part.answer.name in likely else None


def _plain(at: int, text: str, part: Match) -> Match | None:
    """Return a part that is surely a question for the FAQ, or one that stands by itself."""
    sure = bool(part.intents) and part.intents[0].confidence >= _PLAIN
    by_itself = at == 0 or part.answer is not None or not _REFERS_BACK.search(text)
    return part if sure and by_itself else None


def _in_common(whole: Match, part: Match) -> Candidate | None:
    """Return the answer that a part and the whole have in common; None if there is none."""
    question = {intent.name: intent.confidence for intent in whole.intents}
    is_question = max(
        (
            math.sqrt(intent.confidence * question.get(intent.name, 0.0))
            for intent in part.intents
            if intent.name in part.answers_of
        ),
        default=0.0,
    )
    if is_question < _A_QUESTION:
        return None
    own = {answer.name: answer.confidence for answer in part.answers}
    common = [
        Candidate(answer.name, math.sqrt(answer.confidence * own.get(answer.name, 0.0)))
        for answer in whole.answers
    ]
    best = max(common, key=lambda answer: answer.confidence, default=None)
    return best if best is not None and best.confidence >= _IN_COMMON else None
