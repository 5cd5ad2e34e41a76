"""What training does to texts and vectors."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu_models.augment import disturb_marks, leave_gaps, mistype, with_twin
from nlu_models.errors import TrainingDataError
from nlu_models.fitting import contrastive_loss
from nlu_models.synonyms import Synonyms
from nlu_models.torch_runtime import torch


@given(st.text(max_size=80), st.integers(0, 99))
def test_gaps_leave_words_in_order_and_never_nothing(text: str, seed: int) -> None:
    left = leave_gaps(text, random.Random(seed))
    words = iter(text.split())
    assert all(word in words for word in left.split())
    assert bool(left.split()) == bool(text.split())


@given(st.lists(st.from_regex(r"[a-z]{4,9}|[0-9]{5}", fullmatch=True), min_size=1, max_size=9))
def test_slips_leave_numbers_alone(words: list[str]) -> None:
    typed = mistype(" ".join(words), random.Random(1))
    numbers = [word for word in words if word.isdigit()]
    assert "".join(c for c in typed if c.isdigit()) == "".join(numbers)


@given(st.from_regex(r"[a-z0-9 ,.!?'’]{0,60}", fullmatch=True), st.integers(0, 99))
def test_disturbed_marks_leave_the_letters_as_they_are(text: str, seed: int) -> None:
    disturbed = disturb_marks(text, random.Random(seed))
    letters = [c for c in text if c.isalnum()]
    # A smile may be put behind it, which is no letter either.
    assert [c for c in disturbed.lower() if c.isalnum()] == letters
    assert bool(disturbed.strip()) or not text.strip()


def test_marks_and_case_are_disturbed_in_all_ways() -> None:
    seen = {disturb_marks("Where is it?", random.Random(seed)) for seed in range(200)}
    assert {"where is it", "WHERE IS IT??", "Where is it ?", "where is it?"} <= seen


def test_twins_are_both_there() -> None:
    for seed in range(20):
        both = with_twin("where is it?", "has it been sent", random.Random(seed))
        assert "where is it" in both
        assert "has it been sent" in both


def test_synonyms_take_each_others_place_as_whole_words() -> None:
    synonyms = Synonyms({"parcel": ["package", "delivery"], "delivery date": ["arrival"]})
    replaced = {synonyms.replace_one("My Parcel please", random.Random(n)) for n in range(20)}
    assert replaced == {"My package please", "My delivery please"}
    assert synonyms.replace_one("the delivery date", random.Random(1)) == "the arrival"
    assert synonyms.replace_one("parcels", random.Random(1)) == "parcels"
    assert Synonyms({}).replace_one("parcel", random.Random(1)) == "parcel"


def test_an_empty_synonym_is_refused() -> None:
    with pytest.raises(TrainingDataError, match="parcel"):
        Synonyms({"parcel": [" "]})


def test_contrast_pulls_a_group_together_and_apart_from_others() -> None:
    groups = torch.tensor([0, 0, 1, 1])
    apart = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 0.1], [0.1, 1.0]])
    together = torch.tensor([[1.0, 0.0], [1.0, 0.1], [0.0, 1.0], [0.1, 1.0]])
    assert contrastive_loss(together, groups, 0.1) < contrastive_loss(apart, groups, 0.1)


def test_contrast_without_two_of_a_kind_is_nothing_and_has_a_gradient() -> None:
    vectors = torch.rand((3, 4), requires_grad=True)
    loss = contrastive_loss(vectors, torch.tensor([0, 1, 2]), 0.1)
    loss.backward()
    assert loss.item() == 0
    assert vectors.grad is not None
