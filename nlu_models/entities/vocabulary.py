"""The words of a catalogue, ready to be found in messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from nlu_models.entities.context import is_party, is_size, is_stuff, spoiled
from nlu_models.entities.english import Speller
from nlu_models.entities.found import Found
from nlu_models.entities.phrases import Entry, collect
from nlu_models.entities.sizes import SizeFinder
from nlu_models.entities.synonyms import Synonyms
from nlu_models.entities.titles import PART
from nlu_models.entities.tokens import Token, normal
from nlu_models.spacy_runtime import spacy

_UNKNOWN = "_"
_POINTING = frozenset(("the", "this", "that", "your"))
_TYPO = 0.8  # confidence of what was mistyped
_SHORTEST_TYPO = {"category": 5, "color": 5, "material": 6, "attribute": 6, "critique": 6}
_NAMES = frozenset({"brand", "product"})
_SENTENCE_ENDS = frozenset('.!?:;"“(')


class Vocabulary:
    """Finds brands, categories, colours, materials, qualities, products and comparisons.

    Args:
        terms: Pairs of kind and value, as the view ``catalogue_terms`` has them; empty for a
            shop without a catalogue: basic colours and comparisons are found even so.
        synonyms: Other words for them.

    Attributes:
        sizes: Finds sizes in the catalogue's spelling.
    """

    def __init__(self, terms: Iterable[tuple[str, str]], synonyms: Synonyms) -> None:
        terms = list(terms)
        stop_words = spacy.blank("en").Defaults.stop_words
        self.sizes = SizeFinder(sorted({value for entity, value in terms if entity == "size"}))
        self._entries = collect(terms, synonyms, lambda word: word in stop_words)
        self._known = frozenset(word for key in self._entries for word in key)
        # How many words a phrase may have that begins with a word.
        self._lengths: dict[str, set[int]] = defaultdict(set)
        for key in self._entries:
            self._lengths[key[0]].add(len(key))
        self._speller = _speller(self._entries)

    def find(self, text: str, tokens: Sequence[Token]) -> list[Found]:
        """Return all matches; they may overlap.

        Args:
            text: The message.
            tokens: Its tokens.
        """
        words, mistyped = self._read(text, tokens)
        if all(word == _UNKNOWN for word in words):
            return []
        matches = list(self._matches(words))
        nouns = {f for _, entry, f, _ in matches if entry.entity in ("category", "product")}
        noun_ends = {last for _, entry, _, last in matches if entry.entity == "category"}
        colors = {f for _, entry, f, _ in matches if entry.entity == "color"}
        found = []
        for key, entry, first, last in matches:
            before = tokens[first - 1] if first else None
            after = tokens[last] if last < len(tokens) else None
            if spoiled(entry.entity, key, before, after):
                continue
            party = key[0] == "for" and entry.entity == "attribute"
            end = tokens[last - 1].end
            if party and not is_party(text, end, opens=first in noun_ends or not first):
                continue
            if entry.everyday and not (
                is_size(before, after)
                if entry.entity == "size"
                else is_stuff(before, after, noun_follows=last in nouns)
            ):
                continue
            if entry.confidence == PART and not _is_named(text, tokens[first:last], before):
                continue
            if entry.entity == "critique" and last in colors:  # "a lighter blue"
                continue
            typos = [mistyped[at] for at in range(first, last) if at in mistyped]
            if any(typos) and entry.entity not in _NAMES:
                continue
            found.append(
                Found(
                    tokens[first].start,
                    end,
                    entry.entity,
                    entry.value,
                    min(entry.confidence, _TYPO if typos else 1.0),
                )
            )
        return found

    def _matches(self, words: Sequence[str]) -> Iterator[tuple[tuple[str, ...], Entry, int, int]]:
        """Yield the phrases among words: key, entry, and the places of first and last word + 1."""
        for first, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                key = tuple(words[first : first + length])
                if len(key) == length and (entry := self._entries.get(key)) is not None:
                    yield key, entry, first, first + length

    def _read(self, text: str, tokens: Sequence[Token]) -> tuple[list[str], dict[int, bool]]:
        """Return the words as the catalogue spells them.

        The places of mistyped ones are given too, each with whether it stands in names only.
        """
        words: list[str] = []
        mistyped: dict[int, bool] = {}
        shouted = text.isupper()
        for at, token in enumerate(tokens):
            word = token.norm
            if word not in self._known:
                inside = at > 0 and tokens[at - 1].norm not in _SENTENCE_ENDS
                name = inside and not shouted and text[token.start].isupper()
                meant = self._speller.correct(text[token.start : token.end].lower(), name=name)
                word = _UNKNOWN
                if meant is not None:
                    word, mistyped[at] = normal(meant[0]), meant[1]
            words.append(word)
        return words, mistyped


def _is_named(text: str, said: Sequence[Token], before: Token | None) -> bool:
    """Whether part of a title is meant as a name: "the Fell jacket", but not "a hand torch"."""
    if before is not None and before.norm in _POINTING:
        return True
    return not text.isupper() and all(not text[token.start].islower() for token in said)


def _speller(entries: dict[tuple[str, ...], Entry]) -> Speller:
    words: set[str] = set()
    names: set[str] = set()
    for key, entry in entries.items():
        spellings = {form for word in key for form in (word, _plural(word))}
        if entry.entity in _NAMES:
            names |= spellings
        elif entry.entity in _SHORTEST_TYPO:
            words |= {form for form in spellings if len(form) >= _SHORTEST_TYPO[entry.entity]}
    return Speller(words, names)


def _plural(word: str) -> str:
    """Return a plural that ``normal`` takes back to the word."""
    if word.endswith("y"):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("ch", "sh", "ss", "x")) else "s")
