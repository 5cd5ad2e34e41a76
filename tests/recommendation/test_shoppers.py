"""Simulated shoppers: they find what they have in mind, honestly, and the same way again."""

from __future__ import annotations

import random

import pytest

from actions.recommendation.text import stem, words
from benchmarks.shoppers.__main__ import PROFILE, TALK, measure
from benchmarks.shoppers.chat import Chat, Shelf, read_button
from benchmarks.shoppers.larger import bred
from benchmarks.shoppers.shopper import Habits, Talker, figures_of
from benchmarks.shoppers.wishes import budget, comparisons, facts_of, mistyped
from benchmarks.wishes import SampleShelves


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> SampleShelves:
    return SampleShelves.fill(tmp_path_factory.mktemp("shoppers"), None)


def test_most_who_talk_find_it_and_no_later_than_who_search_once(shelves: SampleShelves) -> None:
    visits = measure(shelves, 8, 3, Habits(), 8.0)
    figures = {name: figures_of(ones) for name, ones in visits.items()}
    assert figures[TALK]["found within 5"] >= 0.9
    assert figures[TALK]["turns"] < figures["one search and its pages, BM25"]["turns"]
    assert figures[TALK]["turns"] <= 1.1 * figures[PROFILE]["turns"]
    again = measure(shelves, 8, 3, Habits(), 8.0)
    assert {n: figures_of(v) for n, v in again.items()} == figures


def test_shoppers_say_what_is_true_and_no_name(shelves: SampleShelves) -> None:
    chance = random.Random(5)
    for target in chance.sample([p for p in shelves.recommender.products if p.in_stock], 40):
        facts = facts_of(target, chance)
        assert all(fact.holds(target) for fact in facts)
        said = {stem(word) for fact in facts for word in words(fact.words)}
        listed = {stem(w) for v in (*target.tags, *target.attributes) for w in words(v)}
        listed |= {stem(w) for vs in target.attributes.values() for v in vs for w in words(v)}
        listed |= {stem(w) for v in target.variants for o in v.options.values() for w in words(o)}
        assert said <= listed | {"in", "mad", "of", "for", "men", "women"}
        assert float(target.price_min) <= float(budget(target).removeprefix("under £"))


def test_who_never_finds_it_gives_up(shelves: SampleShelves) -> None:
    target = next(p for p in shelves.recommender.products if not p.in_stock)
    chat = Chat(shelves, Shelf(shelves.recommender))
    visit = Talker(target, chat, Habits(most_turns=3, typos=0), random.Random(1)).run()
    assert (visit.found, visit.turns, len(visit.said)) == (False, 4, 3)


def test_comparatives_are_of_all_on_show(shelves: SampleShelves) -> None:
    by_price = sorted(shelves.recommender.products, key=lambda product: product.price_min)
    assert "cheaper" in comparisons(by_price[0], by_price[5:8])
    assert "more expensive" in comparisons(by_price[-1], by_price[5:8])
    assert comparisons(by_price[6], [by_price[6]]) == []


def test_a_bred_shop_is_larger_and_of_the_same_values(shelves: SampleShelves) -> None:
    parents = shelves.recommender.products
    children = bred(parents, len(parents) + 30, 1)
    assert children[: len(parents)] == list(parents)
    assert len({child.id for child in children}) == len(parents) + 30
    known = {value for parent in parents for vs in parent.attributes.values() for value in vs}
    assert {v for c in children for vs in c.attributes.values() for v in vs} <= known


def test_typing_errors_keep_the_letters() -> None:
    text = "a waterproof jacket"
    assert (
        sorted(mistyped(text, random.Random(2))) == sorted(text)
        and mistyped("a b", random.Random(1)) == "a b"
    )
    assert mistyped(text, random.Random(2)) != text


def test_buttons_are_read_as_they_are_sent() -> None:
    button = read_button({"title": "men (3)", "payload": '/refine_search{"attribute": "men"}'})
    assert button.entity == {"attribute": "men"}
    assert read_button({"title": "up to £50 (2)", "payload": "up to £50"}).words == "up to £50"
