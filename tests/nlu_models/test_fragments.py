"""Fragments that are wishes, whatever the classifier took them for."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.training_data.message import Message

from nlu_models.entity_component import CatalogueEntityExtractor
from nlu_models.fragment_component import FragmentIntents
from settings import PROJECT_ROOT
from tests.nlu_models.entity_shop import extractor, make_shop


@pytest.fixture(scope="module")
def entities(tmp_path_factory: pytest.TempPathFactory) -> CatalogueEntityExtractor:
    folder = tmp_path_factory.mktemp("fragments")
    return extractor(make_shop(folder / "shop.db"), folder)


def understood(
    entities: CatalogueEntityExtractor, text: str, *guesses: tuple[str, float]
) -> dict[str, Any]:
    """Send a message with a classifier's guesses through the components that follow it."""
    ranking = [{"name": name, "confidence": confidence} for name, confidence in guesses]
    message = Message({"text": text, "intent": dict(ranking[0]), "intent_ranking": ranking})
    options = {**FallbackClassifier.get_default_config(), "threshold": 0.4}
    options["ambiguity_threshold"] = 0.05
    fragments = FragmentIntents()
    fallback = FallbackClassifier(options)
    (message,) = fallback.process(fragments.process(entities.process([message])))
    return {"intent": message.get("intent"), "ranking": message.get("intent_ranking")}


@pytest.mark.parametrize(
    ("text", "taken_for", "meant"),
    [
        ("waterproof", "product_details", "refine_search"),
        ("any in merino?", "faq", "refine_search"),
        ("vegan?", "faq", "refine_search"),
        ("not leather", "faq", "refine_search"),
        ("have you got something windproof in navy", "chitchat", "refine_search"),
        ("hats with no down", "faq", "search_product"),
        ("leather boots", "faq", "search_product"),
        ("do you have the Fell Rain Jacket?", "product_details", "check_stock"),
        # What asks for a fact or for advice stays what it is.
        ("is it vegan?", "product_details", "product_details"),
        ("is it windproof", "faq", "product_details"),
        ("and is that one made of down?", "faq", "product_details"),
        ("is it there yet", "faq", "faq"),
        # A size, of the product that is being talked about or of a list.
        ("and in L?", "faq", "refine_search"),
        ("size 42?", "faq", "refine_search"),
        ("in large?", "chitchat", "refine_search"),
        ("what about UK 9?", "faq", "refine_search"),
        ("do you have the Fell Rain Jacket in L?", "faq", "check_stock"),
        ("boots in EU 42", "faq", "search_product"),
        ("does it come in XL?", "faq", "check_stock"),
        ("is UK 9 the same as EU 43?", "faq", "faq"),
        ("how do I find my size", "faq", "faq"),
        ("tell me more about the Fell Rain Jacket", "faq", "product_details"),
        ("a backpack for him", "faq", "search_product"),
        ("what about for an 8 year old?", "faq", "refine_search"),
        ("and the other one?", "faq", "product_details"),
        ("tell me about the returns of a jacket", "faq", "faq"),
        ("how do I wash merino", "faq", "faq"),
        ("what about merino", "faq", "refine_search"),
        ("leather care", "faq", "faq"),
        ("do I wax leather", "faq", "faq"),
        ("where is order 10023", "faq", "faq"),
        ("hello", "greet", "greet"),
        # And so does all that a fragment is hardly mistaken for.
        ("leather", "exchange_item", "exchange_item"),
    ],
)
def test_what_a_message_is_meant_as(
    entities: CatalogueEntityExtractor, text: str, taken_for: str, meant: str
) -> None:
    found = understood(entities, text, (taken_for, 0.97), ("inform", 0.02))
    assert found["intent"]["name"] == meant


def test_it_is_no_tie(entities: CatalogueEntityExtractor) -> None:
    found = understood(entities, "vegan", ("faq", 0.99), ("refine_search", 0.01))
    names = [guess["name"] for guess in found["ranking"]]
    assert names == ["refine_search", "faq"]
    assert found["ranking"][1]["confidence"] < 0.1


def test_an_unsure_guess_of_the_right_kind_becomes_sure(
    entities: CatalogueEntityExtractor,
) -> None:
    guesses = (("check_stock", 0.38), ("product_details", 0.36))
    assert (
        understood(entities, "the Fell Rain Jacket in blue, or navy?", *guesses)["intent"]["name"]
        == "check_stock"
    )
    takes = (("affirm", 0.44), ("choose_item", 0.41))
    assert understood(entities, "ok, I'll take it", *takes)["intent"]["name"] == "choose_item"
    unknown = understood(entities, "the Zebra Jacket in stripes", *guesses)
    assert unknown["intent"]["name"] == "nlu_fallback"


def test_it_stands_where_it_can_work() -> None:
    config = yaml.safe_load((PROJECT_ROOT / "config.yml").read_text(encoding="utf-8"))
    names = [component["name"].rpartition(".")[2] for component in config["pipeline"]]
    at = names.index("FragmentIntents")
    assert names.index("CatalogueEntityExtractor") < at < names.index("FallbackClassifier")


def test_rasa_can_make_it(tmp_path: Any) -> None:
    context = ExecutionContext(GraphSchema({}), "test")
    made = FragmentIntents.create({}, None, Resource("none"), context)
    assert made.process([Message({"text": "vegan"})])[0].get("intent") is None
