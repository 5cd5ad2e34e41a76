"""What looks alike: how pictures change "more like this" and suggestions, and when not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.recommendation import Context, IndexFileError, Recommendation, Recommender
from actions.recommendation.picture_keys import NO_PICTURE, picture_key
from actions.recommendation.pictures import (
    LOOKS_ALIKE,
    Pictures,
    announce,
    joined,
    load_pictures,
    save_pictures,
)
from actions.shop.records import ProductRecord
from actions.shopping.pictures import ServedPictures
from tests.recommendation.catalogue import product


def shown(number: int, image: str) -> ProductRecord:
    """Return one of several bags that differ in nothing but their picture."""
    made = product(number, f"Bag {number}", "Bags", [("", "", "10", 1)])
    return replace(made, image_url=image)


def known(**angles: float) -> Pictures:
    """Return pictures by address, whose vectors point to an angle in degrees."""
    made = sorted((picture_key(f"{name}.png"), angle) for name, angle in angles.items())
    radians = np.radians([angle for _, angle in made])
    keys = np.array([key for key, _ in made], np.uint64)
    return Pictures(keys, keys, np.stack([np.cos(radians), np.sin(radians)], 1).astype(np.float32))


BAGS = [shown(number, f"{name}.png") for number, name in enumerate("abcd", 1)]
# The cosines with a: b 0.5, c 0, d 1.
PICTURES = known(a=0, b=60, c=90, d=5)


def ids(found: Sequence[Recommendation]) -> list[int]:
    return [item.product.id for item in found]


def test_without_pictures_nothing_is_said_of_looks() -> None:
    found = Recommender(BAGS).similar(1, k=3)
    assert ids(found) == [2, 3, 4]
    assert not any("looks like" in reason for item in found for reason in item.reasons)


def test_more_like_this_ranks_by_pictures_where_all_else_is_the_same() -> None:
    found = Recommender(BAGS).seeing(PICTURES).similar(1, k=3)
    assert ids(found) == [4, 2, 3]
    assert "looks like the Bag 1" in found[0].reasons
    assert not any("looks like" in reason for item in found[1:] for reason in item.reasons)


def test_only_what_is_nearly_the_same_is_said_to_look_alike() -> None:
    limit = float(np.degrees(np.arccos(LOOKS_ALIKE)))
    seen = Recommender(BAGS).seeing(known(a=0, b=limit - 1, c=limit + 1))
    said = {item.product.id: item.reasons[0] for item in seen.similar(1, k=3)}
    assert said[2] == "looks like the Bag 1"
    assert not said[3].startswith("looks like")


def test_suggestions_go_by_the_picture_of_what_was_chosen() -> None:
    context = Context(liked=(1,), seen=(1,))
    assert ids(Recommender(BAGS).recommend(context, k=3)) == [2, 3, 4]
    found = Recommender(BAGS).seeing(PICTURES).recommend(context, k=3)
    assert ids(found) == [4, 2, 3]
    assert found[0].reasons[0] == "looks like the Bag 1 you chose"


def test_what_was_turned_down_does_not_count_by_its_picture() -> None:
    context = Context(rejected=(1,), seen=(1,))
    before = Recommender(BAGS).recommend(context, k=3)
    assert ids(Recommender(BAGS).seeing(PICTURES).recommend(context, k=3)) == ids(before)


@pytest.mark.parametrize("address", ["", "  ", "unknown.png"])
def test_a_product_without_a_picture_is_compared_by_all_else(address: str) -> None:
    bags = [*BAGS[:3], shown(4, address)]
    plain = {item.product.id: item.score for item in Recommender(bags).similar(1)}
    seen = {item.product.id: item for item in Recommender(bags).seeing(PICTURES).similar(1)}
    assert seen[4].score == pytest.approx(plain[4])
    assert not any("looks like" in reason for reason in seen[4].reasons)


@pytest.mark.parametrize("small", [True, False])
def test_a_picture_at_another_address_does_not_have_the_vector_of_the_last(
    small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not small:
        monkeypatch.setattr("actions.recommendation.index.change.SMALL", 1)
    before = Recommender(BAGS).seeing(PICTURES)
    after = before.changed({4: shown(4, "new.png")}, "2")
    assert not any("looks like" in r for item in after.similar(1) for r in item.reasons)
    moved = before.changed({2: shown(2, "d.png")}, "2")  # and one that is known is used at once
    assert {i.product.id for i in moved.similar(1) if "looks like the Bag 1" in i.reasons} == {2, 4}


def test_served_are_the_vectors_of_the_settings_encoder_as_made_last(tmp_path: Path) -> None:
    served = ServedPictures(tmp_path, "encoder")
    assert served() is None
    announce(tmp_path, "encoder", PICTURES, "f")
    first = served()
    assert first is not None and len(first.addresses) == 4
    assert served() is first
    announce(tmp_path, "encoder", known(a=0), "f")
    last = served()
    assert last is not None and len(last.addresses) == 1
    assert len(first.vectors) == 4 and first.vectors[0].any()  # who uses it still can
    assert ServedPictures(tmp_path, "another")() is None


@pytest.mark.parametrize("damage", ["pictures.json", "vectors.npy", "addresses.npy"])
def test_damaged_files_count_as_none(
    tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    announce(tmp_path, "encoder", PICTURES, "f")
    next(tmp_path.rglob(damage)).write_bytes(b"nonsense")
    assert ServedPictures(tmp_path, "encoder")() is None
    assert "actions.shopping images" in caplog.text


def test_arrays_that_do_not_belong_together_are_refused() -> None:
    with pytest.raises(IndexFileError):
        Pictures(PICTURES.addresses[:2], PICTURES.digests, PICTURES.vectors)


_tables = st.dictionaries(st.integers(1, 2**64 - 1), st.integers(1, 2**64 - 1), max_size=6)


@given(st.lists(_tables, min_size=1, max_size=4))
def test_of_an_address_in_several_parts_the_last_counts(tables: list[dict[int, int]]) -> None:
    parts = [
        Pictures(
            np.array(sorted(table), np.uint64),
            np.array([table[key] for key in sorted(table)], np.uint64),
            np.full((len(table), 2), number, np.float32),
        )
        for number, table in enumerate(tables)
    ]
    whole = joined(parts)
    last = {key: (digest, n) for n, table in enumerate(tables) for key, digest in table.items()}
    rows = zip(whole.addresses, whole.digests, whole.vectors, strict=True)
    assert {int(a): (int(d), int(v[0])) for a, d, v in rows} == last


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    save_pictures(tmp_path / "p", PICTURES)
    read = load_pictures(tmp_path / "p")
    assert read is not None
    np.testing.assert_array_equal(read.vectors, PICTURES.vectors)
    assert load_pictures(tmp_path / "none") is None


@given(st.text())
def test_only_no_address_is_no_picture(address: str) -> None:
    assert (picture_key(address) == NO_PICTURE) == (not address.strip())
