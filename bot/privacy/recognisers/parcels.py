"""Numbers of parcels."""

from __future__ import annotations

from bot.privacy.recognisers.base import (
    PatternSpec,
    Precedence,
    Recogniser,
    digits_of,
    is_article_number,
)
from bot.privacy.recognisers.near import near
from bot.privacy.recognisers.numbers import LABEL, LINK, ON_AN_ARTICLE

_PARCEL = (
    r"(?:\b(?:tracking|track|parcel|consignment|shipment|sendung|sendungs|paket)|运单|快递|物流)"
)
_CARRIER = (
    r"\b(?:ups|usps|dhl|dpd|fedex|gls|tnt|hermes|evri|yodel|royal mail|parcelforce|an post"
    r"|colissimo|chronopost|la poste|correos|seur|deutsche post|postnl|bpost|courier|carrier)\b"
)


class TrackingNumberRecogniser(Recogniser):
    """Parcel numbers with a check digit (UPU S10) or an unmistakable form (1Z…)."""

    entity = "tracking_number"
    precedence = Precedence.CHECKSUM
    patterns = (
        PatternSpec("s10", r"(?<!\w)[A-Z]{2} ?\d{3} ?\d{3} ?\d{3} ?[A-Z]{2}(?!\w)", 0.6),
        PatternSpec("1z", r"(?<![A-Z0-9_])1Z[0-9A-Z]{16}(?![A-Z0-9_])", 0.9),
        PatternSpec(
            "letters and a long number", r"(?<![A-Z0-9_\-])[A-Z]{1,4}\d{14,20}(?![A-Z0-9_])", 0.6
        ),
    )

    def validate(self, found: str) -> bool | None:
        """Check the last digit of an S10 number (UPU standard S10-12)."""
        if len(digits_of(found)) != 9:
            return None
        digits = digits_of(found)
        rest = (
            11
            - sum(int(d) * w for d, w in zip(digits, (8, 6, 4, 2, 3, 5, 9, 7), strict=False)) % 11
        )
        return int(digits[8]) == {10: 0, 11: 5}.get(rest, rest)


class CuedTrackingNumberRecogniser(Recogniser):
    """Parcel numbers of any carrier after their cue."""

    entity = "tracking_number"
    precedence = Precedence.CUED_NUMBER
    patterns = (
        PatternSpec(
            "after cue",
            rf"{_PARCEL}{LABEL}?{LINK}\K[A-Z0-9][A-Z0-9\-]{{6,33}}(?![A-Z0-9_])",
            0.8,
        ),
        PatternSpec(
            "grouped after cue",
            rf"{_PARCEL}{LABEL}{LINK}\K(?:[A-Z]{{0,4}}\d{{2,6}} ){{1,6}}\d{{1,6}}[A-Z]{{0,2}}"
            r"(?![A-Z0-9_])",
            0.7,
        ),
        PatternSpec(
            "after its carrier",
            rf"{_CARRIER}(?:[\s\-]*(?:tracking|track|parcel))?{LABEL}?{LINK}"
            r"\K(?:[A-Z]{2} ?\d{3} ?\d{3} ?\d{3} ?[A-Z]{2}|\d{10,26}"
            r"|\d{4}(?: \d{4}){2,5}(?: \d{1,4})?)(?![A-Z0-9_])",
            0.7,
        ),
        PatternSpec(
            "reference of a carrier",
            rf"{_CARRIER}[^\d\n]{{1,40}}\bref(?:erence)?\.?{LINK}\K\d{{10,26}}(?![A-Z0-9_])",
            0.6,
            hint="ref",
        ),
        PatternSpec(
            "s10 of these countries",
            r"(?<!\w)[A-Z]{2}\d{9}(?:GB|US|DE|FR|ES|IE|NL|BE|AT|CH|IT|PL|CN|HK|SE|NO|DK|FI|PT|CA|AU"
            r"|JP)(?!\w)",
            0.5,
        ),
        PatternSpec("usps", r"(?<![\w\-])9[1-5]\d{2}(?: ?\d{4}){4} ?\d{2}(?![\w\-])", 0.7),
        PatternSpec(
            "after talk of tracking",
            r"\btrack(?:ing|ed)\b[^\d\n]{1,80}\K(?:\d{12,15}|[A-Z]{2}\d{9}[A-Z]{2})"
            r"(?![A-Z0-9_]|[.,]\d)",
            0.5,
            hint="track",
        ),
    )

    def validate(self, found: str) -> bool | None:
        """Accept what has five digits or more."""
        return None if len(digits_of(found)) >= 5 else False


_ON_ITS_WAY = (
    r"\bpar?cels?\b|\bpackages?\b|\bpackets?\b|\bpaket\w*|\bpäckchen|\bsendung\w*|\btrack\w*"
    r"|\bship\w*|\bconsign\w*"
    r"|\bway ?bill|\bcouriers?\b|\bcarriers?\b|\bdeliver\w*|\bdispatch\w*|\bpost(?:ed|age|al|ie|man"
    r"|office)?\b|\blabels?\b|\bcustoms\b"
    r"|\bdepot\b|\bin transit\b|\barriv\w+|\bstuck\b|\blost\b|\bmoved\b|\bwhere(?: is|['’]?s)\b"
    r"|\bcolis\b|\bsuivi\b|\benvío\b|\bpaquete\b"
    r"|\bseguimiento\b|快递|物流|运单|包裹"
    rf"|{_CARRIER}"
)
_LONG_BORDER = r"(?<![A-Z0-9_.,£$€/=&?#+\-])"
_LONG_END = r"(?![A-Z0-9_\-]|[.,]\d|[/=]\w)"
_LETTERED = rf"{_LONG_BORDER}[A-Z]{{1,4}}\d{{9,22}}[A-Z]{{0,2}}{_LONG_END}"
_LONG = (
    rf"(?:{_LETTERED}|{_LONG_BORDER}(?:\d{{10,26}}"
    rf"|\d{{4}}(?: \d{{4,5}}){{3,6}}(?: \d{{1,4}})?){_LONG_END})"
)


class LongNumberRecogniser(Recogniser):
    """Numbers that nobody types for nothing: near talk of parcels, or too long for all else."""

    entity = "tracking_number"
    precedence = Precedence.BARE_NUMBER
    hint = r"\d{9}|\d{4} \d{4,5} \d{4}"
    patterns = (
        PatternSpec(
            "near talk of parcels",
            near(_LONG, _ON_ITS_WAY, before=60, after=60, unless=ON_AN_ARTICLE),
            0.5,
        ),
        PatternSpec(
            "nothing else is so long",
            rf"(?:{_LETTERED}|{_LONG_BORDER}\d{{18,26}}{_LONG_END})"
            rf"(?<!(?:{ON_AN_ARTICLE})[^\n]{{0,40}})",
            0.4,
        ),
    )

    def validate(self, found: str) -> bool | None:
        """Refute article numbers of 12 to 14 digits by their check digit (GS1)."""
        return False if found.isdecimal() and is_article_number(found) else None
