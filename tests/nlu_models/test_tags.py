"""Tags: from spans to labels and back, the best legal path, values put into slots."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from nlu_models.augment import with_new_values
from nlu_models.build import build_matcher
from nlu_models.data import Example, MatcherData, Tag
from nlu_models.errors import ModelFileError, TrainingDataError
from nlu_models.files import write_manifest
from nlu_models.matcher import Matcher
from nlu_models.model_file import FORMAT, VERSION, read_model_file
from nlu_models.network_file import write_json
from nlu_models.onnx_session import TOKENIZER_FILE, clean_text, load_tokenizer
from nlu_models.options import MatcherOptions
from nlu_models.sources import resolve_encoder
from nlu_models.tags import Tagger, TokenScores, best_path, word_tokens, words
from nlu_models.values import Values
from tests.nlu_models.conftest import EXAMPLES, matcher_data

MAX_TOKENS = 64
TAGGER = Tagger(("address", "name"))
LABELS = 5
TEXT = st.text(st.characters(codec=None), max_size=60) | st.lists(
    st.sampled_from(
        ["Priya's", "O’Shea,", "10031", "Mill\tLane", "  ", "\n", "我叫", "é", "\x00", "x-"]
    )
).map(" ".join)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    path = Path(resolve_encoder().location) / TOKENIZER_FILE
    return load_tokenizer(path.read_bytes(), MAX_TOKENS, path, "")


@pytest.fixture(scope="module")
def tokens_of(tokenizer: Tokenizer) -> Callable[[str], tuple[str, list[tuple[int, int]]]]:
    def run(text: str) -> tuple[str, list[tuple[int, int]]]:
        cleaned = clean_text(text, MAX_TOKENS)
        return cleaned, tokenizer.encode(cleaned).offsets

    return run


Tokens = Callable[[str], tuple[str, list[tuple[int, int]]]]


def _unspaced(text: str, places: list[tuple[int, int]]) -> bool:
    return any("\u0e00" <= mark <= "\u9fff" for mark in text[places[0][0] : places[-1][1]])


@given(text=TEXT, data=st.data())
@settings(max_examples=200, deadline=None)
def test_labels_give_their_spans_back(tokens_of: Tokens, text: str, data: st.DataObject) -> None:
    cleaned, offsets = tokens_of(text)
    firsts = word_tokens(cleaned, offsets)
    places = [word.span() for word in words(text)]
    tags: list[Tag] = []
    at = 0
    # Spans of whole words, of such as the tokenizer has seen.
    while firsts and at <= max(firsts):
        length = data.draw(st.integers(1, 3))
        seen = all(number in firsts for number in range(at, at + length))
        if seen and data.draw(st.booleans()) and not _unspaced(text, places[at : at + length]):
            entity = data.draw(st.sampled_from(TAGGER.entities))
            tags.append(Tag(places[at][0], places[at + length - 1][1], entity))
            at += length
        at += 1
    labels = TAGGER.labels(text, tags)
    scores = np.zeros((len(offsets), LABELS))
    scores[:, 0] = 1.0
    for number, token in firsts.items():
        scores[token] = 9.0 * np.eye(LABELS)[labels[number]]
    found = TAGGER.find(text, TokenScores(cleaned, offsets, scores))
    assert [Tag(tag.start, tag.end, tag.entity) for tag in found] == tags
    assert all(tag.confidence > 0.9 for tag in found)


@given(text=TEXT, seed=st.integers(0, 999))
@settings(max_examples=200, deadline=None)
def test_any_scores_give_whole_words_in_order(tokens_of: Tokens, text: str, seed: int) -> None:
    cleaned, offsets = tokens_of(text)
    scores = np.random.default_rng(seed).normal(size=(len(offsets), LABELS)) * 3
    starts, ends = (
        zip(*(word.span() for word in words(text)), strict=True)
        if text.split()
        else (
            (),
            (),
        )
    )
    position = 0
    for tag in TAGGER.find(text, TokenScores(cleaned, offsets, scores)):
        assert position <= tag.start < tag.end
        assert tag.start in starts
        assert tag.end in ends
        assert 0 < tag.confidence <= 1
        position = tag.end


def _legal(path: tuple[int, ...]) -> bool:
    return all(
        label % 2 or not label or before in (label, label - 1)
        for before, label in zip((0, *path), path, strict=False)
    )


@given(seed=st.integers(0, 9999), length=st.integers(1, 4))
def test_the_best_path_is_the_best_of_all_legal_ones(seed: int, length: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(length, LABELS))
    paths = [path for path in product(range(LABELS), repeat=length) if _legal(path)]
    best = max(paths, key=lambda path: sum(scores[at, label] for at, label in enumerate(path)))
    assert tuple(best_path(scores)) == best


def test_what_only_gets_new_values_has_no_label() -> None:
    tags = [Tag(0, 4, "brand", learned=False), Tag(5, 8, "name")]
    assert TAGGER.labels("Rose Ann tent", tags) == [0, 3, 0]


def test_scripts_without_blanks_are_left_to_patterns(tokens_of: Tokens) -> None:
    text = "我叫王小明 Ann"
    cleaned, offsets = tokens_of(text)
    scores = np.tile(np.array([0.0, 0.0, 0.0, 9.0, 0.0]), (len(offsets), 1))  # each word a name
    found = TAGGER.find(text, TokenScores(cleaned, offsets, scores))
    assert [text[tag.start : tag.end] for tag in found] == ["Ann"]


def test_a_possessive_belongs_to_no_name() -> None:
    assert [word.group() for word in words("Priya's O'Shea-Lee’s 10031, ok")] == [
        "Priya", "'", "s", "O'Shea-Lee", "’", "s", "10031", ",", "ok",
    ]  # fmt: skip


TABLES = {"name": ["{given} {family}"], "given": ["Noor"], "family": ["Osei", "Ito"]}


@given(st.integers(0, 500))
def test_new_values_stand_where_they_are_tagged(seed: int) -> None:
    text = "it's Ann Bee, not Cee"
    tags = [Tag(5, 12, "name"), Tag(18, 21, "address")]
    values = Values(TABLES, ["name", "address"])
    new, moved = with_new_values(text, tags, values, lambda part: part, random.Random(seed))
    name, kept = (new[tag.start : tag.end] for tag in moved)
    assert [tag.entity for tag in moved] == ["name", "address"]
    assert new.casefold() == f"it's {name}, not {kept}".casefold()
    assert kept.casefold() == "cee" or "e" in kept.casefold()
    assert "ann" not in new.casefold()


@pytest.mark.parametrize(
    ("tables", "problem"),
    [
        ({"name": ["{given}"]}, "'given' is missing or empty"),
        ({"name": ["a"], "given": []}, None),
        ({"name": ["{given}"], "given": ["{name}"]}, "'name' refers to itself"),
        ({"name": []}, "'name' is missing or empty"),
    ],
)
def test_a_table_that_makes_no_value_is_named(
    tables: dict[str, list[str]], problem: str | None
) -> None:
    if problem is None:
        assert Values(tables, ["name"]).make("name", random.Random(1)) == "a"
        return
    with pytest.raises(TrainingDataError, match=f"lookup table {problem}.*data/nlu"):
        Values(tables, ["name"])


TAGGED = ("it is {} here", "{} and my parcel", "parcel for {}", "{} 10031")
NAMES = ("Ann Bee", "Noor Osei", "Ito", "Tomasz Wierzba")


def tagged_data(**tables: list[str]) -> MatcherData:
    """Return the small shop's data with names in some messages about parcels."""
    plain = matcher_data()
    tagged = tuple(
        Example(
            form.format(name),
            "track_order",
            None,
            (Tag(form.index("{"), form.index("{") + len(name), "name"),),
        )
        for form in TAGGED
        for name in NAMES
    )
    return MatcherData((*plain.examples, *tagged), plain.responses, tables)


