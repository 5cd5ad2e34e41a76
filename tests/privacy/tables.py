"""What the tables of recognisers check: each has rows that it finds, and rows that it leaves."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.privacy.detect import Detector
from bot.privacy.recognisers import Recogniser

DETECTOR = Detector(r"\d{5,6}")

Found = Sequence[tuple[Recogniser, Sequence[tuple[str, str]]]]
Left = Sequence[tuple[Recogniser, Sequence[str]]]


def each_found(table: Found) -> pytest.MarkDecorator:
    """Parametrise a test with the rows that are found."""
    rows = [(recogniser, text, value) for recogniser, rows in table for text, value in rows]
    return pytest.mark.parametrize(("recogniser", "text", "value"), rows)


def each_left(table: Left) -> pytest.MarkDecorator:
    """Parametrise a test with the rows that are left alone."""
    rows = [(recogniser, text) for recogniser, rows in table for text in rows]
    return pytest.mark.parametrize(("recogniser", "text"), rows)


def assert_finds(recogniser: Recogniser, text: str, value: str) -> None:
    """The recogniser finds the value; with all others it is of the same kind, and whole."""
    assert value in [span.value for span in recogniser.scan(text)]
    assert (recogniser.entity, value) in [(s.entity, s.value) for s in DETECTOR.find(text)]


def assert_leaves(recogniser: Recogniser, text: str) -> None:
    """The recogniser finds nothing."""
    assert list(recogniser.scan(text)) == []
