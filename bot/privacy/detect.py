r"""Finds personal values in a text.

>>> Detector(r"\d{5,6}").find("It's order 10023, maya@example.com")
[Span(start=11, end=16, entity='order_number', …), Span(start=18, …, entity='email', …)]
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence

import regex

from bot.privacy.plain import plain
from bot.privacy.recognisers import Recogniser, shipped_recognisers
from bot.privacy.recognisers.base import Precedence, Span
from bot.privacy.recognisers.known import KnownValues, further_names
from bot.privacy.recognisers.split import continued
from bot.privacy.recognisers.unexplained import NumberKinds, Unexplained, read_kinds
from bot.privacy.spans import uncovered

_BLAMELESS_TEXTS = 20_000  # 1 to 2 MB
_TOKEN = regex.compile(r"\[[a-z][a-z0-9_]{0,39}:[0-9a-f]{6,16}\]")


class Detector:
    """Finds personal values by the shipped recognisers, and by what is already known.

    Args:
        order_number_pattern: Regular expression of the shop's order numbers.
        recognisers: Instead of the shipped ones.
        extra: Further recognisers, beside the shipped ones.
        allow: Values that are no one's, such as the shop's own address; compared without case.
        kinds: What speaks for which kind of number, instead of what ships.

    Raises:
        PrivacyConfigError: The order number pattern is no regular expression.
    """

    def __init__(
        self,
        order_number_pattern: str,
        *,
        recognisers: Sequence[Recogniser] | None = None,
        extra: Sequence[Recogniser] = (),
        allow: Iterable[str] = (),
        kinds: NumberKinds | None = None,
    ) -> None:
        own = shipped_recognisers(order_number_pattern) if recognisers is None else recognisers
        self.recognisers = (*own, *extra)
        for recogniser in self.recognisers:
            recogniser.prepare()
        self._unexplained = Unexplained(read_kinds() if kinds is None else kinds)
        self._allow = frozenset(value.casefold() for value in allow)
        # Answers, product titles and names of fields come again and again. Texts themselves are
        # not remembered, because patterns do not find everything that is personal.
        self._blameless: set[bytes] = set()
        self._blameless_key = secrets.token_bytes(32)

    def find(
        self,
        text: str,
        known: Mapping[str, str] | None = None,
        recent: Sequence[tuple[str, str]] = (),
        *,
        typed: bool = False,
        topics: Sequence[str] = (),
    ) -> list[Span]:
        """Return the personal values in a text, ordered, none overlapping another.

        Args:
            text: Any text, of any length.
            known: Values that are personal in this conversation, with their kind; found in
                any case, percent-encoded, misspelt by a letter, numbers with other separators.
            recent: (kind, value) of what was found last, oldest first: a card number may go on.
            typed: Whether a shopper wrote it; then numbers that nothing explains count too.
            topics: What the messages before it speak of.
        """
        found = self.scan(text, known, recent)
        if typed:
            found = self._weighed(text, found, topics)
        ranked = [(*_rank(rank, span), span) for rank, span in found]
        names = [span for *_, span in ranked if span.entity == "name"]
        if names:
            ranked += [(*_rank(Precedence.NAME, span), span) for span in further_names(text, names)]
        read = plain(text)
        if read is not None:
            found = self.scan(read.text, known, recent)
            if typed:
                found = self._weighed(read.text, found, topics)
            for rank, span in found:
                start, end = read.original(span.start, span.end)
                span = span._replace(start=start, end=end, value=text[start:end])
                ranked.append((*_rank(rank, span), span))
        if not ranked:
            return []
        ranked.sort(key=lambda item: item[:3])
        tokens = [match.span() for match in _TOKEN.finditer(text)]
        chosen: list[Span] = []
        for *_, span in ranked:
            if span.value.casefold() not in self._allow:
                chosen.extend(_leftovers(text, span, chosen, tokens))
        chosen.sort()
        return chosen

    def scan(
        self,
        text: str,
        known: Mapping[str, str] | None = None,
        recent: Sequence[tuple[str, str]] = (),
    ) -> list[tuple[int, Span]]:
        """Return all findings with their precedence; they may overlap."""
        found: list[tuple[int, Span]] = []
        if known:
            index = known if isinstance(known, KnownValues) else KnownValues(known)
            found += ((0, span) for span in index.scan(text))
        if recent:
            found += ((Precedence.CARD, span) for span in continued(text, recent))
        return found + self._recognised(text)

    def _weighed(
        self, text: str, found: Sequence[tuple[int, Span]], topics: Sequence[str]
    ) -> list[tuple[int, Span]]:
        """Add what only its form and the words around it tell, and leave out what they explain."""
        sure = [span for rank, span in found if rank < Precedence.UNEXPLAINED]
        more, explained = self._unexplained.find(text, sure, topics)
        return [
            *((rank, span) for rank, span in found if rank < Precedence.LAST),
            *((Precedence.UNEXPLAINED, span) for span in more),
            *(
                (rank, span)
                for rank, span in found
                if rank == Precedence.LAST
                and not any(e.start <= span.start and span.end <= e.end for e in explained)
            ),
        ]

    def _recognised(self, text: str) -> list[tuple[int, Span]]:
        """Return what the recognisers find, save what is allowed; without that, look only once."""
        digest = hashlib.blake2b(
            text.encode("utf-8", "surrogatepass"), digest_size=16, key=self._blameless_key
        ).digest()
        if digest in self._blameless:
            return []
        found: list[tuple[int, Span]] = [
            (recogniser.precedence, span)
            for recogniser in self.recognisers
            for span in recogniser.scan(text)
            if span.value.casefold() not in self._allow
        ]
        if not found:
            if len(self._blameless) >= _BLAMELESS_TEXTS:
                self._blameless.clear()
            self._blameless.add(digest)
        return found


def _rank(precedence: int, span: Span) -> tuple[int, int, int]:
    return precedence, span.start - span.end, span.start


def _leftovers(
    text: str, span: Span, chosen: Sequence[Span], tokens: Sequence[tuple[int, int]]
) -> list[Span]:
    """Return the parts of a span that nothing stronger covers: no character of it is lost."""
    taken = [(s.start, s.end) for s in chosen if s.start < span.end and span.start < s.end]
    taken += [(s, e) for s, e in tokens if s < span.end and span.start < e]
    if not taken:
        return [span]
    return [
        Span(start, end, span.entity, text[start:end], span.score)
        for start, end in uncovered(text, span.start, span.end, taken)
    ]
