"""Responses of the domain as parts of what actions put together: facts of the shop in its words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import yaml

from settings import PROJECT_ROOT

_DOMAIN = PROJECT_ROOT / "domain.yml"


def worded(response: str, **values: str) -> str:
    """Return the text of a response, with its placeholders filled; edits count at once.

    Args:
        response: Its name in ``domain.yml``.
        values: What stands for each placeholder.

    Raises:
        KeyError: There is no such response, or no value for one of its placeholders.
    """
    return _texts(_DOMAIN.stat().st_mtime_ns)[response].format(**values)


@lru_cache(maxsize=1)
def _texts(_changed: int) -> Mapping[str, str]:
    responses = yaml.safe_load(_DOMAIN.read_text(encoding="utf-8"))["responses"]
    return {name: str(texts[0].get("text", "")) for name, texts in responses.items()}
