"""Imports one after another: again, changed, interrupted, gone on with."""

from __future__ import annotations

import csv
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, event, select, update
from sqlalchemy.orm import Session

from actions.shop.importers import ImportFileError, ImportStoppedError, import_file
from actions.shop.models import Customer, Order, OrderLine, Product, Review, Variant, utc_now
from settings import PROJECT_ROOT, get_settings
from tests.shop.imports import ImportShop, shopify, table, tent

_KILLED_AFTER_THREE_COMMITS = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.orm import Session
from actions.shop.importers import import_file

commits = []

@event.listens_for(Session, "after_commit")
def count(session):
    commits.append(session)
    if len(commits) == 3:
        os.kill(os.getpid(), signal.SIGKILL)

import_file(Path(sys.argv[1]))
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ImportShop:
    return ImportShop(tmp_path, monkeypatch)


def many(count: int, price: str = "5") -> str:
    """Return a file of tents, every hundredth of them unusable."""
    rows = [
        tent(Handle=f"t-{n}", Title=f"Tent {n}", Variant_Price="?" if n % 100 == 50 else price)
        for n in range(count)
    ]
    return table(rows)


def count_products(shop: ImportShop) -> int:
    with shop.database.reading() as session:
        return len(session.scalars(select(Product.id)).all())


@contextmanager
def after_commits(number: int, act: Any) -> Iterator[None]:
    """Do something right after the commit of that number."""
    commits: list[Session] = []

    def count(session: Session) -> None:
        commits.append(session)
        if len(commits) == number:
            act()

    event.listen(Session, "after_commit", count)
    try:
        yield
    finally:
        event.remove(Session, "after_commit", count)


def test_a_second_run_changes_nothing_and_says_so(shop: ImportShop) -> None:
    first = shop.load("p.csv", many(250))
    assert (first.created, first.skipped, first.changed) == (248, 2, True)
    version = shop.version()
    again = import_file(shop.folder / "p.csv", None, shop.url)
    assert (again.created, again.updated, again.unchanged, again.skipped) == (0, 0, 248, 2)
    assert "Nothing has changed in the shop." in again.text()
    assert again.resumed_after == 0
    assert shop.version() == version


def test_the_shop_follows_a_changed_file(shop: ImportShop) -> None:
    def size(name: str, price: str, sku: str = "", handle: str = "beck-tent") -> dict[str, str]:
        return {
            "Handle": handle,
            "Option1 Value": name,
            "Variant Price": price,
            "Variant SKU": sku,
        }

    shop.load(
        "p.csv",
        shopify(
            [
                tent(Handle="stays", Title="Stays"),
                tent(Option1_Name="Size", Option1_Value="2", Variant_SKU="BT-2"),
                size("3", "250"),
                size("4", "300", "BT-4"),
            ]
        ),
    )
    product_id = shop.products()["beck-tent"].id
    with shop.database.writing() as session:
        four = session.scalars(select(Variant).where(Variant.sku == "BT-4")).one()
        session.add(Review(product_id=product_id, stars=5, text="Dry.", created_on=utc_now()))
        session.add(
            Order(
                number="10101",
                customer=Customer(name="A", email="a@example.com", created_on=utc_now()),
                status="delivered",
                placed_at=utc_now(),
                total=Decimal(300),
                address="14 Mill Lane, Leeds",
                postcode="LS1 4AB",
                lines=[
                    OrderLine(
                        product_id=product_id,
                        variant_id=four.id,
                        title="Beck Tent",
                        unit_price=Decimal(300),
                    )
                ],
            )
        )
    # The two swap their units, one size is new, one is gone.
    rows = [
        tent(Title="Beck Tent II", Option1_Name="Size", Option1_Value="3", Variant_SKU="BT-2"),
        size("2", "210"),
        size("6", "400", "BT-6"),
    ]
    report = shop.load("p.csv", shopify(rows))
    assert (report.created, report.updated, report.unchanged) == (0, 1, 0)
    product = shop.products()["beck-tent"]
    assert (product.id, product.title, product.rating) == (product_id, "Beck Tent II", 5.0)
    assert [(v.sku, v.options["size"], v.price) for v in product.variants] == [
        ("BT-2", "3", Decimal("199.99")),
        ("beck-tent/2", "2", Decimal("210.00")),
        ("BT-6", "6", Decimal("400.00")),
    ]
    assert "stays" in shop.products()
    with shop.database.reading() as session:
        line = session.scalars(select(OrderLine)).one()
        assert (line.product_id, line.variant_id) == (product_id, None)


def test_a_variant_that_is_skipped_now_keeps_its_old_state(shop: ImportShop) -> None:
    rows = [
        tent(Option1_Name="Size", Option1_Value="2"),
        {"Handle": "beck-tent", "Option1 Value": "3", "Variant Price": "250"},
    ]
    shop.load("p.csv", shopify(rows))
    rows[0]["Variant Price"] = "?"
    rows[1]["Variant Price"] = "240"
    for outcome in ("updated", "unchanged"):
        report = shop.load("p.csv", shopify(rows))
        assert getattr(report, outcome) == 1
        sizes = {v.options["size"]: v.price for v in shop.products()["beck-tent"].variants}
        assert sizes == {"3": Decimal("240"), "2": Decimal("199.99")}


