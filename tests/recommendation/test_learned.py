"""Learned words find what they mean, weakly; reviews teach words that a shop does not use."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from actions.recommendation import Context, Recommender
from actions.recommendation.learned import (
    LearnedWords,
    Source,
    TaughtPhrasebook,
    learned_words,
)
from actions.recommendation.review_words import log_likelihood_ratio, review_meanings
from actions.recommendation.search_counts import Meaning
from tests.recommendation.catalogue import BASE, BECK, BREEZE, FELL, PRODUCTS, TWEED


def taught(learned: LearnedWords) -> Recommender:
    return Recommender(PRODUCTS, phrasebook=TaughtPhrasebook((), None, lambda: learned))


def found(recommender: Recommender, text: str) -> list[str]:
    return [item.product.title for item in recommender.search(text)]


def test_a_learned_word_finds_what_was_chosen_after_it() -> None:
    assert found(taught({}), "zorbel") == []
    many = Meaning("zorbel", "rain jacket", 40.0)
    few = Meaning("zorbel", "down jacket", 12.0)
    recommender = taught(learned_words({Source.SEARCH: [few, many]}))
    assert found(recommender, "a Zorbel please")[0] == FELL.title
    suggested = recommender.recommend(Context(said=("zorbels",)))
    assert suggested[0].product.title == FELL.title


def test_what_was_learned_later_is_found_at_once() -> None:
    learned: dict[tuple[str, ...], object] = {}
    recommender = taught(learned)  # type: ignore[arg-type]
    assert found(recommender, "zorbel") == []
    learned.update(learned_words({Source.SEARCH: [Meaning("zorbel", "tent", 30.0)]}))
    assert {BECK.title, BASE.title} >= set(found(recommender, "zorbel")) != set()


def test_two_words_mean_more_than_each() -> None:
    recommender = taught(
        learned_words(
            {
                Source.SEARCH: [
                    Meaning("zorbel quix", "tent", 20.0),
                    Meaning("zorbel", "rain jacket", 50.0),
                ]
            }
        )
    )
    assert found(recommender, "zorbel quix")[0] in (BECK.title, BASE.title)
    assert found(recommender, "zorbel")[0] == FELL.title


def test_what_the_catalogue_says_itself_comes_first() -> None:
    # "Leather" was followed by a wrong choice, many times.
    learned = learned_words({Source.SEARCH: [Meaning("leath", "wind jacket", 90.0)]})
    assert found(taught(learned), "leather jacket")[0] == TWEED.title
    assert BREEZE.title in found(taught(learned), "leather jacket")


def test_what_the_catalogue_no_longer_has_is_passed_over() -> None:
    recommender = taught(learned_words({Source.SEARCH: [Meaning("zorbel", "hover board", 9.0)]}))
    assert found(recommender, "zorbel") == []


def test_releases_add_up_and_chance_is_left_out() -> None:
    learned = learned_words(
        {
            Source.SEARCH: [
                Meaning("zorbel", "tent", 10.0),
                Meaning("zorbel", "tent", 10.0),
                Meaning("zorbel", "rain jacket", 1.0),
            ]
        }
    )
    ((one,),) = learned.values()
    assert [alternative.terms for alternative in one.alternatives] == [("tent",)]


def test_reviewers_words_are_learned_where_two_products_share_them() -> None:
    said = [
        (product.id, f"{text} {product.title} wigwam.")
        for product in (BECK, BASE)
        for text in ("A splendid", "Our trusty", "This roomy", "My beloved", "Her")
    ]
    others = [(FELL.id, f"Number {n} kept me dry.") for n in range(40)]
    (one,) = [m for m in review_meanings(PRODUCTS, [*said, *others]) if m.said == "wigwam"]
    assert one == Meaning("wigwam", "tent", 10.0)


def test_copied_reviews_and_those_of_one_product_teach_nothing() -> None:
    others = [(FELL.id, f"Number {n} kept me dry.") for n in range(40)]
    copied = [(product.id, "A splendid wigwam.") for product in (BECK, BASE) for _ in range(20)]
    assert review_meanings(PRODUCTS, [*copied, *others]) == []
    single = [(BECK.id, f"Wigwam number {n}.") for n in range(20)]
    assert "wigwam" not in {m.said for m in review_meanings(PRODUCTS, [*single, *others])}
    gone = [(10_000, f"Wigwam number {n}.") for n in range(20)]
    assert review_meanings(PRODUCTS, gone) == []


def test_what_the_shop_says_itself_is_not_learned() -> None:
    named = replace(BECK, description="A wigwam for two.")
    products = [named if p.id == BECK.id else p for p in PRODUCTS]
    said = [(BECK.id, f"My wigwam number {n}.") for n in range(20)]
    others = [(FELL.id, f"Number {n} kept me dry.") for n in range(40)]
    assert "wigwam" not in {m.said for m in review_meanings(products, [*said, *others])}


@given(st.integers(1, 60), st.integers(1, 60))
def test_independent_events_surprise_nobody(first: int, second: int) -> None:
    total = 60 * 60
    both, rows, columns = first * second, first * 60, second * 60
    assert abs(log_likelihood_ratio(both, rows, columns, total)) < 1e-6
    assert log_likelihood_ratio(min(rows, columns), rows, columns, total) >= -1e-9
