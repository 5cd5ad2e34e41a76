"""What buyers say, by aspect."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.recommendation import Constraints, Recommender
from actions.recommendation.opinions import asked_aspects, opinions, sentence_opinions
from tests.recommendation.catalogue import FELL, MOOR, ConceptEncoder


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Really well made.", {"quality": True}),
        ("The seam came apart after a week.", {"quality": False}),
        ("So comfortable that I wear it on days off too.", {"comfort": True}),
        ("Uncomfortable on long walks.", {"comfort": False}),
        ("Not comfortable out of the box.", {"comfort": False}),
        ("Not one blister.", {"comfort": True}),
        ("It runs small, so go one size up.", {"fit": False}),
        ("True to size.", {"fit": True}),
        ("Great value for money.", {"value": True}),
        ("It is not worth the price.", {"value": False}),
        ("Overpriced.", {"value": False}),
        ("Arrived in three days, well packed.", {"delivery": True}),
        ("Slow delivery.", {"delivery": False}),
        ("Two weeks in the Dolomites.", {}),
        ("Great quality, but it frayed.", {}),
    ],
)
def test_a_sentence_is_of_an_aspect(sentence: str, said: dict[str, bool]) -> None:
    assert sentence_opinions(sentence) == said


def test_each_review_counts_once_for_each_aspect() -> None:
    said = opinions(("Well made. Sturdy, too.", "It fell apart.", "Durable."))
    assert (said["quality"].good, said["quality"].bad) == (2, 1)
    assert said["quality"].praise == "Well made."


def test_a_wish_tells_its_aspects() -> None:
    assert asked_aspects("a comfortable pack, good value") == ("comfort", "value")
    assert asked_aspects("a rain jacket") == ()


@given(st.lists(st.text(max_size=80), max_size=4))
def test_praise_is_a_quotation(reviews: list[str]) -> None:
    for opinion in opinions(tuple(reviews)).values():
        assert -1 <= opinion.balance <= 1
        assert any(opinion.praise in review for review in reviews)


def test_buyers_move_what_they_praise_for_what_was_asked() -> None:
    praised = ("So comfortable.", "Comfortable all day.", "Very comfortable indeed.")
    scorned = ("Uncomfortable.", "It chafes.", "The collar is itchy.")
    for first, second in ((praised, scorned), (scorned, praised)):
        fell = replace(FELL, review_excerpts=first)
        other = replace(FELL, id=99, handle="p-99", review_excerpts=second)
        shop = Recommender((fell, other), ConceptEncoder())
        best = shop.search("comfortable rain jacket")[0]
        assert best.product.review_excerpts == praised
        assert "buyers praise the comfort: “So comfortable”" in best.reasons


def test_what_one_buyer_alone_says_is_no_reason() -> None:
    moor = replace(MOOR, review_excerpts=("So comfortable.", "Kept me warm."))
    (found,) = Recommender((moor,), ConceptEncoder()).search("comfortable warm jacket", k=1)
    assert not any("praise" in reason for reason in found.reasons)


def test_who_asks_for_a_size_is_told_how_it_runs() -> None:
    shop = Recommender((FELL,), ConceptEncoder())
    asked = Constraints(include={"size": ("L",)})
    (found,) = shop.search("rain jacket", asked)
    assert "buyers say that it runs small" in found.reasons
    assert not any("runs small" in reason for reason in shop.search("rain jacket")[0].reasons)
