"""Makes the vectors of products' pictures (``python -m actions.shopping images``).

A picture is known by what it is, not by where it lies: one that has changed is encoded anew. What
an interrupted run has made is used by the next.
"""

from __future__ import annotations

import csv
import logging
import shutil
import time
import uuid
from collections.abc import Container, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from tqdm import tqdm

from actions.recommendation.errors import IndexFileError
from actions.recommendation.index.build import ProductSource
from actions.recommendation.index.ragged import Floats
from actions.recommendation.picture_keys import digest_key, picture_key
from actions.recommendation.pictures import (
    Pictures,
    announce,
    announced,
    joined,
    load_pictures,
    save_pictures,
)
from actions.shopping.fetching import Fetcher, PictureError, opened

if TYPE_CHECKING:
    from PIL.Image import Image

_log = logging.getLogger(__name__)
_BATCH = 32
_READERS = 8  # pictures that are fetched at the same time
_PRODUCTS = 1000  # read at once
_FRESH = 24 * 3600  # seconds for which what an interrupted run has looked at counts as looked at
_LISTED = 20
_LEFT_OUT = "left-out-pictures.csv"


class PictureEncoder(Protocol):
    """What is needed of ``nlu_models.image_encoder.ImageEncoder``."""

    @property
    def fingerprint(self) -> str:
        """Text that changes with what the vectors mean."""
        ...

    def encode(self, pictures: Sequence[Image]) -> Floats:
        """Return one unit vector for each picture in RGB, shape (n, dim)."""
        ...


@dataclass
class PictureReport:
    """What a run did.

    Attributes:
        known: How many pictures have a vector now.
        encoded: How many were encoded, not known from before.
        left_out: Handle, title, and why the picture has no vector.
        file: The table of all that were left out, if they are many.
    """

    known: int = 0
    encoded: int = 0
    left_out: list[tuple[str, str, str]] = field(default_factory=list)
    file: Path | None = None

    def text(self) -> str:
        """Return the report as it is printed."""
        lines = [f"{self.known:,} pictures: {self.encoded:,} encoded, the others as before."]
        if self.left_out:
            lines.append(f"Without a picture ({len(self.left_out):,} products):")
            lines += [
                f"  {handle}, {title}: {why}" for handle, title, why in self.left_out[:_LISTED]
            ]
            if len(self.left_out) > _LISTED:
                lines.append(f"  … all of them are in {self.file}")
        return "\n".join(lines)

    def write(self, folder: Path) -> None:
        """Write all that was left out to a table, if it is too much to print."""
        path = folder / _LEFT_OUT
        if len(self.left_out) <= _LISTED:
            path.unlink(missing_ok=True)
            return
        self.file = path
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("handle", "title", "reason"), *self.left_out])


@dataclass(frozen=True)
class _Read:
    """A picture as it was found: its digest, and what is to be encoded if it is not known."""

    digest: int
    picture: Image | None


