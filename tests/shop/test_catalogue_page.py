"""``GET /products`` of the action server, started as it is in service."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from benchmarks.processes import free_port
from settings import PROJECT_ROOT
from tests.shop.conftest import BOTTLE, CARD, JACKET


@pytest.fixture(scope="module")
def module_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("action-server")


@pytest.fixture(scope="module")
def server(module_folder: Path) -> Iterator[str]:
    port = free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TACTFUL_")}
    log = (module_folder / "log").open("w", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)],
        cwd=PROJECT_ROOT,
        env={
            **kept,
            "SANIC_HOST": "127.0.0.1",
            "TACTFUL_STATE_DIR": str(module_folder / "var"),
            "TACTFUL_MODEL_DIR": str(module_folder / "models"),
        },
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                requests.get(f"{address}/health", timeout=5)
                break
            except requests.ConnectionError:
                assert process.poll() is None, (module_folder / "log").read_text(encoding="utf-8")
                assert time.monotonic() < deadline, "the action server did not start"
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


@pytest.fixture
def shop_file(module_folder: Path, filled_file: Path) -> Iterator[Path]:
    path = module_folder / "var" / "shop.db"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(filled_file.read_bytes())
    yield path
    for file in path.parent.glob("shop.db*"):
        file.unlink()


def test_products_as_the_page_needs_them(server: str, shop_file: Path) -> None:
    answer = requests.get(f"{server}/products", timeout=20)
    assert answer.status_code == 200
    assert [product["id"] for product in answer.json()] == [JACKET, BOTTLE, CARD]
    assert answer.json()[0] == {
        "id": JACKET,
        "handle": "fell-jacket",
        "title": "Fell Jacket",
        "brand": "Ridgeline",
        "category": "Jackets",
        "price": 79.95,
        "currency": "GBP",
        "image_url": "/shop/images/jackets/navy.svg",
        "rating": 4.0,
        "in_stock": True,
    }


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"limit": "2"}, [JACKET, BOTTLE]),
        ({"category": "water BOTTLES"}, [BOTTLE]),
        ({"category": "Boats"}, []),
        ({"category": ""}, [JACKET, BOTTLE, CARD]),
    ],
)
def test_products_are_limited_and_chosen(
    server: str, shop_file: Path, query: dict[str, str], ids: list[int]
) -> None:
    answer = requests.get(f"{server}/products", params=query, timeout=20)
    assert [product["id"] for product in answer.json()] == ids


@pytest.mark.parametrize("limit", ["0", "1001", "-1", "many", "1e3", "٣", "9" * 40, " "])
def test_a_limit_that_makes_no_sense(server: str, shop_file: Path, limit: str) -> None:
    answer = requests.get(f"{server}/products", params={"limit": limit}, timeout=20)
    assert answer.status_code == 400
    assert "limit" in answer.json()["error"]


def test_a_change_of_the_shop_shows_at_once(server: str, shop_file: Path) -> None:
    requests.get(f"{server}/products", timeout=20)
    with sqlite3.connect(shop_file) as connection:
        connection.execute("UPDATE variants SET stock = 0 WHERE product_id = 2")
    products = requests.get(f"{server}/products", timeout=20).json()
    assert [product["in_stock"] for product in products] == [True, False, True]


def test_a_missing_database_is_503_and_one_that_comes_back_is_served(
    server: str, module_folder: Path, filled_file: Path
) -> None:
    answer = requests.get(f"{server}/products", timeout=20)
    assert answer.status_code == 503
    assert answer.json()["error"]
    path = module_folder / "var" / "shop.db"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(filled_file.read_bytes())
    assert requests.get(f"{server}/products", timeout=20).status_code == 200
    path.unlink()


def test_a_database_locked_for_all_is_503(server: str, shop_file: Path) -> None:
    with sqlite3.connect(shop_file, isolation_level=None) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE products SET title = title")
        answer = requests.get(f"{server}/products", timeout=20)
        connection.execute("ROLLBACK")
    connection.close()
    assert answer.status_code == 503
    assert answer.json()["error"]


def test_the_actions_are_registered_and_logs_are_redacted(
    server: str, shop_file: Path, module_folder: Path
) -> None:
    names = {action["name"] for action in requests.get(f"{server}/actions", timeout=20).json()}
    assert "action_search_products" in names
    call = {
        "next_action": "no_such_action_for_maya.fenwick@example.com",
        "tracker": {"sender_id": "x"},
    }
    assert requests.post(f"{server}/webhook", json=call, timeout=20).status_code == 404
    log = (module_folder / "log").read_text(encoding="utf-8")
    assert "no_such_action_for" in log or "[email]" in log
    assert "maya.fenwick@example.com" not in log
