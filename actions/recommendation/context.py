"""What is known of the shopper, of this conversation or earlier orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from actions.recommendation.errors import StateError


@dataclass(frozen=True)
class Context:
    """Interests, oldest first and newest last; ids are product ids.

    Attributes:
        said: What the shopper asked for, in their words.
        liked: Products that they chose or praised.
        rejected: Products that they turned down.
        seen: Products already shown; ``recommend`` does not repeat them.
        purchased: Products of their earlier orders, where the customer is known.
    """

    said: tuple[str, ...] = ()
    liked: tuple[int, ...] = ()
    rejected: tuple[int, ...] = ()
    seen: tuple[int, ...] = ()
    purchased: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "said": list(self.said),
            "liked": list(self.liked),
            "rejected": list(self.rejected),
            "seen": list(self.seen),
            "purchased": list(self.purchased),
        }

    @staticmethod
    def from_json(data: Any) -> Context:
        """Read what ``to_json`` wrote.

        Raises:
            StateError: The value has another form.
        """
        try:
            return Context(
                said=strings(data["said"]),
                liked=ids(data["liked"]),
                rejected=ids(data["rejected"]),
                seen=ids(data["seen"]),
                purchased=ids(data["purchased"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise StateError(f"Context is malformed: {error!r}.") from error


def ids(values: Sequence[Any]) -> tuple[int, ...]:
    """Check and return product ids.

    Raises:
        TypeError: It is no list of whole numbers.
    """
    if not isinstance(values, list | tuple) or any(type(v) is not int for v in values):
        raise TypeError("product ids must be a list of whole numbers")
    return tuple(values)


def strings(values: Sequence[Any]) -> tuple[str, ...]:
    """Check and return texts.

    Raises:
        TypeError: It is no list of texts.
    """
    if not isinstance(values, list | tuple) or any(not isinstance(v, str) for v in values):
        raise TypeError("texts must be a list of strings")
    return tuple(values)
