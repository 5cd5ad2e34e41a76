"""What the shop's service speaks of, by the questions and answers of its FAQ."""

from __future__ import annotations

import re
from functools import lru_cache

from actions.recommendation.text import terms
from settings import PROJECT_ROOT

_FOLDER = PROJECT_ROOT / "data" / "faq"
_COMMENT = re.compile(r"^\s*#.*$", re.M)


@lru_cache(maxsize=1)
def served_terms() -> frozenset[str]:
    """Return the index terms of all questions and answers: "spare parts", "lockers".

    They are read once, as text: to parse the files takes a hundred times as long.
    """
    texts = (path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.yml")))
    return frozenset(term for text in texts for term in terms(_COMMENT.sub("", text)))
