"""Search files for personal values, in every form that they could have been written in."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

# Shorter values occur by chance in the digits of timestamps: they are sought as whole numbers.
SHORT = 7


def written_forms(value: str) -> Iterator[re.Pattern[bytes]]:
    """Yield a pattern for each form: raw, escaped, URL-encoded, base64, without separators."""
    plain = {value, json.dumps(value)[1:-1], quote(value), quote_plus(value)}
    compact = re.sub(r"[\s\-./()+]", "", value)
    if len(compact) >= SHORT:
        plain.add(compact)
    for text in plain:
        pattern = re.escape(text.encode())
        if text.isdigit() and len(text) < SHORT:
            pattern = rb"(?<![\d.])" + pattern + rb"(?!\d)"
        yield re.compile(pattern, re.IGNORECASE)
    for offset in range(3):
        # Base64 depends on where in the text the value starts; the cut edges are left out.
        encoded = base64.b64encode(b"\0" * offset + value.encode()).rstrip(b"=")
        inner = encoded[4 if offset else 0 : -2]
        if len(inner) >= SHORT:
            yield re.compile(re.escape(inner))


def find_leaks(files: Iterable[Path], values: Iterable[str]) -> list[str]:
    """Return a line for every value that was found, with its file and surroundings."""
    patterns = [(value, form) for value in values for form in written_forms(value)]
    found = []
    for path in files:
        content = path.read_bytes()
        for value, form in patterns:
            match = form.search(content)
            if match:
                around = content[max(0, match.start() - 80) : match.end() + 40]
                found.append(f"{value!r} in {path.name}: …{around!r}…")
    return found
