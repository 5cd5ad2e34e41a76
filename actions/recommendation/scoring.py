"""What adds to the score of a product, and takes from it, beside the words of the wish."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.constraints import Constraints
from actions.recommendation.heads import named, qualifying
from actions.recommendation.index.ragged import Floats, Ints
from actions.recommendation.index.snapshot import Snapshot
from actions.recommendation.opinions import asked_aspects
from actions.recommendation.pictures import LOOKS_ALIKE, PICTURE_WEIGHT, Pictures
from actions.recommendation.text import synonyms
from actions.recommendation.wearers import KIDS, SPELLINGS

_EXACT_COLOR_BONUS = 0.1
_NEAR_PRICE_BONUS = 0.25
# A jacket for a child is seldom what a wish for a jacket means.
_KIDS_WEIGHT = 0.15
_LIKED_DECAY = 0.8
_NEWEST = 5


class Scoring:
    """Scores of some rows of a catalogue.

    Args:
        snapshot: The catalogue.
        pictures: What its products look like, where that is known.
    """

    def __init__(self, snapshot: Snapshot, pictures: Pictures | None = None) -> None:
        self._snapshot = snapshot
        self._pictures = pictures

    def of_kind(self, text: str, limits: Constraints, rows: Ints) -> Floats:
        """Return how surely products are the thing that is wished for, 0 to 1."""
        nouns = named(text, limits.wanted("category"), self._snapshot.has_head)
        return self._snapshot.heads(nouns, rows)

    def for_purpose(self, text: str, limits: Constraints, rows: Ints) -> Floats:
        """Return how far products are listed for what the words before a noun say, 0 to 1.

        Of walking boots these are boots listed for walking; "dog walking" is another purpose.
        """
        found = np.zeros(len(rows), np.float32)
        purposes = qualifying(text, self._snapshot.has_head) if limits.wanted("category") else []
        for word in purposes:
            found += self._snapshot.having_any((word, *synonyms(word)), rows)
        return found / max(1, len(purposes))

    def unasked(self, limits: Constraints, rows: Ints) -> Floats:
        """Return what products for children lose where nobody asked for a child."""
        if not set(SPELLINGS[KIDS]).isdisjoint(limits.wanted("attribute")):
            return np.zeros(len(rows), np.float32)
        for_kids = self._snapshot.having_any(tuple(SPELLINGS[KIDS]), rows)
        return np.where(for_kids, _KIDS_WEIGHT, 0).astype(np.float32)

    def to(self, row: int, rows: Ints) -> Floats:
        """Return the similarity of products to one, 0 to 1, pictures included.

        Of two products of which one has no picture, facts and texts tell all.
        """
        alike = self._snapshot.likeness.to(row, rows)
        cosines = self._looks(row, rows)
        mixed = (1 - PICTURE_WEIGHT) * alike + PICTURE_WEIGHT * np.clip(cosines, 0, 1)
        return np.where(np.isnan(cosines), alike, mixed).astype(np.float32)

    def look_alike(self, row: int, rows: Ints) -> NDArray[np.bool_]:
        """Return whether the pictures of products look like that of one, shape (m,)."""
        return np.asarray(self._looks(row, rows) >= LOOKS_ALIKE)  # not where it is not known: nan

    def _looks(self, row: int, rows: Ints) -> Floats:
        """Return the cosines of pictures, nan where either is not known."""
        if self._pictures is None:
            return np.full(len(rows), np.nan, np.float32)
        own = int(self._snapshot.picture_keys(np.array([row]))[0])
        return self._pictures.cosines(own, self._snapshot.picture_keys(rows))

    def likeness(self, chosen: Sequence[int], rows: Ints, *, pictures: bool = False) -> Floats:
        """Return similarity to products, the newest (last) counting most, scaled to 0 to 1.

        Args:
            chosen: Rows of the products that others are to be like.
            rows: The others.
            pictures: Whether pictures count.
        """
        similarity = self.to if pictures else self._snapshot.likeness.to
        total = np.zeros(len(rows), np.float32)
        known = chosen[-_NEWEST:]
        for age, row in enumerate(reversed(known)):
            total += _LIKED_DECAY**age * similarity(row, rows)
        return total / max(1, len(known))

    def buyers_view(self, text: str, rows: Ints) -> Floats:
        """Return what buyers say of products in what a wish is about: "comfortable", "good value".

        Each aspect that is asked for adds from -1 for complaint to 1 for praise.
        """
        found = np.zeros(len(rows), np.float32)
        for aspect in asked_aspects(text):
            found += self._snapshot.aspect(aspect, rows)
        return found

    def bonus(self, limits: Constraints, rows: Ints) -> Floats:
        """Return what the very colour that was named, and a price near the one named, add."""
        bonus = np.zeros(len(rows), np.float32)
        if limits.wanted("color"):
            bonus[self._snapshot.exact_color(limits, rows)] += _EXACT_COLOR_BONUS
        if near := float(limits.price_near or 0):
            away = self._snapshot.distance_to_price(limits, rows, near) / near
            bonus += _NEAR_PRICE_BONUS * np.clip(1 - away, 0, 1).astype(np.float32)
        return bonus
