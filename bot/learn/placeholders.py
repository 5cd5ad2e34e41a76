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


def training_texts(history: History) -> list[str]:
    """Return what customers and agents said, as often as it was said, fit for training."""
    said = [(message.text, message.count) for message in history.messages.values()]
    said += history.sentences.items()
    fit = ((filled_in(text), count) for text, count in said if fit_for_training(text))
    return [text for text, count in fit for _ in range(count)]
