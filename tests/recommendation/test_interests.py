"""Interests in values of the catalogue: what tells them, and what they change."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from actions.recommendation import (
    Constraints,
    Context,
    Recommender,
    interests_of,
    interests_words,
)
from actions.recommendation.interests import FACETS
from bot.privacy.profile_weights import FACETS as PROFILE_FACETS
from bot.privacy.profile_weights import clipped
from tests.recommendation.catalogue import FELL, MOOR, PRODUCTS, TWEED

COLORS = st.lists(st.sampled_from(["navy", "Blue", "red"]), max_size=3)


def test_what_was_asked_for_and_chosen_counts_alike() -> None:
    asked = Constraints(include={"color": ("Navy",), "size": ("M",)})
    found = interests_of([asked], [TWEED])
    assert found["color=navy"] == found["color=brown"] == 0.5
    assert found["brand=tarn & co"] == found["category=jackets"] == 1
    assert not any(interest.startswith("size") for interest in found)


@given(st.lists(COLORS, max_size=4), st.lists(st.sampled_from(PRODUCTS), max_size=4))
def test_what_a_conversation_adds_needs_no_clipping(
    colors: list[list[str]], chosen: list[object]
) -> None:
    asked = [Constraints(include={"color": tuple(values)}) for values in colors]
    found = interests_of(asked, chosen)  # type: ignore[arg-type]
    for facet in FACETS:
        own = [weight for name, weight in found.items() if name.startswith(f"{facet}=")]
        assert not own or abs(sum(own) - 1) < 1e-9
    assert all(abs(clipped(found)[name] - weight) < 1e-9 for name, weight in found.items())


def test_profiles_know_the_same_facets() -> None:
    assert FACETS == PROFILE_FACETS


def test_the_vocabulary_is_that_of_the_catalogue() -> None:
    known = Recommender([FELL, MOOR]).interests()
    assert {"category=jackets", "color=navy", "color=black", "material=down"} <= set(known)
    assert known == sorted(set(known))


def test_interests_move_what_meets_them_up_and_are_no_filter() -> None:
    shop = Recommender(PRODUCTS)
    taste = {"brand=tarn & co": 1.0, "material=leather": 1.0, "color=brown": 1.0}
    jackets = Constraints(include={"category": ("Jackets",)})

    def place(interests: dict[str, float]) -> int:
        found = shop.recommend(Context(), jackets, len(PRODUCTS), interests=interests)
        return [item.product.id for item in found].index(TWEED.id)

    assert place(taste) < place({})
    plain = shop.recommend(Context(), None, len(PRODUCTS))
    with_taste = shop.recommend(Context(), None, len(PRODUCTS), interests=taste)
    assert {i.product.id for i in plain} == {i.product.id for i in with_taste}


def test_affinity_is_between_0_and_1() -> None:
    shop = Recommender(PRODUCTS)
    rows = np.arange(len(PRODUCTS))
    met = shop.snapshot.affinity(dict.fromkeys(shop.interests(), 1.0), rows)
    assert met.min() >= 0 and met.max() <= 1
    assert shop.snapshot.affinity({}, rows).max() == 0


def test_interests_in_words() -> None:
    told = interests_words(["category=boots", "color=blue", "material=wool"])
    assert told == "boots, the colour blue and wool"
