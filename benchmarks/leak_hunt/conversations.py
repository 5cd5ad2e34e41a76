"""Conversations full of personal values, made from a seed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from itertools import cycle, islice

from benchmarks.leak_hunt.values import Sayings
from benchmarks.leak_hunt.ways import WAYS, Message, Planted, plant, unsaid

SEED = 61211
_VALUES_IN_EACH = 3
_OVER_REST_ONLY = frozenset(("sender", "query", "headers"))
# How often a question of the assistant is left open, and the next value thus taken for an answer.
_LEFT_OPEN = 0.5
_STOP = Message("never mind")


@dataclass(frozen=True)
class Conversation:
    """One shopper's messages.

    Attributes:
        sender: Its sender id.
        over_sockets: Whether it goes over Socket.IO, else over REST.
        client: Address that it seems to come from; the limits count by it.
        messages: In their order.
        planted: The values in them.
    """

    sender: str
    over_sockets: bool
    client: str
    messages: tuple[Message, ...]
    planted: tuple[Planted, ...]


def make_conversations(count: int, seed: int = SEED) -> list[Conversation]:
    """Return conversations; all kinds in all their ways take turns."""
    sayings = Sayings(seed)
    pairs = [(kind, way) for way, (_, kinds) in WAYS.items() for kind in kinds]
    sayings.random.shuffle(pairs)
    taken = cycle(pairs)
    return [
        _conversation(sayings, number, list(islice(taken, _VALUES_IN_EACH)))
        for number in range(count)
    ]


def _conversation(sayings: Sayings, number: int, pairs: list[tuple[str, str]]) -> Conversation:
    chance = sayings.random
    # A conversation has one sender only; an answer to a question comes last.
    planted: list[Planted] = []
    for kind, way in sorted(pairs, key=lambda pair: pair[1] == "answer"):
        if way != "sender" or not any(other.sender for other in planted):
            planted.append(plant(sayings, kind, way))
    messages: list[Message] = []
    for value in planted:
        if messages and chance.random() >= _LEFT_OPEN:
            messages.append(_STOP)
        messages += value.messages
    over_rest = any(value.way in _OVER_REST_ONLY for value in planted)
    named = next((value.sender for value in planted if value.sender), None)
    sender = named or str(uuid.UUID(int=chance.getrandbits(128)))
    client = f"2001:db8:{number >> 16:x}:{number & 0xFFFF:x}::{chance.randrange(1, 0xFFFF):x}"
    own = [value for value in unsaid(sender, client) if value.sender != named]
    return Conversation(
        sender,
        not over_rest and chance.random() < 0.5,
        client,
        tuple(messages),
        (*planted, *own),
    )
