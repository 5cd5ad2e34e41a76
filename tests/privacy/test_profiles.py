"""Profiles: bounded contributions, noise of a stated size, one contribution a visit, an end."""

from __future__ import annotations

import time
from collections import defaultdict

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.consent import DialOptions
from bot.privacy.database import connect
from bot.privacy.erasure_log import read_erasure_log
from bot.privacy.profile_weights import FACETS, MOST_WEIGHT, clipped
from bot.privacy.profiles import Profiles

SECRET = b"s" * 32
DOMAIN = [f"{facet}={value}" for facet in FACETS for value in ("one", "two", "three")]
TASTE = {"category=one": 1.0, "color=two": 1.0}
CLEAR = DialOptions(profile_epsilon=1000)  # so little noise that what is told can be tested
WEIGHTS = st.dictionaries(
    st.sampled_from([*DOMAIN, "size=9", "nonsense"]),
    st.floats(allow_nan=True, allow_infinity=True),
)


@pytest.fixture
def engine(database_url: str) -> sa.engine.Engine:
    return connect(sa.engine.make_url(database_url))


def in_memory(options: DialOptions = CLEAR) -> Profiles:
    return Profiles(connect(sa.engine.make_url("sqlite://")), SECRET, options)


@given(WEIGHTS)
def test_no_visit_adds_more_than_one_unit_for_a_facet(weights: dict[str, float]) -> None:
    sums: dict[str, float] = defaultdict(float)
    for interest, weight in clipped(weights).items():
        assert weight >= 0
        sums[interest.partition("=")[0]] += weight
    assert set(sums) <= set(FACETS)
    assert all(total <= MOST_WEIGHT + 1e-9 for total in sums.values())


@given(WEIGHTS, WEIGHTS)
def test_two_visits_differ_by_no_more_than_the_noise_is_made_for(
    one: dict[str, float], other: dict[str, float]
) -> None:
    profiles = in_memory()
    first, second = (profiles.noisy(weights, "visit", DOMAIN) for weights in (one, other))
    assert set(first) == set(second) == set(DOMAIN)
    apart = sum(abs(first[interest] - second[interest]) for interest in DOMAIN)
    # The same visit has the same noise: what is left is the sensitivity, and the rounding.
    assert apart <= 2 * len(FACETS) * MOST_WEIGHT + 0.001 * len(DOMAIN)


@pytest.mark.parametrize("epsilon", [1.0, 8.0])
def test_the_noise_is_as_large_as_epsilon_says(epsilon: float) -> None:
    profiles = in_memory(DialOptions(profile_epsilon=epsilon))
    drawn = [v for n in range(2000) for v in profiles.noisy({}, f"visit {n}", DOMAIN).values()]
    mean = sum(map(abs, drawn)) / len(drawn)  # of a Laplace variable it is its scale
    assert profiles.scale == len(FACETS) / epsilon
    assert mean == pytest.approx(profiles.scale, rel=0.05)
    assert sum(drawn) / len(drawn) == pytest.approx(0, abs=0.05 * profiles.scale)


def test_what_was_not_named_has_noise_too() -> None:
    drawn = in_memory(DialOptions(profile_epsilon=1)).noisy(TASTE, "visit", DOMAIN)
    assert all(value != 0 for value in drawn.values())


def test_a_profile_is_kept_found_told_and_erased(engine: sa.engine.Engine) -> None:
    profiles = Profiles(engine, SECRET, CLEAR)
    assert profiles.load(["a", "b"]) is None and profiles.export(["a"]) == {}
    profiles.add(["a"], TASTE, visit="1", domain=DOMAIN)
    profiles.add(["c"], {"category=three": 1}, visit="1", domain=DOMAIN)
    found = profiles.load(["x", "a"])
    assert found is not None and set(found.interests) == set(TASTE) and found.visits == 1
    exported = profiles.export(["a"])
    assert exported["epsilon_per_visit"] == 1000 and set(exported["noisy_sums"]) == set(DOMAIN)
    assert profiles.erase(["a", "b"]) == 1 and profiles.erase(["a"]) == 0
    assert profiles.load(["a"]) is None and profiles.count() == 1
    assert [(e.conversation, dict(e.counts)) for e in read_erasure_log(engine)] == [
        ("a", {"profile": 1})
    ]


def test_a_visit_counts_once_however_often_it_is_written() -> None:
    profiles = in_memory()
    for taste in ({"category=two": 1.0}, TASTE, TASTE):
        profiles.add(["a"], taste, visit="1", domain=DOMAIN)
    once = profiles.export(["a"])
    assert once["visits"] == 1 and set(once["interests"]) == set(TASTE)
    profiles.add(["a"], {"category=one": 1.0}, visit="2", domain=DOMAIN)
    # From a page that is still open.
    profiles.add(["a"], {"category=three": 1.0}, visit="1", domain=DOMAIN)
    before = profiles.load(["a"], before="2")
    assert before is not None and before.visits == 1 and set(before.interests) == set(TASTE)
    twice = profiles.export(["a"])
    assert twice["visits"] == 2
    assert twice["noisy_sums"]["category=one"] == pytest.approx(2, abs=0.1)
    assert twice["noisy_sums"]["category=three"] == pytest.approx(0, abs=0.1)


def test_with_the_usual_noise_a_taste_shows_after_some_visits_and_chance_does_not() -> None:
    profiles = in_memory(DialOptions())
    alone, chance = 0, 0
    for shopper in range(20):
        name = [f"shopper {shopper}"]
        for visit in range(8):
            profiles.add(name, {"category=one": 1.0}, visit=str(visit), domain=DOMAIN)
            if visit == 0:
                alone += len(profiles.export(name)["interests"])
        told = profiles.export(name)["interests"]
        chance += len(set(told) - {"category=one"})
        assert set(told) <= set(DOMAIN)
    assert alone <= 20  # of one visit hardly anything can be told
    assert chance <= 10
    assert (
        sum("category=one" in profiles.export([f"shopper {n}"])["interests"] for n in range(20))
        > 10
    )


def test_a_profile_that_is_not_used_ends(
    engine: sa.engine.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    profiles = Profiles(engine, SECRET, DialOptions(profile_ttl=30 * 86400, profile_epsilon=1000))
    profiles.add(["a"], TASTE, visit="1", domain=DOMAIN)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 20 * 86400)
    assert profiles.load(["a"]) is not None  # a use: its time begins anew
    monkeypatch.setattr(time, "time", lambda: now + 40 * 86400)
    assert profiles.load(["a"]) is not None
    monkeypatch.setattr(time, "time", lambda: now + 80 * 86400)
    assert profiles.load(["a"]) is None and profiles.count() == 1
    assert profiles.erase_what_is_old() == 1 and profiles.count() == 0
    assert [e.erased_by for e in read_erasure_log(engine)] == ["retention"]
