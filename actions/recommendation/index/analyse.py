"""Reads products into the arrays of a shard."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np

from actions.recommendation.heads import title_head
from actions.recommendation.index.codec import encode
from actions.recommendation.index.ragged import RaggedBuilder
from actions.recommendation.index.shard import FIELDS, NONE, VARIANT_FACETS, Shard
from actions.recommendation.interests import values_of
from actions.recommendation.lexical import field_texts
from actions.recommendation.matching import qualities, stems, variant_values
from actions.recommendation.measures import UNITS, measure_name, parse_amount, states
from actions.recommendation.naming import name_of
from actions.recommendation.opinions import ASPECTS, opinions
from actions.recommendation.picture_keys import picture_key
from actions.recommendation.semantic import embedding_texts, vector_key
from actions.recommendation.similarity import features
from actions.recommendation.text import terms
from actions.shop.records import ProductRecord

MEASURES = tuple(UNITS)
_KEYS = ("text_key", "title_key", "vector_key", "picture_key")
_RAGGED = ("qualities", "stems", "features", "interests", *(f"terms:{field}" for field in FIELDS))
_CODED = ("category", "brand", "head", "name", *(f"variant:{facet}" for facet in VARIANT_FACETS))


def text_key(product: ProductRecord) -> int:
    """Return a hash of all that has to be read anew where it changes: not price, stock or sales."""
    told = [
        product.title,
        product.description,
        product.brand,
        product.category,
        product.currency,
        product.attributes,
        product.tags,
        product.review_excerpts,
        None if product.created_on is None else product.created_on.toordinal(),
        [variant.options for variant in product.variants],
    ]
    return _hash(json.dumps(told, ensure_ascii=False))


def title_key(title: str) -> int:
    """Return a hash of a title in any spelling of case."""
    return _hash(title.strip().casefold())


def _hash(text: str) -> int:
    # 64 bits: of a million texts two are taken for one once in 37 million catalogues.
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def price_of(product: ProductRecord, at: int) -> float:
    """Return a variant's price in thousandths: prices of all currencies are whole numbers then."""
    return float(product.variants[at].price * 1000)


class _Vocabulary(dict[str, int]):
    """Values to codes, in the order in which they came."""

    def __missing__(self, value: str) -> int:
        self[value] = len(self)
        return self[value]


@lru_cache(maxsize=65536)
def _stated(option: str) -> tuple[tuple[str, float], ...]:
    """Return the measures that an option states, as "500 ml" does."""
    found = ((name, parse_amount(option, name)) for name in MEASURES if states(option, name))
    return tuple((name, amount) for name, amount in found if amount is not None)


def _measures(product: ProductRecord) -> dict[str, float]:
    """Return what ``measures.measured`` does, for all measures at once."""
    largest: dict[str, float] = {}
    for attribute, texts in product.attributes.items():
        measure = measure_name(attribute)
        for text in texts if measure is not None else ():
            amount = parse_amount(text, str(measure))
            if amount is not None:
                largest[str(measure)] = max(amount, largest.get(str(measure), -np.inf))
    return largest


