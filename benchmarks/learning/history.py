"""Made-up conversations between customers and agents, of which the topics are known."""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from faker import Faker

from benchmarks.learning.topics import TOPICS, Topics

Row = tuple[str, str, str]

# What the assistant can do by itself.
UNDERSTOOD = [
    "where is my order {number}",
    "how can I pay",
    "show me waterproof jackets",
    "I want to return something",
    "do you deliver on saturdays",
    "thank you very much",
    "cancel order {number}",
]
_OPENINGS = ["Hi, you're through to our team.", "Hello, thanks for getting in touch!"]
_CLOSINGS = ["Is there anything else I can help you with?", "Have a lovely day!"]
_SENTENCES = [
    "hi, my name is {name}",
    "my email is {email} if you need it",
    "you can call me on {phone}",
    "i live at {address}",
    "it was order {number}",
]


@dataclass(frozen=True)
class Person:
    """A customer.

    Attributes:
        name: Given name and surname.
        email: Address of mail.
        phone: A mobile number.
        address: Street and postcode.
        number: Of an order.
    """

    name: str
    email: str
    phone: str
    address: str
    number: str

    def secrets(self) -> list[str]:
        """Return what must not be found anywhere."""
        given, _, surname = self.name.partition(" ")
        return [given, surname, self.email, self.phone, *self.address.split(", "), self.number]


@dataclass(frozen=True)
class History:
    """Conversations, and what is known of them.

    Attributes:
        rows: (conversation, speaker, text).
        people: Who the customers are.
        topic_of: Topic of each question.
    """

    rows: list[Row]
    people: list[Person]
    topic_of: dict[str, str]


def made_up(
    conversations: int = 42,
    topics_of: Topics = TOPICS,
    *,
    seed: int = 7,
    chat: Sequence[str] = (),
) -> History:
    """Return conversations: each topic's questions in turn, and much around them.

    Args:
        conversations: How many.
        topics_of: What is asked and answered in them.
        seed: Another one gives other people, answers and order.
        chat: Things that customers say besides, spread over the conversations.
    """
    chance = random.Random(seed)
    topics = list(topics_of)
    rows: list[Row] = []
    people = []
    for number in range(conversations):
        topic = topics[number % len(topics)]
        questions, answers = topics_of[topic]
        question = questions[(number // len(topics)) % len(questions)]
        person = _person(chance)
        people.append(person)
        name = f"chat-{number:05}"
        rows += [
            (name, speaker, text) for speaker, text in _talk(chance, person, question, answers)
        ]
        rows += [(name, "customer", text) for text in chat[number::conversations]]
    labels = {q: topic for topic, (questions, _) in topics_of.items() for q in questions}
    return History(rows, people, labels)


def everyday_words() -> set[str]:
    """Return the words of the conversations that are nobody's, in lower case."""
    texts = [*TOPICS.values(), UNDERSTOOD, _OPENINGS, _CLOSINGS, _SENTENCES]
    return set(re.findall(r"\w+", str(texts).casefold()))


def _person(chance: random.Random) -> Person:
    fake = Faker("en_GB")
    fake.seed_instance(chance.randrange(10**9))
    given, surname = fake.first_name(), fake.last_name()
    return Person(
        f"{given} {surname}",
        f"{given}.{surname}{chance.randrange(100)}@{fake.free_email_domain()}".lower(),
        f"07{chance.randrange(10**8, 10**9)}",
        f"{chance.randrange(1, 200)} {surname} {chance.choice(['Road', 'Street', 'Lane'])}, "
        f"LS{chance.randrange(1, 29)} {chance.randrange(1, 9)}AB",
        str(chance.randrange(20_000, 99_999)),
    )


def _talk(
    chance: random.Random, person: Person, question: str, answers: Sequence[str]
) -> list[tuple[str, str]]:
    known = vars(person)
    talk = []
    for text in chance.sample(UNDERSTOOD, 2):
        talk += [("customer", text.format(**known)), ("bot", "Let me see. Anything else?")]
    talk += [("customer", question), ("bot", "Sorry, I didn't get that. Let me get a colleague.")]
    talk.append(("agent", chance.choice(_OPENINGS)))
    for text in chance.sample(_SENTENCES, 2):
        talk.append(("customer", text.format(**known)))
    if chance.random() < 0.5:
        talk += [("agent", "Can I take your full name please?"), ("customer", person.name)]
    given = person.name.partition(" ")[0]
    talk += [("agent", f"Thanks {given}."), ("customer", question)]
    answer = chance.choice(answers)
    talk.append(("agent", f"Hi {given}, {answer}" if chance.random() < 0.3 else answer))
    talk += [("customer", "ok"), ("agent", chance.choice(_CLOSINGS))]
    return talk


def write_csv(
    rows: Sequence[Row], path: Path, encoding: str = "utf-8", delimiter: str = ","
) -> Path:
    """Write rows as CSV with the usual columns."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(("conversation", "speaker", "text"))
        writer.writerows(rows)
    return path


def write_json_lines(rows: Sequence[Row], path: Path) -> Path:
    """Write rows as JSON lines, under names that a help desk uses."""
    lines = (
        json.dumps({"ticket_id": name, "role": speaker, "message": text}, ensure_ascii=False)
        for name, speaker, text in rows
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
