"""Tactful's recognisers in Presidio, and Presidio's in Tactful."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.privacy.recognisers import Recogniser, shipped_recognisers
from bot.privacy.tracker_store import RedactingTrackerStore
from settings import PROJECT_ROOT
from tests.privacy import test_recognisers_numbers as numbers
from tests.privacy import test_recognisers_people as people
from tests.privacy.conftest import DOMAIN, conversation, tracker_of, user
from tests.privacy.test_recognisers import FOUND, NOT_PERSONAL

TEXTS = [
    *(text for rows in FOUND.values() for text, _ in rows),
    *(text for _, rows in (*numbers.FOUND, *people.FOUND) for text, _ in rows),
    *(text for _, rows in (*numbers.LEFT, *people.LEFT) for text in rows),
    *NOT_PERSONAL,
]


@pytest.mark.parametrize(
    "recogniser", shipped_recognisers(r"\d{5,6}"), ids=lambda r: type(r).__name__
)
def test_presidio_finds_the_same(recogniser: Recogniser) -> None:
    from bot.privacy.recognisers.presidio import PresidioRecogniser

    presidio = PresidioRecogniser(recogniser)
    for text in TEXTS:
        own = {(span.start, span.end) for span in recogniser.scan(text)}
        found = presidio.analyze(text, presidio.supported_entities, None)
        spans = {(result.start, result.end) for result in found}
        assert spans <= own
        # Presidio drops what lies within another finding of the same recogniser.
        assert all(any(s <= start and end <= e for s, e in spans) for start, end in own)


async def test_a_presidio_recognizer_from_endpoints_is_used(tmp_path: Path) -> None:
    store = RedactingTrackerStore(
        domain=DOMAIN,
        host=f"sqlite:///{tmp_path / 'x.db'}",
        recognizers=["presidio_analyzer.predefined_recognizers.CryptoRecognizer"],
    )
    wallet = "16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ"
    await store.save(tracker_of([*conversation()[:2], user(f"pay to {wallet}")]))
    (key,) = await store.keys()
    stored = await store.retrieve(key)
    assert stored is not None and stored.latest_message is not None
    assert str(stored.latest_message.text).startswith("pay to [crypto:")


def test_presidio_is_imported_without_torch() -> None:
    code = "import sys, bot.privacy.recognisers.presidio; print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
