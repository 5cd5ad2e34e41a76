"""What the sample shop says of its products: facts that agree, reviews that make sense."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.recommendation.measures import measured
from actions.recommendation.sizing import fit_reviews
from actions.shop.database import Database, Shop, open_database, open_shop
from actions.shop.models import Customer, Product, Review
from actions.shop.records import ProductRecord
from actions.shop.sample import SampleDataError, seed_sample_shop
from actions.shop.sample.files import FOLDER, read_sample_shop

# Materials that a vegan thing has none of.
ANIMAL = re.compile(r"\b(?:leather|suede|wool|down|silk|cashmere|tweed)\b")
# Grams up to which a thing of a kind may call itself lightweight.
LIGHT = {
    "Backpacks": 500, "Cookware": 110, "Hats": 80, "Jackets": 420, "Shirts": 200, "Shoes": 700,
    "Sleeping bags": 900, "Tents": 2000, "Torches": 60, "Trousers": 300, "Watches": 40,
    "Water bottles": 150,
}  # fmt: skip
WORN = {"Hats", "Jackets", "Shirts", "Shoes", "Trousers"}
FIT_TRAITS = {"true_to_size", "runs_small", "runs_large", "narrow"}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('words') / 'shop.db'}")
    database.migrate()
    with database.writing() as session:
        seed_sample_shop(session, date(2026, 6, 17))
    return database


@pytest.fixture(scope="module")
def shop(database: Database) -> Shop:
    return open_shop(database.name)


@pytest.fixture(scope="module")
def products(shop: Shop) -> list[ProductRecord]:
    return shop.catalogue.products()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.reading() as session:
        yield session


def entries() -> dict[str, dict[str, Any]]:
    """Return what is written by hand, by title; hidden traits too."""
    found = {}
    for path in (FOLDER / "products").glob("*.toml"):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["product"]:
            found[entry["title"]] = entry
    return found


def test_a_quality_is_a_tag_and_an_attribute_or_neither(products: list[ProductRecord]) -> None:
    qualities = {n for p in products for n, values in p.attributes.items() if values == ("yes",)}
    assert {"waterproof", "vegan", "insulated", "rechargeable", "windproof"} <= qualities
    for product in products:
        own = {name for name, values in product.attributes.items() if values == ("yes",)}
        assert own == qualities & set(product.tags), product.title


def test_attributes_have_the_form_of_records(products: list[ProductRecord]) -> None:
    for product in products:
        for name, values in product.attributes.items():
            assert name == name.lower()
            assert values
            assert all(value.strip() for value in values)


def test_vegan_things_hold_nothing_of_animals(products: list[ProductRecord]) -> None:
    for product in products:
        materials = [m for m in product.attributes["material"] if not m.startswith("vegan")]
        if "vegan" in product.tags:
            assert not ANIMAL.search(" ".join(materials)), product.title


def test_recycled_things_are_tagged(products: list[ProductRecord]) -> None:
    for product in products:
        recycled = any(m.startswith("recycled") for m in product.attributes["material"])
        assert not recycled or "recycled" in product.tags, product.title


def test_weights_are_measures_and_light_means_light(products: list[ProductRecord]) -> None:
    for product in products:
        weight = measured(product, "weight")
        assert weight is not None, product.title
        assert 10 <= weight <= 60_000, product.title
        if "lightweight" in product.tags:
            assert weight <= LIGHT[product.category], product.title


def test_waterproof_is_what_its_figures_say(products: list[ProductRecord]) -> None:
    for product in products:
        waterproof = "waterproof" in product.tags
        assert not (waterproof and "water-resistant" in product.tags), product.title
        column = product.attributes.get("water column", ("",))[0].replace(",", "")
        if column:
            least = 2000 if product.category == "Tents" else 5000
            assert waterproof == (int(column.split()[0]) >= least), product.title
        if product.category == "Watches":
            depth = int(product.attributes["water resistance"][0].split()[0])
            assert waterproof == (depth >= 5), product.title
        if "water rating" in product.attributes:
            rating = int(product.attributes["water rating"][0][3])
            assert waterproof == (rating >= 7), product.title


def test_numbers_in_titles_are_those_of_the_attributes(products: list[ProductRecord]) -> None:
    checked = 0
    for product in products:
        number = re.search(r"(?<!x )\b(\d+)\b(?! m\b| x |-)", product.title)
        measure = {"Tents": "sleeps", "Backpacks": "capacity"}.get(product.category)
        if number is None or measure not in product.attributes:
            continue
        assert re.match(r"\d+", product.attributes[measure][0]), product.title
        assert product.attributes[measure][0].split()[0] == number.group(1), product.title
        checked += 1
    assert checked > 25


def test_hidden_traits_do_not_contradict_each_other() -> None:
    data = read_sample_shop()
    kinds = {trait.name: (trait.aspect, trait.good) for trait in data.traits}
    for product in data.products:
        aspects = [kinds[name] for name in product.traits]
        for aspect, good in aspects:
            assert (aspect, not good) not in aspects, f"{product.title}: {aspect}"
        assert not ("heavy" in product.traits and "lightweight" in product.tags), product.title


def test_traits_are_all_used() -> None:
    data = read_sample_shop()
    used = {(name, p.category) for p in data.products for name in p.traits}
    for trait in data.traits:
        assert any(
            name == trait.name and (not trait.categories or category in trait.categories)
            for name, category in used
        ), trait.name


def test_praise_and_complaints_follow_the_stars(session: Session) -> None:
    """Counts sentences that the files mark as good or bad."""
    own = entries()
    spoken: dict[str, bool] = {}
    for trait in read_sample_shop().traits:
        spoken.update((s, trait.good) for s in trait.says if "{" not in s)
    balance: dict[int, list[int]] = defaultdict(list)
    query = select(Review.stars, Review.text, Product.title).join(Review.product)
    for stars, text, title in session.execute(query):
        known = [(sentence, True) for sentence in own[title]["good"]]
        known += [(sentence, False) for sentence in own[title]["bad"]]
        good = {s for s, kind in (*known, *spoken.items()) if kind and s in text}
        bad = {s for s, kind in (*known, *spoken.items()) if not kind and s in text}
        balance[stars].append(len(good) - len(bad))
        if stars == 5:
            assert len(bad) <= 1, text
        if stars == 1:
            assert len(good) <= 1, text
    means = [mean(balance[stars]) for stars in range(1, 6)]
    assert means == sorted(means)
    assert means[0] < -0.5
    assert means[4] > 1


def test_stars_are_spread_as_in_a_shop(session: Session) -> None:
    stars = Counter(session.scalars(select(Review.stars)).all())
    assert stars[1] > 30
    assert stars[2] > 60
    assert stars[4] + stars[5] > stars[1] + stars[2] + stars[3]


def test_traits_show_in_ratings(products: list[ProductRecord]) -> None:
    data = read_sample_shop()
    good = {trait.name: trait.good for trait in data.traits}
    faultless = {p.title for p in data.products if all(good[name] for name in p.traits)}
    rated = [p for p in products if p.rating is not None and p.review_count >= 5]
    best = mean(p.rating or 0 for p in rated if p.title in faultless)
    rest = mean(p.rating or 0 for p in rated if p.title not in faultless)
    assert best > rest + 0.2


def test_reviews_of_the_fit_agree_with_each_other(products: list[ProductRecord]) -> None:
    own = entries()
    told = 0
    for product in products:
        if product.category not in WORN:
            continue
        counts = fit_reviews(product).counts
        traits = FIT_TRAITS & set(own[product.title]["traits"])
        expected = {
            {"runs_small": "small", "narrow": "small", "runs_large": "large"}.get(name, "true")
            for name in traits
        }
        assert set(counts) <= expected, (product.title, counts, product.review_excerpts)
        told += bool(counts)
    assert told > 50


def test_hardly_two_reviews_are_the_same_and_they_vary_in_length(session: Session) -> None:
    texts = session.scalars(select(Review.text)).all()
    assert len(texts) - len(set(texts)) < len(texts) / 100
    lengths = sorted(len(text) for text in texts)
    assert lengths[len(lengths) // 10] < 70
    assert lengths[-len(lengths) // 10] > 200
    assert max(Counter(texts).values()) <= 2


def test_reviews_have_no_gaps_and_no_personal_data(session: Session) -> None:
    names = set(session.scalars(select(Customer.name)))
    for text in session.scalars(select(Review.text)):
        assert not re.search(r"[{}]|\s\s|@|\d{5}|[a-z][A-Z]", text), text
        assert text[-1] in ".?!", text
        assert not any(name in text for name in names)


def test_plural_things_are_spoken_of_in_the_plural(session: Session) -> None:
    query = select(Review.text, Product.title, Product.category).join(Review.product)
    singular = re.compile(r"\b(?:they|these|them) (?:is|was|has|fits|runs|comes|keeps)\b", re.I)
    plural = re.compile(r"\bit (?:are|were|have|fit|run|come)\b(?! a)", re.I)
    for text, title, category in session.execute(query):
        pattern = singular if category in ("Shoes", "Trousers") else plural
        assert not pattern.search(text), (title, text)


def test_descriptions_are_two_to_four_sentences(products: list[ProductRecord]) -> None:
    for product in products:
        sentences = re.split(r"(?<=[.!?])\s+", product.description)
        assert 2 <= len(sentences) <= 4, product.title
        assert len(product.description.split()) >= 20, product.title


def test_waterproof_things_are_not_all_called_by_that_word(
    products: list[ProductRecord],
) -> None:
    waterproof = [p for p in products if "waterproof" in p.tags]
    silent = [p for p in waterproof if "waterproof" not in (p.title + p.description).lower()]
    assert len(silent) > len(waterproof) / 2


def test_articles_are_readable_and_belong_somewhere(shop: Shop) -> None:
    kinds = {product.category for product in shop.catalogue.products()}
    articles = shop.articles.all()
    assert len({article.slug for article in articles}) == 40
    for article in articles:
        assert 120 <= len(article.body.split()) <= 250, article.slug
        assert article.category in kinds | {""}, article.slug
        assert article.tags, article.slug
        assert "\n\n" in article.body
    assert {article.category for article in articles} == kinds | {""}


def test_delivery_is_what_the_faq_says(shop: Shop) -> None:
    standard = shop.delivery.methods("UK")[0]
    assert (str(standard.cost), str(standard.free_from)) == ("3.95", "50.00")
    assert (standard.days_min, standard.days_max) == (3, 5)
    abroad = shop.delivery.methods("EU")[0]
    assert (str(abroad.cost), abroad.days_min, abroad.days_max) == ("9.95", 4, 7)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("products/hats.toml", "price = 28.00", "price = -1.00", "price"),
        ("products/hats.toml", 'noun = "beanie"', 'nuon = "beanie"', "nuon"),
        ("products/hats.toml", 'traits = ["warm"', 'traits = ["frosty"', "frosty"),
        ("products/hats.toml", 'brand = "Hollin & Rowe"', 'brand = "Nobody"', "Nobody"),
        ("products/hats.toml", "Crag Cap", "Tarn Wool Beanie", "Tarn Wool Beanie"),
        ("products/hats.toml", 'category = "Hats"', "", "category"),
        ("brands.toml", "[[brand]]", "[[brand]", "brands.toml"),
        ("reviews/phrases.toml", "[openers]", "[opener]", "openers"),
        ("shipping.toml", "cost = 3.95", 'cost = "a little"', "cost"),
    ],
)
def test_a_slip_in_a_file_is_named(
    tmp_path: Path, file: str, old: str, new: str, told: str
) -> None:
    folder = tmp_path / "shop"
    shutil.copytree(FOLDER, folder)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SampleDataError) as raised:
        read_sample_shop(folder)
    assert told in str(raised.value)
    assert str(path) in str(raised.value)


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(SampleDataError, match=r"brands\.toml"):
        read_sample_shop(tmp_path)
