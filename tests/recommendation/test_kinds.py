"""Kinds of thing within categories: boots and not just shoes; and what the shop does not have."""

from __future__ import annotations

import pytest

from actions.recommendation import (
    Constraints,
    Recommender,
    ShoppingState,
    Turn,
    absent_things,
    new_search,
    refine,
)
from actions.recommendation.matching import fits
from actions.recommendation.phrases import describe
from actions.shop.records import ProductRecord
from actions.shopping.served import served_terms
from actions.shopping.terms import in_own_terms
from benchmarks.wishes import SampleShelves
from tests.recommendation.catalogue import product


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> SampleShelves:
    return SampleShelves.fill(tmp_path_factory.mktemp("kinds"), None)


def _made(number: int, title: str, category: str, *tags: str) -> ProductRecord:
    return product(number, title, category, [("", "", "50", 3)], tags=tags)


# Another shop than the sample: nothing of it stands in a list of words.
FURNITURE = Recommender(
    [
        _made(1, "Oslo Reading Chair", "Seating"),
        _made(2, "Malmo Dining Chair Oak", "Seating"),
        _made(3, "Malmo Bar Stool", "Seating"),
        _made(4, "Bergen Bar Stool Plus", "Seating"),
        _made(5, "Turku Office Stool", "Seating", "office"),
        _made(6, "Lund Desk Lamp", "Lighting", "office"),
        _made(7, "Lund Floor Lamp", "Lighting"),
        _made(8, "Aarhus Corner Sofa", "Sofas"),
        _made(9, "Aarhus Sofa Cover", "Sofas"),
        _made(10, "Linen Cover", "Sofas"),
        _made(11, "Kiruna Fleece Blanket", "Textiles"),
        _made(12, "Kiruna Fleece", "Textiles"),
    ]
)


def _turn(text: str, *categories: str, state: ShoppingState | None = None) -> Turn:
    entities = [
        {"entity": "category", "value": value, "start": at, "end": at + len(word)}
        for word, value in (one.split("=") for one in categories)
        if (at := text.index(word)) >= 0
    ]
    return in_own_terms(Turn.of(text, entities), state or ShoppingState(), FURNITURE)[0]


def _titles(shop: Recommender, turn: Turn) -> set[str]:
    return {item.product.title for item in shop.search(turn.query, turn.limits, 20)}


def test_a_noun_of_titles_narrows_the_list() -> None:
    assert _titles(FURNITURE, _turn("have you got any stools")) == {
        "Malmo Bar Stool",
        "Bergen Bar Stool Plus",
        "Turku Office Stool",
    }


def test_two_words_that_titles_share_are_a_kind_of_their_own() -> None:
    turn = _turn("a bar stool please")
    assert _titles(FURNITURE, turn) == {"Malmo Bar Stool", "Bergen Bar Stool Plus"}
    assert describe(turn.limits, "GBP") == "bar stools"


def test_what_only_belongs_to_things_is_not_among_them_unless_asked_for() -> None:
    assert _titles(FURNITURE, _turn("a sofa", "sofa=Sofas")) == {"Aarhus Corner Sofa"}
    covers = {"Aarhus Sofa Cover", "Linen Cover"}
    assert _titles(FURNITURE, _turn("a sofa cover", "sofa=Sofas")) == covers


@pytest.mark.parametrize(
    "text",
    [
        "something for my stool",
        "it should not be a stool",
        "I stool about",
        "something to sit on, anything but lamps",
    ],
)
def test_what_is_beside_or_refused_is_no_kind_asked_for(text: str) -> None:
    assert "kind" not in _turn(text).wanted


def test_a_new_kind_replaces_the_old_one() -> None:
    state = new_search(ShoppingState(), _turn("stools"))
    state = refine(state, _turn("chairs instead", state=state), FURNITURE).state
    assert state.constraints.wanted("kind") == ("chairs",)
    assert "stool" not in state.query


