"""Plain text of HTML descriptions."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from actions.shop.importers.values import clean

_LOOKS_LIKE_HTML = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:[a-zA-Z]+|#x?[0-9a-fA-F]+);")
_SPACES = re.compile(r"\s+")
_UNSEEN = frozenset({"script", "style", "template", "noscript", "iframe", "svg", "head", "title"})
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption"),
        *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li"),
        *("main", "nav", "ol", "p", "pre", "section", "table", "tbody", "thead", "tfoot", "tr"),
        "ul",
    }
)
_CELLS = frozenset({"td", "th"})


def text_of_html(text: str) -> str:
    """Return what a reader sees of HTML, a line for each block; plain text keeps its lines.

    Args:
        text: HTML or plain text.
    """
    if _LOOKS_LIKE_HTML.search(text):
        parser = _TextParser()
        parser.feed(text)
        parser.close()
        text = "".join(parser.parts)
    lines = (clean(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line not in ("", "•"))


class _TextParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag in _BLOCKS:
            self.parts.append("\n• " if tag == "li" else "\n")
        elif tag in _CELLS:
            self.parts.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            # An unseen part ends with its own tag, whatever was left open within it.
            del self._unseen[self._unseen.index(tag) :]
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            # Within HTML a line break is a space; blocks alone begin lines.
            self.parts.append(_SPACES.sub(" ", data))
