"""Who bought what, oldest first: the form in which behaviour is read and learned from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

from actions.recommendation.errors import RecommendationError


class InteractionFileError(RecommendationError):
    """A file of behaviour or attributes cannot be used; the message names file, line and fix."""


@dataclass(frozen=True)
class Interactions:
    """Histories of shoppers.

    Attributes:
        items: Names of the n items; positions in it stand for them everywhere else.
        histories: For each shopper the positions of what they bought, oldest first.
    """

    items: tuple[str, ...]
    histories: tuple[tuple[int, ...], ...]

    def left_out(self, back: int) -> Split:
        """Take out of each history its item before the ``back`` newest ones, and those.

        Shoppers of whose history nothing would be left are learned from with what they have up to
        there, and not tested.

        Args:
            back: 0 tests the newest item, 1 the one before it.
        """
        fitted = tuple(h[: len(h) - back - 1] or h[: len(h) - back] for h in self.histories)
        tested = [h for h in self.histories if len(h) > back + 1]
        return Split(
            fitted=fitted,
            histories=tuple(h[: len(h) - back - 1] for h in tested),
            targets=tuple(h[len(h) - back - 1] for h in tested),
        )


@dataclass(frozen=True)
class Split:
    """Leave-one-out: what a model learns from, and whom it is tested on.

    Attributes:
        fitted: Histories to learn from, of all shoppers.
        histories: What is known of the shoppers who are tested, oldest first.
        targets: What each of them bought next.
    """

    fitted: tuple[tuple[int, ...], ...]
    histories: tuple[tuple[int, ...], ...]
    targets: tuple[int, ...]


def read_interactions(path: Path) -> Interactions:
    """Read a file with a line per shopper: the shopper's id, then item ids, oldest first.

    Raises:
        InteractionFileError: The file is missing, a line has no item, or a shopper has two lines.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InteractionFileError(f"{path} cannot be read ({error}).") from error
    positions: dict[str, int] = {}
    seen: dict[str, int] = {}
    histories = []
    for number, line in enumerate(lines, 1):
        words = line.split()
        if not words:
            continue
        if len(words) < 2:
            raise InteractionFileError(
                f"{path}, line {number}: no item follows the shopper's id. Take the line out."
            )
        if seen.setdefault(words[0], number) != number:
            raise InteractionFileError(
                f"{path}, line {number}: shopper {words[0]} has line {seen[words[0]]} already. "
                "Write all that a shopper bought in one line, oldest first."
            )
        histories.append(tuple(positions.setdefault(item, len(positions)) for item in words[1:]))
    if not histories:
        raise InteractionFileError(f"{path} holds no shopper: write a line for each.")
    return Interactions(tuple(positions), tuple(histories))


def read_attributes(path: Path, items: Sequence[str]) -> sparse.csr_matrix:
    """Read a JSON object of item ids to lists of attributes.

    Returns:
        A 0/1 matrix of shape (items, attributes), float32; items that the file lacks have none.

    Raises:
        InteractionFileError: The file is missing or has another form.
    """
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        names = {item: [str(value) for value in table.get(item, ())] for item in items}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise InteractionFileError(
            f"{path} cannot be read as a JSON object of item ids to lists ({error})."
        ) from error
    columns: dict[str, int] = {}
    pairs = [
        (row, columns.setdefault(name, len(columns)))
        for row, item in enumerate(items)
        for name in dict.fromkeys(names[item])
    ]
    shape = (len(items), max(1, len(columns)))
    if not pairs:
        return sparse.csr_matrix(shape, dtype=np.float32)
    rows, cols = zip(*pairs, strict=True)
    return sparse.csr_matrix((np.ones(len(pairs), np.float32), (rows, cols)), shape=shape)
