"""One question, one fact: what is stated, described, written, or not said. All of it is true."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.recommendation import Constraints, Recommender
from actions.recommendation.asked import asks_same_of_another, figures, question_in
from actions.recommendation.extent import extent
from actions.recommendation.fitting import age_in, size_for_age, smaller_or_bigger
from actions.recommendation.told import Level, Question
from actions.recommendation.verdict import rank_sentence, ranking_among
from actions.shop.records import ProductRecord
from tests.recommendation.catalogue import (
    BASE,
    BECK,
    FELL,
    FLASK,
    MOOR,
    PRODUCTS,
    ConceptEncoder,
    product,
)

SHOES = replace(
    FELL,
    id=20,
    title="Brae Walking Shoes",
    category="Shoes",
    attributes={
        "weight": ("640 g",),
        "drop": ("6 mm",),
        "sole": ("lugged rubber",),
        "quick-drying": ("yes",),
    },
    description="A knee-length gaiter comes off. The laces lock with one pull.",
    review_excerpts=("Soft against the skin.", "Nothing rubs, even on day one."),
)
LAMP = replace(
    FLASK,
    id=21,
    title="Tarn Camp Lamp",
    category="Torches",
    attributes={"burn time": ("3-40 hours",), "in the box": ("USB-C cable",)},
    description="Hangs from a loop.",
    review_excerpts=(),
)
LONGER = replace(LAMP, id=22, title="Edge Lamp", attributes={"burn time": ("2 days",)})


def told(product: ProductRecord, text: str, **asked: tuple[str, ...]) -> tuple[Level, str]:
    question = Question(text, text, Constraints(asked))
    answer = Recommender(PRODUCTS).facts.tell(product, question)
    return answer.level, answer.text


@pytest.mark.parametrize(
    ("product", "text", "level", "says"),
    [
        (SHOES, "what is the drop of the Brae Walking Shoes", Level.STATED, "drop 6 mm"),
        (SHOES, "what heel drop have they", Level.STATED, "drop 6 mm"),
        (SHOES, "what if I drop them", Level.SILENT, "does not"),
        (SHOES, "what is the sole made of", Level.STATED, "sole lugged rubber"),
        (MOOR, "what is the hood made of", Level.LACKING, "but not for the hood"),
        (SHOES, "how much do they weigh", Level.STATED, "weight 640 g"),
        (SHOES, "are they drying quick", Level.STATED, "quick-drying"),
        (SHOES, "do the laces lock", Level.DESCRIBED, "The laces lock with one pull."),
        (SHOES, "how long are they", Level.DESCRIBED, "knee-length"),
        (SHOES, "will they rub", Level.WRITTEN, "Nothing rubs"),
        (SHOES, "have they got spikes", Level.SILENT, "does not mention “spikes”"),
        (LAMP, "what comes with it", Level.STATED, "in the box USB-C cable"),
        (LAMP, "how long does the battery last", Level.STATED, "burn time 3-40 hours"),
        (LAMP, "will it fit a pocket", Level.SILENT, "does not mention “pocket”"),
        (FLASK, "what is it rated", Level.STATED, "4.7 out of 5 by 88 buyers"),
    ],
)
def test_a_question_gets_what_answers_it(
    product: ProductRecord, text: str, level: Level, says: str
) -> None:
    found, answer = told(product, text)
    assert (found, says in answer) == (level, True), answer


def test_what_is_not_listed_is_denied_and_never_called_listed() -> None:
    level, answer = told(MOOR, "is it waterproof", attribute=("waterproof",))
    assert level is Level.LACKING
    assert "does not list the Moor Down Jacket as “waterproof”" in answer


@pytest.mark.parametrize("encoder", [None, ConceptEncoder()])
@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize(
    "text", ["is it warm in the cold", "does it pack small", "is it good in wales", "any seams?"]
)
def test_whatever_is_quoted_stands_in_the_catalogue(
    product: ProductRecord, text: str, encoder: ConceptEncoder | None
) -> None:
    answer = Recommender(PRODUCTS, encoder).facts.tell(product, Question(text, text, Constraints()))
    own = " ".join((product.description, *product.review_excerpts))
    quoted = answer.text.split("“")[1].split("”")[0] if "“" in answer.text else ""
    if answer.level in (Level.DESCRIBED, Level.WRITTEN):
        assert quoted and quoted in own
    if answer.level is Level.DESCRIBED:
        assert quoted in product.description
    assert product.title in answer.text


def test_any_attribute_with_a_number_puts_products_in_order() -> None:
    ranking = ranking_among("which burns longest", [LAMP, LONGER])
    assert ranking is not None
    assert rank_sentence([LAMP, LONGER], ranking).startswith(
        "The Edge Lamp: burn time 2 days, the most of these. It is 3-40 hours for the Tarn Camp"
    )
    shortest = ranking_among("which has the shortest burn time", [LAMP, LONGER])
    assert shortest is not None
    assert rank_sentence([LAMP, LONGER], shortest).startswith("The Tarn Camp Lamp")
    assert ranking_among("which is the prettiest", [LAMP, LONGER]) is None


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("the second one. does it come with pegs", "does it come with pegs"),
        ("oh nice, is it heavy", "is it heavy"),
        ("it looks good but can it be washed, my son is messy", "can it be washed"),
        ("what batteries does it take", "what batteries does it take"),
        ("she's 140cm will it fit", "she's 140cm will it fit"),
        ("ok" + " " * 500 + "x y", None),
        ("ok so 2 ,\n and is it\nwarm", "is it warm"),
        ("tell me more", None),
        ("the blue one please", None),
    ],
)
def test_the_clause_that_asks_is_found(text: str, question: str | None) -> None:
    assert question_in(text) == question


@pytest.mark.parametrize(
    ("text", "same"),
    [("and the beck?", True), ("what about the base one", True), ("is it warm", False)],
)
def test_the_last_question_may_be_asked_again(text: str, same: bool) -> None:
    assert asks_same_of_another(text) is same


def test_the_text_of_a_comparison_is_short_and_begins_with_what_was_asked() -> None:
    table = Recommender(PRODUCTS).compare([BECK.id, BASE.id])
    lines = table.text(["weight"]).splitlines()
    assert lines[1].startswith("- Weight: 2.1 kg / 5.4 kg")
    assert sum(line.startswith("- ") for line in lines) <= 8


@pytest.mark.parametrize("value", ["Bluetooth 5.0.1", "12.11.2024", "1.234,5 mm", "mesh"])
def test_a_version_or_a_date_is_no_amount(value: str) -> None:
    assert extent([value]) is None
    assert extent([value, "10,000 mm"]) == 1000.0


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("cast iron skillet, how big", "size"),
        ("can I iron it", "care"),
        ("will it stand up to wind", None),
        ("can you stand up in it", "height"),
        ("will it burn my hands", None),
        ("how long will it burn", "battery life"),
        ("is the sea colour nice", None),
        ("can I wear it in the sea", "water resistance"),
        ("will it keep the rain out", "water resistance"),
        ("how big is the face", "case size"),
    ],
)
def test_words_ask_for_a_figure_only_in_their_sense(text: str, label: str | None) -> None:
    assert next((figure.label for figure in figures(text)), None) == label


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("for a 6 year old", 72),
        ("he's 10 months", 10),
        ("she is 8, what size", 96),
        ("she's 9 in May", 108),
        ("she is 10 in shoes", None),
        ("he's 32 waist", None),
        ("she is 10 stone", None),
        ("has it a 2 year warranty", None),
    ],
)
def test_an_age_is_no_other_number(text: str, months: int | None) -> None:
    assert age_in(text) == months


@pytest.mark.parametrize(
    ("months", "size"),
    [(1, "0-3 months"), (3, "3-6 months"), (10, "6-12 months"), (59, "2-4 years")],
)
def test_the_size_is_the_one_made_for_the_age(months: int, size: str) -> None:
    sizes = ("0-3 months", "3-6 months", "6-12 months", "2-4 years")
    suit = product(30, "Pip Snowsuit", "Suits", [("red", own, "20", 1) for own in sizes])
    assert str(size_for_age(suit, months)).startswith(f"size {size} for")


def test_less_alone_asks_for_no_smaller_size() -> None:
    assert smaller_or_bigger(FLASK, "does the 750 ml weigh less?", ["750 ml"]) is None
    assert "500 ml" in str(smaller_or_bigger(FLASK, "anything smaller?", ["750 ml"]))