def test_ones_are_of_the_kind_that_is_talked_about() -> None:
    state = new_search(ShoppingState(), _turn("stools"))
    turn = _turn("bar ones", state=state)
    done = refine(state, turn, FURNITURE).state
    assert done.constraints.wanted("kind") == ("bar stools",)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("walking boots", "hiking boots"),
        ("I want boots for the winter not wellies", "winter boots, but not wellies"),
        ("fleece for walking the dog", "fleeces"),
        ("a thermos flask", "thermos flasks"),
        ("sleeping bag liner", "liners"),
        ("head torch", "head torches"),
        ("overtrousers i mean", "overtrousers"),
        ("t-shirts", "t-shirts"),
        ("rain jacket", "waterproof jackets"),
        ("a light for my tent", "torches"),
        ("a bag for my lunch", "products"),
        ("what about the lamp? no wait, how much are your watches", "watches"),
    ],
)
def test_the_answer_names_the_kind(shelves: SampleShelves, text: str, phrase: str) -> None:
    assert describe(shelves.turn(text).limits, "GBP") == phrase


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ("wellies", ("Wellies", "Wellington Boots")),
        ("overtrousers for the rain", ("Overtrousers",)),
        ("a fleece", ("Fleece", "Fleece Jacket")),
        ("tee", ("Tee", "T-shirt")),
    ],
)
def test_a_kind_goes_by_other_words(
    shelves: SampleShelves, text: str, nouns: tuple[str, ...]
) -> None:
    found = _titles(shelves.recommender, shelves.turn(text))
    assert found
    assert all(title.endswith(nouns) for title in found)


@pytest.mark.parametrize(
    "kind", ["boots", "head torches", "fleeces", "wellies", "liners", "trousers"]
)
def test_one_product_and_the_whole_index_agree(shelves: SampleShelves, kind: str) -> None:
    shop = shelves.recommender
    for limits in (Constraints({"kind": (kind,)}), Constraints(exclude={"kind": (kind,)})):
        assert shop.fitting(limits).ids == {p.id for p in shop.products if fits(p, limits)}
    assert shop.fitting(Constraints({"kind": (kind,)}))


def test_what_things_are_like_is_no_kind(shelves: SampleShelves) -> None:
    assert "kind" not in shelves.turn("which shirt would you suggest? everyday").wanted
    assert "kind" not in shelves.turn("which shirt would you suggest? layering").wanted
    assert "kind" not in shelves.turn("rather short-sleeved").wanted


def test_constraints_of_kinds_survive_the_slot() -> None:
    limits = _turn("bar stools").limits
    assert Constraints.from_json(limits.to_json()) == limits


def test_after_the_last_of_a_kind_comes_what_is_beside_it() -> None:
    limits = _turn("bar stools").limits
    beside = limits.loosened()
    assert beside is not None
    assert beside.wanted("category") == ("Seating",)
    assert not beside.wanted("kind")
    assert Constraints({"category": ("Seating",)}).loosened() is None


def test_several_wishes_that_nothing_has_together_are_given_up_at_once() -> None:
    limits = Constraints(
        {"category": ("Seating",), "color": ("pink",), "size": ("XXL",)}
    ).with_price(None, 1)  # type: ignore[arg-type]
    offers = FURNITURE.relaxations(limits)
    assert offers
    assert offers[0].products
    assert "the price" in offers[0].sentence


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("do you sell beds", ("beds",)),
        ("ok mirrors?", ("mirrors",)),
        ("rugs then", ("rugs",)),
        ("so you dont do rugs?", ("rugs",)),
        ("have you got any tv stands", ("tv stands",)),
        ("i want a wardrobe", ("wardrobes",)),
        ("what curtains do you have", ("curtains",)),
        ("where are your mirrors", ("mirrors",)),
        ("just moved in and need curtains for the bedroom", ("curtains",)),
        ("curtains or ceiling fans", ("curtains", "ceiling fans")),
        ("ice bucket?", ("ice buckets",)),
    ],
)
def test_what_the_shop_does_not_have_is_told(text: str, things: tuple[str, ...]) -> None:
    absent = absent_things(_turn(text), FURNITURE)
    assert absent is not None
    assert absent.things == things
    assert absent.alone


