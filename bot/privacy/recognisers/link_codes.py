"""One-time codes that join devices: by their check symbol, and after their cue if mistyped."""

from __future__ import annotations

from collections.abc import Iterator

from bot.privacy.link_code import codes_in
from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser, Span


class LinkCodeRecogniser(Recogniser):
    """The codes of ``bot.privacy.link_code``."""

    entity = "link_code"
    precedence = Precedence.EXACT
    hint = r"[2-9]"
    patterns = (
        PatternSpec(
            "after its cue",
            r"\b(?:link(?:ing)?|join(?:ing)?|pair(?:ing)?|device)[ \-]?code\b"
            r"(?:\s?(?:['’]s|is|was|reads|says)\b)?[\s:=\"“'(]{1,3}"
            r"\K(?=[A-Z0-9\-–— ]{0,8}\d)[A-Z0-9]{2,6}(?:[\-–—]|\s(?=[A-Z]{0,3}\d))?[A-Z0-9]{2,6}\b",
            0.8,
            hint=r"code\b",
        ),
    )

    def scan(self, text: str) -> Iterator[Span]:
        """Find codes; spans may overlap."""
        if not self.may_find(text):
            return
        for found in codes_in(text):
            typed = text[found.start : found.end]
            yield Span(found.start, found.end, self.entity, typed, 1.0)
        yield from super().scan(text)
