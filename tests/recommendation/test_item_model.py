"""Behaviour: read from files, counted, learned from."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.recommendation.interactions import (
    InteractionFileError,
    Interactions,
    read_attributes,
    read_interactions,
)
from actions.recommendation.item_model import (
    ItemModelOptions,
    content_features,
    fit_item_model,
)
from actions.recommendation.item_statistics import (
    StatisticsFileError,
    count_items,
    load_statistics,
    save_statistics,
)

CHAIN = [(0, 1, 2, 3), (0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 1, 2, 3, 4, 5)] * 8
HISTORIES = st.lists(st.lists(st.integers(0, 7), max_size=30), max_size=6)


def test_what_follows_is_told_from_what_went_before() -> None:
    scores = fit_item_model(count_items(CHAIN, 6)).scores([(1, 2)])[0]
    assert scores[3] == max(np.delete(scores, [1, 2]))
    assert scores[3] > scores[0]


def test_content_speaks_for_items_that_nobody_bought(tmp_path: Path) -> None:
    path = tmp_path / "attributes.json"
    path.write_text(json.dumps({"a": ["tent"], "b": ["hat"], "new": ["tent"], "other": ["hat"]}))
    content = content_features(read_attributes(path, ["a", "b", "new", "other"]))
    statistics = count_items([(0, 1), (1, 0)] * 5, 4)
    scores = fit_item_model(statistics, content=content).scores([(0,)])[0]
    assert scores[2] > scores[3]
    unknowing = fit_item_model(statistics).scores([(0,)])[0]
    assert unknowing[2] == unknowing[3]


def test_without_a_history_what_is_popular_comes_first() -> None:
    scores = fit_item_model(count_items([(2, 1), (2,), (2, 0), (1,)], 4)).scores([()])[0]
    assert list(np.argsort(-scores)) == [2, 1, 0, 3]


@given(HISTORIES, HISTORIES)
def test_counts_of_two_shops_add_up_to_those_of_both(
    one: list[list[int]], other: list[list[int]]
) -> None:
    joined, both = count_items(one, 8) + count_items(other, 8), count_items([*one, *other], 8)
    assert np.array_equal(joined.bought, both.bought)
    assert np.allclose(joined.following.toarray(), both.following.toarray())


def test_an_older_purchase_counts_for_less_and_an_item_not_with_itself() -> None:
    following = count_items([(0, 1, 0, 2)], 3, decay=0.5).following.toarray()
    assert following[0, 1] == 1 and following[1, 0] == 1 and following[1, 2] == 0.5
    assert following[0, 2] == 1.25
    assert following[0, 0] == 0


def test_statistics_are_read_back(tmp_path: Path) -> None:
    statistics = count_items(CHAIN, 6)
    path = tmp_path / "index" / "orders.npz"
    save_statistics(path, statistics, [10, 11, 12, 13, 14, 15])
    read, names = load_statistics(path)
    assert names == (10, 11, 12, 13, 14, 15)
    assert np.array_equal(read.bought, statistics.bought)
    assert np.array_equal(read.following.toarray(), statistics.following.toarray())
    for content in (b"", b"PK nonsense", path.read_bytes()[:200]):
        path.write_bytes(content)
        with pytest.raises(StatisticsFileError, match=r"orders\.npz"):
            load_statistics(path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "no shopper"),
        ("u1\n", "line 1: no item"),
        ("u1 a b c\n\nu2\n", "line 3"),
        ("u1 a\nu2 b\nu1 c\n", "line 3: shopper u1 has line 1"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_line(
    tmp_path: Path, content: str, told: str
) -> None:
    path = tmp_path / "behaviour.txt"
    path.write_text(content)
    with pytest.raises(InteractionFileError, match=told) as error:
        read_interactions(path)
    assert "behaviour.txt" in str(error.value)
    with pytest.raises(InteractionFileError, match="nowhere"):
        read_interactions(tmp_path / "nowhere")


@pytest.mark.parametrize("content", ["[1]", "{", '{"a": 5}'])
def test_attributes_of_another_form_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "attributes.json"
    path.write_text(content)
    with pytest.raises(InteractionFileError, match=r"attributes\.json"):
        read_attributes(path, ["a"])


def test_what_is_tested_is_never_learned_from() -> None:
    data = Interactions(("a", "b", "c", "d"), ((0, 1, 2, 3), (1, 2), (3,)))
    newest = data.left_out(0)
    assert newest.fitted == ((0, 1, 2), (1,), (3,))
    assert newest.histories == ((0, 1, 2), (1,)) and newest.targets == (3, 2)
    before = data.left_out(1)
    # Of who has two items, the newest is left for the test; one who is not tested has no newest.
    assert before.fitted == ((0, 1), (1,), ())
    assert before.histories == ((0, 1),) and before.targets == (2,)


def test_an_option_of_nought_leaves_its_part_out() -> None:
    options = ItemModelOptions(popularity_weight=0.0, backward=0.0)
    scores = fit_item_model(count_items([(0, 1)] * 3, 3), options).scores([(1,), ()])
    assert not scores.any()