class _Reader:
    """Takes up one product after the other."""

    def __init__(self) -> None:
        names = ("term", "category", "brand", "head", "name", *VARIANT_FACETS)
        more = ("quality", "stem", "feature", "interest", "fact")
        self.vocabulary = {name: _Vocabulary() for name in (*names, *more)}
        self.plain: dict[str, list[float]] = {}
        self.keys: dict[str, list[int]] = {name: [] for name in ("id", *_KEYS)}
        self.coded: dict[str, list[int]] = {name: [] for name in _CODED}
        self.ragged = {name: RaggedBuilder() for name in _RAGGED}
        self.variant_starts = [0]
        self.records: list[bytes] = []

    def add(self, product: ProductRecord) -> None:
        self.records.append(encode(product))
        self.keys["id"].append(product.id)
        self.keys["text_key"].append(text_key(product))
        self.keys["title_key"].append(title_key(product.title))
        self.keys["vector_key"].append(vector_key(embedding_texts(product)))
        self.keys["picture_key"].append(picture_key(product.image_url))
        self._numbers(product)
        self._variants(product)
        self._words(product)
        for value in dict.fromkeys(
            json.dumps([value.casefold(), name])
            for name, values in product.attributes.items()
            for value in values
        ):
            self.vocabulary["fact"][value]

    def _number(self, name: str, value: float | None) -> None:
        self.plain.setdefault(name, []).append(np.nan if value is None else value)

    def _numbers(self, product: ProductRecord) -> None:
        created = product.created_on
        self._number("rating", product.rating)
        self._number("reviews", product.review_count)
        self._number("sold", product.sold_count)
        self._number("price", float(product.price_min))
        self._number("age", None if created is None else float(created.toordinal()))
        said = opinions(product.review_excerpts)
        for aspect in ASPECTS:
            self._number(f"aspect:{aspect}", said[aspect].balance if aspect in said else 0.0)
        own = _measures(product)
        for name in MEASURES:
            self._number(name, own.get(name))
        for variant in product.variants:
            stated: dict[str, float] = {}
            for option in variant.options.values():
                for name, amount in _stated(option):
                    stated.setdefault(name, amount)
            for name in MEASURES:
                self._number(f"variant:{name}", stated.get(name, own.get(name)))

    def _variants(self, product: ProductRecord) -> None:
        for at, variant in enumerate(product.variants):
            self._number("variant:price", price_of(product, at))
            self._number("variant:stock", variant.stock > 0)
            for facet in VARIANT_FACETS:
                values = json.dumps(variant_values(product, variant, facet))
                self.coded[f"variant:{facet}"].append(self.vocabulary[facet][values])
        self.variant_starts.append(self.variant_starts[-1] + len(product.variants))

    def _words(self, product: ProductRecord) -> None:
        head = title_head(product.title)
        for name, value in (("category", product.category), ("brand", product.brand)):
            self.coded[name].append(self.vocabulary[name][value])
        self.coded["head"].append(NONE if head is None else self.vocabulary["head"][head])
        self.coded["name"].append(self.vocabulary["name"][json.dumps(name_of(product))])
        for field, text in field_texts(product).items():
            counts: dict[str, int] = {}
            for term in terms(text):
                counts[term] = counts.get(term, 0) + 1
            self._list(f"terms:{field}", "term", counts)
        own = qualities(product, shared=False)
        self._list("qualities", "quality", [" ".join(quality) for quality in sorted(own)])
        self._list("stems", "stem", stems(product.title))
        self._list("features", "feature", features(product))
        self._list("interests", "interest", dict.fromkeys(values_of(product)))

    def _list(self, name: str, vocabulary: str, values: Iterable[str]) -> None:
        codes = self.vocabulary[vocabulary]
        weights = list(values.values()) if isinstance(values, Mapping) else None
        self.ragged[name].add([codes[value] for value in values], weights)

    def shard(self) -> Shard:
        plain = {name: np.array(values, np.float64) for name, values in self.plain.items()}
        for name in _numbers():
            plain.setdefault(name, np.zeros(0, np.float64))
        plain["variant:stock"] = plain["variant:stock"].astype(bool)
        plain["id"] = np.array(self.keys["id"], np.int64)
        for name in _KEYS:
            plain[name] = np.array(self.keys[name], np.uint64)
        weighted = {"features", *(f"terms:{field}" for field in FIELDS)}
        return Shard(
            plain=plain,
            coded={name: np.array(codes, np.int32) for name, codes in self.coded.items()},
            ragged={n: lists.built(weighted=n in weighted) for n, lists in self.ragged.items()},
            vocabulary={name: list(codes) for name, codes in self.vocabulary.items()},
            variant_starts=np.array(self.variant_starts, np.int64),
            records=np.frombuffer(b"".join(self.records), np.uint8),
            record_starts=np.cumsum([0, *(len(record) for record in self.records)]),
        )


def _numbers() -> list[str]:
    own = ["rating", "reviews", "sold", "price", "age", *MEASURES]
    own += [f"aspect:{aspect}" for aspect in ASPECTS]
    return [*own, "variant:price", "variant:stock", *(f"variant:{name}" for name in MEASURES)]


def analyse(products: Sequence[ProductRecord]) -> Shard:
    """Read products; they may be none."""
    reader = _Reader()
    for product in products:
        reader.add(product)
    return reader.shard()
