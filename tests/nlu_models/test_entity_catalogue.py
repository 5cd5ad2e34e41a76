"""The catalogue behind the entities: changes, failures, settings, and the place in Rasa's graph."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.data import TrainingType

from nlu_models.catalogue_terms import (
    CatalogueReader,
    CatalogueUnavailableError,
    LiveCatalogue,
    Terms,
)
from nlu_models.entities import EntityFinder, Synonyms, SynonymsError, Vocabulary
from nlu_models.entities.personal import OrderPatternError
from nlu_models.entity_component import CatalogueEntityExtractor
from nlu_models.errors import ConfigError
from tests.nlu_models.entity_shop import change, entities, extractor, make_shop

_QUICK = 0.01  # seconds between two checks
_PATIENCE = 20


def eventually(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(_QUICK)
    return holds()


def live(url: str) -> LiveCatalogue[Terms]:
    return LiveCatalogue(CatalogueReader(url), lambda terms: terms, check_seconds=_QUICK)


def test_a_new_brand_is_known_without_a_restart(tmp_path: Path) -> None:
    shop = tmp_path / "shop.db"
    component = extractor(make_shop(shop), tmp_path)
    assert entities(component, "do you have Pipwren") == []
    change(shop, ["INSERT INTO words VALUES ('brand', 'Pipwren')"])
    assert eventually(
        lambda: [e["value"] for e in entities(component, "do you have Pipwren")] == ["Pipwren"]
    )
    change(shop, ["DELETE FROM words WHERE value = 'Pipwren'"])
    assert eventually(lambda: entities(component, "do you have Pipwren") == [])


def test_a_change_of_version_alone_makes_nothing_anew(tmp_path: Path) -> None:
    shop = tmp_path / "shop.db"
    made: list[Terms] = []

    def make(terms: Terms) -> Terms:
        made.append(terms)
        return terms

    catalogue = LiveCatalogue(CatalogueReader(make_shop(shop)), make, check_seconds=_QUICK)
    change(shop, [])  # a sale moves the version on and leaves the words as they are
    time.sleep(5 * _QUICK)
    before = catalogue.current()
    change(shop, ["INSERT INTO words VALUES ('color', 'lilac')"])
    assert eventually(lambda: catalogue.current() != before)
    assert len(made) == 2


def test_a_locked_database_keeps_the_last_words_and_is_reported_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shop = tmp_path / "shop.db"
    catalogue = live(make_shop(shop))
    words = catalogue.current()
    with closing(sqlite3.connect(shop, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert eventually(lambda: catalogue.current() is words and "stay as they" in caplog.text)
        # Several more checks fail meanwhile.
        end = time.monotonic() + 3
        while time.monotonic() < end:
            assert catalogue.current() is words
            time.sleep(_QUICK)
    assert caplog.text.count("stay as they were") == 1
    assert "locked" in caplog.text
    change(shop, ["INSERT INTO words VALUES ('color', 'lilac')"])
    assert eventually(lambda: ("color", "lilac") in catalogue.current())


def test_without_a_database_patterns_work_and_its_arrival_is_noticed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shop = tmp_path / "shop.db"
    component = extractor(f"sqlite:///{shop}", tmp_path)
    text = "order 10023, a red jacket under £50"
    assert [e["entity"] for e in entities(component, text)] == ["order_number", "color", "price"]
    assert not shop.exists(), "to look must not make an empty database"
    assert caplog.text.count("patterns only") == 1
    assert "make seed" in caplog.text
    make_shop(shop)
    assert eventually(lambda: "category" in [e["entity"] for e in entities(component, text)])


@pytest.mark.parametrize("content", [b"", b"no database at all, whatever its name says" * 50])
def test_a_database_without_the_views_counts_as_missing(tmp_path: Path, content: bytes) -> None:
    shop = tmp_path / "shop.db"
    shop.write_bytes(content)
    with pytest.raises(CatalogueUnavailableError, match=r"shop\.db cannot be read"):
        CatalogueReader(f"sqlite:///{shop}").terms()
    assert live(f"sqlite:///{shop}").current() == frozenset()


def test_a_server_out_of_reach_is_reported_without_its_password(
    caplog: pytest.LogCaptureFixture,
) -> None:
    pytest.importorskip("psycopg2")
    assert live("postgresql://shop:s3cret@127.0.0.1:1/shop").current() == frozenset()
    assert "patterns only" in caplog.text
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize("url", ["shop.db", "nosuchdatabase://shop"])
def test_a_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="TACTFUL_SHOP_DATABASE_URL"):
        CatalogueReader(url)


def test_nothing_is_trained_and_the_matcher_is_not_trained_again_for_it() -> None:
    config = {
        "language": "en",
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "nlu_models.entity_component.CatalogueEntityExtractor"},
        ],
    }
    graph = DefaultV1Recipe().graph_config_for_recipe(config, {}, TrainingType.NLU)
    trained = [node.uses for node in graph.train_schema.nodes.values()]
    served = [node.uses for node in graph.predict_schema.nodes.values()]
    assert CatalogueEntityExtractor not in trained
    assert CatalogueEntityExtractor in served


def values(finder: EntityFinder, text: str) -> list[str | int | float]:
    return [found.value for found in finder.find(text, Vocabulary([], Synonyms()))]


def test_order_numbers_follow_the_shops_own_pattern() -> None:
    finder = EntityFinder(r"FW-[A-Z]{2}\d{3}")
    assert values(finder, "where is fw-ab123 and order FW-CD456?") == ["FW-AB123", "FW-CD456"]
    assert values(finder, "order 10023") == []


def test_a_pattern_that_matches_everything_needs_a_cue() -> None:
    finder = EntityFinder(r"\w+")
    assert values(finder, "I bought 42 of them") == []
    assert values(finder, "order no. A42") == ["A42"]


def test_a_short_pattern_leaves_prices_alone() -> None:
    finder = EntityFinder(r"\d{3}")
    assert [
        (found.entity, found.value)
        for found in finder.find("471 or something under 150", Vocabulary([], Synonyms()))
    ] == [("order_number", "471"), ("price", 150)]


def test_a_pattern_that_is_none_is_refused() -> None:
    with pytest.raises(OrderPatternError, match="TACTFUL_ORDER_NUMBER_PATTERN"):
        EntityFinder("(")


def test_synonyms_stand_for_what_the_catalogue_has(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.toml"
    path.write_text(
        '[category]\n"Mugs" = ["beaker"]\n"Spoons" = ["scoop"]\n'
        '[ignore]\nattribute = ["everyday"]\n'
    )
    terms = [("category", "Mugs"), ("attribute", "everyday"), ("attribute", "oak")]
    vocabulary = Vocabulary(terms, Synonyms.read(path))
    finder = EntityFinder(r"\d{5}")
    found = finder.find("everyday beakers of oak and a scoop", vocabulary)
    assert [(f.entity, f.value) for f in found] == [("category", "Mugs"), ("attribute", "oak")]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("[categories]\n", "no kind of entity `categories`"),
        ("[ignore]\ncolour = []\n", "no kind of entity `colour`"),
        ('[category]\nShoes = "boot"\n', "`category.Shoes` must be a list"),
        ("[category\n", "is no TOML file"),
        ("category = 3\n", "`category` must be a table"),
    ],
)
def test_a_malformed_file_of_synonyms_is_refused(
    tmp_path: Path, content: str, complaint: str
) -> None:
    path = tmp_path / "synonyms.toml"
    path.write_text(content)
    with pytest.raises(SynonymsError, match=complaint):
        Synonyms.read(path)
    with pytest.raises(SynonymsError, match="cannot be read"):
        Synonyms.read(tmp_path / "none.toml")


def test_a_path_of_categories_is_known_by_its_parts() -> None:
    terms = [("category", "Clothing > Rain jackets"), ("category", "Hats & Gloves")]
    vocabulary = Vocabulary(terms, Synonyms())
    found = EntityFinder(r"\d{5}").find("rain jacket, clothing, gloves", vocabulary)
    assert [f.value for f in found] == ["Rain jackets", "Clothing", "Hats & Gloves"]
