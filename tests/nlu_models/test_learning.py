"""What training does to texts and vectors."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from nlu_models.augment import leave_gaps, mistype
from nlu_models.fitting import contrastive_loss
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