@pytest.mark.parametrize(
    "text",
    [
        "do you sell stools",
        "a couch",  # sofas
        "something for my dad",
        "do you have anything cheaper",
        "something comfortable for the evening",
        "stoolz",
        "do they have wheels",
        "the turku",
        "any ideas",
        "it makes me tired",
        "black plz",
        "oh thats a shame",
        "gie us something cheaper",
        "stool first",
        "my grandson turns 9",
        "small head",
        "it's 3 years old tho",
        "a comfortable pair of stools",
        "do i need curtains",
    ],
)
def test_what_is_there_or_is_no_thing_is_not_denied(text: str) -> None:
    assert absent_things(_turn(text), FURNITURE) is None


def test_the_rest_of_a_message_is_answered() -> None:
    absent = absent_things(_turn("stools and rugs"), FURNITURE)
    assert absent is not None
    assert absent.things == ("rugs",)
    assert not absent.alone


@pytest.mark.parametrize("text", ["do you sell bikes", "gloves", "do you have skis", "kayaks?"])
def test_the_sample_shop_says_no(shelves: SampleShelves, text: str) -> None:
    absent = absent_things(shelves.turn(text), shelves.recommender, served_terms())
    assert absent is not None
    assert absent.alone


@pytest.mark.parametrize(
    "text",
    ["rucksacks", "jakets", "an anorak", "woolly hats", "a head torch", "present for my mum"],
)
def test_the_sample_shop_denies_nothing_that_it_has(shelves: SampleShelves, text: str) -> None:
    assert absent_things(shelves.turn(text), shelves.recommender) is None


@pytest.mark.parametrize(
    "text",
    [
        "do you sell tent pegs",
        "any boot laces",
        "spare lids",
        "gas cartridges",
        "do you do repairs",
        "lockers",
        "do you have toilets",
        "maps?",
    ],
)
def test_what_the_service_speaks_of_is_not_denied(shelves: SampleShelves, text: str) -> None:
    assert absent_things(shelves.turn(text), shelves.recommender, served_terms()) is None


def test_what_products_are_for_is_denied_with_a_doubt(shelves: SampleShelves) -> None:
    turn = shelves.turn("winter is coming and i need crampons")
    absent = absent_things(turn, shelves.recommender)
    assert absent is not None
    assert absent.things == ("crampons",)
    assert absent.unsure
    assert absent_things(shelves.turn("do you have waterproofs"), shelves.recommender) is None


GROCER = Recommender(
    [
        _made(1, "House Coffee Beans", "Coffee"),
        _made(2, "Dark Coffee Beans", "Coffee"),
        _made(3, "Decaf Coffee Beans", "Coffee"),
        _made(4, "Instant Coffee", "Coffee"),
        _made(5, "Green Tea Bags", "Tea"),
        _made(6, "Black Tea Bags", "Tea"),
        _made(7, "Steel Bread Knife", "Knives"),
    ]
)


@pytest.mark.parametrize(
    ("word", "category", "count"), [("coffee", "Coffee", 4), ("tea", "Tea", 2)]
)
def test_what_much_of_a_category_is_called_stays(word: str, category: str, count: int) -> None:
    entity = {"entity": "category", "value": category, "start": 8, "end": 8 + len(word)}
    said = Turn.of(f"show me {word}", [entity])
    turn, _ = in_own_terms(said, ShoppingState(), GROCER)
    assert len(_titles(GROCER, turn)) == count


def test_refused_kinds_add_up_and_stay_out_when_the_kind_is_given_up() -> None:
    state = new_search(ShoppingState(), _turn("chairs, not lamps"))
    state = refine(state, _turn("and no blankets", state=state), FURNITURE).state
    assert describe(state.constraints, "GBP").endswith("but not lamps or blankets")
    beside = state.constraints.loosened()
    assert beside is not None
    assert not beside.wanted("kind")
    assert set(beside.unwanted("kind")) == {"lamps", "blankets"}
    assert describe(beside, "GBP").endswith("but not lamps or blankets")


