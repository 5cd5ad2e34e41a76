"""The review file: what a person reads, edits and marks."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.learn.errors import LearnError, ReviewError
from bot.learn.placeholders import STAND_INS
from bot.learn.proposals import Findings, Proposal

_FIX = "Write each item as `make learn` wrote it."
_HEADER = """\
# What customers said and the assistant did not understand; the most frequent first.
#
# Read each item. Where it should be learned, write `accept: yes`, after you have
# - deleted messages that do not belong there, or still say something personal;
# - read what stands under `needs_your_eye`: fewer than <k> shoppers wrote it, so that it may tell
#   who did. Of these only those are learned that have an `accept: yes` of their own;
# - put the right intent: one of domain.yml's, a known answer such as faq/payment_methods, or a new
#   one, faq/<a_name_of_your_own>, which needs an `answer`;
# - checked the answer: it is a draft made of what agents said.
# `near` (known intents, with their likeness) and `agents` only help you; they are not taken over.
# {email} and the like stand for what was removed. In messages they may stay.
#
# Then: make learn ACCEPT=<this file>. Nothing else enters the training data.
"""


@dataclass(frozen=True)
class AcceptedMessage:
    """A message to learn from.

    Attributes:
        text: As it stands in the file.
        place: Where, for people, such as ``message 2``.
    """

    text: str
    place: str


@dataclass(frozen=True)
class Accepted:
    """An item that a person has marked.

    Attributes:
        number: Of the item.
        intent: Full intent.
        answer: Text of the answer; empty if none is given.
        messages: The examples.
    """

    number: int
    intent: str
    answer: str
    messages: tuple[AcceptedMessage, ...]


def write_review(path: Path, findings: Findings, k: int) -> None:
    """Write a review file, readable by its owner only.

    Args:
        path: The file.
        findings: What to propose.
        k: Messages that fewer shoppers wrote have to be accepted one by one.

    Raises:
        LearnError: There is one already, or it cannot be written.
    """
    items = [_item(n, proposal, k) for n, proposal in enumerate(findings.proposals, start=1)]
    content = _HEADER.replace("<k>", str(k)) + yaml.dump(
        {"items": items},
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=10_000,
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise LearnError(
            f"{path} exists, and may hold what somebody has edited. Move it, or name another: OUT=…"
        ) from error
    except OSError as error:
        raise LearnError(f"{path} cannot be written ({error.strerror}).") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)


def _item(number: int, proposal: Proposal, k: int) -> dict[str, Any]:
    return {
        "item": number,
        "accept": False,
        "intent": proposal.intent,
        "answer": proposal.answer,
        "messages": [m.text for m in proposal.messages if m.conversations >= k],
        "needs_your_eye": [
            {"accept": False, "message": m.text, "shoppers": m.conversations}
            for m in proposal.messages
            if m.conversations < k
        ],
        "conversations": proposal.conversations,
        "near": {name: round(likeness, 2) for name, likeness in proposal.near},
        "agents": list(proposal.answers),
    }


class _Dumper(yaml.SafeDumper):
    """Writes no and yes as people do."""


_Dumper.add_representer(
    bool,
    lambda dumper, value: dumper.represent_scalar(
        "tag:yaml.org,2002:bool", "yes" if value else "no"
    ),
)


def read_review(path: Path) -> tuple[list[Accepted], int]:
    """Return the items that are marked, and the number of the others.

    Raises:
        ReviewError: The file cannot be read, or an item has not the right form.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReviewError(path, [f"It cannot be read ({error.strerror})."]) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"Line {mark.line + 1}: it" if mark else "It"
        problem = getattr(error, "problem", None) or "not UTF-8"
        raise ReviewError(
            path, [f"{place} is not YAML ({problem}). Put texts with : or # in quotes."]
        ) from error
    items = content.get("items") if isinstance(content, dict) else None
    if not isinstance(items, list):
        raise ReviewError(path, ["It has no list of `items`. Name a file that `make learn` wrote."])
    problems: list[str] = []
    accepted = [
        found
        for place, item in enumerate(items, start=1)
        if (found := _accepted(place, item, problems)) is not None
    ]
    if problems:
        raise ReviewError(path, problems)
    return accepted, len(items) - len(accepted)


def _accepted(place: int, item: Any, problems: list[str]) -> Accepted | None:
    if not isinstance(item, dict):
        problems.append(f"Entry {place} is no item. {_FIX}")
        return None
    written = item.get("item")
    number = written if isinstance(written, int) else place
    mark = item.get("accept")
    if mark is None or mark is False:
        return None
    if mark is not True:
        problems.append(f"Item {number}, accept: write yes or no.")
        return None
    intent, answer = item.get("intent"), item.get("answer")
    if not isinstance(intent, str) or not intent.strip():
        problems.append(f"Item {number}, intent: write the name of an intent.")
        return None
    if answer is not None and not isinstance(answer, str):
        problems.append(f"Item {number}, answer: it is no text. Put it in quotes.")
        return None
    messages = _messages(f"Item {number}", item, problems)
    return Accepted(number, intent.strip(), (answer or "").strip(), messages)


def _messages(where: str, item: dict[str, Any], problems: list[str]) -> tuple[AcceptedMessage, ...]:
    """Return the messages of an accepted item, with the rare ones that are marked themselves."""
    common, rare = (item.get(key) or [] for key in ("messages", "needs_your_eye"))
    # YAML takes a bare order number or "yes" for something else than text.
    if not isinstance(common, list) or not all(map(_is_text, common)):
        problems.append(f"{where}, messages: write a list of texts, in quotes where needed.")
        return ()
    if not isinstance(rare, list) or not all(map(_can_be_marked, rare)):
        problems.append(
            f"{where}, needs_your_eye: leave each entry its `accept`, yes or no, and its `message`."
        )
        return ()
    found = [(text, f"message {n}") for n, text in enumerate(common, start=1)]
    found += [
        (entry["message"], f"needs_your_eye {n}")
        for n, entry in enumerate(rare, start=1)
        if entry.get("accept")
    ]
    if not found:
        problems.append(
            f"{where}, messages: none is accepted. Write yes at those under needs_your_eye that "
            "should be learned, or write a list of texts."
        )
    return tuple(AcceptedMessage(" ".join(text.split()), place) for text, place in found)


def _is_text(message: Any) -> bool:
    return isinstance(message, str) and bool(message.strip())


def _can_be_marked(entry: Any) -> bool:
    if not isinstance(entry, dict) or not _is_text(entry.get("message")):
        return False
    return entry.get("accept") in (None, True, False)


def placeholder_kinds() -> Sequence[str]:
    """Return the kinds that may stay in messages as placeholders."""
    return sorted(STAND_INS)
