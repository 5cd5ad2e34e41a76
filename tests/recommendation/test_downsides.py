"""What buyers complain of is quoted from reviews that say so themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.recommendation.downsides import asks_downsides, downsides, downsides_sentence
from tests.recommendation.catalogue import product


@pytest.mark.parametrize(
    ("review", "told"),
    [
        ("Great in rain. My only complaint? Bulky when packed. Four stars.", "Bulky when packed"),
        (
            "Easy to put up. There is a downside. It takes up a lot of room.",
            "It takes up a lot of room",
        ),
        (
            "Warm. On the other hand, it is not all roses. The zip sticks often.",
            "The zip sticks often",
        ),
        ("Lovely. But. Folding it back is a comedy.", "Folding it back is a comedy"),
        ("But the pole bends in a breeze.", "the pole bends in a breeze"),
        ("It tore on the second outing.", "It tore on the second outing"),
        ("Not too heavy at all, and I was not disappointed.", None),
        ("Keeps the rain out.", None),
    ],
)
def test_a_complaint_is_quoted(review: str, told: str | None) -> None:
    tent = product(1, "Beck", "Tents", [("", "", "99.00", 1)], reviews=(review,))
    assert downsides(tent) == ([] if told is None else [told])


def test_where_nobody_complains_that_is_said() -> None:
    rows = [("", "", "99.00", 1)]
    praised = product(1, "Beck", "Tents", rows, reviews=("Dry inside.",))
    assert "None of the reviews of the Beck" in downsides_sentence(praised)
    assert "Nobody has written a review" in downsides_sentence(product(2, "Ridge", "Tents", rows))


@given(st.lists(st.text(max_size=200), max_size=6))
def test_all_that_is_quoted_was_written(reviews: list[str]) -> None:
    tent = product(1, "Beck", "Tents", [("", "", "99.00", 1)], reviews=tuple(reviews))
    found = downsides(tent)
    assert len(found) <= 3
    assert all(
        any(told in " ".join(review.split()) or told in review for review in reviews)
        for told in found
    )


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("what do people complain about", True),
        ("any bad reviews?", True),
        ("what's bad about it", True),
        ("what are the downsides of the first", True),
        ("what don’t buyers like", True),
        ("I want to complain", False),
        ("something bad happened to my order", False),
        ("does it rain in", False),
    ],
)
def test_who_asks_what_is_bad(text: str, asks: bool) -> None:
    assert asks_downsides(text) == asks
