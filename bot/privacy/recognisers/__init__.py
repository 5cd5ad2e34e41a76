"""The recognisers that ship with Tactful, in one list."""

from __future__ import annotations

from bot.privacy.recognisers.bank import BankAccountRecogniser, IbanRecogniser
from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser, Span
from bot.privacy.recognisers.chinese import ChineseAddressRecogniser, ChineseNameRecogniser
from bot.privacy.recognisers.codes import CodeRecogniser
from bot.privacy.recognisers.contact import (
    CuedPhoneRecogniser,
    EmailRecogniser,
    PhoneRecogniser,
)
from bot.privacy.recognisers.dates import BirthDateRecogniser
from bot.privacy.recognisers.finance import (
    CardEndingRecogniser,
    CardExpiryRecogniser,
    CardRecogniser,
    CuedCardRecogniser,
)
from bot.privacy.recognisers.given import GivenNameRecogniser
from bot.privacy.recognisers.handles import HandleRecogniser
from bot.privacy.recognisers.introductions import IntroductionRecogniser
from bot.privacy.recognisers.link_codes import LinkCodeRecogniser
from bot.privacy.recognisers.names import NameRecogniser
from bot.privacy.recognisers.national import (
    CuedNationalIdRecogniser,
    NationalIdRecogniser,
    ResidentIdRecogniser,
)
from bot.privacy.recognisers.network import IpAddressRecogniser
from bot.privacy.recognisers.numbers import (
    BareOrderNumberRecogniser,
    InvoiceNumberRecogniser,
    OrderNumberRecogniser,
)
from bot.privacy.recognisers.parcels import (
    CuedTrackingNumberRecogniser,
    LongNumberRecogniser,
    TrackingNumberRecogniser,
)
from bot.privacy.recognisers.people import PersonRecogniser
from bot.privacy.recognisers.postal import AddressRecogniser, PostcodeRecogniser
from bot.privacy.recognisers.secrets import SecretRecogniser, UrlSecretRecogniser
from bot.privacy.recognisers.split import CardPartRecogniser
from bot.privacy.recognisers.streets import StreetRecogniser

__all__ = [
    "AddressRecogniser",
    "BankAccountRecogniser",
    "BareOrderNumberRecogniser",
    "BirthDateRecogniser",
    "CardEndingRecogniser",
    "CardExpiryRecogniser",
    "CardPartRecogniser",
    "CardRecogniser",
    "ChineseAddressRecogniser",
    "ChineseNameRecogniser",
    "CodeRecogniser",
    "CuedCardRecogniser",
    "CuedNationalIdRecogniser",
    "CuedPhoneRecogniser",
    "CuedTrackingNumberRecogniser",
    "EmailRecogniser",
    "GivenNameRecogniser",
    "HandleRecogniser",
    "IbanRecogniser",
    "IntroductionRecogniser",
    "InvoiceNumberRecogniser",
    "IpAddressRecogniser",
    "LinkCodeRecogniser",
    "LongNumberRecogniser",
    "NameRecogniser",
    "NationalIdRecogniser",
    "OrderNumberRecogniser",
    "PatternSpec",
    "PersonRecogniser",
    "PhoneRecogniser",
    "PostcodeRecogniser",
    "Precedence",
    "Recogniser",
    "ResidentIdRecogniser",
    "SecretRecogniser",
    "Span",
    "StreetRecogniser",
    "TrackingNumberRecogniser",
    "UrlSecretRecogniser",
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
        ResidentIdRecogniser(),
        CardRecogniser(),
        IbanRecogniser(),
        TrackingNumberRecogniser(),
        SecretRecogniser(),
        LinkCodeRecogniser(),
        CodeRecogniser(),
        CardExpiryRecogniser(),
        BankAccountRecogniser(),
        OrderNumberRecogniser(order_number_pattern),
        CuedTrackingNumberRecogniser(),
        InvoiceNumberRecogniser(),
        CuedNationalIdRecogniser(),
        EmailRecogniser(),
        HandleRecogniser(),
        UrlSecretRecogniser(),
        IpAddressRecogniser(),
        NationalIdRecogniser(),
        BirthDateRecogniser(),
        CuedCardRecogniser(),
        CardEndingRecogniser(),
        PhoneRecogniser(),
        CuedPhoneRecogniser(),
        AddressRecogniser(),
        StreetRecogniser(),
        PostcodeRecogniser(),
        ChineseAddressRecogniser(),
        NameRecogniser(),
        ChineseNameRecogniser(),
        PersonRecogniser(),
        IntroductionRecogniser(),
        GivenNameRecogniser(),
        BareOrderNumberRecogniser(order_number_pattern),
        LongNumberRecogniser(),
        CardPartRecogniser(),
    )
