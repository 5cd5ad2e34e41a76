"""What is known of a signed-in customer, where the privacy dial lets it be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from actions.privacy import profile_of_customer
from actions.recommendation_api.problems import Fault, ProblemError
from actions.shopping.assortment import Assortment
from bot.channels.errors import BadTokenError
from bot.channels.session import read_token

_FIX = "Have the shop's server make a new one: bot.channels.session.issue_token(customer_id)."


@dataclass(frozen=True)
class Known:
    """What earlier visits have left.

    Attributes:
        purchased: Ids of products of earlier orders, oldest first.
        interests: The profile: interest to weight.
        bought_next: What others bought after the same things: product id to weight.
    """

    purchased: tuple[int, ...] = ()
    interests: Mapping[str, float] = field(default_factory=dict)
    bought_next: Mapping[int, float] = field(default_factory=dict)


class Shoppers:
    """Finds customers by their signed session tokens, and by nothing else.

    Args:
        assortment: Knows what customers bought, and what others bought next.
    """

    def __init__(self, assortment: Assortment) -> None:
        self._assortment = assortment

    def known(self, token: str) -> Known:
        """Return what is known of the customer whom a token names.

        Raises:
            ProblemError: The token is forged, damaged or too old.
            ShopError: The orders cannot be read.
        """
        try:
            customer_id = read_token(token)
        except BadTokenError as error:
            raise ProblemError(
                422, "bad_token", str(error), Fault("session_token", str(error), _FIX)
            ) from error
        profile = profile_of_customer(customer_id)
        interests = {} if profile is None else profile.interests
        purchased = self._assortment.bought_by(customer_id)
        bought_next = self._assortment.bought_next(purchased) if purchased else {}
        return Known(purchased, interests, bought_next)
