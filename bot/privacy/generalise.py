"""Coarser values in place of exact ones: the year of a date, the district of a postcode."""

from __future__ import annotations

from collections.abc import Callable

import regex

_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BRITISH = regex.compile(r"([A-Z]{1,2}\d[A-Z\d]?)\s*\d[A-Z]{2}", regex.IGNORECASE)
_FIVE_DIGITS = regex.compile(r"(\d{3})\d{2}(?:-\d{4})?")


def year(value: str) -> str | None:
    """Return the year of a date, None where there is none or more than one.

    >>> year("12 March 1985")
    '1985'
    """
    found = set(_YEAR.findall(value))
    return str(found.pop()) if len(found) == 1 else None


def district(value: str) -> str | None:
    """Return the district of a postcode: a British outward code, or the first three of five digits.

    >>> district("ls1 4ab"), district("94103-1234")
    ('LS1', '941')
    """
    match = _BRITISH.fullmatch(value.strip()) or _FIVE_DIGITS.fullmatch(value.strip())
    return match.group(1).upper() if match else None


STEPS: dict[str, Callable[[str], str | None]] = {"year": year, "district": district}
# What a kind of value becomes where the rule does not say.
DEFAULT_STEP = {
    "date": "year",
    "date_of_birth": "year",
    "birth_date": "year",
    "postcode": "district",
}
