"""The detectors that are compared."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

# Must come before Presidio: blocks torch while spaCy is first imported.
import nlu_models.spacy_runtime  # noqa: F401  # isort: skip
import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import UkNinoRecognizer

from benchmarks.detection.data import KINDS, Mark
from bot.privacy.detect import Detector
from bot.privacy.recognisers.unexplained import WEIGHTS, read_kinds
from settings import get_settings

PRESIDIO_RUN = (
    "Presidio's default recognisers with UkNinoRecognizer on a blank English spaCy pipeline: its "
    "language model is not installed, so it has none for names and addresses"
)
# What Presidio finds without claiming that it is personal by itself; right where a mark is there.
_NOT_WRONG = {"DATE_TIME": "date_of_birth", "URL": "url_secret"}
_PRESIDIO_KINDS = {**KINDS, **_NOT_WRONG, "US_BANK_NUMBER": "iban", "LOCATION": "address"}


class System(NamedTuple):
    """A detector: its name, and what gives the marks of a text with their scores."""

    name: str
    find: Callable[[str], list[tuple[Mark, float]]]


def tactful(weights: Path = WEIGHTS) -> System:
    """Return Tactful's detector as the shop runs it, for what shoppers type.

    Args:
        weights: Of what speaks for which kind of number.
    """
    detector = Detector(get_settings().order_number_pattern, kinds=read_kinds(weights))

    def find(text: str) -> list[tuple[Mark, float]]:
        return [
            (Mark(s.start, s.end, "address" if s.entity == "postcode" else s.entity), s.score)
            for s in detector.find(text, typed=True)
        ]

    return System("Tactful", find)


class _BlankEnglish(SpacyNlpEngine):
    """A tokeniser, and no model."""

    def __init__(self) -> None:
        super().__init__(models=[{"lang_code": "en", "model_name": "blank"}])
        self.nlp = {"en": spacy.blank("en")}

    def load(self) -> None:
        """Nothing to load."""


def presidio() -> System:
    """Return Presidio's analyzer as it comes, without its language model."""
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    # The list of public suffixes that it ships; the newest one would be fetched from the network.
    shipped = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    setattr(tldextract, "extract", shipped)  # noqa: B010 - typed as the function it replaces
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"])
    registry.add_recognizer(UkNinoRecognizer())
    analyzer = AnalyzerEngine(
        registry=registry, nlp_engine=_BlankEnglish(), supported_languages=["en"]
    )

    def find(text: str) -> list[tuple[Mark, float]]:
        return [
            (Mark(r.start, r.end, _PRESIDIO_KINDS[r.entity_type]), r.score)
            for r in analyzer.analyze(text, language="en")
            if r.entity_type in _PRESIDIO_KINDS
        ]

    return System("Presidio", find)


def counts_against(kind: str, system: str) -> bool:
    """Tell whether a finding beside every mark is an error of that system."""
    return system != "Presidio" or kind not in _NOT_WRONG.values()
