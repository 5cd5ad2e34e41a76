"""What the shoppers of the twin conversations say."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

from settings import PROJECT_ROOT

SEED = 7301
_ANNOTATED = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


class Customer(NamedTuple):
    """A customer of the sample shop, with one of their orders."""

    order: str
    email: str
    postcode: str


ERRANDS = (
    "where is my order {order}?",
    "I want to track order {order}",
    "please cancel order {order}",
    "I want to send back something from order {order}",
    "can I have the invoice for order {order} again",
    "something in order {order} arrived broken",
    "has the money for the return of {order} been paid?",
    "can I swap an item of order {order} for another size",
    "please send order {order} to another address",
)
WITHOUT_NUMBER = (
    "where is my parcel?",
    "I'd like to return a jacket",
    "please change the delivery address",
    "I need an invoice",
)
PROOFS = (
    "{email}",
    "my email is {email}",
    "the postcode is {postcode}",
    "{postcode}",
    "it was ordered with {EMAIL}",
    "sorry, I meant {email}",
)
INTRODUCTIONS = (
    "hi, my name is Rosalind Quayle",
    "Hello, Tom Weatherby here, you can call me on 07700 900461",
    "my order number is {order} and my email {email}",
    "good morning, I'm Hannah, I live at 27 Harbour Lane, Leeds LS1 4AB",
    "my card is 4111 1111 1111 1111, did you charge it?",
    "hey there",
)
DETOURS = (
    "how much is delivery?",
    "do you have gift cards?",
    "are you a robot?",
    "what does delivery to France cost?",
    "where do I find the order number?",
    "I forgot my password, it was hunter2!",
)
ANSWERS = (
    "the first one",
    "too small",
    "27 Harbour Lane, Leeds LS1 4AB",
    "because it broke",
    "my money back",
    "call me on 07700 900461",
)
ENDINGS = (
    ("yes please", "thanks"),
    ("no, leave it",),
    ("never mind",),
    ("I want to talk to a person", "rosalind.quayle@example.net", "thanks, bye"),
    ("and what about order {order}?", "which orders do I have?"),
    ("what do you know about me?",),
)
WISHES = (
    "I'm looking for a waterproof jacket under £150",
    "show me tents for two people",
    "I need hiking boots in size 42, they are for my brother Callum Firth",
    "recommend me a backpack for a week in Scotland",
    "a present for Amber: a red beanie",
    "do you have rose or olive trousers?",
    "Hannah Weir wants a warm sleeping bag, not too heavy",
)
REFINEMENTS = (
    "something cheaper please",
    "in blue",
    "which of them is the lightest?",
    "compare the first two",
    "why do you recommend the first one?",
    "is the second one in stock in size M?",
    "show me more",
    "rather something for Rowan, who is 14",
    "not from that brand",
    "send it to me at maya.fenwick@example.com when it is back",
    "tell me more about number 1",
)


def written_stories() -> Iterator[list[str]]:
    """Yield what the shoppers of ``tests/conversations`` say.

    Not those about the dial and about what is held: another store has no dial.
    """
    for path in sorted(Path(PROJECT_ROOT, "tests", "conversations").glob("*.yml")):
        if path.stem == "test_privacy":
            continue
        for story in yaml.safe_load(path.read_text(encoding="utf-8"))["stories"]:
            yield [_ANNOTATED.sub(r"\1", step["user"]) for step in story["steps"] if "user" in step]


def twin_conversations(count: int, customers: Sequence[Customer]) -> list[list[str]]:
    """Return conversations: those that are written down, then errands and shopping in turns."""
    chance = random.Random(SEED)
    conversations = list(written_stories())[:count]
    while len(conversations) < count:
        make = _shopping if len(conversations) % 3 == 0 else _errand
        conversations.append(make(chance, chance.choice(customers)))
    return conversations


def _errand(chance: random.Random, customer: Customer) -> list[str]:
    said = [chance.choice(INTRODUCTIONS)] if chance.random() < 0.5 else []
    if chance.random() < 0.7:
        said.append(chance.choice(ERRANDS))
    else:
        said += [chance.choice(WITHOUT_NUMBER), chance.choice(("{order}", "it's {order}"))]
    if chance.random() < 0.3:
        said.append(chance.choice(DETOURS))
    said += chance.sample(PROOFS, chance.choice((1, 1, 2)))
    said += chance.sample(ANSWERS, chance.choice((0, 1, 2)))
    said += chance.choice(ENDINGS)
    return [_filled(text, customer) for text in said]


def _shopping(chance: random.Random, customer: Customer) -> list[str]:
    said = [chance.choice(INTRODUCTIONS)] if chance.random() < 0.3 else []
    said += [chance.choice(WISHES), *chance.sample(REFINEMENTS, 3)]
    if chance.random() < 0.3:
        said += [chance.choice(ERRANDS), chance.choice(PROOFS), chance.choice(REFINEMENTS)]
    return [_filled(text, customer) for text in said]


def _filled(text: str, customer: Customer) -> str:
    values = {**customer._asdict(), "EMAIL": customer.email.upper()}
    return re.sub(r"\{(\w+)\}", lambda match: values[match.group(1)], text)
