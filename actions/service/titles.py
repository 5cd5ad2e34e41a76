"""What a shopper would say to get an answer: the phrasings of each answer's question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from settings import PROJECT_ROOT

_FOLDER = PROJECT_ROOT / "data" / "faq"
_MARKED = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_ASKS = re.compile(
    r"(?:what|when|where|who|why|which|how|do|does|did|can|could|is|are|will|would|should|have|has)"
    r"(?:'s)?\b"
)


def title_of(phrasing: str) -> str:
    """Return a phrasing as it is written on a button."""
    mark = "?" if _ASKS.match(phrasing.lower()) and not phrasing.endswith("?") else ""
    written = re.sub(r"\bi\b", "I", phrasing)
    return f"{written[0].upper()}{written[1:]}{mark}"


def phrasings() -> Mapping[str, str]:
    """Return for each answer, such as ``faq/repairs``, the first phrasing of its question."""
    return {key: asked[0] for key, asked in all_phrasings().items()}


def all_phrasings() -> Mapping[str, Sequence[str]]:
    """Return for each answer all phrasings of its question."""
    files = sorted(_FOLDER.glob("*.yml"))
    return _read(tuple((path, path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=1)
def _read(files: tuple[tuple[Path, int], ...]) -> Mapping[str, Sequence[str]]:
    found = {}
    for path, _ in files:
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu") or ():
            lines = str(entry["examples"]).strip().splitlines()
            found[str(entry["intent"])] = [
                _MARKED.sub(r"\1", line.strip().removeprefix("- ").strip()) for line in lines
            ]
    return found