@pytest.fixture(scope="module")
def tagged_folder(toy_options: MatcherOptions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tagged")
    build_matcher(tagged_data(), toy_options, folder, kept=None)
    return folder


def test_a_trained_matcher_tags_what_it_has_learned(tagged_folder: Path) -> None:
    matcher = read_model_file(tagged_folder, threads=1)
    texts = [form.format(name) for form in TAGGED for name in NAMES]
    rightly = 0
    for text, match in zip(texts, matcher.match(texts), strict=True):
        rightly += [text[tag.start : tag.end] for tag in match.tags] == [
            name for name in NAMES if name in text
        ]
        assert {tag.entity for tag in match.tags} <= {"name"}
    assert rightly > 0.8 * len(texts)
    spaced = "  it  is\n\nNoor \t Osei   here "
    (found,) = matcher.match([spaced])[0].tags
    assert spaced[found.start : found.end].split() == ["Noor", "Osei"]
    plain = [text for texts in EXAMPLES.values() for text in texts]
    assert not any(match.tags for match in matcher.match([*plain, "", "🦊"]))


def test_two_questions_keep_the_tags_of_the_message(tagged_folder: Path) -> None:
    matcher = read_model_file(tagged_folder, threads=1)
    text = "do you wrap gifts, and do students pay less"
    (match,) = matcher.match([text])
    assert match.also
    assert match.tags == ()


def test_without_tagged_examples_nothing_is_tagged(toy_matcher: Matcher) -> None:
    assert toy_matcher.facts.tags == ()
    assert toy_matcher.encoder.labels == 0
    assert all(match.tags == () for match in toy_matcher.match(["it is Noor Osei here"]))


def test_another_number_of_labels_than_the_network_has_is_refused(
    tagged_folder: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(tagged_folder, tmp_path / "model"))
    facts: dict[str, Any] = json.loads((folder / "network.json").read_text())
    write_json(folder / "network.json", {**facts, "tags": ["address", "name"]})
    write_manifest(folder, FORMAT, VERSION, {})
    with pytest.raises(ModelFileError, match=r"model.onnx.*other labels.*rasa train"):
        read_model_file(folder, threads=1)


def test_tags_and_tables_count_as_data() -> None:
    plain, tagged = matcher_data(), tagged_data()
    untagged = MatcherData(
        tuple(Example(e.text, e.intent, e.answer) for e in tagged.examples), plain.responses
    )
    variants = (plain, untagged, tagged, tagged_data(name=["Ann"]))
    assert len({data.fingerprint() for data in variants}) == len(variants)
    rows = [data.core_rows() for data in variants]
    assert all(rows.count(row) == 1 for row in rows)
    assert tagged.entities == ["name"]
