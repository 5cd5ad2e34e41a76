"""A small catalogue behind the two views, and the component that reads it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message

from nlu_models.entity_component import CatalogueEntityExtractor

# What was said and what it means: (words, entity, value) or (words, entity, value, role).
Row = tuple[str, list[tuple[Any, ...]]]

VALUES: dict[str, tuple[str, ...]] = {
    "category": (
        *("Backpacks", "Cookware", "Hats", "Jackets", "Shirts", "Shoes", "Sleeping bags", "Tents"),
        *("Torches", "Trousers", "Watches", "Water bottles"),
    ),
    "brand": ("Ridgeline", "Tern & Tide", "Corrie Works", "Lowmoor"),
    "color": ("navy", "moss", "rust", "forest green", "light blue", "black", "mint"),
    "material": ("recycled nylon", "down", "merino wool", "leather", "vegan leather", "fleece"),
    "size": (
        *("S", "M", "L", "XL", "S/M", "UK 8", "UK 9", "12", "36", "8.5"),
        *("One size", "500 ml", "2-3 years", "Long"),
    ),
    "attribute": (
        *("waterproof", "windproof", "vegan", "lightweight", "ultralight", "insulated", "warm"),
        *("PFAS-free", "hiking", "340 g", "20,000 mm", "yes", "2", "2-person", "men", "women"),
        *("gift", "beach", "30 L", "4-season", "quick-drying", "30 days"),
    ),
    "product": (
        *("Fell Rain Jacket", "Moor Down Jacket", "Women's Cairn Mountain Shell", "Beck 2 Tent"),
        *(
            "Lowmoor Cagoule",
            "Lowmoor Digital Watch",
            "Harbour Beach Shelter",
            "Ember Flask",
            "Hand Crank Survival Torch",
            "Down Jacket",
        ),
    ),
}


def make_shop(path: Path, values: dict[str, tuple[str, ...]] = VALUES) -> str:
    """Make a database with the two views; returns its URL."""
    with closing(sqlite3.connect(path)) as shop, shop:
        shop.execute("CREATE TABLE words (entity TEXT, value TEXT)")
        shop.execute("CREATE TABLE changes (version INTEGER)")
        shop.execute("INSERT INTO changes VALUES (1)")
        shop.execute("CREATE VIEW catalogue_terms AS SELECT entity, value FROM words")
        shop.execute("CREATE VIEW catalogue_version AS SELECT version FROM changes")
        rows = [(entity, value) for entity, listed in values.items() for value in listed]
        shop.executemany("INSERT INTO words VALUES (?, ?)", rows)
    return f"sqlite:///{path}"


def change(path: Path, statements: Iterable[str]) -> None:
    """Change the words, and so the version."""
    with closing(sqlite3.connect(path)) as shop, shop:
        for statement in statements:
            shop.execute(statement)
        shop.execute("UPDATE changes SET version = version + 1")


def extractor(url: str, folder: Path) -> CatalogueEntityExtractor:
    """Make the component as Rasa does."""
    return CatalogueEntityExtractor.create(
        {**CatalogueEntityExtractor.get_default_config(), "database_url": url},
        LocalModelStorage(folder),
        Resource("entities"),
        ExecutionContext(GraphSchema({})),
    )


def entities(component: CatalogueEntityExtractor, text: str) -> list[dict[str, Any]]:
    """Return the entities of a message in the form that Rasa hands on."""
    (message,) = component.process([Message({"text": text})])
    found: list[dict[str, Any]] = message.get("entities")
    return found


def check(component: CatalogueEntityExtractor, text: str, expected: list[tuple[Any, ...]]) -> None:
    found = [
        (
            text[e["start"] : e["end"]],
            e["entity"],
            e["value"],
            *([e["role"]] if "role" in e else []),
        )
        for e in entities(component, text)
    ]
    assert found == expected
