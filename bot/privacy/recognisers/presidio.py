"""Presidio recognisers: Tactful's own as Presidio sees them, and Presidio's as Tactful does.

Importing this module imports spaCy (through Presidio); ``bot.privacy.detect`` does without.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

# Must come before Presidio: blocks torch while spaCy's thinc is first imported.
import nlu_models.spacy_runtime  # noqa: F401  # isort: skip
from presidio_analyzer import EntityRecognizer, Pattern, PatternRecognizer

from bot.privacy.recognisers.base import Precedence, Recogniser, Span


class PresidioRecogniser(PatternRecognizer):
    """One of Tactful's recognisers, for Presidio's ``AnalyzerEngine`` or used by itself.

    Args:
        recogniser: The recogniser whose patterns and validator it takes over.
        language: Language code under which Presidio files it.
    """

    def __init__(self, recogniser: Recogniser, language: str = "en") -> None:
        self._recogniser = recogniser
        super().__init__(
            supported_entity=recogniser.entity.upper(),
            name=type(recogniser).__name__,
            supported_language=language,
            patterns=[Pattern(p.name, p.expression, p.score) for p in recogniser.patterns],
            global_regex_flags=regex.IGNORECASE | regex.MULTILINE,
        )

    def validate_result(self, pattern_text: str) -> bool | None:
        """Validate as the recogniser does."""
        return self._recogniser.validate(pattern_text)


class ForeignRecogniser(Recogniser):
    """Any Presidio recogniser that needs no language model, in a ``Detector``.

    Args:
        recognizer: For example ``UsSsnRecognizer()``.
        threshold: Findings with a lower score are left alone.
    """

    precedence = Precedence.EXACT
    patterns = ()
    hint = ""

    def __init__(self, recognizer: EntityRecognizer, threshold: float = 0.4) -> None:
        self._recognizer = recognizer
        self._threshold = threshold
        self.entity = str(recognizer.supported_entities[0]).lower()

    def scan(self, text: str) -> Iterator[Span]:
        """Find what the Presidio recogniser finds."""
        found = self._recognizer.analyze(text, self._recognizer.supported_entities, None)
        for result in found or ():
            if result.score >= self._threshold:
                value = text[result.start : result.end]
                yield Span(
                    result.start, result.end, str(result.entity_type).lower(), value, result.score
                )
