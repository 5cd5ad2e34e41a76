"""The recognisers that ship with Tactful, in one list."""

from __future__ import annotations

from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser, Span
from bot.privacy.recognisers.contact import CuedPhoneRecogniser, EmailRecogniser, PhoneRecogniser
from bot.privacy.recognisers.finance import CardRecogniser, CuedCardRecogniser, IbanRecogniser
from bot.privacy.recognisers.names import NameRecogniser
from bot.privacy.recognisers.numbers import (
    BareOrderNumberRecogniser,
    CuedTrackingNumberRecogniser,
    InvoiceNumberRecogniser,
    OrderNumberRecogniser,
    SecretRecogniser,
    TrackingNumberRecogniser,
)
from bot.privacy.recognisers.postal import AddressRecogniser, PostcodeRecogniser

__all__ = [
    "AddressRecogniser",
    "BareOrderNumberRecogniser",
    "CardRecogniser",
    "CuedCardRecogniser",
    "CuedPhoneRecogniser",
    "CuedTrackingNumberRecogniser",
    "EmailRecogniser",
    "IbanRecogniser",
    "InvoiceNumberRecogniser",
    "NameRecogniser",
    "OrderNumberRecogniser",
    "PatternSpec",
    "PhoneRecogniser",
    "PostcodeRecogniser",
    "Precedence",
    "Recogniser",
    "SecretRecogniser",
    "Span",
    "TrackingNumberRecogniser",
    "shipped_recognisers",
]


def shipped_recognisers(order_number_pattern: str) -> tuple[Recogniser, ...]:
    """Return one of each recogniser.

    Args:
        order_number_pattern: Regular expression of the shop's order numbers.

    Raises:
        PrivacyConfigError: The pattern is no regular expression.
    """
    return (
        CardRecogniser(),
        IbanRecogniser(),
        TrackingNumberRecogniser(),
        OrderNumberRecogniser(order_number_pattern),
        CuedTrackingNumberRecogniser(),
        InvoiceNumberRecogniser(),
        SecretRecogniser(),
        EmailRecogniser(),
        CuedCardRecogniser(),
        PhoneRecogniser(),
        CuedPhoneRecogniser(),
        AddressRecogniser(),
        PostcodeRecogniser(),
        NameRecogniser(),
        BareOrderNumberRecogniser(order_number_pattern),
    )
