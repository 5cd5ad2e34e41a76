"""Durations as endpoints.yml gives them: ``30d``."""

from __future__ import annotations

from typing import Any

import regex

_DURATION = regex.compile(r"([1-9]\d{0,5})([smhdw])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}


def read_duration(text: Any) -> int | None:
    """Return the seconds of a text such as ``30d``; None where it is no duration."""
    match = _DURATION.fullmatch(text) if isinstance(text, str) else None
    return int(match.group(1)) * _SECONDS[match.group(2)] if match else None


def span(seconds: float) -> str:
    """Return a duration in words, such as ``30 days``."""
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{round(seconds / size, 1):g} {unit}"
    return f"{seconds:g} seconds"
