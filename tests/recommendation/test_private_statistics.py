"""Private statistics: bounded contributions, noise of a stated size, and that it is there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from actions.recommendation.private_statistics import (
    PrivacyBudget,
    PrivacyBudgetError,
    clipped_statistics,
    epsilon_of,
    noise_scale,
    private_statistics,
)

BUDGET = PrivacyBudget(1.0)
HISTORY = st.lists(st.integers(0, 11), max_size=40)


@given(st.lists(HISTORY, max_size=4), HISTORY)
def test_no_shopper_moves_the_counts_by_more_than_one(
    others: list[list[int]], history: list[int]
) -> None:
    without = clipped_statistics(others, 12, BUDGET)
    with_them = clipped_statistics([*others, history], 12, BUDGET)
    moved = (with_them.following - without.following).toarray().ravel()
    bought = with_them.bought - without.bought
    assert np.sqrt((moved**2).sum() + (bought**2).sum()) <= 1 + 1e-5


@given(st.floats(0.05, 20), st.floats(1e-9, 0.1))
def test_the_noise_is_as_large_as_the_guarantee_needs(epsilon: float, delta: float) -> None:
    scale = noise_scale(epsilon, delta)
    # Balle and Wang, theorem 8, written out.
    half = 1 / (2 * scale)
    least = norm.cdf(half - epsilon * scale) - np.exp(epsilon) * norm.cdf(-half - epsilon * scale)
    assert least == pytest.approx(delta, rel=1e-3, abs=1e-12)
    assert epsilon_of(scale, delta) == pytest.approx(epsilon, rel=1e-3)


def test_more_releases_tell_more() -> None:
    scale = noise_scale(1.0, 1e-6)
    assert epsilon_of(scale, 1e-6, releases=4) == pytest.approx(
        epsilon_of(scale / 2, 1e-6), rel=1e-6
    )
    assert 2 < epsilon_of(scale, 1e-6, releases=4) < 4


def test_noise_hides_a_pair_and_many_shoppers_show_one() -> None:
    rare, common = [(0, 1)], [(2, 3)] * 3000
    random = np.random.default_rng(3)
    counts = [private_statistics([*rare, *common], 50, BUDGET, random).following for _ in range(5)]
    assert all(count[2, 3] > 1000 for count in counts)
    assert sum(count[0, 1] > 0 for count in counts) < 5
    # What nobody bought is lifted over the threshold, too, each time something else.
    assert all(count.nnz > 1 for count in counts)
    assert len({tuple(count.indices) for count in counts}) == 5
    assert not any(count.diagonal().any() for count in counts)


def test_pairs_that_nobody_bought_appear_as_often_as_dense_noise_would_lift_them() -> None:
    scale = noise_scale(BUDGET.epsilon, BUDGET.delta)
    drawn = [
        private_statistics([], 60, BUDGET, np.random.default_rng(seed)).following.data
        for seed in range(200)
    ]
    assert np.mean([len(values) for values in drawn]) == pytest.approx(100, rel=0.05)
    threshold = scale * norm.isf(100 / (60 * 59))
    values = np.concatenate(drawn)
    assert values.min() >= threshold - 1e-3
    beyond = threshold + scale / 2
    assert (values > beyond).mean() == pytest.approx(
        norm.sf(beyond / scale) / norm.sf(threshold / scale), rel=0.05
    )


@pytest.mark.parametrize("histories", [[], [()], [(0,)], [(0, 0, 0)]])
def test_small_shops_have_statistics(histories: list[tuple[int, ...]]) -> None:
    assert private_statistics(histories, 1, BUDGET).bought.shape == (1,)


@pytest.mark.parametrize(
    "values", [{"epsilon": 0}, {"epsilon": float("inf")}, {"epsilon": 1, "delta": 1}]
)
def test_a_budget_without_a_guarantee_is_refused(values: dict[str, float]) -> None:
    with pytest.raises(PrivacyBudgetError):
        PrivacyBudget(**values)  # type: ignore[arg-type]
