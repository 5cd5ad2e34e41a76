"""The demo shop's pages: no chat, only what a browser loads around it.

``/shop/`` is the page, ``/shop/assets/`` the widget's files, ``/shop/images/`` the sample
products' pictures, ``/shop/api/products`` the catalogue (asked of the action server) and
``/shop/api/session`` the demo's sign-in. With the setting ``demo`` off only files and pictures are
left, so that a shop's own page can load the widget from here.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

import aiohttp
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.errors import ActionServerError
from bot.channels.pictures import picture
from bot.channels.session import issue_token
from settings import get_settings

logger = logging.getLogger(__name__)

WIDGET_FOLDER = Path(__file__).resolve().parent.parent / "widget"
# The two fixed customers of the sample shop, and nobody else: there is no password here.
DEMO_CUSTOMERS = {1: "Maya Fenwick", 2: "Tom Ashby"}
_MAX_PRODUCTS = 1000
_CATALOGUE_TIMEOUT = aiohttp.ClientTimeout(total=10)
# Everything comes from here, except pictures of an imported catalogue.
_PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data: https: http:; connect-src 'self' ws: wss:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
)


class DemoShop(InputChannel):
    """Serves the demo shop beside the real channels."""

    @classmethod
    def name(cls) -> str:
        """Name of the channel."""
        return "shop"

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> DemoShop:
        """There is nothing to set here: the setting ``demo`` turns the page on and off."""
        return cls()

    def url_prefix(self) -> str:
        """Beside, not below, the channels' webhooks."""
        return "/shop"

    def blueprint(self, on_new_message: Callable[..., Awaitable[Any]]) -> Blueprint:
        """Return the routes; no message ever comes in through them."""
        blueprint = Blueprint("demo_shop")
        blueprint.static("/assets", str(WIDGET_FOLDER), name="assets")
        blueprint.add_route(_image, "/images/<category:str>/<file:str>", methods=["GET"])
        if get_settings().demo:
            blueprint.add_route(_page, "/", methods=["GET"])
            blueprint.add_route(_products, "/api/products", methods=["GET"])
            blueprint.add_route(_session, "/api/session", methods=["GET"])
        return blueprint


async def _page(request: Request) -> HTTPResponse:
    if not request.path.endswith("/"):  # the page's own links start from here
        return response.redirect("/shop/")
    return await response.file(
        str(WIDGET_FOLDER / "index.html"),
        headers={"Content-Security-Policy": _PAGE_POLICY, "Cache-Control": "no-cache"},
    )


async def _image(request: Request, category: str, file: str) -> HTTPResponse:
    color, dot, suffix = unquote(file).rpartition(".")
    if not dot or suffix != "svg":
        return _failure(404, "There are only .svg pictures here.")
    drawn = picture(unquote(category), color)
    etag = f'"{hashlib.sha256(drawn.encode()).hexdigest()[:20]}"'
    headers = {
        "Cache-Control": "public, max-age=86400",
        "ETag": etag,
        "X-Content-Type-Options": "nosniff",
    }
    if request.headers.get("if-none-match") == etag:
        return response.empty(status=304, headers=headers)
    return response.text(drawn, headers=headers, content_type="image/svg+xml; charset=utf-8")


async def _products(request: Request) -> HTTPResponse:
    limit = request.args.get("limit", "60")
    if not limit.isascii() or not limit.isdigit() or not 1 <= int(limit[:9]) <= _MAX_PRODUCTS:
        return _failure(400, f'"limit" must be a number from 1 to {_MAX_PRODUCTS}.')
    query = {"limit": limit}
    category = request.args.get("category", "")
    if category:
        query["category"] = category[:100]
    try:
        products = await _ask_catalogue(query)
    except ActionServerError as error:
        logger.error("The shop page has no products: %s", error)
        return _failure(503, "Our shelves can't be reached right now. Please try again shortly.")
    return response.json(products, headers={"Cache-Control": "no-cache"})


async def _ask_catalogue(query: dict[str, str]) -> list[dict[str, Any]]:
    url = urljoin(get_settings().action_endpoint, "products")
    try:
        async with (
            aiohttp.ClientSession(timeout=_CATALOGUE_TIMEOUT) as session,
            session.get(url, params=query) as answer,
        ):
            if answer.status != 200:
                raise ActionServerError(f"{url} answered with status {answer.status}.")
            products = await answer.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ActionServerError(
            f"{url} does not answer: is the action server running? ({error!r})"
        ) from error
    except ValueError as error:
        raise ActionServerError(f"{url} answered with something else than JSON.") from error
    if not isinstance(products, list):
        raise ActionServerError(f"{url} answered with something else than a list.")
    return products


async def _session(request: Request) -> HTTPResponse:
    customer = request.args.get("customer", "1")
    known = {str(number): number for number in DEMO_CUSTOMERS}
    if customer not in known:
        return _failure(404, "The demo's customers are 1 and 2.")
    number = known[customer]
    body = {"token": issue_token(number), "customer_id": number, "name": DEMO_CUSTOMERS[number]}
    return response.json(body, headers={"Cache-Control": "no-store"})


def _failure(status: int, message: str) -> HTTPResponse:
    body = {"status": "failure", "code": status, "message": message}
    return response.json(body, status=status)
