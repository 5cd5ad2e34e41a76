"""Other words for the same: what Rasa's training data lists under ``synonym``."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

from nlu_models.errors import TrainingDataError


class Synonyms:
    """Puts words of a group in each other's place.

    Args:
        groups: A word or phrase, and others that mean the same.

    Raises:
        TrainingDataError: A group has an empty word.
    """

    def __init__(self, groups: Mapping[str, Sequence[str]]) -> None:
        self._others: dict[str, list[str]] = {}
        for name, others in groups.items():
            group = list(dict.fromkeys((name, *others)))
            if not all(word.strip() for word in group):
                raise TrainingDataError(
                    f"The synonyms of {name!r} have an empty line. Fill or remove it."
                )
            for word in group:
                others_of = self._others.setdefault(word.lower(), [])
                others_of += [other for other in group if other.lower() != word.lower()]
        # Longest first: of "delivery date" and "delivery" the whole is replaced.
        longest = sorted(self._others, key=len, reverse=True)
        self._found = re.compile(
            rf"(?<!\w)(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(?!\w)", re.IGNORECASE
        )

    def replace_one(self, text: str, chance: random.Random) -> str:
        """Return the text with one word or phrase that has synonyms replaced, if there is one."""
        places = [m for m in self._found.finditer(text) if self._others.get(m[0].lower())]
        if not places:
            return text
        place = chance.choice(places)
        other = chance.choice(self._others[place[0].lower()])
        return text[: place.start()] + other + text[place.end() :]
