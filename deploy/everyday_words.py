"""Writes the everyday words by which detection tells the name of an account from a word.

    python -m deploy.everyday_words

They are the whole words of the encoder's vocabulary and those that shoppers and the shop use in
``data/``. The file is read by ``bot.privacy.recognisers.leftovers``.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from nlu_models.entities.english import english_words
from settings import PROJECT_ROOT

FILE = PROJECT_ROOT / "bot/privacy/recognisers/everyday_words.txt"
_DATA = ("nlu", "faq", "shop")
_SHORTEST = 4
_HEADER = (
    "# Everyday words: of the vocabulary of all-MiniLM-L6-v2 (Apache License 2.0), and of data/."
    "\n# Written by python -m deploy.everyday_words; mend that instead.\n"
)
_WORD = regex.compile(r"[a-z]+")
_PERSONAL = regex.compile(r"\[[^\]]*\]\((?:name|email|handle|address|person)\)")


def words() -> Iterator[str]:
    """Yield the words in lower case, some more than once."""
    yield from english_words()
    for folder in _DATA:
        for path in sorted((PROJECT_ROOT / "data" / folder).rglob("*")):
            if path.suffix in (".yml", ".toml"):
                text = _PERSONAL.sub(" ", path.read_text(encoding="utf-8"))
                yield from _WORD.findall(text.lower().replace("'", "").replace("’", ""))


def main() -> None:
    """Write the file."""
    kept = sorted({w for w in words() if len(w) >= _SHORTEST and w.isascii() and w.isalpha()})
    FILE.write_text(_HEADER + "\n".join(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
