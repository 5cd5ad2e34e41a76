"""The pages around the chat: files, pictures, products and the demo's sign-in."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.pictures import TINTS, picture
from bot.channels.session import read_token
from tests.channels.conftest import Server

CATEGORIES = [
    "backpacks",
    "tents",
    "sleeping-bags",
    "jackets",
    "trousers",
    "shirts",
    "shoes",
    "hats",
    "water-bottles",
    "cookware",
    "torches",
    "watches",
]


async def get(server: Server, path: str, **headers: str) -> tuple[int, str, Any]:
    async with server.http.get(f"{server.url}{path}", headers=headers) as response:
        return response.status, await response.text(), response.headers


async def test_the_page_loads_everything_from_here(server: Server) -> None:
    status, page, headers = await get(server, "/shop/")
    assert status == 200
    assert "<tactful-chat" in page
    assert "http://" not in page.replace("http://www.w3.org/", "") and "https://" not in page
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    for file in [
        "shop.css",
        "shop.js",
        "shop-basket.js",
        "tactful-chat.js",
        "vendor/socket.io.esm.min.js",
    ]:
        status, text, headers = await get(server, f"/shop/assets/{file}")
        assert (status, bool(text)) == (200, True), file
        assert ("css" if file.endswith("css") else "javascript") in headers["Content-Type"]


async def test_the_page_is_found_without_its_slash(server: Server) -> None:
    async with server.http.get(f"{server.url}/shop") as response:
        assert response.url.path == "/shop/"
        assert response.status == 200


@pytest.mark.parametrize("path", ["../channels/guard.py", "%2e%2e/channels/guard.py", "nothing.js"])
async def test_no_other_file_gets_out(server: Server, path: str) -> None:
    status, text, _ = await get(server, f"/shop/assets/{path}")
    assert status == 404
    assert "class Guard" not in text


@pytest.mark.parametrize("category", CATEGORIES)
def test_each_category_has_its_own_tinted_picture(category: str) -> None:
    navy, rust = picture(category, "navy"), picture(category, "rust")
    ElementTree.fromstring(navy)
    assert navy != rust
    assert TINTS["navy"] in navy and TINTS["rust"] in rust
    assert navy != picture("something-else", "navy")
    assert picture(category.replace("-", " ").title(), "Navy") == navy


def test_colours_are_found_in_their_various_spellings() -> None:
    assert picture("tents", "forest-green") == picture("tents", "Forest Green")
    assert picture("tents", "dark navy") == picture("tents", "navy")
    unknown = picture("tents", "zorb")
    assert unknown == picture("tents", "zorb")
    assert unknown not in {picture("tents", color) for color in TINTS}


@given(category=st.text(max_size=40), color=st.text(max_size=40))
def test_nothing_of_a_request_gets_into_a_picture(category: str, color: str) -> None:
    known = {picture(shape, tint) for shape in CATEGORIES for tint in ("navy", "rust")}
    drawn = picture(f'"><script>{category}', f"</svg>{color}")
    root = ElementTree.fromstring(drawn)
    assert "script" not in drawn
    assert {element.tag for element in root.iter()} <= {
        element.tag for one in known | {picture("x", "navy")} for element in _elements(one)
    }


def _elements(drawn: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(drawn).iter())


async def test_pictures_may_be_cached(server: Server) -> None:
    status, text, headers = await get(server, "/shop/images/tents/forest%20green.svg")
    assert (status, headers["Content-Type"].split(";")[0]) == (200, "image/svg+xml")
    assert text == picture("tents", "forest green")
    assert "max-age" in headers["Cache-Control"]
    again = await get(
        server, "/shop/images/tents/forest-green.svg", **{"If-None-Match": headers["ETag"]}
    )
    assert again[:2] == (304, "")
    assert (await get(server, "/shop/images/tents/navy.png"))[0] == 404


async def test_the_demo_customer_signs_in(server: Server) -> None:
    status, text, headers = await get(server, "/shop/api/session?customer=1")
    body = json.loads(text)
    assert (status, body["customer_id"], read_token(body["token"])) == (200, 1, 1)
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("customer", ["3", "0", "-1", "1%20", "x", "%C2%B2"])
async def test_nobody_else_signs_in_without_a_password(server: Server, customer: str) -> None:
    status, text, _ = await get(server, f"/shop/api/session?customer={customer}")
    assert status == 404
    assert "token" not in text


async def test_without_the_demo_only_files_are_served(
    state: Callable[..., None], start: Callable[..., Any]
) -> None:
    state(demo="false")
    server = await start()
    for path, expected in [
        ("/shop/", 404),
        ("/shop/api/session?customer=1", 404),
        ("/shop/api/products", 404),
        ("/shop/assets/tactful-chat.js", 200),
        ("/shop/images/tents/navy.svg", 200),
    ]:
        assert (await get(server, path))[0] == expected, path


@pytest.fixture
async def action_server(state: Callable[..., None]) -> AsyncIterator[dict[str, Any]]:
    """An action server whose /products gives what the test puts under "body" and "status"."""
    answer: dict[str, Any] = {"body": "[]", "status": 200, "asked": []}

    async def products(request: web.Request) -> web.Response:
        answer["asked"].append(dict(request.query))
        return web.Response(text=answer["body"], status=answer["status"])

    app = web.Application()
    app.router.add_get("/products", products)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    state(action_url=f"http://127.0.0.1:{port}/webhook")
    yield answer
    await runner.cleanup()


async def test_products_come_from_the_action_server(
    action_server: dict[str, Any], server: Server
) -> None:
    action_server["body"] = '[{"id": 1, "title": "Tent"}]'
    status, text, _ = await get(server, "/shop/api/products?limit=5&category=sleeping%20bags")
    assert (status, json.loads(text)) == (200, [{"id": 1, "title": "Tent"}])
    assert action_server["asked"] == [{"limit": "5", "category": "sleeping bags"}]


@pytest.mark.parametrize(("status", "body"), [(500, "[]"), (200, "<html>"), (200, '{"a": 1}')])
async def test_a_broken_catalogue_is_a_clear_message(
    action_server: dict[str, Any], server: Server, status: int, body: str
) -> None:
    action_server.update(status=status, body=body)
    answered, text, _ = await get(server, "/shop/api/products")
    assert answered == 503
    assert "can't be reached" in json.loads(text)["message"]


async def test_no_action_server_is_a_clear_message(
    state: Callable[..., None], server: Server
) -> None:
    state(action_url="http://127.0.0.1:9/webhook")
    status, text, _ = await get(server, "/shop/api/products")
    assert status == 503
    assert "can't be reached" in json.loads(text)["message"]


@pytest.mark.parametrize("limit", ["0", "-1", "x", "99999999999", "1e3", "²"])
async def test_a_limit_without_sense_is_refused(server: Server, limit: str) -> None:
    assert (await get(server, f"/shop/api/products?limit={limit}"))[0] == 400
