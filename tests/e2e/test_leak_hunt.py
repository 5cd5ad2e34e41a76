"""A small leak hunt: conversations, a killed server, and the search of all that was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.leak_hunt.conversations import make_conversations
from benchmarks.leak_hunt.hunt import Setup, hunt
from benchmarks.leak_hunt.places import DATABASE_ROWS

pytestmark = pytest.mark.e2e

CONVERSATIONS = 40


def test_nothing_personal_is_left_though_rasa_is_killed(tmp_path: Path) -> None:
    conversations = make_conversations(CONVERSATIONS)
    findings = hunt(conversations, Setup(faults=("Rasa killed",)), tmp_path / "assistant")
    assert findings.messages == sum(len(c.messages) for c in conversations)
    leaks = [(findings.planted[n], findings.examples[n]) for n in findings.found]
    assert not leaks, leaks
    assert findings.tokens[DATABASE_ROWS] > CONVERSATIONS


def test_the_search_finds_all_of_it_in_rasas_own_store(tmp_path: Path) -> None:
    conversations = make_conversations(CONVERSATIONS // 4)
    findings = hunt(conversations, Setup(redaction=False, faults=()), tmp_path / "assistant")
    missed = [findings.planted[n] for n in findings.entered if n not in findings.found]
    assert not missed
