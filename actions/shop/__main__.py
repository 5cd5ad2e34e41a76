"""Make, fill and update the shop's database."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.shop.database import ShopError, open_database
from actions.shop.models import Base, Product, ShippingMethod
from settings import SettingsError, get_settings

FORMATS = ("shopify", "google-xml", "google-tsv")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m actions.shop", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="make the tables, or bring them up to date")
    commands.add_parser("seed", help="fill an empty shop with the sample shop")
    commands.add_parser("prepare", help="migrate, then seed")
    importing = commands.add_parser("import", help="take over a catalogue from a file")
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument(
        "--format", choices=FORMATS, help="what the file is (default: told by looking at it)"
    )
    options = parser.parse_args(arguments)
    try:
        if options.command in ("migrate", "prepare"):
            _migrate()
        if options.command in ("seed", "prepare"):
            _seed()
        if options.command == "import":
            _import(options.file, options.format)
    except (ShopError, SettingsError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _migrate() -> None:
    database = open_database()
    database.migrate()
    print(f"The shop's tables are up to date: {database.name}")


def _seed() -> None:
    database = open_database()
    with database.writing() as session:
        filled = session.scalars(select(Product.id).limit(1)).first() is not None
        if filled or not get_settings().demo:
            # An imported catalogue says nothing of delivery, which shoppers ask about all the time.
            if session.scalars(select(ShippingMethod.id).limit(1)).first() is None:
                from actions.shop.sample import seed_delivery_methods

                seed_delivery_methods(session)
                print("Took the ways of delivery from data/shop/shipping.toml.")
            reason = "has products already" if filled else "is no demo (TACTFUL_DEMO)"
            print(f"The shop {reason}; nothing else to do.")
            return
        print("Filling the shop with samples …", flush=True)
        # Takes as long to import as all else takes at a start at which there is nothing to do.
        from actions.shop.sample import seed_sample_shop

        seed_sample_shop(session, date.today())
        session.flush()
        _align_keys(session)
    print("Done.")


def _align_keys(session: Session) -> None:
    """Let PostgreSQL count on from the ids that the samples brought along."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        if "id" in table.columns:
            sequence = func.pg_get_serial_sequence(table.name, "id")
            last = select(func.coalesce(func.max(table.columns.id), 1)).scalar_subquery()
            session.execute(select(func.setval(sequence, last)))


def _import(file: Path, format_name: str | None) -> None:
    from actions.shop.importers import import_file

    print(import_file(file, format_name, None).text())


if __name__ == "__main__":
    sys.exit(main())
