"""Other words for what the catalogue has: ``data/synonyms.toml``, which a shop may edit."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nlu_models.errors import NluModelError
from settings import PROJECT_ROOT

SYNONYMS_FILE = PROJECT_ROOT / "data" / "synonyms.toml"
KINDS = ("category", "brand", "color", "material", "attribute", "product", "size")


class SynonymsError(NluModelError):
    """The file of synonyms cannot be used; the message names the place and the fix."""


@dataclass(frozen=True)
class Synonyms:
    """What the file says.

    Attributes:
        words: Kind of entity to catalogue value to other words for it.
        ignored: Kind of entity to values that are not looked for.
    """

    words: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    ignored: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @staticmethod
    def read(path: Path = SYNONYMS_FILE) -> Synonyms:
        """Read the file.

        Raises:
            SynonymsError: It is missing or malformed.
        """
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise SynonymsError(
                f"{path} cannot be read ({error.strerror}). Restore it; it may be empty."
            ) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SynonymsError(f"{path} is no TOML file ({error}).") from error
        for name, table in tables.items():
            if not isinstance(table, dict):
                raise SynonymsError(f"{path}: `{name}` must be a table, headed [{name}].")
        ignored = tables.pop("ignore", {})
        unknown = [kind for kind in (*tables, *ignored) if kind not in KINDS]
        if unknown:
            raise SynonymsError(
                f"{path}: there is no kind of entity `{unknown[0]}`; use one of {', '.join(KINDS)}."
            )
        words = {
            kind: {value: _strings(others, path, f"{kind}.{value}") for value, others in t.items()}
            for kind, t in tables.items()
        }
        return Synonyms(words, {k: _strings(v, path, f"ignore.{k}") for k, v in ignored.items()})


def _strings(values: object, path: Path, key: str) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise SynonymsError(f'{path}: `{key}` must be a list of words, such as ["rucksack"].')
    return tuple(values)