class PictureRun:
    """One run over a catalogue.

    Args:
        encoder: Makes the vectors.
        setting: The encoder's name in the settings.
        fetcher: Reads pictures.
        home: The index folder.
    """

    def __init__(self, encoder: PictureEncoder, setting: str, fetcher: Fetcher, home: Path) -> None:
        self._encoder = encoder
        self._setting = setting
        self._fetcher = fetcher
        self._home = home
        self._fingerprint = encoder.fingerprint
        # Kept until a run is done, for the encoder that it was made with only.
        self._under_way = home / f"images-{self._fingerprint[:32]}"

    def over(self, source: ProductSource, *, quiet: bool = False) -> PictureReport:
        """Read, encode and store the pictures of all products.

        Raises:
            ShopError: The shop cannot be read.
            OSError: The vectors cannot be written.
        """
        report = PictureReport()
        named = _named(source, report)
        made = self._made()
        done = [part for part, fresh in made if fresh]
        vectors = self._before() | _by_digest([part for part, _ in made])
        checked = {int(key) for part in done for key in part.addresses}
        todo = [address for address in named if picture_key(address) not in checked]
        self._under_way.mkdir(parents=True, exist_ok=True)
        with (
            tqdm(
                total=len(named),
                initial=len(named) - len(todo),
                desc="Reading pictures",
                unit="picture",
                disable=quiet,
            ) as bar,
            ThreadPoolExecutor(_READERS) as readers,
        ):
            for start in range(0, len(todo), _BATCH):
                batch = todo[start : start + _BATCH]
                answers = readers.map(lambda a: self._read(a, vectors.keys()), batch)
                found: dict[int, _Read] = {}
                for address, answer in zip(batch, answers, strict=True):
                    if isinstance(answer, PictureError):
                        report.left_out += [(*who, str(answer)) for who in named[address]]
                    else:
                        found[picture_key(address)] = answer
                report.encoded += self._encode(found, vectors)
                if found:
                    done.append(_table({key: read.digest for key, read in found.items()}, vectors))
                    save_pictures(self._under_way / uuid.uuid4().hex, done[-1])
                bar.update(len(batch))
        wanted = {picture_key(address) for address in named}
        whole = _only(joined(done), wanted)
        announce(self._home, self._setting, whole, self._fingerprint)
        for folder in self._home.glob("images-*"):
            shutil.rmtree(folder)
        report.known = len(whole.addresses)
        return report

    def _read(self, address: str, known: Container[int]) -> _Read | PictureError:
        try:
            data = self._fetcher.read(address)
            digest = digest_key(data)
            return _Read(digest, None if digest in known else opened(data))
        except PictureError as error:
            return error

    def _encode(self, found: dict[int, _Read], vectors: dict[int, Floats]) -> int:
        """Add the vectors of what is not known yet; returns of how many pictures."""
        fresh = {
            read.digest: read.picture
            for read in found.values()
            if read.picture is not None and read.digest not in vectors
        }
        if fresh:
            vectors.update(zip(fresh, self._encoder.encode(list(fresh.values())), strict=True))
        return len(fresh)

    def _made(self) -> list[tuple[Pictures, bool]]:
        """Return what an interrupted run has made, and whether that was lately.

        What is older is looked at again, as it may have changed; its vectors are used.
        """
        parts = []
        for folder in sorted(self._under_way.glob("*")):
            try:
                part = None if folder.suffix else load_pictures(folder)
            except IndexFileError as error:
                _log.warning("%s: these pictures are read anew.", error)
                part = None
            if part is None:
                shutil.rmtree(folder)
            else:
                parts.append((part, time.time() - folder.stat().st_mtime < _FRESH))
        return parts

    def _before(self) -> dict[int, Floats]:
        """Return the vectors of the last run by digest, if this encoder made them."""
        try:
            told = announced(self._home)
            if told is None or told["fingerprint"] != self._fingerprint:
                return {}
            last = load_pictures(self._home / told["folder"])
        except IndexFileError as error:
            _log.warning("%s: all pictures are encoded anew.", error)
            return {}
        return {} if last is None else _by_digest([last])


def _named(source: ProductSource, report: PictureReport) -> dict[str, list[tuple[str, str]]]:
    """Return the addresses of pictures with handle and title of the products that name them."""
    named: dict[str, list[tuple[str, str]]] = {}
    for chunk in source.chunks(_PRODUCTS):
        for product in source.read(chunk):
            who = (product.handle, product.title)
            if product.image_url.strip():
                named.setdefault(product.image_url.strip(), []).append(who)
            else:
                report.left_out.append((*who, "it names no picture"))
    return named


def _by_digest(parts: Sequence[Pictures]) -> dict[int, Floats]:
    return {
        int(digest): vector
        for part in parts
        for digest, vector in zip(part.digests, part.vectors, strict=True)
    }


def _table(digests: dict[int, int], vectors: dict[int, Floats]) -> Pictures:
    keys = sorted(digests)
    return Pictures(
        np.array(keys, np.uint64),
        np.array([digests[key] for key in keys], np.uint64),
        np.stack([vectors[digests[key]] for key in keys]).astype(np.float32),
    )


def _only(pictures: Pictures, wanted: set[int]) -> Pictures:
    kept = np.isin(pictures.addresses, np.array(sorted(wanted), np.uint64))
    return Pictures(pictures.addresses[kept], pictures.digests[kept], pictures.vectors[kept])
