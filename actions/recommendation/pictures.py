"""Vectors of products' pictures: what looks alike, told from what an image encoder made.

The encoder is not needed to serve them. ``python -m actions.shopping images`` makes the files.
"""

from __future__ import annotations

import json
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.errors import IndexFileError
from actions.recommendation.index.ragged import Floats
from actions.recommendation.index.shard import facts_of, load_arrays, save_arrays

# How much of a likeness pictures are, where both products have one.
PICTURE_WEIGHT = 0.35
# From this cosine on two products are said to look alike.
LOOKS_ALIKE = 0.9
_CURRENT = "pictures.json"

Keys = NDArray[np.uint64]


@dataclass(frozen=True)
class Pictures:
    """The vectors of one image encoder.

    Attributes:
        addresses: ``picture_key`` of where each picture lies, ascending, shape (n,).
        digests: ``digest_key`` of what lay there, shape (n,).
        vectors: Unit vectors, shape (n, dim).
    """

    addresses: Keys
    digests: Keys
    vectors: Floats

    def __post_init__(self) -> None:
        """Check that the arrays belong together.

        Raises:
            IndexFileError: They do not.
        """
        whole = self.vectors.ndim == 2 and np.isfinite(self.vectors).all()
        same = self.addresses.shape == self.digests.shape == (len(self.vectors),)
        if not (whole and same and (self.addresses[1:] > self.addresses[:-1]).all()):
            raise IndexFileError("the vectors of pictures are not whole")

    def cosines(self, of: int, others: Keys) -> Floats:
        """Return how much pictures look like one, -1 to 1; nan where either is not known.

        Args:
            of: ``picture_key`` of one product's address.
            others: Those of other products, shape (m,).
        """
        found = np.full(len(others), np.nan, np.float32)
        own = self._places(np.array([of], np.uint64))[0]
        places = self._places(others)
        known = places >= 0
        if own >= 0:
            found[known] = self.vectors[places[known]] @ self.vectors[own]
        return found

    def _places(self, keys: Keys) -> NDArray[np.int64]:
        """Return where pictures stand; -1 where they are not known."""
        if not len(self.addresses):
            return np.full(len(keys), -1, np.int64)
        places = np.searchsorted(self.addresses, keys).clip(max=len(self.addresses) - 1)
        return np.where(self.addresses[places] == keys, places, -1)


def joined(parts: list[Pictures]) -> Pictures:
    """Return several as one; of the same address the last part's counts."""
    latest: dict[int, tuple[int, int]] = {}
    for number, part in enumerate(parts):
        latest.update((int(key), (number, at)) for at, key in enumerate(part.addresses))
    order = [latest[key] for key in sorted(latest)]
    dim = next((part.vectors.shape[1] for part in parts if len(part.vectors)), 0)
    return Pictures(
        np.array(sorted(latest), np.uint64),
        np.array([parts[number].digests[at] for number, at in order], np.uint64),
        np.array([parts[number].vectors[at] for number, at in order], np.float32).reshape(
            len(order), dim
        ),
    )


def save_pictures(folder: Path, pictures: Pictures) -> None:
    """Write vectors as a folder; it is there whole or not at all."""
    arrays = {name: getattr(pictures, name) for name in ("addresses", "digests", "vectors")}
    save_arrays(folder, arrays, {})


def load_pictures(folder: Path) -> Pictures | None:
    """Map the vectors of a folder; None where there are none of this format.

    Raises:
        IndexFileError: They are damaged.
    """
    if facts_of(folder) is None:
        return None
    arrays = load_arrays(folder)
    try:
        return Pictures(arrays["addresses"], arrays["digests"], arrays["vectors"])
    except KeyError as error:
        raise IndexFileError(f"{folder} lacks {error}") from error


def announce(home: Path, encoder: str, pictures: Pictures, fingerprint: str) -> None:
    """Write finished vectors, and name them as those to serve.

    Args:
        home: The index folder.
        encoder: The setting that they were made under.
        pictures: The vectors.
        fingerprint: Of the encoder.
    """
    folder = home / f"pictures-{uuid.uuid4().hex[:8]}"
    save_pictures(folder, pictures)
    part = home / f"{_CURRENT}.part"
    told = {"folder": folder.name, "encoder": encoder, "fingerprint": fingerprint}
    part.write_text(json.dumps(told), encoding="utf-8")
    part.replace(home / _CURRENT)
    for other in home.glob("pictures-*"):
        if other != folder:
            shutil.rmtree(other)  # who has it open can go on: mapped files live until they close


def announced(home: Path) -> dict[str, str] | None:
    """Return what was announced last: ``folder``, ``encoder`` and ``fingerprint``; None: nothing.

    Raises:
        IndexFileError: The file cannot be read.
    """
    path = home / _CURRENT
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return {name: str(told[name]) for name in ("folder", "encoder", "fingerprint")}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexFileError(f"{path} is damaged ({error})") from error


def changed_at(home: Path) -> int | None:
    """Return when vectors were announced last, in nanoseconds; None: never."""
    try:
        return (home / _CURRENT).stat().st_mtime_ns
    except FileNotFoundError:
        return None
