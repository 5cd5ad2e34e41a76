"""The matcher's options in config.yml, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any

from nlu_models.errors import ConfigError

# These make no difference to a trained network (what `encoder` names is told by its fingerprint).
SERVING_OPTIONS = frozenset(
    {
        "encoder",
        "threads",
        "ranking_length",
        "answer_drift",
        "tag_threshold",
        "tensorboard_log_directory",
        "live_answers",
    }
)


@dataclass(frozen=True)
class MatcherOptions:
    """What ``config.yml`` may say about the matcher; docs/matcher.md explains each.

    Raises:
        ConfigError: On creation, if a value is out of its range.
    """

    encoder: str = ""
    epochs: int = 3
    batch_size: int = 64
    learning_rate: float = 2e-4
    head_learning_rate: float = 1e-3
    layer_decay: float = 0.9
    frozen_depth: int = 0
    adapter_rank: int = 0
    patience: int = 0
    dropout: float = 0.1
    label_smoothing: float = 0.0
    contrast: float = 0.2
    contrast_temperature: float = 0.1
    adversarial: float = 1.0
    mixed_precision: bool = True
    max_tokens: int = 64
    augment_typos: float = 0.2
    augment_gaps: float = 0.2
    augment_marks: float = 0.0
    augment_synonyms: float = 0.0
    augment_twins: float = 0.0
    answer_weight: float = 1.0
    tags: tuple[str, ...] = ()
    tag_weight: float = 1.0
    tag_threshold: float = 0.5
    holdout: float = 0.05
    acceptance: float = 0.99
    seed: int = 42
    tensorboard_log_directory: str = ""
    live_answers: str = ""
    threads: int = 1
    ranking_length: int = 10
    answer_drift: float = 0.2
    private_epsilon: float = 0.0
    private_delta: float = 1e-5
    private_clip: float = 1.0

    def __post_init__(self) -> None:
        """Check the ranges."""
        ranges: dict[str, tuple[float, float]] = {
            "epochs": (1, 1000),
            "batch_size": (2, 4096),
            "learning_rate": (1e-8, 1),
            "head_learning_rate": (1e-8, 1),
            "layer_decay": (0.1, 1),
            "frozen_depth": (0, 1000),
            "adapter_rank": (0, 1024),
            "patience": (0, 1000),
            "dropout": (0, 0.9),
            "label_smoothing": (0, 0.9),
            "contrast": (0, 100),
            "contrast_temperature": (0.01, 1),
            "adversarial": (0, 100),
            "max_tokens": (8, 512),
            "augment_typos": (0, 1),
            "augment_gaps": (0, 1),
            "augment_marks": (0, 1),
            "augment_synonyms": (0, 1),
            "augment_twins": (0, 1),
            "answer_weight": (0, 100),
            "tag_weight": (0, 100),
            "tag_threshold": (0, 1),
            "holdout": (0, 0.5),
            "acceptance": (0.5, 1),
            "seed": (0, 2**31),
            "threads": (1, 256),
            "ranking_length": (0, 10_000),
            "answer_drift": (0, 1),
            "private_epsilon": (0, 1000),
            "private_delta": (1e-12, 0.1),
            "private_clip": (1e-4, 1e4),
        }
        for name, (lowest, highest) in ranges.items():
            if not lowest <= getattr(self, name) <= highest:
                raise ConfigError(
                    f"BertIntentAnswerMatcher: `{name}: {getattr(self, name)}` in config.yml must "
                    f"lie between {lowest:g} and {highest:g}."
                )
        if self.private_epsilon and self.patience:
            raise ConfigError(
                "BertIntentAnswerMatcher: `patience` in config.yml looks at held-out examples "
                "after each epoch, which `private_epsilon` does not reckon with: leave one out."
            )

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> MatcherOptions:
        """Read a component's configuration.

        Raises:
            ConfigError: An option is unknown, or its value has the wrong type or lies out of its
                range.
        """
        defaults = {item.name: item.default for item in fields(cls)}
        values: dict[str, Any] = {}
        for name, value in config.items():
            if name not in defaults:
                near = get_close_matches(name, defaults, n=1)
                hint = f"; did you mean `{near[0]}`?" if near else f": {', '.join(defaults)}."
                raise ConfigError(
                    f"BertIntentAnswerMatcher: `{name}` in config.yml is no option of it{hint}"
                )
            if value is not None:
                values[name] = _read(name, value, type(defaults[name]))
        return cls(**values)


def _read(name: str, value: Any, wanted: type) -> Any:
    if wanted is tuple:
        return _names(name, value)
    fits = isinstance(value, wanted if wanted in (str, bool) else int | float)
    if wanted is not bool:
        fits = fits and not isinstance(value, bool)
    if not fits or (wanted is int and not float(value).is_integer()):
        raise ConfigError(
            f"BertIntentAnswerMatcher: `{name}: {value!r}` in config.yml must be "
            f"of type {wanted.__name__}."
        )
    return wanted(value)


def _names(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise ConfigError(
            f"BertIntentAnswerMatcher: `{name}: {value!r}` in config.yml must be a list of names."
        )
    return tuple(value)
