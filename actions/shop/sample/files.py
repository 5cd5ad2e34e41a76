"""Reads and checks the hand-written files in ``data/shop``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, Extra, Field, ValidationError

from actions.shop.sample.errors import SampleDataError
from settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "data" / "shop"

Stars = Literal["1", "2", "3", "4", "5"]


class _Entry(BaseModel):
    class Config:
        extra = Extra.forbid
        allow_mutation = False


class SampleProduct(_Entry):
    """A product as ``data/shop/README.md`` explains it."""

    title: str
    noun: str
    brand: str
    price: Decimal = Field(gt=0)
    colors: list[str] = Field(min_items=1)
    sizes: list[str] = []
    size_prices: dict[str, Decimal] = {}
    material: list[str] = Field(min_items=1)
    features: list[str]
    attributes: dict[str, str | list[str]]
    tags: list[str] = Field(min_items=1)
    traits: list[str] = Field(min_items=1)
    good: list[str] = Field(min_items=1)
    bad: list[str] = Field(min_items=1)
    description: str
    new: bool = False
    sold_out: bool = False
    category: str = ""  # that of the file


class Brand(_Entry):
    """A maker."""

    name: str
    made_in: str


class Trait(_Entry):
    """What buyers say of a trait; traits of one aspect exclude each other."""

    name: str
    aspect: str
    good: bool
    says: list[str] = Field(min_items=1)
    categories: list[str] = []


class Occasion(_Entry):
    """Where things with a tag have been."""

    tag: str
    says: list[str] = Field(min_items=1)
    kids: bool = False
    not_for: list[str] = []


class Faults(_Entry):
    """What is wrong with a thing that has no weak points of its own; mild ones cost three stars."""

    aspect: str
    says: list[str] = Field(min_items=1)
    categories: list[str] = []
    mild: bool = False


class Phrases(_Entry):
    """What holds a review together, by stars where it depends on them."""

    short: dict[Stars, list[str]]
    openers: dict[Stars, list[str]]
    kids_openers: dict[Stars, list[str]]
    but: dict[Stars, list[str]]
    credit: dict[Stars, list[str]]
    closers: dict[Stars, list[str]]
    delivery: dict[Literal["good", "bad"], list[str]]
    faults: list[Faults]


class SampleArticle(_Entry):
    """An article; paragraphs are parted by empty lines."""

    slug: str
    title: str
    category: str
    tags: list[str]
    body: str


class Method(_Entry):
    """A way of delivery."""

    name: str
    region: str
    cost: Decimal = Field(ge=0)
    free_from: Decimal | None = None
    days: tuple[int, int]


@dataclass(frozen=True)
class SampleShop:
    """All that is written by hand."""

    products: tuple[SampleProduct, ...]
    brands: tuple[Brand, ...]
    traits: tuple[Trait, ...]
    occasions: tuple[Occasion, ...]
    phrases: Phrases
    articles: tuple[SampleArticle, ...]
    methods: tuple[Method, ...]


def read_sample_shop(folder: Path = FOLDER) -> SampleShop:
    """Read all files.

    Raises:
        SampleDataError: A file is missing, is no TOML or has a field that makes no sense.
    """
    reviews = folder / "reviews"
    brands = _entries(Brand, folder / "brands.toml", "brand")
    traits = _entries(Trait, reviews / "traits.toml", "trait")
    phrases = reviews / "phrases.toml"
    return SampleShop(
        products=tuple(_products(folder / "products", brands, traits)),
        brands=brands,
        traits=traits,
        occasions=_entries(Occasion, reviews / "occasions.toml", "occasion"),
        phrases=_checked(Phrases, _read(phrases), str(phrases)),
        articles=tuple(
            article
            for path in _files(folder / "articles")
            for article in _entries(SampleArticle, path, "article")
        ),
        methods=_entries(Method, folder / "shipping.toml", "method"),
    )


def _products(
    folder: Path, brands: Sequence[Brand], traits: Sequence[Trait]
) -> Iterable[SampleProduct]:
    """Read the products; brands and traits must be known, titles differ."""
    makers = {brand.name for brand in brands}
    titles: set[str] = set()
    for path in _files(folder):
        content = _read(path)
        category = content.get("category")
        if not isinstance(category, str):
            raise SampleDataError(f'{path}: the file needs a line category = "…" at its top.')
        for at, entry in enumerate(content.get("product", ()), 1):
            where = f"{path}: {entry.get('title', f'product {at}')}"
            product = _checked(SampleProduct, {**entry, "category": category}, where)
            if product.brand not in makers:
                raise SampleDataError(f"{where}: brand {product.brand!r} is not in brands.toml.")
            if product.title in titles:
                raise SampleDataError(f"{where}: the title occurs twice; titles must differ.")
            titles.add(product.title)
            for name in product.traits:
                if trait_of(traits, name, category) is None:
                    raise SampleDataError(
                        f"{where}: trait {name!r} is not in reviews/traits.toml, or not for "
                        f"{category}."
                    )
            yield product


def trait_of(traits: Sequence[Trait], name: str, category: str) -> Trait | None:
    """Return a trait in the wording for a category, if it has one of its own; else the general."""
    named = [trait for trait in traits if trait.name == name]
    own = [trait for trait in named if category in trait.categories]
    return next(iter(own or [trait for trait in named if not trait.categories]), None)


_Model = TypeVar("_Model", bound=_Entry)


def _entries(model: type[_Model], path: Path, key: str) -> tuple[_Model, ...]:
    found = _read(path).get(key, ())
    return tuple(_checked(model, entry, f"{path}: {key} {at}") for at, entry in enumerate(found, 1))


def _checked(model: type[_Model], values: Any, where: str) -> _Model:
    try:
        return model.parse_obj(values)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
            for problem in error.errors()
        )
        raise SampleDataError(f"{where}: {problems}") from error


def _files(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.toml"))
    if not found:
        raise SampleDataError(f"{folder} holds no .toml files of the sample shop.")
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file, parse_float=Decimal)
    except OSError as error:
        raise SampleDataError(f"{path} cannot be read ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SampleDataError(f"{path} is no TOML: {error}.") from error
