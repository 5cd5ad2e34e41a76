"""Takes what is personal out of a whole conversation at once.

What was recognised anywhere in a conversation is replaced everywhere in it, also before it was
recognised. In its place stands its kind, ``{email}``: a person sees that something was there.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.learn.transcripts import Speaker, Turn
from bot.privacy.detect import Detector
from bot.privacy.events import EXPIRED_TEXT, MARKER, OFF_TEXT
from bot.privacy.redact import Redactor
from bot.privacy.rules import Rules
from bot.privacy.spans import Replaced
from bot.privacy.vault import ANSWER, TOKEN, Drawer

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")

_WITHHELD = (EXPIRED_TEXT, MARKER, OFF_TEXT)
_SENTENCE = re.compile(r"[^.?!\n]+[.?!]*")
_ASKS = re.compile(
    r"\b(?:name|address|post ?code|zip(?: code)?|e-?mail|phone|mobile|telephone|number"
    r"|date of birth|card|account|initials?|surname)\b",
    re.IGNORECASE,
)
_ASKS_FOR_NAME = re.compile(r"\b(?:name|surname)\b", re.IGNORECASE)
_REQUEST = re.compile(
    r"\?\s*$|\bplease\b|\b(?:i|we)(?:'ll|’ll| will)? need\b"
    r"|^\W*(?:and )?(?:your|give|tell|confirm)\b",
    re.IGNORECASE,
)
_LONGEST_NAME_WORDS = 4
# Agents call by name whoever wrote from maya.fenwick@example.com.
_NAME_IN_EMAIL = re.compile(r"(?<![^\W_])([^\W\d_]{3,})[._-]([^\W\d_]{3,})\d*@")


class Said(NamedTuple):
    """A turn without what is personal.

    Attributes:
        speaker: Who said it.
        text: What was said, kinds in place of values; None where all of it is withheld.
    """

    speaker: Speaker
    text: str | None


class ConversationRedactor:
    """Redacts conversations, one after the other and independent of each other.

    Args:
        detector: Finds personal values in texts.
    """

    def __init__(self, detector: Detector) -> None:
        # Rules of the tracker store may leave parts of a value readable; here nothing is needed.
        self._redactor = Redactor(detector, Rules(), secrets.token_bytes(32))

    def redact(self, turns: Sequence[Turn]) -> list[Said]:
        """Return the turns of one conversation without what is personal.

        What answers a request for something personal is withheld whole, because a name or an
        address by itself looks like anything else.
        """
        drawer = Drawer("", secrets.token_bytes(32))
        events = [_event(turn) for turn in turns]
        answers = list(_answers(turns))
        for turn, event, answer in zip(turns, events, answers, strict=True):
            if answer is not None:
                _note(turn.text, answer, drawer)
            for match in _NAME_IN_EMAIL.finditer(turn.text):
                drawer.token_for("name", " ".join(match.groups()).title())
            self._redactor.redact(event, drawer, answers=answer is not None)
        said = []
        for turn, event, answer in zip(turns, events, answers, strict=True):
            text = None
            if answer is None and turn.text not in _WITHHELD:
                text = _with_kinds(self._redactor.redact(event, drawer)["text"])
            said.append(Said(turn.speaker, text))
        return said


def _event(turn: Turn) -> Mapping[str, str]:
    kinds = {Speaker.CUSTOMER: "user", Speaker.AGENT: "agent", Speaker.BOT: "bot"}
    # A "{" that someone typed must not look like a placeholder later.
    text = turn.text.replace("{", "(").replace("}", ")")
    return {"event": kinds[turn.speaker], "text": text}


def _answers(turns: Sequence[Turn]) -> Iterator[str | None]:
    """Yield, for each turn, the request for something personal that it answers, if any."""
    asked: str | None = None
    for turn in turns:
        if turn.speaker is not Speaker.CUSTOMER:
            asked = _request(turn.text) or asked
            yield None
            continue
        # A question is no answer.
        yield None if turn.text.rstrip().endswith("?") else asked
        asked = None


def _request(text: str) -> str | None:
    for match in _SENTENCE.finditer(text):
        sentence = match.group()
        if _ASKS.search(sentence) and _REQUEST.search(sentence):
            return sentence
    return None


def _note(text: str, request: str, drawer: Drawer) -> None:
    """Have an answer recognised where it is said again."""
    words = text.split()
    if len(words) <= _LONGEST_NAME_WORDS and _ASKS_FOR_NAME.search(request):
        drawer.token_for("name", text)
    else:
        drawer.note(ANSWER, text)


def _with_kinds(text: str) -> str:
    found = TOKEN.finditer(text)
    parts = [(*m.span(), f"{{{m.group()[1:].partition(':')[0]}}}") for m in found]
    return Replaced(text, parts).text
