"""Products of a list with the reasons why they are on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.recommendation.complements import Complement
from actions.recommendation.index.ragged import Ints
from actions.recommendation.index.snapshot import Snapshot
from actions.recommendation.ranking import Ranked
from actions.recommendation.reasons import Occasion, reasons
from actions.recommendation.scoring import Scoring
from actions.shop.records import ProductRecord


@dataclass(frozen=True)
class Recommendation:
    """A product with why it is shown.

    Attributes:
        product: The product.
        score: Higher is better; comparable within one answer only.
        reasons: Facts of the product or of what the shopper said, the most telling first.
        close: Whether the product is what the words asked for, not merely the nearest there is.
    """

    product: ProductRecord
    score: float
    reasons: tuple[str, ...]
    close: bool = True


class Explainer:
    """Tells why products of a snapshot are shown.

    Args:
        snapshot: The catalogue.
        scoring: Knows what looks alike.
    """

    def __init__(self, snapshot: Snapshot, scoring: Scoring) -> None:
        self._snapshot = snapshot
        self._scoring = scoring

    def why(self, product: ProductRecord, occasion: Occasion) -> tuple[str, ...]:
        """Return true reasons for a product, the most telling first."""
        return reasons(product, occasion, self._snapshot.kinds)

    def told(
        self, ranked: Ranked, occasion: Occasion, *, looking_like: Sequence[int] = ()
    ) -> list[Recommendation]:
        """Return ranked products with their reasons.

        Args:
            ranked: The products.
            occasion: What they are shown for.
            looking_like: Rows of products of which is told what looks like them, newest last.
        """
        occasion = replace(occasion, looks_like=self._lookalikes(looking_like, ranked.rows))
        products = [self._snapshot.product(int(row)) for row in ranked.rows]
        return [
            Recommendation(
                product=product,
                score=float(ranked.scores[at]),
                reasons=self.why(product, occasion),
                close=ranked.is_close(at, occasion.query),
            )
            for at, product in enumerate(products)
        ]

    def _lookalikes(self, chosen: Sequence[int], rows: Ints) -> dict[int, ProductRecord]:
        """Return which products look like some, the newest (last) first: id to that product."""
        found: dict[int, ProductRecord] = {}
        for row in chosen:
            alike = rows[self._scoring.look_alike(row, rows)]
            for at in alike[alike != row]:
                found[int(self._snapshot.ids[at])] = self._snapshot.product(row)
        return found


def of_complements(found: Sequence[Complement]) -> list[Recommendation]:
    """Return what goes with a product, with the reasons that come with it."""
    return [Recommendation(product, score, why) for product, score, why in found]
