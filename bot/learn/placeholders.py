"""What stands in training examples where customers said something personal.

The values are nobody's: domains and phone numbers that are set aside for examples.
"""

from __future__ import annotations

from bot.learn.gather import History
from bot.learn.redaction import PLACEHOLDER

# Kinds that shoppers are expected to give. A message with anything else is not fit for training.
STAND_INS = {
    "order_number": "10452",
    "email": "sam.reed@example.com",
    "postcode": "LS1 4AB",
    "name": "Sam",
    "phone": "07700 900123",
    "address": "12 Mill Lane",
    "tracking_number": "JD0002219990011",
}


def fit_for_training(text: str) -> bool:
    """Whether every placeholder in a text can be filled in."""
    return all(kind in STAND_INS for kind in PLACEHOLDER.findall(text))


def filled_in(text: str) -> str:
    """Return a text with stand-ins for its placeholders."""
    return PLACEHOLDER.sub(lambda match: STAND_INS.get(match.group(1), match.group()), text)


def training_texts(history: History, k: int) -> tuple[list[str], int]:
    """Return what customers and agents said, as often as it was said, fit for training.

    Args:
        history: The conversations, redacted.
        k: Texts that fewer conversations have are left out.

    Returns:
        The texts, and the number of different ones that are too rare.
    """
    said = [(m.text, m.count, len(m.conversations)) for m in history.messages.values()]
    # Of sentences, conversations are counted.
    said += [(text, count, count) for text, count in history.sentences.items()]
    fit = [row for row in said if fit_for_training(row[0])]
    common = [(filled_in(text), count) for text, count, support in fit if support >= k]
    return [text for text, count in common for _ in range(count)], len(fit) - len(common)
