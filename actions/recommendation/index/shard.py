"""What is known of some products, as arrays: made piece by piece, merged, kept on disk."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.errors import IndexFileError
from actions.recommendation.index.codec import decode
from actions.recommendation.index.ragged import Ragged
from actions.shop.records import ProductRecord

# Another number wherever the arrays mean something else: older files are then made anew.
FORMAT = 5
FIELDS = ("title", "kind", "facts", "description", "reviews")
VARIANT_FACETS = ("color", "material", "size")
# Which vocabulary the codes of each array are from.
_CODED = {
    "category": "category",
    "brand": "brand",
    "head": "head",
    "name": "name",
    **{f"variant:{facet}": facet for facet in VARIANT_FACETS},
}
_RAGGED = {
    **{f"terms:{field}": "term" for field in FIELDS},
    "qualities": "quality",
    "stems": "stem",
    "features": "feature",
    "interests": "interest",
}
_WEIGHTED = {"features", *(f"terms:{field}" for field in FIELDS)}
NONE = -1
_MAPPED_FROM = 4096  # bytes

Array = NDArray[Any]


@dataclass(frozen=True)
class Shard:
    """Arrays over n products and their variants; variants of a product stand together.

    Attributes:
        plain: Numbers by product or by variant (names with ``variant:``).
        coded: Codes into a vocabulary, ``NONE`` where there is nothing.
        ragged: Lists of codes for each product.
        vocabulary: The values that codes stand for, by name.
        variant_starts: Where each product's variants begin, shape (n + 1,).
        records: All records as bytes, one after the other.
        record_starts: Where each begins, shape (n + 1,).
    """

    plain: Mapping[str, Array]
    coded: Mapping[str, Array]
    ragged: Mapping[str, Ragged]
    vocabulary: Mapping[str, Sequence[str]]
    variant_starts: Array
    records: Array
    record_starts: Array

    def __len__(self) -> int:
        """Return the number of products."""
        return len(self.record_starts) - 1

    def record(self, row: int) -> ProductRecord:
        """Read one product."""
        return decode(self.records[self.record_starts[row] : self.record_starts[row + 1]].tobytes())


def merged(shards: Sequence[Shard]) -> Shard:
    """Return several shards as one, in their order."""
    if len(shards) == 1:
        return shards[0]
    names = {name for shard in shards for name in shard.vocabulary}
    vocabulary, places = {}, {}
    for name in sorted(names):
        known: dict[str, int] = {}
        places[name] = [
            np.array([known.setdefault(v, len(known)) for v in s.vocabulary[name]], np.int32)
            for s in shards
        ]
        vocabulary[name] = list(known)
    coded = {
        name: np.concatenate(
            [_moved(s.coded[name], at) for s, at in zip(shards, places[words], strict=True)]
        )
        for name, words in _CODED.items()
    }
    ragged = {
        name: Ragged(
            _joined([s.ragged[name].starts for s in shards]),
            np.concatenate(
                [_moved(s.ragged[name].values, at) for s, at in zip(shards, places[w], strict=True)]
            ),
            np.concatenate([s.ragged[name].weights for s in shards]) if name in _WEIGHTED else None,
        )
        for name, w in _RAGGED.items()
    }
    return Shard(
        plain={n: np.concatenate([s.plain[n] for s in shards]) for n in shards[0].plain},
        coded=coded,
        ragged=ragged,
        vocabulary=vocabulary,
        variant_starts=_joined([s.variant_starts for s in shards]),
        records=np.concatenate([s.records for s in shards]),
        record_starts=_joined([s.record_starts for s in shards]),
    )


def _moved(codes: Array, places: Array) -> Array:
    if not len(places):
        return np.asarray(codes)
    return np.where(codes == NONE, NONE, places[codes]).astype(np.int32)


def _joined(starts: Sequence[Array]) -> Array:
    ends = np.cumsum([0, *(int(s[-1]) for s in starts)])
    parts = [np.asarray(s[1:]) + end for s, end in zip(starts, ends[:-1], strict=True)]
    return np.concatenate([np.zeros(1, np.int64), *parts])


def save(shard: Shard, folder: Path, *, version: str = "", vectors: Array | None = None) -> None:
    """Write a shard as a folder; it is there whole or not at all.

    Args:
        shard: What to write.
        folder: Where; what is there is replaced.
        version: Noted among the facts of the folder.
        vectors: Written beside it as ``vectors.npy``, if there are any.
    """
    arrays = {f"plain.{n}": a for n, a in shard.plain.items()}
    if vectors is not None:
        arrays["vectors"] = vectors
    arrays |= {f"coded.{n}": a for n, a in shard.coded.items()}
    for name, ragged in shard.ragged.items():
        arrays |= {f"starts.{name}": ragged.starts, f"values.{name}": ragged.values}
        if ragged.weights is not None:
            arrays[f"weights.{name}"] = ragged.weights
    arrays["variant_starts"] = shard.variant_starts
    arrays["records"], arrays["record_starts"] = shard.records, shard.record_starts
    save_arrays(folder, arrays, {"version": version, "vocabulary": dict(shard.vocabulary)})


def save_arrays(folder: Path, arrays: Mapping[str, Array], facts: Mapping[str, Any]) -> None:
    """Write arrays and facts as a folder; it is there whole or not at all."""
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for name, array in arrays.items():
        np.save(part / f"{name}.npy", array)
    (part / "facts.json").write_text(json.dumps({**facts, "format": FORMAT}), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)


def facts_of(folder: Path) -> dict[str, Any] | None:
    """Return the facts of a folder that was saved; None where there is none of this format.

    Raises:
        IndexFileError: It is damaged.
    """
    try:
        text = (folder / "facts.json").read_text(encoding="utf-8")
        facts: dict[str, Any] = json.loads(text)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise IndexFileError(f"{folder} is damaged ({error}); it is made anew.") from error
    return facts if facts.get("format") == FORMAT else None


def load_arrays(folder: Path) -> dict[str, Array]:
    """Map the arrays of a folder: what is used of them is read from disk when it is used.

    Raises:
        IndexFileError: It is damaged.
    """
    try:
        # Plain arrays over the mapped files: a subclass would make each access slower.
        return {
            file.stem: np.asarray(np.load(file, mmap_mode="r")).view(np.ndarray)
            if file.stat().st_size > _MAPPED_FROM
            else np.load(file)
            for file in folder.glob("*.npy")
        }
    except (OSError, ValueError, EOFError) as error:
        raise IndexFileError(f"{folder} is damaged ({error}); it is made anew.") from error


def load(folder: Path) -> Shard:
    """Open a shard that was saved.

    Raises:
        IndexFileError: It is damaged.
    """
    arrays, facts = load_arrays(folder), facts_of(folder)
    try:
        ragged = {
            name: Ragged(
                arrays[f"starts.{name}"], arrays[f"values.{name}"], arrays.get(f"weights.{name}")
            )
            for name in _RAGGED
        }
        return Shard(
            plain=_named(arrays, "plain."),
            coded=_named(arrays, "coded."),
            ragged=ragged,
            vocabulary=(facts or {})["vocabulary"],
            variant_starts=arrays["variant_starts"],
            records=arrays["records"],
            record_starts=arrays["record_starts"],
        )
    except KeyError as error:
        raise IndexFileError(f"{folder} lacks {error}; it is made anew.") from error


def _named(arrays: Mapping[str, Array], prefix: str) -> dict[str, Array]:
    return {n.removeprefix(prefix): a for n, a in arrays.items() if n.startswith(prefix)}
