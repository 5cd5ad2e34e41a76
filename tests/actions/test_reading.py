"""What is read out of free words, whatever they are."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from actions.orders.items import meant_lines
from actions.orders.swaps import find_swap
from actions.shop.records import OrderLineRecord, ProductRecord, VariantRecord

_VOCABULARY_TEXT = """
    not the jacket hat all both but except instead of navy red blue m l large one size up smaller
    9 uk , . ? 2
"""
_VOCABULARY = _VOCABULARY_TEXT.split()
WORDS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(_VOCABULARY),
        max_size=12,
    ).map(" ".join),
)


def line(key: int, title: str, **options: str) -> OrderLineRecord:
    return OrderLineRecord(key, key, title, options, 1, Decimal(10), True, False)


LINES = [
    line(1, "Fell Jacket", color="navy", size="M"),
    line(2, "Moor Hat", size="M"),
    line(3, "Fell Jacket", color="red", size="L"),
]
VARIANTS = tuple(
    VariantRecord(f"{color}-{size}", {"color": color, "size": size}, Decimal(10), stock)
    for color, stock in (("navy", 1), ("red", 0))
    for size in ("S", "M", "L")
)
JACKET = ProductRecord(
    1, "fj", "Fell Jacket", "", "", "Jackets", Decimal(10), Decimal(10), "GBP", "",
    variants=VARIANTS,
)  # fmt: skip


@given(WORDS, st.lists(st.integers(-5, 5), max_size=3))
def test_only_lines_of_the_order_are_meant_each_once(text: str, ordinals: list[int]) -> None:
    found = meant_lines(text, ordinals, LINES)
    assert len({item.line_id for item in found}) == len(found)
    assert all(item in LINES for item in found)


def test_two_of_a_kind_are_told_apart_by_their_options() -> None:
    assert meant_lines("the jacket", [], LINES) == []
    assert meant_lines("the navy jacket", [], LINES) == [LINES[0]]
    assert meant_lines("red one and the hat", [], LINES) == [LINES[1], LINES[2]]


def test_a_place_that_is_not_there_makes_the_choice_unclear() -> None:
    assert meant_lines("the second and the third", [2, 3], LINES[:2]) == []
    assert meant_lines("the second and the third", [2, 3], LINES) == LINES[1:]
    assert meant_lines("the last", [-1], LINES[:2]) == [LINES[1]]


@given(WORDS)
def test_a_swap_is_another_variant_or_none(text: str) -> None:
    swap = find_swap(JACKET, LINES[0], text.lower())
    if swap is not None:
        assert swap.wish
        assert swap.variant is None or swap.variant.options != LINES[0].options
        assert swap.possible == (swap.variant is not None and swap.variant.stock > 0)
