"""Options in config.yml: defaults, ranges, types, slips of the pen."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

import pytest
import yaml

from nlu_models.errors import ConfigError
from nlu_models.options import MatcherOptions
from settings import PROJECT_ROOT


def test_nothing_set_means_defaults() -> None:
    assert MatcherOptions.from_config({}) == MatcherOptions()
    assert MatcherOptions.from_config({"epochs": None}) == MatcherOptions()


def test_what_is_set_counts() -> None:
    options = MatcherOptions.from_config({"epochs": 3, "learning_rate": 1, "encoder": "x"})
    assert (options.epochs, options.learning_rate, options.encoder) == (3, 1.0, "x")
    assert isinstance(options.learning_rate, float)


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("epochs", 0, "`epochs: 0` in config.yml must lie between 1 and 1000"),
        ("epochs", 2.5, "`epochs: 2.5` in config.yml must be of type int"),
        ("epochs", "three", "must be of type int"),
        ("epochs", True, "must be of type int"),
        ("learning_rate", "1e-4", "must be of type float"),
        ("learning_rate", float("nan"), "must lie between"),
        ("max_tokens", float("inf"), "must be of type int"),
        ("encoder", 7, "must be of type str"),
        ("threads", [1], "must be of type int"),
        ("mixed_precision", 1, "must be of type bool"),
        ("tags", "name", "must be a list of names"),
        ("tags", [1], "must be a list of names"),
        ("holdout", 0.9, "must lie between 0 and 0.5"),
        ("epoch", 3, "did you mean `epochs`"),
        ("constrain_similarities", True, "is no option of it: encoder, epochs"),
    ],
)
def test_a_wrong_option_is_named(name: str, value: Any, problem: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(problem)):
        MatcherOptions.from_config({name: value})


def test_the_manual_lists_every_option_with_its_default() -> None:
    manual = (PROJECT_ROOT / "docs" / "matcher.md").read_text()
    rows = dict(re.findall(r"^\| `(\w+)` \| `([^`]*)` \|", manual, re.MULTILINE))
    for item in fields(MatcherOptions):
        assert item.name in rows, item.name
        default = list(item.default) if isinstance(item.default, tuple) else item.default
        assert yaml.safe_load(rows[item.name]) == default
