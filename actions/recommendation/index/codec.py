"""Product records as bytes: what a large catalogue keeps on disk and reads one by one."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from actions.shop.records import ProductRecord, VariantRecord


def encode(product: ProductRecord) -> bytes:
    """Return a record as compact JSON; amounts are texts, so that no digit is lost."""
    fields = [
        product.id,
        product.handle,
        product.title,
        product.description,
        product.brand,
        product.category,
        str(product.price_min),
        str(product.price_max),
        product.currency,
        product.image_url,
        product.attributes,
        [[v.sku, v.options, str(v.price), v.stock] for v in product.variants],
        product.tags,
        product.rating,
        product.review_count,
        product.review_excerpts,
        product.sold_count,
        None if product.created_on is None else product.created_on.isoformat(),
    ]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def decode(data: bytes) -> ProductRecord:
    """Return the record that ``encode`` wrote."""
    fields: list[Any] = json.loads(data)
    (product_id, handle, title, description, brand, category, low, high, currency, image) = fields[
        :10
    ]
    attributes, variants, tags, rating, count, excerpts, sold, created = fields[10:]
    return ProductRecord(
        id=product_id,
        handle=handle,
        title=title,
        description=description,
        brand=brand,
        category=category,
        price_min=Decimal(low),
        price_max=Decimal(high),
        currency=currency,
        image_url=image,
        attributes={name: tuple(values) for name, values in attributes.items()},
        variants=tuple(
            VariantRecord(sku, options, Decimal(price), stock)
            for sku, options, price, stock in variants
        ),
        tags=tuple(tags),
        rating=rating,
        review_count=count,
        review_excerpts=tuple(excerpts),
        sold_count=sold,
        created_on=None if created is None else date.fromisoformat(created),
    )
