"""What agents answered to a group of questions, freed of phrases and ranked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from bot.learn.gather import spelling_key
from bot.learn.redaction import PLACEHOLDER
from nlu_models.onnx_session import Vectors

Encode = Callable[[Sequence[str]], Vectors]

# A sentence that agents say in this many conversations or more, of which less than a third is about
# the questions at hand, is a phrase: "Is there anything else I can help you with?"
_PHRASE_CONVERSATIONS = 3
_OWN_SHARE = 1 / 3
# The same, where the questions at hand are not known yet: what is said in so many conversations.
_USUAL_SHARE = 0.1
# "Good morning June": a name that no recogniser knows for one.
_ADDRESS_WORDS = 3
_CANDIDATES = 100
_LONGEST_ANSWER = 600


class Answer(NamedTuple):
    """An answer that agents gave.

    Attributes:
        text: The answer, without phrases.
        times: How often it was given.
    """

    text: str
    times: int


def ranked_answers(
    replies: Sequence[Sequence[str]],
    everywhere: Mapping[str, int],
    question: Vectors,
    encode: Encode,
) -> list[Answer]:
    """Return the answers, best first.

    Best is what is most like the other answers and the questions: what agents agree on.

    Args:
        replies: Each reply to the questions, as sentences.
        everywhere: In how many conversations agents said each sentence, by ``spelling_key``.
        question: Mean vector of the questions, shape (dim,).
        encode: Texts to vectors of length 1.
    """
    here = Counter(key for reply in replies for key in {spelling_key(s) for s in reply})
    counts: Counter[str] = Counter()
    texts: dict[str, str] = {}
    for reply in replies:
        text = _joined(s for s in reply if not _is_phrase(s, here, everywhere))
        if text and len(text) <= _LONGEST_ANSWER:
            counts[spelling_key(text)] += 1
            texts.setdefault(spelling_key(text), text)
    chosen = counts.most_common(_CANDIDATES)
    if not chosen:
        return []
    vectors = encode([texts[key] for key, _ in chosen])
    weights = np.array([count for _, count in chosen], dtype=np.float32)
    agreed = vectors @ (weights @ vectors) / weights.sum()
    scores = agreed + vectors @ question
    order = np.argsort(-scores, kind="stable")
    return [Answer(texts[chosen[i][0]], chosen[i][1]) for i in order]


def first_answer(
    replies: Sequence[Sequence[str]], everywhere: Mapping[str, int], conversations: int
) -> str:
    """Return the first of some replies that is more than phrases, without these; empty if none is.

    Args:
        replies: Replies to one message, as sentences.
        everywhere: In how many conversations agents said each sentence, by ``spelling_key``.
        conversations: How many there are in all.
    """
    usual = max(_PHRASE_CONVERSATIONS, _USUAL_SHARE * conversations)
    for reply in replies:
        text = _joined(s for s in reply if everywhere.get(spelling_key(s), 0) < usual)
        if text:
            return text
    return ""


def _joined(sentences: Iterable[str]) -> str:
    return " ".join(filter(None, map(_own_part, sentences)))


def _is_phrase(sentence: str, here: Mapping[str, int], everywhere: Mapping[str, int]) -> bool:
    # What an agent asks back is no answer.
    if sentence.endswith("?"):
        return True
    key = spelling_key(sentence)
    total = everywhere.get(key, 0)
    return total >= _PHRASE_CONVERSATIONS and here[key] < _OWN_SHARE * total


def _own_part(sentence: str) -> str:
    """Return a sentence without the address to one customer before it: "Hi {name}, yes, we do"."""
    start, comma, rest = sentence.partition(",")
    if comma and _addresses(start) and not PLACEHOLDER.search(rest):
        rest = rest.strip()
        return rest[:1].upper() + rest[1:]
    # Whatever else names something of one customer is not for all.
    return "" if _addresses(sentence) else sentence


def _addresses(part: str) -> bool:
    """Whether a part of an answer is for one customer: by a placeholder, or like "Thanks June"."""
    words = part.split()
    short = 1 < len(words) <= _ADDRESS_WORDS
    return bool(PLACEHOLDER.search(part)) or (short and words[-1].strip(".!").istitle())
