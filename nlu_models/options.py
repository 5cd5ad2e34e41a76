"""The matcher's options in config.yml, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from nlu_models.errors import ConfigError


@dataclass(frozen=True)
class MatcherOptions:
    """What ``config.yml`` may say about the matcher; docs/matcher.md explains each.

    Raises:
        ConfigError: On creation, if a value is out of its range.
    """

    encoder: str = ""
    epochs: int = 5
    batch_size: int = 32
    learning_rate: float = 1e-4
    head_learning_rate: float = 1e-3
    layer_decay: float = 0.9
    label_smoothing: float = 0.1
    max_tokens: int = 64
    augment_typos: float = 0.3
    answer_weight: float = 1.0
    holdout: float = 0.08
    seed: int = 42
    threads: int = 1

    def __post_init__(self) -> None:
        ranges: dict[str, tuple[float, float]] = {
            "epochs": (1, 1000),
            "batch_size": (2, 4096),
            "learning_rate": (1e-8, 1),
            "head_learning_rate": (1e-8, 1),
            "layer_decay": (0.1, 1),
            "label_smoothing": (0, 0.9),
            "max_tokens": (8, 512),
            "augment_typos": (0, 1),
            "answer_weight": (0, 100),
            "holdout": (0, 0.5),
            "seed": (0, 2**31),
            "threads": (1, 256),
        }
        for name, (lowest, highest) in ranges.items():
            if not lowest <= getattr(self, name) <= highest:
                raise ConfigError(
                    f"BertIntentAnswerMatcher: `{name}: {getattr(self, name)}` in config.yml must "
                    f"lie between {lowest:g} and {highest:g}."
                )

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> MatcherOptions:
        """Read the options among a component's configuration; unknown keys are ignored.

        Raises:
            ConfigError: A value has the wrong type or lies out of its range.
        """
        values: dict[str, Any] = {}
        for item in fields(cls):
            value = config.get(item.name)
            if value is None:
                continue
            wanted = type(item.default)
            try:
                if isinstance(value, bool) or (wanted is int and float(value) != int(value)):
                    raise ValueError("wrong type")
                values[item.name] = wanted(value)
            except (TypeError, ValueError) as error:
                raise ConfigError(
                    f"BertIntentAnswerMatcher: `{item.name}: {value!r}` in config.yml must be "
                    f"of type {wanted.__name__}."
                ) from error
        return cls(**values)
