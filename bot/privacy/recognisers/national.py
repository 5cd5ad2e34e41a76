"""Identifiers that states give to people.

Further ones by configuration: any Presidio recogniser under ``recognizers:`` in endpoints.yml.
"""

from __future__ import annotations

from datetime import date

import regex

from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser, digits_of

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"
_SSN = regex.compile(r"(\d{3})[\- ](\d{2})[\- ](\d{4})")
_NO_ARTICLE = (
    r"(?<!\b(?:sku|ean|article|item|model|product|style|part|ref)(?: (?:no|number"
    r"|code))?[\s.:#]{0,3})"
)
_NO_NINO_PREFIX = r"(?!BG|GB|KN|NK|NT|TN|ZZ)"


class ResidentIdRecogniser(Recogniser):
    """Chinese resident identity numbers: 17 digits with a date of birth, and a check character."""

    entity = "national_id"
    precedence = Precedence.CHECKSUM
    hint = r"\d{6}[ \-]?\d{8}[ \-]?\d{3}"
    patterns = (
        PatternSpec(
            "resident id",
            r"(?<![A-Z0-9_.])[1-8]\d{5}([ \-]?)(?:19"
            r"|20)\d{2}[01]\d[0-3]\d\1\d{3}[\dX](?![A-Z0-9_])",
            0.9,
        ),
    )

    def validate(self, found: str) -> bool:
        """Check the date and the last character (GB 11643-1999, ISO 7064 MOD 11-2)."""
        if not found.isascii():
            return False
        found = found.replace(" ", "").replace("-", "")
        try:
            date(int(found[6:10]), int(found[10:12]), int(found[12:14]))
        except ValueError:
            return False
        total = sum(int(d) * w for d, w in zip(found[:17], _RESIDENT_WEIGHTS, strict=True))
        return found[17].upper() == _RESIDENT_CHECKS[total % 11]


class NationalIdRecogniser(Recogniser):
    """American social security and British national insurance numbers by their form."""

    entity = "national_id"
    precedence = Precedence.EXACT
    hint = r"\d{2}[\- ]?\d{2}|[A-Z9]{5}\d{6}"
    patterns = (
        PatternSpec(
            "us ssn",
            r"(?<![A-Z0-9_.,/\-£$€¥])(?:\d{3}-\d{2}-\d{4}|\d{3} \d{2} \d{4})(?![A-Z0-9_\-]|[.,]\d)",
            0.7,
        ),
        PatternSpec(
            "uk nino",
            rf"{_NO_ARTICLE}(?<![A-Z0-9_\-]){_NO_NINO_PREFIX}[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
            r"[ \-]?\d{2}[ \-]?\d{2}[ \-]?\d{2}[ \-]?[A-D](?![A-Z0-9_\-])",
            0.8,
        ),
        PatternSpec(
            "uk driving licence",
            r"(?<![A-Z0-9_\-])[A-Z][A-Z9]{4}\d[0156]\d(?:0[1-9]|[12]\d|3[01])\d[A-Z9]{2}\d[A-Z]{2}"
            r"(?![A-Z0-9_\-])",
            0.8,
        ),
    )

    def validate(self, found: str) -> bool | None:
        """Refute American numbers that are never given out."""
        number = _SSN.fullmatch(found)
        if number is None:
            return None
        area, group, serial = number.groups()
        never = area in ("000", "666") or area[0] == "9" or group == "00" or serial == "0000"
        return False if never else None


class CuedNationalIdRecogniser(Recogniser):
    """Numbers of any state after their cue: social security, passport, licence, identity card."""

    entity = "national_id"
    precedence = Precedence.CUED_NUMBER
    hint = (
        r"ssn|social|insurance|\bnino\b|\bni\b|\bnhs\b|passport|licen[cs]e|\bid\b|identity|\btax\b"
        r"|itin|ausweis|steuer|\bdni\b|\bnie\b|\bnif\b|\bcpf\b|\bbsn\b|pesel|codice|身份证|护照"
    )
    patterns = (
        PatternSpec(
            "after cue",
            r"(?:\b(?:ssn|social security|social insurance|national insurance|nino|ni|nhs|passport"
            r"|driv(?:er['’]?s?|ing) licen[cs]e|licen[cs]e|national id|id card|identity(?: card)?"
            r"|resident id|dni|nie|nif|cpf|bsn|pesel|codice fiscale|tax(?: payer)? id|itin"
            r"|personalausweis|reisepass"
            r"|steuer-?id)(?:[ \-]?(?:number|num|no|nr|nummer|code|id|#))?\b|身份证号?码?"
            r"|护照号?码?)(?:\s?(?:is|was|:|：|=|#|ist|lautet|是|为)){0,2}[\s.:#,]{0,2}"
            r"\K(?:[A-Z]{1,3} ?)?\d[A-Z0-9]{0,3}(?:[ \-]?(?=[A-Z]{0,4}\d)[A-Z0-9]{1,5}){0,6}"
            r"(?:-?[A-Z]{1,2})?(?<=\d|\d[A-Z]|\d-[A-Z]|\d[A-Z]{2})(?![A-Z0-9_])",
            0.8,
        ),
    )

    def validate(self, found: str) -> bool | None:
        """Accept what has six digits or more."""
        return None if len(digits_of(found)) >= 6 else False
