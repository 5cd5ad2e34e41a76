"""Items of Google Merchant feeds in XML: RSS 2.0 and Atom, read as a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from actions.shop.importers.errors import ImportFileError
from actions.shop.importers.table import Record, column_key
from actions.shop.importers.values import clean

_GOOGLE = "base.google.com/ns/1.0"
_PLAIN_NAMESPACES = ("", "http://www.w3.org/2005/Atom")
_CHUNK_BYTES = 1 << 16
_MAX_FIELD_CHARS = 1_000_000
_ITEMS = {"rss": "item", "feed": "entry"}
_DETAIL_TAG = "product detail"
# Begins the canonical names of product details that come as elements of their own.
DETAIL = "detail:"


def read_items(
    path: Path, name_of: Callable[[str], str | None], progress: Callable[[int], object]
) -> Iterator[Record]:
    """Yield each item's first line and its values by canonical name; empty ones left out.

    Args:
        path: The feed.
        name_of: Canonical name of an element, or None for one that is not read.
        progress: Is told how many bytes have been read so far.

    Raises:
        ImportFileError: It is no well-formed feed, or declares entities.
    """
    parser = DefusedExpatParser(forbid_dtd=True)
    handler = _FeedHandler(path, name_of, parser)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(handler)
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK_BYTES):
                parser.feed(chunk)
                progress(file.tell())
                yield from handler.take()
            parser.close()
        except SAXParseException as error:
            raise _malformed(path, error) from error
        except DefusedXmlException as error:
            raise ImportFileError(
                path,
                "it has a document type or entities of its own, which a feed does not need "
                "and which can be harmful",
                "Remove the <!DOCTYPE …>; if this is a web page, download the feed itself.",
                line=parser.getLineNumber(),
            ) from error
        except (LookupError, ValueError) as error:
            raise ImportFileError(
                path,
                f"the encoding that its first line declares cannot be read ({error})",
                "Save the file as UTF-8, and declare that.",
                line=1,
            ) from error
        yield from handler.take()


def _malformed(path: Path, error: SAXParseException) -> ImportFileError:
    problem = error.getMessage()
    if "unbound prefix" in problem:
        fix = f'The first element must declare the prefix: xmlns:g="http://{_GOOGLE}".'
    elif "no element found" in problem or "unclosed" in problem:
        problem = f"the file ends too early ({problem})"
        fix = "It is probably cut off: download it again."
    elif "invalid token" in problem:
        fix = (
            "Write & as &amp; and < as &lt;, and check that the encoding is the one that the "
            "first line declares (UTF-8 if it declares none)."
        )
    else:
        fix = "Correct the XML at this place."
    return ImportFileError(path, f"not well-formed XML: {problem}", fix, line=error.getLineNumber())


class _FeedHandler(ContentHandler):
    """Collects the items; ``take`` hands them over, so that none stays in memory."""

    def __init__(self, path: Path, name_of: Callable[[str], str | None], locator: Locator) -> None:
        super().__init__()
        self._path = path
        self._name_of = name_of
        self._locator = locator
        self._item_tag = ""
        self._done: list[Record] = []
        self._line = 0
        # Names of the open elements within an item; empty outside of items.
        self._open: list[str] = []
        self._text: list[str] = []
        self._chars = 0
        self._values: dict[str, list[str]] = {}
        self._from_google: set[str] = set()
        self._detail: dict[str, str] = {}

    def take(self) -> list[Record]:
        done, self._done = self._done, []
        return done

    def startElementNS(  # noqa: N802
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        tag = name[1]
        if not self._item_tag:
            if tag not in _ITEMS:
                raise self._error(
                    f"the first element is <{clean(tag)}>, not <rss> or <feed>",
                    "Import a Google Merchant feed: RSS 2.0 or Atom.",
                )
            self._item_tag = _ITEMS[tag]
        elif self._open:
            self._open.append(column_key(tag))
            if len(self._open) == 2:
                self._text, self._chars, self._detail = [], 0, {}
            elif self._open[1] == _DETAIL_TAG:
                self._text = []
            else:
                self._text.append(" ")  # words of neighbouring elements stay apart
        elif tag == self._item_tag:
            self._line = self._now()
            self._open = [tag]
            self._values, self._from_google = {}, set()

    def characters(self, content: str) -> None:
        if len(self._open) < 2:
            return
        self._chars += len(content)
        if self._chars > _MAX_FIELD_CHARS:
            raise self._error(
                f"<{self._open[1]}> is longer than {_MAX_FIELD_CHARS:,} characters",
                "Shorten it, or close the element.",
            )
        self._text.append(content)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        if not self._open:
            return
        closed = self._open.pop()
        if not self._open:
            values = {key: tuple(texts) for key, texts in self._values.items()}
            self._done.append((self._line, values))
        elif len(self._open) == 2 and self._open[1] == _DETAIL_TAG:
            self._detail[closed] = "".join(self._text).strip()
        elif len(self._open) == 1:
            self._keep(name[0] or "", closed)

    def _keep(self, namespace: str, tag: str) -> None:
        from_google = namespace.endswith(_GOOGLE)
        key = self._name_of(tag) if from_google or namespace in _PLAIN_NAMESPACES else None
        text = "".join(self._text).strip()
        if self._detail:
            key = DETAIL + self._detail.get("attribute name", "")
            text = self._detail.get("attribute value", "")
        if key is None or not text:
            return
        # <g:title> is what is meant for the catalogue where there is a <title> too.
        if from_google:
            if key not in self._from_google:
                self._from_google.add(key)
                self._values[key] = []
        elif key in self._from_google:
            return
        self._values.setdefault(key, []).append(text)

    def _now(self) -> int:
        return self._locator.getLineNumber() or 1

    def _error(self, problem: str, fix: str) -> ImportFileError:
        return ImportFileError(self._path, problem, fix, line=self._now())
