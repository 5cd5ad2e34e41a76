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
HEADER = """\
# What customers said and the assistant did not understand; the most frequent first.
#
# Read each item. Where it should be learned, write `accept: yes`, after you have
# - deleted messages that do not belong there, or still say something personal;
# - put the right intent: one of domain.yml's, a known answer such as faq/payment_methods, or a new
#   one, faq/<a_name_of_your_own>, which needs an `answer`;
# - checked the answer: it is a draft made of what agents said.
# `near` (known intents, with their likeness) and `agents` only help you; they are not taken over.
# {email} and the like stand for what was removed. In messages they may stay.
#
# Then: make learn ACCEPT=<this file>. Nothing else enters the training data.
"""


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
    messages: tuple[str, ...]


def write_review(path: Path, findings: Findings) -> None:
    """Write a review file, readable by its owner only.

    Raises:
        LearnError: There is one already, or it cannot be written.
    """
    content = HEADER + yaml.dump(
        {"items": [_item(n, proposal) for n, proposal in enumerate(findings.proposals, start=1)]},
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


def _item(number: int, proposal: Proposal) -> dict[str, Any]:
    return {
        "item": number,
        "accept": False,
        "intent": proposal.intent,
        "answer": proposal.answer,
        "messages": list(proposal.messages),
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
    intent, answer, messages = (item.get(key) for key in ("intent", "answer", "messages"))
    if not isinstance(intent, str) or not intent.strip():
        problems.append(f"Item {number}, intent: write the name of an intent.")
        return None
    if answer is not None and not isinstance(answer, str):
        problems.append(f"Item {number}, answer: it is no text. Put it in quotes.")
        return None
    texts = _texts(messages)
    if texts is None:
        problems.append(f"Item {number}, messages: write a list of texts, in quotes where needed.")
        return None
    return Accepted(number, intent.strip(), (answer or "").strip(), texts)


def _texts(messages: Any) -> tuple[str, ...] | None:
    if not isinstance(messages, list) or not messages:
        return None
    # YAML takes a bare order number or "yes" for something else than text.
    if not all(isinstance(message, str) and message.strip() for message in messages):
        return None
    return tuple(" ".join(message.split()) for message in messages)


def placeholder_kinds() -> Sequence[str]:
    """Return the kinds that may stay in messages as placeholders."""
    return sorted(STAND_INS)
