"""Of very many examples the nearest are found in int8, and it makes no difference that matters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu_models.calibration import softmax, tempered
from nlu_models.heads import ExampleIndex
from nlu_models.onnx_session import Vectors, normalise_rows
from nlu_models.rounded import RoundedRows

_DIM = 96
_ANSWERS, _INTENTS, _EXAMPLES = 40, 20, 40
_GROUPS = (
    *(f"faq/{number:02d}" for number in range(_ANSWERS)),
    *(f"task{number:02d}" for number in range(_INTENTS)),
)


def _around(middles: Vectors, each: int, chance: np.random.Generator) -> Vectors:
    """Return unit vectors about as near to each other as examples of one intent."""
    noise = chance.normal(size=(len(middles) * each, _DIM)) / np.sqrt(_DIM)
    return normalise_rows((np.repeat(middles, each, axis=0) + 0.8 * noise).astype(np.float32))


@pytest.fixture(scope="module")
def middles() -> Vectors:
    """The middle of each group."""
    chance = np.random.default_rng(7)
    return normalise_rows(chance.normal(size=(len(_GROUPS), _DIM)).astype(np.float32))


@pytest.fixture(scope="module")
def index(middles: Vectors) -> ExampleIndex:
    """So many examples that they are looked through in int8."""
    vectors = _around(middles, _EXAMPLES, np.random.default_rng(8))
    owners = np.repeat(np.arange(len(_GROUPS)), _EXAMPLES).tolist()
    return ExampleIndex(_GROUPS, vectors, owners)


@pytest.fixture(scope="module")
def texts(middles: Vectors) -> Vectors:
    """Messages, some of each group."""
    return _around(middles, 3, np.random.default_rng(9))


def _exact(index: ExampleIndex, text: Vectors) -> Vectors:
    cosines = index.vectors @ text
    return np.array([cosines[index.owners == group].max() for group in range(len(index.groups))])


def test_the_nearest_examples_of_the_likeliest_groups_are_compared_exactly(
    index: ExampleIndex, texts: Vectors
) -> None:
    for text in texts:
        exact = _exact(index, text)
        (nearest,), _ = index.likeness(text[None])
        assert nearest == pytest.approx(exact, abs=0.01)
        answers, tasks = exact[:_ANSWERS], exact[_ANSWERS:]
        near = answers >= answers.max() - 0.2
        assert nearest[:_ANSWERS][near] == pytest.approx(answers[near], abs=1e-5)
        assert nearest[_ANSWERS:] == pytest.approx(tasks, abs=1e-5)


def test_a_text_alone_is_like_what_it_is_like_among_others(
    index: ExampleIndex, texts: Vectors
) -> None:
    nearest, centres = index.likeness(texts)
    for row, text in enumerate(texts):
        (alone,), (middle,) = index.likeness(text[None])
        assert alone == pytest.approx(nearest[row], abs=0.01)
        assert alone.argmax() == nearest[row].argmax()
        assert middle == pytest.approx(centres[row], abs=1e-5)


def test_rounded_products_are_about_the_exact_ones(index: ExampleIndex, texts: Vectors) -> None:
    rows = np.concatenate([index.vectors, np.zeros((1, _DIM), np.float32)])
    products = RoundedRows(rows).products(texts)
    assert products == pytest.approx(texts @ rows.T, abs=0.02)
    assert not products[:, -1].any()


@given(
    st.lists(st.floats(1e-6, 1.0), min_size=2, max_size=20), st.sampled_from([0.3, 0.77, 1.0, 2.5])
)
def test_a_temperature_means_the_same_for_probabilities_as_for_scores(
    chances: list[float], temperature: float
) -> None:
    told = np.array(chances)
    assert tempered(told, temperature) == pytest.approx(softmax(np.log(told), temperature))