def test_a_word_that_only_ends_like_another_is_no_such_thing() -> None:
    audio = [_made(1, "Sonic Headphone", "Audio"), _made(2, "Studio Microphone", "Audio")]
    phone = _made(3, "Pixel Phone", "Phones")
    limits = Constraints({"kind": ("phones",)})
    assert [p.id for p in (*audio, phone) if fits(p, limits)] == [3]
    overtrousers = _made(4, "Rain Overtrousers", "Trousers")
    assert fits(overtrousers, Constraints({"kind": ("trousers",)}))


@pytest.mark.parametrize("text", ["headtorch i mean", "head torch", "headtorches please"])
def test_one_word_or_two_are_the_same_kind(shelves: SampleShelves, text: str) -> None:
    assert shelves.turn(text).wanted["kind"][0].rstrip("es") == "head torch"


@pytest.mark.parametrize(
    ("text", "wanted", "refused"),
    [
        ("water bottle with a straw", {}, ()),
        ("a coat for the school run", {}, ()),
        ("a coat for school", {"attribute": ("school",)}, ()),
        ("mens warm clothes", {"attribute": ("men", "warm")}, ()),
        ("insulated jacket, no hood", {"attribute": ("insulated",)}, ("hooded",)),
        ("rain cape", {}, ()),
    ],
)
def test_what_is_said_of_a_part_or_of_another_thing_limits_nothing(
    shelves: SampleShelves, text: str, wanted: dict[str, tuple[str, ...]], refused: tuple[str, ...]
) -> None:
    limits = shelves.turn(text).limits
    found = {f: v for f, v in limits.include.items() if f in ("attribute", "material", "kind")}
    assert found == wanted
    assert limits.unwanted("attribute") == refused


@pytest.mark.parametrize("text", ["ladies gloves for skiing", "snacks for a hike"])
def test_goods_that_are_for_something_are_not_sold_either(
    shelves: SampleShelves, text: str
) -> None:
    assert absent_things(shelves.turn(text), shelves.recommender) is not None


def test_what_a_thing_shall_have_is_no_thing_asked_for(shelves: SampleShelves) -> None:
    turn = shelves.turn("rucksack for school with lots of pockets")
    assert absent_things(turn, shelves.recommender) is None


def test_where_nothing_fits_a_measure_the_nearest_to_it_come_first(shelves: SampleShelves) -> None:
    shop = shelves.recommender
    limits = shelves.turn("sleeping bag down to -15").limits
    (offer, *_) = shop.relaxations(limits)
    assert offer.part == "comfort"
    first, second, *_ = (product.title for product in offer.products)
    assert (first, second) == ("Frostfall 800 Winter Bag", "Riverbank 5-season Bag")


def test_a_letter_of_a_double_size_is_that_size(shelves: SampleShelves) -> None:
    limits = Constraints({"category": ("Hats",), "size": ("XL",)})
    titles = {product.title for product in shelves.recommender.fitting(limits)}
    assert {"Squall Waterproof Hat", "Tweed Flat Cap"} <= titles


def test_another_name_for_a_category_is_no_kind_of_the_few_that_are_called_so(
    shelves: SampleShelves,
) -> None:
    """A top is any shirt, and a T-shirt is not."""
    for text, kinds in (("a top for running", ()), ("a t-shirt for running", ("t-shirts",))):
        word = text.split()[1]
        start = text.index(word)
        entity = {
            **{"entity": "category", "value": "Shirts"},
            **{"start": start, "end": start + len(word)},
        }
        turn, _ = in_own_terms(Turn.of(text, [entity]), ShoppingState(), shelves.recommender)
        assert turn.limits.wanted("kind") == kinds
        assert turn.limits.wanted("category") == ("Shirts",)
