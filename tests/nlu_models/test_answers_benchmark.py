"""The benchmark of answers: reading an FAQ, and scores of ways to search it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.answers import methods
from benchmarks.answers.data import Faq, FaqFileError, read_faq

STACKFAQ = """<root>
<qapair><rephr>wrap a gift</rephr><rephr>gift
 paper &amp; bow</rephr><rephr>*</rephr><rephr>as a present</rephr>
<question>Gift wrapping</question><answer>Yes, we wrap.</answer><answer>Free.</answer></qapair>
<qapair><rephr>for students</rephr><rephr>student price</rephr>
<question>Student discount</question><answer>Ten per cent.</answer></qapair>
</root>"""
RASA = """
version: "3.1"
nlu:
- intent: faq/gift
  examples: |
    - wrap a gift
    - gift wrapping
- intent: greet
  examples: |
    - hello
responses:
  utter_faq/gift:
  - text: Yes, we wrap.
"""


@pytest.fixture
def faq(tmp_path: Path) -> Faq:
    file = tmp_path / "faq.xml"
    file.write_text(STACKFAQ)
    return read_faq(file, None)


def test_odd_rephrasings_are_learned_and_even_ones_asked(faq: Faq) -> None:
    assert faq.answers == ("Gift wrapping", "Student discount")
    assert faq.phrasings == (
        ("Gift wrapping", 0),
        ("wrap a gift", 0),
        ("Student discount", 1),
        ("for students", 1),
    )
    assert faq.test == (("gift paper & bow", 0), ("as a present", 0), ("student price", 1))
    assert faq.texts == (("Yes, we wrap.", 0), ("Free.", 0), ("Ten per cent.", 1))


def test_decisions_are_made_on_phrasings_alone(faq: Faq) -> None:
    development = faq.development()
    assert development.test == (("wrap a gift", 0), ("for students", 1))
    assert development.phrasings == (("Gift wrapping", 0), ("Student discount", 1))
    assert faq.with_phrasings(1).phrasings == development.phrasings
    assert development.development().test == ()


def test_an_faq_of_rasas_is_read(tmp_path: Path) -> None:
    for name, content in (("faq.yml", RASA), ("test.yml", RASA.replace("wrap a", "pack a"))):
        (tmp_path / name).write_text(content)
    faq = read_faq(tmp_path / "faq.yml", tmp_path / "test.yml")
    assert faq.answers == ("faq/gift",)
    assert faq.texts == (("Yes, we wrap.", 0),)
    assert {text for text, _ in faq.test} == {"pack a gift", "gift wrapping"}


@pytest.mark.parametrize(
    ("content", "problem"), [("<root/>", "no threads"), ("<root>", "cannot be read")]
)
def test_another_file_is_refused(tmp_path: Path, content: str, problem: str) -> None:
    file = tmp_path / "faq.xml"
    file.write_text(content)
    with pytest.raises(FaqFileError, match=problem):
        read_faq(file, None)
    with pytest.raises(FaqFileError, match="does not exist"):
        read_faq(file, tmp_path / "none.yml")


def test_words_find_their_answer(faq: Faq) -> None:
    for method in (lambda f: methods.bm25(f, f.phrasings), methods.bm25_whole):
        scores = method(faq)
        assert scores.shape == (3, 2)
        assert scores[0].argmax() == 0
        assert scores[2].argmax() == 1
        assert scores.max() == pytest.approx(1)


def test_a_fusion_lies_between_its_parts() -> None:
    first, second = np.array([[1.0, 0.0]], np.float32), np.array([[0.0, 0.5]], np.float32)
    assert methods.fused(first, second, 0.0).tolist() == first.tolist()
    assert methods.fused(first, second, 0.5).tolist() == [[0.5, 0.25]]
