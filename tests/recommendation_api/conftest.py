"""A real server on the hand-made catalogue, and a client that holds answers to the document."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requests
import uvicorn
from fastapi import FastAPI

from actions.recommendation import Phrasebook, Wish
from actions.recommendation_api.app import create_app
from actions.recommendation_api.wishes import WishReader
from actions.shop.records import ProductRecord
from actions.shopping.assortment import Assortment
from nlu_models.entities import EntityFinder, Synonyms, Vocabulary
from settings import get_settings
from tests.recommendation.catalogue import BECK, BREEZE, PRODUCTS, ConceptEncoder

KEY, NEXT_KEY = "k" * 32, "n" * 40
PAGE = "https://shop.example"
MAYA = 1
ORDERED = {MAYA: [BREEZE.id]}
WISHES = (Wish(says=("mackintosh",), means=("rain jacket",)),)
# After the wind jacket others bought the smaller tent.
PURCHASES = [[BREEZE.id], *([BREEZE.id, BECK.id] for _ in range(5))]


@dataclass
class Shelves:
    """Stands for the shop's database."""

    stock: tuple[ProductRecord, ...] = PRODUCTS
    error: Exception | None = None

    def version(self) -> str:
        if self.error is not None:
            raise self.error
        return str(id(self.stock))

    def count(self) -> int:
        return len(self.stock)

    def ids(self) -> list[int]:
        return [product.id for product in self.stock]

    def products(self) -> list[ProductRecord]:
        return list(self.stock)

    def changes_since(self, version: str) -> tuple[str, dict[int, ProductRecord | None]] | None:
        return (version, {}) if version == self.version() else None

    def chunks(self, size: int) -> list[tuple[int, int]]:
        return [(0, max((p.id for p in self.stock), default=0) + 1)]

    def read(self, chunk: tuple[int, int]) -> list[ProductRecord]:
        return [product for product in self.stock if product.id in range(*chunk)]

    def related_orders(self, customer_id: int) -> list[int]:
        return ORDERED.get(customer_id, [])

    def purchases(self) -> list[list[int]]:
        return PURCHASES


def reader(products: tuple[ProductRecord, ...] = PRODUCTS) -> WishReader:
    """Return a reader that knows the catalogue's words."""
    terms = {("category", p.category) for p in products} | {("brand", p.brand) for p in products}
    terms |= {("attribute", tag) for p in products for tag in p.tags}
    terms |= {
        (name, value) for p in products for v in p.variants for name, value in v.options.items()
    }
    terms |= {("material", v) for p in products for v in p.attributes.get("material", ())}
    vocabulary = Vocabulary(frozenset(terms), Synonyms.read())
    return WishReader(EntityFinder(r"\d{5,6}"), lambda: vocabulary)


@dataclass
class Api:
    """A running service and a client with a key."""

    url: str
    document: dict[str, Any]
    shelves: Shelves
    headers: dict[str, str] = field(default_factory=lambda: {"Authorization": f"Bearer {KEY}"})
    http: requests.Session = field(default_factory=requests.Session)

    def ask(
        self, method: str, path: str, status: int = 200, headers: Any = None, **sent: Any
    ) -> Any:
        """Send a request; returns the JSON, which has to be as the document says."""
        told = self.headers if headers is None else headers
        answer = self.http.request(method, self.url + path, headers=told, timeout=30, **sent)
        assert answer.status_code == status, answer.text
        self.check(method, path, answer)
        return answer.json()

    def check(self, method: str, path: str, answer: requests.Response) -> None:
        """Hold an answer to the document."""
        assert answer.headers["Cache-Control"] == "no-store"
        route = "/v1/products/{product_id}/similar" if "/similar" in path else path
        operation = self.document["paths"][route][method.lower()]
        content = operation["responses"][str(answer.status_code)]["content"]
        schema = content[answer.headers["Content-Type"]]["schema"]
        jsonschema.Draft202012Validator({**self.document, **schema}).validate(answer.json())

    def search(self, status: int = 200, **body: Any) -> Any:
        return self.ask("POST", "/v1/search", status, json=body)

    def recommend(self, status: int = 200, **body: Any) -> Any:
        return self.ask("POST", "/v1/recommend", status, json=body)

    def explain(self, status: int = 200, **body: Any) -> Any:
        return self.ask("POST", "/v1/explain", status, json=body)


def found(answer: Any) -> list[int]:
    """Return the ids of an answer's products, in their order."""
    return [item["product"]["id"] for item in answer["products"]]


class _Server(uvicorn.Server):
    def install_signal_handlers(self) -> None:
        """Leave signals to pytest."""


def _serve(app: FastAPI) -> tuple[_Server, threading.Thread, str]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, proxy_headers=False, ws="none")
    server = _Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server has ended"
        time.sleep(0.01)
    return server, thread, f"http://127.0.0.1:{listener.getsockname()[1]}"


Start = Callable[..., Api]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Start a service; takes shelves, a folder for indexes, and settings other than the usual."""
    running: list[tuple[_Server, threading.Thread]] = []
    with pytest.MonkeyPatch.context() as patch:

        def begin(shelves: Shelves | None = None, folder: Path | None = None, **values: str) -> Api:
            usual = {
                "state_dir": str(tmp_path_factory.mktemp("state")),
                "tracker_database_url": "",
                "secret_key": "s" * 32,
                "recommendation_keys": f"{KEY}, {NEXT_KEY}",
                "recommendation_origins": PAGE,
                "recommendation_key_rate": "1000000",
                "recommendation_client_rate": "1000000",
            }
            for name, value in {**usual, **values}.items():
                patch.setenv(f"TACTFUL_{name.upper()}", value)
            get_settings.cache_clear()
            shelves = shelves or Shelves()
            source = Assortment(
                lambda: shelves,
                lambda: (ConceptEncoder(), "by hand"),
                folder,
                phrasebook=lambda encoder: Phrasebook(WISHES),
            )
            source.learn()
            app = create_app(source, reader(shelves.stock))
            server, thread, url = _serve(app)
            running.append((server, thread))
            return Api(url, app.openapi(), shelves)

        yield begin
        for server, thread in running:
            server.should_exit = True
            thread.join(15)
    get_settings.cache_clear()


@pytest.fixture(scope="module")
def api(start: Start) -> Api:
    """A service with the usual settings."""
    return start()
