"""What others bought after the same things: counted from orders, used at profile only."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.shop.database import Shop, open_shop
from actions.shopping.assortment import Assortment, use_assortment
from actions.shopping.behaviour import Behaviour, main
from settings import get_settings
from tests.actions.shop import MAYA
from tests.recommendation.catalogue import PRODUCTS


class Sales:
    """A shop of which only the ids of its products and its sales are known."""

    def __init__(self, purchases: list[list[int]]) -> None:
        self.sold = purchases

    def ids(self) -> list[int]:
        return [product.id for product in PRODUCTS]

    def purchases(self) -> list[list[int]]:
        return self.sold


FIRST, SECOND, THIRD = (product.id for product in PRODUCTS[:3])


def test_what_others_bought_next_is_known_after_counting(tmp_path: Path) -> None:
    behaviour = Behaviour(tmp_path, 0.0)
    assert behaviour.following([FIRST]) == {}
    gone = max(product.id for product in PRODUCTS) + 1
    sales = Sales([[FIRST, SECOND, gone]] * 5 + [[FIRST, THIRD]])
    assert behaviour.learn(sales) == 6
    found = behaviour.following([FIRST, gone])
    assert found[SECOND] == 1.0 and 0 < found[THIRD] < 1 and FIRST not in found
    assert behaviour.following([gone]) == {} and behaviour.following([]) == {}
    # Another process counted anew.
    Behaviour(tmp_path, 0.0).learn(Sales([[FIRST, THIRD]] * 5))
    assert set(behaviour.following([FIRST])) == {THIRD}


def test_private_counts_are_not_drawn_twice(tmp_path: Path) -> None:
    behaviour = Behaviour(tmp_path, 4.0)
    sales = Sales([[FIRST, SECOND]] * 400)
    assert behaviour.learn(sales) == 400
    before = behaviour.path.read_bytes()
    assert behaviour.following([FIRST])[SECOND] == 1.0
    assert behaviour.learn(sales) == 0 and behaviour.path.read_bytes() == before
    assert behaviour.learn(sales, anew=True) == 400 and behaviour.path.read_bytes() != before
    assert Behaviour(tmp_path, 2.0).following([FIRST]) == {}


def test_a_broken_file_costs_no_answer(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    behaviour = Behaviour(tmp_path, 0.0)
    behaviour.path.write_bytes(b"nonsense")
    assert behaviour.following([FIRST]) == {}
    assert "orders.npz" in caplog.text
    behaviour.learn(Sales([[FIRST, SECOND]]))
    assert behaviour.following([FIRST]) == {SECOND: 1.0}


def test_the_assortment_counts_a_shops_orders(shop: Shop, tmp_path: Path) -> None:
    source = Assortment(lambda: shop.catalogue, lambda: None, tmp_path / "index")
    use_assortment(source)
    source.learn()
    bought = source.bought_by(MAYA)
    assert set(source.bought_next(bought[:1])) == set(bought[1:])


def test_the_command_counts(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TACTFUL_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("TACTFUL_ORDERS_EPSILON", "8")
    get_settings.cache_clear()
    assert main([]) == 0
    assert "epsilon 8" in capsys.readouterr().out
    assert (tmp_path / "index" / "orders-8.npz").is_file()
    assert open_shop() is not None
