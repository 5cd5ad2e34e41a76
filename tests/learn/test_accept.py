"""What a person accepted enters the training data, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.learn.accept import Outcome, Places, accept
from bot.learn.errors import LearnError, ReviewError, TrainingFileError
from bot.learn.review import write_review
from bot.learn.training_files import TrainingData, read_training_data, write_learned
from bot.privacy import Detector
from tests.learn.conftest import history_of, proposals_of

NEW: dict[str, Any] = {
    "item": 1,
    "accept": True,
    "intent": "faq/gas_refill",
    "answer": "Yes: £5 a bottle.",
    "messages": ["Do you refill gas?", "can you put {order_number} in {postcode}"],
}
MORE: dict[str, Any] = {"item": 2, "accept": True, "intent": "greet", "messages": ["hiya"]}


def taken_over(data: Path, detector: Detector, *items: Any) -> Outcome:
    review = data.parent / "review.yml"
    review.write_text(yaml.safe_dump({"items": list(items)}, allow_unicode=True))
    held_out = data.parent / "held_out"
    held_out.mkdir(exist_ok=True)
    (held_out / "t.yml").write_text(
        'version: "3.1"\nnlu:\n  - intent: greet\n    examples: |\n      - hey ho\n'
    )
    intents = frozenset({"greet", "order_status", "faq"})
    return accept(review, Places(data, held_out, intents), detector)


def files(data: Path) -> dict[str, str]:
    return {str(p.relative_to(data)): p.read_text() for p in data.rglob("*.yml")}


def test_marked_items_are_written_in_rasas_form(data: Path, detector: Detector) -> None:
    outcome = taken_over(
        data, detector, NEW, MORE, {**MORE, "accept": False}, {**MORE, "accept": None}
    )
    assert (outcome.items, outcome.unmarked, outcome.examples) == (2, 2, 3)
    assert outcome.answers == ("faq/gas_refill",)
    assert [path.name for path in outcome.files] == ["learned.yml", "learned.yml"]
    assert "can you put 10452 in LS1 4AB" in (data / "faq" / "learned.yml").read_text()
    learned = read_training_data([data])
    assert learned.examples["greet"] == {"hello", "good morning", "hiya"}
    assert learned.answers["faq/gas_refill"] == ("Yes: £5 a bottle.",)


def test_accepting_again_changes_nothing(data: Path, detector: Detector) -> None:
    taken_over(data, detector, NEW, MORE)
    before = files(data)
    outcome = taken_over(data, detector, NEW, MORE)
    assert (outcome.examples, outcome.known, outcome.files) == (0, 3, ())
    assert files(data) == before


def test_later_items_are_sorted_in(data: Path, detector: Detector) -> None:
    taken_over(data, detector, {**MORE, "messages": ["yo", "Hiya"]})
    taken_over(data, detector, {**MORE, "messages": ["morning all"]})
    lines = (data / "nlu" / "learned.yml").read_text().splitlines()
    assert [line.strip() for line in lines if "- " in line][-3:] == [
        "- Hiya",
        "- morning all",
        "- yo",
    ]


def test_two_items_may_share_an_answer(data: Path, detector: Detector) -> None:
    second = {**NEW, "item": 2, "answer": "", "messages": ["refills?"]}
    assert taken_over(data, detector, NEW, second).examples == 3


def test_held_out_and_known_messages_are_left_out(data: Path, detector: Detector) -> None:
    outcome = taken_over(data, detector, {**MORE, "messages": ["Hey ho", "HELLO"]})
    assert (outcome.examples, outcome.held_out, outcome.known) == (0, 1, 1)
    assert not (data / "nlu" / "learned.yml").exists()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"accept": "sure"}, "Item 1, accept: write yes or no"),
        ({"intent": ""}, "Item 1, intent: write the name"),
        ({"intent": "fly"}, "Item 1, intent: fly is not in domain.yml"),
        ({"intent": "faq"}, "say which answer: faq/<name>"),
        ({"intent": "shop/gas"}, "write faq, a slash"),
        ({"intent": "faq/Gas refill"}, "write faq, a slash"),
        ({"answer": ""}, "Item 1, answer: faq/gas_refill is new and needs one"),
        ({"answer": 5}, "Item 1, answer: it is no text"),
        ({"answer": "Ask {name}."}, "Item 1, answer: write what stands for"),
        ({"answer": "Mail maya@example.org."}, r"Item 1, answer: .*personal \(email\)"),
        ({"intent": "faq/payment"}, "faq/payment has an answer already"),
        ({"intent": "greet"}, "Item 1, answer: only answers such as"),
        ({"messages": []}, "Item 1, messages: none is accepted"),
        ({"messages": None}, "Item 1, messages: none is accepted"),
        ({"messages": "gas"}, "Item 1, messages: write a list"),
        ({"needs_your_eye": ["gas"]}, "Item 1, needs_your_eye: leave each entry"),
        ({"needs_your_eye": [{"message": 5}]}, "Item 1, needs_your_eye: leave each entry"),
        (
            {"needs_your_eye": [{"message": "gas", "accept": "ok"}]},
            "Item 1, needs_your_eye: leave each entry",
        ),
        (
            {"messages": [], "needs_your_eye": [{"message": "gas", "accept": False}]},
            "Item 1, messages: none is accepted",
        ),
        (
            {
                "needs_your_eye": [
                    {"message": "gas", "accept": False},
                    {"message": "I am at maya@example.org", "accept": True},
                ]
            },
            r"Item 1, needs_your_eye 2: .*personal \(email\)",
        ),
        ({"messages": [10023]}, "Item 1, messages: write a list"),
        ({"messages": ["my card is {card}"]}, "Item 1, message 1: only {address}"),
        ({"messages": ["ok", "[red](color) gas"]}, r"Item 1, message 2: \]\("),
        ({"messages": ["I am at maya@example.org"]}, r"Item 1, message 1: .*personal \(email\)"),
        ({"messages": ["hello"]}, "message 1: the training data has it as greet"),
        ({"messages": ["hey ho"]}, "no message left to learn from"),
    ],
)
def test_what_cannot_be_taken_over_stops_all_of_it(
    data: Path, detector: Detector, changes: dict[str, Any], problem: str
) -> None:
    before = files(data)
    with pytest.raises(ReviewError, match=problem):
        taken_over(data, detector, {**NEW, **changes}, MORE)
    assert files(data) == before


def test_items_that_contradict_each_other_are_named(data: Path, detector: Detector) -> None:
    other = {**NEW, "item": 2, "answer": "No.", "messages": ["refills?"]}
    with pytest.raises(ReviewError, match="Items 1 and 2 give faq/gas_refill different answers"):
        taken_over(data, detector, NEW, other)
    thief = {**MORE, "messages": ["do you refill gas?"]}
    with pytest.raises(ReviewError, match="Item 2, message 1: item 1 has it as faq/gas_refill"):
        taken_over(data, detector, NEW, thief)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("items:\n- item: 1\n  answer: yes: no\n", "Line 3: it is not YAML"),
        ("[]", "no list of `items`"),
        ("items: [5]", "Entry 1 is no item"),
    ],
)
def test_a_damaged_review_file_is_named(
    tmp_path: Path, detector: Detector, content: str, problem: str
) -> None:
    path = tmp_path / "review.yml"
    path.write_text(content)
    with pytest.raises(ReviewError, match=problem):
        accept(path, Places(tmp_path, tmp_path, frozenset()), detector)


def test_a_review_file_as_written_accepts_nothing(data: Path, detector: Detector) -> None:
    path = data.parent / "review.yml"
    found = proposals_of(history_of(["customer: refill gas", "agent: Yes: we do."]))
    write_review(path, found, k=3)
    places = Places(data, data.parent / "none", frozenset({"greet"}))
    assert accept(path, places, detector).unmarked == 1
    path.write_text(path.read_text().replace("accept: no", "accept: yes"))
    assert accept(path, places, detector).examples == 1
    assert path.stat().st_mode & 0o077 == 0


def test_a_review_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "review.yml"
    path.write_text("edited")
    with pytest.raises(LearnError, match="may hold what somebody has edited"):
        write_review(path, proposals_of(history_of(["customer: refill gas"])), k=3)
    assert path.read_text() == "edited"


def test_a_phrase_of_few_shoppers_is_learned_only_where_it_is_accepted_itself(
    data: Path, detector: Detector
) -> None:
    # One of them insists; that makes him no three.
    insistent = ["customer: refill my gas", "customer: refill my gas", "customer: Refill my gas!"]
    history = history_of(
        insistent, *[["customer: do you refill gas", "agent: Yes."]] * 3, ["customer: gas refill"]
    )
    path = data.parent / "review.yml"
    write_review(path, proposals_of(history), k=3)
    (item,) = yaml.safe_load(path.read_text())["items"]
    assert item["messages"] == ["do you refill gas"]
    assert [(one["message"], one["shoppers"]) for one in item["needs_your_eye"]] == [
        ("gas refill", 1),
        ("refill my gas", 1),
    ]
    places = Places(data, data.parent / "none", frozenset({"greet"}))
    path.write_text(path.read_text().replace("  accept: no\n  intent", "  accept: yes\n  intent"))
    assert accept(path, places, detector).examples == 1
    text = path.read_text().replace("accept: no\n    message: gas", "accept: yes\n    message: gas")
    path.write_text(text)
    assert accept(path, places, detector).examples == 1
    (learned,) = set(read_training_data([data]).examples) - {"greet", "order_status", "faq/payment"}
    assert read_training_data([data]).examples[learned] == {"do you refill gas", "gas refill"}


_LINES = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=30
).map(lambda text: " ".join(text.split()))
_KEYS = st.from_regex(r"faq/[a-z]{1,8}", fullmatch=True)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30
)
@given(st.dictionaries(_KEYS, st.tuples(st.frozensets(_LINES, min_size=1), _LINES), min_size=1))
def test_what_is_written_is_read_back_or_refused(
    tmp_path_factory: pytest.TempPathFactory, items: dict[str, tuple[frozenset[str], str]]
) -> None:
    folder = tmp_path_factory.mktemp("data")
    added = TrainingData(
        {key: texts for key, (texts, _) in items.items()},
        {key: (answer,) for key, (_, answer) in items.items()},
    )
    try:
        write_learned(folder, added)
    except TrainingFileError:
        assert not list(folder.rglob("*.yml"))
    else:
        assert read_training_data([folder]) == added
