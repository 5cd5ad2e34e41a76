"""``python -m actions.shop``, as a person or the Makefile runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from actions.shop.database import open_shop
from settings import PROJECT_ROOT


def run(state: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TACTFUL_")}
    return subprocess.run(
        [sys.executable, "-m", "actions.shop", *arguments],
        cwd=PROJECT_ROOT,
        env={**kept, "TACTFUL_STATE_DIR": str(state), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_migrate_makes_a_shop_and_may_be_repeated(tmp_path: Path) -> None:
    for _ in range(2):
        done = run(tmp_path / "var", "migrate")
        assert done.returncode == 0, done.stderr
        assert "shop.db" in done.stdout
    assert open_shop(f"sqlite:///{tmp_path / 'var' / 'shop.db'}").catalogue.products() == []


@pytest.mark.parametrize(
    ("arguments", "environment", "told"),
    [
        (("seed",), {}, "make seed"),
        (("migrate",), {"TACTFUL_SHOP_DATABASE_URL": "oracle://x"}, "TACTFUL_SHOP_DATABASE_URL"),
        (("migrate",), {"TACTFUL_BOT_PORT": "many"}, "TACTFUL_BOT_PORT"),
        (("migrate",), {"TACTFUL_STATE_DIR": "/proc/nowhere"}, "TACTFUL_STATE_DIR"),
        (("import", "no-such-file.csv"), {}, "no-such-file.csv"),
    ],
)
def test_what_cannot_work_is_told_in_one_line(
    tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str], told: str
) -> None:
    done = run(tmp_path, *arguments, **environment)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_command_is_needed(tmp_path: Path) -> None:
    assert run(tmp_path).returncode == 2
    assert run(tmp_path, "destroy").returncode == 2


def test_seeding_an_imported_catalogue_adds_ways_of_delivery_only(tmp_path: Path) -> None:
    catalogue = tmp_path / "catalogue.csv"
    catalogue.write_text("Handle,Title,Variant Price\nmug,Mug,8.00\n")
    assert run(tmp_path, "migrate").returncode == 0
    assert run(tmp_path, "import", str(catalogue)).returncode == 0
    assert "shipping.toml" in run(tmp_path, "seed").stdout
    assert "nothing" in run(tmp_path, "seed").stdout
    shop = open_shop(f"sqlite:///{tmp_path / 'shop.db'}")
    assert [product.title for product in shop.catalogue.products()] == ["Mug"]
    ways = [(method.name, method.region) for method in shop.delivery.methods()]
    assert ways and len(ways) == len(set(ways))


def test_a_real_shop_gets_no_samples(tmp_path: Path) -> None:
    assert run(tmp_path, "migrate").returncode == 0
    assert "TACTFUL_DEMO" in run(tmp_path, "seed", TACTFUL_DEMO="false").stdout
    shop = open_shop(f"sqlite:///{tmp_path / 'shop.db'}")
    assert shop.catalogue.products() == [] and shop.delivery.methods()
    assert shop.orders.get("10023") is None


def test_seeding_fills_an_empty_shop_once(tmp_path: Path) -> None:
    assert run(tmp_path, "migrate").returncode == 0
    first = run(tmp_path, "seed")
    assert first.returncode == 0, first.stderr
    catalogue = open_shop(f"sqlite:///{tmp_path / 'shop.db'}").catalogue
    products, version = catalogue.products(), catalogue.version()
    assert products
    again = run(tmp_path, "seed")
    assert again.returncode == 0
    assert "nothing else to do" in again.stdout
    assert (catalogue.products(), catalogue.version()) == (products, version)
