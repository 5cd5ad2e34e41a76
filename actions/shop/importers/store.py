"""Parsed products into the shop's tables: the only file here that knows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from actions.shop.connection import Database
from actions.shop.errors import ShopError
from actions.shop.importers.parsed import ParsedProduct, ParsedVariant, Skips, Unheard
from actions.shop.importers.values import derived_sku, shown
from actions.shop.models import Product, Variant

_SKUS_A_QUERY = 500
_LIMITED = ("handle", "title", "brand", "category")


class Outcome(StrEnum):
    """What storing a product did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


def too_long(product: ParsedProduct) -> tuple[str, str] | None:
    """Return the first field that its column cannot hold, and why; None if all fit."""
    for name in _LIMITED:
        limit = Product.__table__.columns[name].type.length
        if len(getattr(product, name)) > limit:
            return name, f"the {name} is longer than {limit} characters"
    limit = Variant.__table__.columns["sku"].type.length
    if any(len(variant.sku) > limit for variant in product.variants):
        return "SKU", f"a SKU is longer than {limit} characters"
    return None


class CatalogueWriter:
    """Stores products by their handles.

    Args:
        database: The shop's database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def check(self) -> None:
        """Make sure that there is a shop.

        Raises:
            ShopUnavailableError: The database is missing, locked or out of reach.
        """
        with self._database.reading() as session:
            session.execute(select(Product.id).limit(1))

    def store(self, products: Sequence[ParsedProduct], skips: Skips) -> list[Outcome]:
        """Store products, all or none; returns what was done to each.

        A product that the shop has gets what the file says; its reviews and orders stay.

        Args:
            products: No handle twice; none ``too_long``.
            skips: Takes down stock-keeping units that could not be used.

        Raises:
            ShopError: The database is missing, locked or out of reach, or another program has
                stored some of the same products meanwhile.
        """
        try:
            with self._database.writing() as session:
                return list(_merge(session, products, skips))
        except IntegrityError as error:
            raise ShopError(
                "another program has changed the same products at the same time"
            ) from error

    def holds(self, product: ParsedProduct) -> bool:
        """Whether the shop has a product just as the file says."""
        with self._database.reading() as session, session.no_autoflush:
            return next(_merge(session, [product], Unheard())) is Outcome.UNCHANGED


def _merge(session: Session, products: Sequence[ParsedProduct], skips: Skips) -> Iterator[Outcome]:
    query = select(Product).where(Product.handle.in_([product.handle for product in products]))
    query = query.options(selectinload(Product.variants))
    existing = {row.handle: row for row in session.scalars(query)}
    owners = _owners(session, products)
    for product in products:
        variants = list(_with_skus(product, owners, skips))
        row = existing.get(product.handle)
        if row is None:
            row = Product(handle=product.handle)
            session.add(row)
            _update(row, product, variants)
            yield Outcome.CREATED
        else:
            changed = _update(row, product, variants)
            yield Outcome.UPDATED if changed else Outcome.UNCHANGED


def _owners(session: Session, products: Sequence[ParsedProduct]) -> dict[str, str]:
    """Return the handles of the products that have the wanted stock-keeping units now."""
    pairs = [(product, variant) for product in products for variant in product.variants]
    wanted = sorted({sku for product, variant in pairs for sku in _skus(product, variant)})
    owners: dict[str, str] = {}
    for at in range(0, len(wanted), _SKUS_A_QUERY):
        query = select(Variant.sku, Product.handle).join(Variant.product)
        some = session.execute(query.where(Variant.sku.in_(wanted[at : at + _SKUS_A_QUERY])))
        owners.update(dict(some.all()))
    return owners


def _skus(product: ParsedProduct, variant: ParsedVariant) -> Iterable[str]:
    """Return the stock-keeping units that a variant may get, the best first."""
    if variant.sku:
        yield variant.sku
    yield derived_sku(product.handle, variant.options)


def _with_skus(
    product: ParsedProduct, owners: dict[str, str], skips: Skips
) -> Iterator[tuple[str, ParsedVariant]]:
    """Yield the variants, each with a unit that no other variant of the shop has."""
    used: set[str] = set()
    for variant in product.variants:
        free = (
            sku
            for sku in _skus(product, variant)
            if sku not in used and owners.get(sku, product.handle) == product.handle
        )
        sku = next(free, None)
        if sku != variant.sku and variant.sku:
            owner = owners.get(variant.sku, product.handle)
            stored = f"is stored with {shown(sku)}" if sku else "is left out"
            skips.add(
                variant.line,
                "SKU",
                f"{shown(variant.sku)} is that of another variant of {shown(owner)}; "
                f"this one {stored}",
            )
        if sku is not None:
            used.add(sku)
            owners[sku] = product.handle
            yield sku, variant


def _update(
    row: Product, product: ParsedProduct, variants: Sequence[tuple[str, ParsedVariant]]
) -> bool:
    """Make a row what the file says; returns whether it was anything else."""
    changed = _set(
        row,
        title=product.title,
        description=product.description,
        brand=product.brand,
        category=product.category,
        currency=product.currency,
        image_url=product.image_url,
        attributes={name: list(values) for name, values in product.attributes.items()},
        tags=list(product.tags),
        active=product.active,
    )
    present = {variant.sku: variant for variant in row.variants}
    matches = [present.pop(sku, None) for sku, _ in variants]
    for position, (sku, variant) in enumerate(variants):
        options = dict(variant.options)
        match = matches[position]
        if match is None:  # a new unit may be a new name of a known variant
            same = (old for old in present.values() if old.options == options)
            match = next(same, None)
            if match is None:
                match = Variant()
                row.variants.append(match)
            else:
                del present[match.sku]
        changed |= _set(
            match,
            sku=sku,
            options=options,
            price=variant.price,
            stock=variant.stock,
            position=position,
        )
    for position, gone in enumerate(present.values(), start=len(variants)):
        if product.complete:
            row.variants.remove(gone)
            changed = True
        else:
            changed |= _set(gone, position=position)
    return changed


def _set(row: Product | Variant, **values: Any) -> bool:
    """Set what differs; returns whether anything does."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)
