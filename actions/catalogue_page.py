"""``GET /products`` of the action server: the catalogue as JSON, for the demo shop's page.

The action server finds this module like all in ``actions``; rasa-sdk then calls the hook below.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pluggy
from rasa_sdk.plugin import plugin_manager
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.shop.database import ShopError, open_shop
from actions.shop.records import ProductRecord

_log = logging.getLogger(__name__)
_PLUGIN = "tactful-catalogue-page"
_DEFAULT_LIMIT = "60"
_MAX_LIMIT = 1000

hook = pluggy.HookimplMarker("rasa_sdk")


class CataloguePage:
    """The plugin of rasa-sdk that adds the route."""

    @hook
    def attach_sanic_app_extensions(self, app: Sanic) -> None:
        """Add the route to the action server."""
        app.add_route(products, "/products", methods=["GET"], name="products")


async def products(request: Request) -> HTTPResponse:
    """Answer with products; the price is that of the cheapest variant.

    The query takes ``limit`` (1 to 1000, default 60) and ``category``. The answer is a list of
    ``{id, handle, title, brand, category, price, currency, image_url, rating, in_stock}``; errors
    are ``{"error": text}`` with status 400, or 503 while the shop's database is away.
    """
    limit = request.args.get("limit", _DEFAULT_LIMIT)
    if not limit.isascii() or not limit.isdigit() or not 1 <= int(limit[:9]) <= _MAX_LIMIT:
        return response.json({"error": f'"limit" must be from 1 to {_MAX_LIMIT}.'}, status=400)
    category = request.args.get("category", "")
    try:
        cards = await asyncio.to_thread(_cards, category, int(limit))
    except ShopError as error:
        _log.error("/products could not be answered: %s", error)
        return response.json({"error": "The shop's database can't be reached."}, status=503)
    return response.json(cards)


def _cards(category: str, limit: int) -> list[dict[str, Any]]:
    return [_card(product) for product in open_shop().catalogue.shelf(category.strip(), limit)]


def _card(product: ProductRecord) -> dict[str, Any]:
    return {
        "id": product.id,
        "handle": product.handle,
        "title": product.title,
        "brand": product.brand,
        "category": product.category,
        "price": float(product.price_min),
        "currency": product.currency,
        "image_url": product.image_url,
        "rating": product.rating,
        "in_stock": product.in_stock,
    }


if not plugin_manager().has_plugin(_PLUGIN):
    plugin_manager().register(CataloguePage(), _PLUGIN)
