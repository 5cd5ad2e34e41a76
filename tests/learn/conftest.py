"""Learning without a trained model: words are the vectors, and nothing is understood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import HashingVectorizer

from bot.learn.gather import History, Message, gather
from bot.learn.proposals import Findings, find_proposals
from bot.learn.redaction import ConversationRedactor
from bot.learn.training_files import TrainingData
from bot.learn.transcripts import Speaker, Turn
from bot.privacy import Detector
from nlu_models.onnx_session import Vectors

KNOWN = TrainingData(
    {
        "greet": frozenset(["hello", "good morning"]),
        "order_status": frozenset(["where is my order", "when does my order come"]),
        "out_of_scope": frozenset(["what is the weather", "book a flight"]),
        "faq/payment": frozenset(["how can i pay", "which cards do you take"]),
    },
    {"faq/payment": ("By card.",)},
)
_WORDS = HashingVectorizer(n_features=2048, alternate_sign=False)


def encode(texts: Sequence[str]) -> Vectors:
    """Return counts of words at length 1: texts with the same words are alike."""
    return np.asarray(_WORDS.transform(texts).toarray(), dtype=np.float32)


def silent(
    batches: Iterable[Sequence[Message]], total: int, title: str
) -> Iterable[Sequence[Message]]:
    return batches


def talk(*lines: str, name: str = "c1") -> list[Turn]:
    """Return turns of one conversation, written as "customer: where is it"."""
    turns = []
    for line in lines:
        speaker, _, text = line.partition(": ")
        turns.append(Turn(name, Speaker(speaker), text))
    return turns


def history_of(*conversations: Sequence[str]) -> History:
    """Return what is kept of conversations."""
    turns = [t for n, lines in enumerate(conversations) for t in talk(*lines, name=f"c{n}")]
    return gather(turns, ConversationRedactor(Detector(r"\d{5,6}")))


def proposals_of(history: History, least: int = 1, understood: Sequence[str] = ()) -> Findings:
    """Return what is proposed where only some messages are understood."""
    return find_proposals(
        history,
        lambda texts: [text in understood for text in texts],
        encode,
        KNOWN,
        least=least,
        most=50,
        progress=silent,
    )


@pytest.fixture(scope="session")
def detector() -> Detector:
    return Detector(r"\d{5,6}", allow=["0113 496 0182"])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of training data."""
    folder = tmp_path / "data"
    (folder / "nlu").mkdir(parents=True)
    (folder / "faq").mkdir()
    (folder / "nlu" / "talk.yml").write_text(
        'version: "3.1"\nnlu:\n'
        "  - intent: greet\n    examples: |\n      - hello\n      - good morning\n"
        "  - intent: order_status\n    examples: |\n      - where is my order\n"
    )
    (folder / "faq" / "payment.yml").write_text(
        'version: "3.1"\nnlu:\n'
        "  - intent: faq/payment\n    examples: |\n      - how can i pay\n"
        'responses:\n  utter_faq/payment:\n    - text: "By card."\n'
    )
    return folder