def test_a_killed_import_goes_on_where_it_stopped(shop: ImportShop) -> None:
    path = shop.file("p.csv", many(1000))
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED_AFTER_THREE_COMMITS, str(path)],
        cwd=PROJECT_ROOT,
        env={
            **os.environ,
            "TACTFUL_STATE_DIR": str(shop.state),
            "TACTFUL_SHOP_DATABASE_URL": shop.url,
        },
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert count_products(shop) == 594
    report = import_file(path, None, shop.url)
    # The third batch was stored, but not yet noted down: it is looked at again.
    assert report.resumed_after == 400
    assert (report.created, report.unchanged, report.skipped) == (396 + 396, 198, 10)
    assert "Went on after 400 products that an interrupted run had done" in report.text()
    assert [skipped.line for skipped in report.skipped_lines] == list(range(52, 1002, 100))
    assert count_products(shop) == 990
    done = import_file(path, None, shop.url)
    assert (done.unchanged, done.resumed_after) == (990, 0)


def test_a_lock_in_the_middle_keeps_what_is_stored(shop: ImportShop) -> None:
    path = shop.file("p.csv", many(600))
    with closing(sqlite3.connect(shop.state / "shop.db", isolation_level=None)) as other:
        with (
            after_commits(2, lambda: other.execute("BEGIN IMMEDIATE")),
            pytest.raises(ImportStoppedError, match="stopped after 400 products") as caught,
        ):
            import_file(path, None, shop.url)
        other.execute("ROLLBACK")
    assert "locked by another program" in str(caught.value)
    assert str(caught.value).endswith("Run the import again: it goes on from there.")
    assert count_products(shop) == 396
    report = import_file(path, None, shop.url)
    assert (report.resumed_after, report.created) == (400, 594)


def test_an_interrupted_import_says_how_far_it_came(shop: ImportShop) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    path = shop.file("p.csv", many(450))
    with (
        after_commits(2, interrupt),
        pytest.raises(ImportStoppedError, match="stopped after 200 products, which are kept"),
    ):
        import_file(path, None, shop.url)
    report = import_file(path, None, shop.url)
    assert (report.resumed_after, report.created + report.unchanged) == (200, 446)


@pytest.mark.parametrize(
    "change",
    [
        delete(Product),
        update(Variant).values(price=Decimal(1)),
    ],
)
def test_a_checkpoint_that_the_shop_contradicts_is_not_trusted(
    shop: ImportShop, change: Any
) -> None:
    path = shop.file("p.csv", many(450))
    with after_commits(2, lambda: sys.exit(1)), pytest.raises(SystemExit):
        import_file(path, None, shop.url)
    with shop.database.writing() as session:
        session.execute(change)
    report = import_file(path, None, shop.url)
    assert report.resumed_after == 0
    assert "began at the first product again" in report.text()
    assert count_products(shop) == 446
    assert {p.price_min for p in shop.products().values()} == {Decimal(5)}


def test_a_checkpoint_is_of_one_file_and_one_shop(
    shop: ImportShop, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shop.file("p.csv", many(450))
    with after_commits(2, lambda: sys.exit(1)), pytest.raises(SystemExit):
        import_file(path, None, shop.url)
    assert shop.load("p.csv", many(450, price="6")).resumed_after == 0
    other = ImportShop(tmp_path_factory.mktemp("other"), monkeypatch)
    monkeypatch.setattr(get_settings(), "state_dir", shop.state)
    assert import_file(shop.file("p.csv", many(450)), None, other.url).resumed_after == 0


def test_a_damaged_checkpoint_is_named(shop: ImportShop) -> None:
    path = shop.file("p.csv", many(450))
    with after_commits(2, lambda: sys.exit(1)), pytest.raises(SystemExit):
        import_file(path, None, shop.url)
    (checkpoint,) = (shop.state / "imports").glob("*.json")
    checkpoint.write_text("{")
    with pytest.raises(ImportFileError, match=f"Delete {checkpoint}"):
        import_file(path, None, shop.url)
    checkpoint.unlink()
    assert import_file(path, None, shop.url).created == 446 - 396


def test_long_lists_of_what_was_left_out_go_to_a_file(shop: ImportShop) -> None:
    rows = [tent(), *(tent(Handle=f"t-{n}", Title="T", Variant_Price="?") for n in range(30))]
    report = shop.load("p.csv", shopify(rows))
    assert (report.created, report.skipped, report.skipped_line_count) == (1, 30, 30)
    assert report.skipped_file is not None
    with report.skipped_file.open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    assert [row["line"] for row in listed] == [str(line) for line in range(3, 33)]
    assert {(row["field"], row["reason"]) for row in listed} == {
        ("Variant Price", '"?" is not a price; write it like 19.99')
    }
    text = report.text()
    assert "Left out (30):\n  line 3, Variant Price: " in text
    assert "line 23" not in text
    assert str(report.skipped_file) in text
    assert shop.load("p.csv", shopify(rows[:1])).skipped_file is None
    assert not report.skipped_file.exists()


def test_a_state_folder_that_cannot_be_written_is_named(
    shop: ImportShop,
) -> None:
    (shop.state / "imports").write_text("in the way")
    with pytest.raises(ImportStoppedError, match="TACTFUL_STATE_DIR"):
        shop.load("p.csv", many(10))


def test_the_command_line_imports(shop: ImportShop) -> None:
    def run(path: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "actions.shop", "import", str(path)],
            cwd=PROJECT_ROOT,
            env={
                **os.environ,
                "TACTFUL_STATE_DIR": str(shop.state),
                "TACTFUL_SHOP_DATABASE_URL": shop.url,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    done = run(shop.file("p.csv", shopify([tent()])))
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 product: 1 created, 0 updated, 0 unchanged, 0 skipped" in done.stdout
    failed = run(shop.file("bad.csv", 'Handle,Title,Price\na,"A,1\n'))
    assert failed.returncode == 1
    assert failed.stderr.startswith("error: bad.csv, line 2: the quotes")
