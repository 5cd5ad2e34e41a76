"""Counts what customers say, and remembers what agents answered. Holds nothing personal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from bot.learn.redaction import PLACEHOLDER, ConversationRedactor, Said
from bot.learn.transcripts import Speaker, Turn

# Customers go on writing while nobody answers; what is further back has been dropped by then.
_OPEN_QUESTIONS = 3
# "ok", "yes please": the agent goes on answering the question before.
_SHORTEST_QUESTION_WORDS = 3
# "my email is {email}": an answer to what was asked, which says nothing by itself.
_WORDS_BESIDE_VALUE = 5
_LONGEST_MESSAGE = 400
_KEPT_REPLIES = 200
_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(r".+?(?:[.!?…]+(?=\s)|\n|$)", re.DOTALL)


@dataclass
class Message:
    """Something that customers say, in all spellings that differ in case and punctuation only.

    Attributes:
        text: How it was said first.
        count: How often it was said.
        conversations: Numbers of the conversations, ascending.
        replies: What agents answered, as sentences; the first 200 answers.
    """

    text: str
    count: int = 0
    conversations: list[int] = field(default_factory=list)
    replies: list[tuple[str, ...]] = field(default_factory=list)


@dataclass
class History:
    """All that is kept of the transcripts.

    Attributes:
        conversations: How many there are.
        turns: How many turns they have.
        messages: What customers say, by a key that spellings share.
        sentences: In how many conversations agents said what, by the same kind of key.
        withheld: Turns of which nothing is kept, because all of it is personal.
    """

    conversations: int = 0
    turns: int = 0
    messages: dict[str, Message] = field(default_factory=dict)
    sentences: Counter[str] = field(default_factory=Counter)
    withheld: int = 0

    def add(self, said: Sequence[Said]) -> None:
        """Add a conversation, redacted."""
        self.conversations += 1
        self.turns += len(said)
        self.withheld += sum(turn.text is None for turn in said)
        agent = [turn.text for turn in said if turn.speaker is Speaker.AGENT and turn.text]
        self.sentences.update({spelling_key(s) for text in agent for s in sentences(text)})
        for text, reply in _answered(said):
            key = spelling_key(text)
            if len(text) > _LONGEST_MESSAGE or not _says_something(text):
                continue
            message = self.messages.setdefault(key, Message(" ".join(text.split())))
            message.count += 1
            if self.conversations not in message.conversations[-1:]:
                message.conversations.append(self.conversations)
            if reply and len(message.replies) < _KEPT_REPLIES:
                message.replies.append(reply)


def gather(
    turns: Iterable[Turn],
    redactor: ConversationRedactor,
    progress: Callable[[list[str]], Iterable[str]] = iter,
) -> History:
    """Redact conversations and add them up.

    Args:
        turns: Those of a conversation may stand anywhere. Where all of them have a time, that is
            their order; else the order in which they come.
        redactor: Takes out what is personal.
        progress: Passes on the names of the conversations one by one.
    """
    by_conversation: dict[str, list[Turn]] = {}
    for turn in turns:
        by_conversation.setdefault(turn.conversation, []).append(turn)
    history = History()
    for name in progress(list(by_conversation)):
        history.add(redactor.redact(_in_order(by_conversation.pop(name))))
    return history


def _in_order(turns: list[Turn]) -> list[Turn]:
    times = [turn.time for turn in turns]
    if None in times:
        return turns
    return sorted(turns, key=lambda turn: turn.time or 0.0)


def spelling_key(text: str) -> str:
    """Return what spellings of a text share that differ in case and punctuation only."""
    return " ".join(re.findall(r"[\w{}]+", text.casefold()))


def _says_something(text: str) -> bool:
    """Whether there is more to a message than that it tells something personal."""
    words = _WORD.findall(PLACEHOLDER.sub(" ", text))
    return len(words) >= (_WORDS_BESIDE_VALUE if PLACEHOLDER.search(text) else 1)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [sentence.strip() for sentence in _SENTENCE.findall(text) if sentence.strip()]


def _answered(said: Sequence[Said]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what a customer said, with what an agent answered to it, if anything."""
    waiting: list[str] = []
    reply: list[str] = []
    for speaker, run in groupby(said, key=lambda turn: turn.speaker):
        texts = [turn.text for turn in run if turn.text]
        if speaker is Speaker.AGENT and waiting:
            reply += [sentence for text in texts for sentence in sentences(text)]
        if speaker is not Speaker.CUSTOMER:
            continue
        for text in texts:
            if reply and len(text.split()) < _SHORTEST_QUESTION_WORDS:
                yield text, ()
                continue
            if reply or len(waiting) == _OPEN_QUESTIONS:
                done = waiting if reply else [waiting[0]]
                yield from ((question, tuple(reply)) for question in done)
                waiting, reply = waiting[len(done) :], []
            waiting.append(text)
    yield from ((question, tuple(reply)) for question in waiting)
