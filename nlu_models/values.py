"""Values to put into annotated slots, made from lookup tables: names that no example has."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence

from nlu_models.errors import TrainingDataError

_SLOT = re.compile(r"\{([^{}]*)\}")


class Values:
    """Makes values of entities.

    A line of a table is a value, or a form with slots for lines of other tables:
    ``{given} {family}``.
    """

    def __init__(self, tables: Mapping[str, Sequence[str]], entities: Sequence[str]) -> None:
        """Set up.

        Args:
            tables: Name to lines.
            entities: What values will be asked for; one without a table has none.

        Raises:
            TrainingDataError: A form names a table that is not there, or itself in the end.
        """
        self._tables = tables
        for entity in entities:
            if entity in tables:
                self._check(entity, ())

    def _check(self, table: str, path: tuple[str, ...]) -> None:
        if table in path or not self._tables.get(table):
            problem = "refers to itself" if table in path else "is missing or empty"
            raise TrainingDataError(
                f"The lookup table {table!r} {problem} (reached by {' → '.join((*path, table))}). "
                "Correct the forms in braces under data/nlu/."
            )
        for name in {name for line in self._tables[table] for name in _SLOT.findall(line)}:
            self._check(name, (*path, table))

    def make(self, entity: str, chance: random.Random) -> str | None:
        """Return a value of an entity; None if there is no table for it."""
        if entity not in self._tables:
            return None
        return "".join(self._parts(entity, chance))

    def _parts(self, table: str, chance: random.Random) -> Iterator[str]:
        line = chance.choice(self._tables[table])
        for number, part in enumerate(_SLOT.split(line)):
            yield from self._parts(part, chance) if number % 2 else (part,)
