"""Clusters, and the answers and names that are proposed for them."""

from __future__ import annotations

import numpy as np
import pytest

from bot.learn.answers import first_answer, ranked_answers
from bot.learn.clusters import cluster
from nlu_models.onnx_session import normalise_rows
from tests.learn.conftest import encode, history_of, proposals_of

_GAS = ["do you refill gas", "can you refill my gas bottle", "refill a gas bottle"]


@pytest.mark.parametrize("count", [0, 1, 50, 4500])
def test_all_vectors_are_in_one_group_with_their_like(count: int) -> None:
    chance = np.random.default_rng(0)
    centres = normalise_rows(chance.normal(size=(3, 40)).astype(np.float32))
    topics = chance.integers(0, 3, count)
    noise = 0.05 * chance.normal(size=(count, 40)).astype(np.float32)
    groups = cluster(normalise_rows(centres[topics] + noise))
    assert sorted(row for group in groups for row in group) == list(range(count))
    assert len(groups) == len(set(topics))
    assert all(len(set(topics[group])) == 1 for group in groups)


def test_what_fits_no_group_stays_alone() -> None:
    groups = cluster(np.eye(2100, dtype=np.float32))
    assert len(groups) == 2100


def test_a_cluster_becomes_a_new_answer_with_a_draft() -> None:
    phrases = ["agent: Is that all I can do for you?", "agent: Have a nice day."]
    others = [[f"customer: hello number {n * 'a'}", *phrases] for n in range(1, 9)]
    history = history_of(
        *([f"customer: {text}", "agent: Yes, we swap bottles.", *phrases] for text in _GAS), *others
    )
    hello = [m.text for m in history.messages.values() if m.text.startswith("hello")]
    (found,) = proposals_of(history, least=3, understood=hello).proposals
    assert found.intent.startswith("faq/") and "gas" in found.intent
    assert sorted(message.text for message in found.messages) == sorted(_GAS)
    assert (found.answer, found.conversations) == ("Yes, we swap bottles.", 3)


def test_a_cluster_like_something_known_is_more_of_that() -> None:
    history = history_of(["customer: how can i pay please"])
    (found,) = proposals_of(history).proposals
    assert (found.intent, found.answer) == ("faq/payment", "")
    assert found.near[0][0] == "faq/payment"


def test_what_is_out_of_scope_becomes_an_answer_where_agents_gave_one() -> None:
    silent = history_of(["customer: what is the weather like"])
    answered = history_of(["customer: what is the weather like", "agent: Sunny."])
    assert proposals_of(silent).proposals[0].intent == "out_of_scope"
    assert proposals_of(answered).proposals[0].answer == "Sunny."


def test_what_few_say_is_not_proposed() -> None:
    history = history_of(["customer: do you refill gas", "customer: refill gas do you do"])
    found = proposals_of(history, least=2)
    assert (found.proposals, found.unclear) == ((), 2)


def test_the_most_frequent_comes_first() -> None:
    history = history_of(
        ["customer: where are my gloves"], ["customer: refill gas"], ["customer: refill gas"]
    )
    assert [p.conversations for p in proposals_of(history).proposals] == [2, 1]


def test_the_spelling_that_most_wrote_stands_for_its_like() -> None:
    history = history_of(
        ["customer: refill gas gas gas"],
        ["customer: Refill gas!", "customer: refill gas"],
        ["customer: refill gas"],
    )
    (found,) = proposals_of(history).proposals
    assert [(m.text, m.conversations) for m in found.messages] == [
        ("Refill gas!", 2),
        ("refill gas gas gas", 1),
    ]


def test_messages_with_what_nobody_may_learn_are_left_out() -> None:
    history = history_of(["customer: please use card 4111 1111 1111 1111 for it instead"])
    assert [m.text for m in history.messages.values()] == ["please use card {card} for it instead"]
    assert proposals_of(history).messages == 0


def test_new_names_differ_from_each_other_and_from_known_ones() -> None:
    history = history_of(["customer: qqq zzz"], ["customer: 多少钱啊"], ["customer: 你好吗"])
    intents = [p.intent for p in proposals_of(history).proposals]
    assert len(set(intents)) == 3
    assert "faq/new" in intents and "faq/new_2" in intents


def test_the_best_answer_is_what_agents_agree_on() -> None:
    replies = [
        ["Hi {name}, you can refill it in the store."],
        ["You can refill it in the store!"],
        ["Sure, we refill it in any store."],
        ["Let me ask somebody."],
        ["Thanks June.", "Hi June, let me ask somebody."],
        ["Your order {order_number} is on its way.", "Which bottle is it?"],
    ]
    question = encode(["can you refill it"])[0]
    found = ranked_answers(replies, {}, question, encode)
    assert (found[0].text, found[0].times) == ("You can refill it in the store.", 2)
    assert [answer.text for answer in found[1:]] == [
        "Sure, we refill it in any store.",
        "Let me ask somebody.",
    ]


def test_phrases_are_no_answers() -> None:
    everywhere = {"have a nice day": 40, "yes": 2}
    reply = ["Have a nice day!", "Yes."]
    assert first_answer([reply[:1], reply], everywhere, 100) == "Yes."
    assert [a.text for a in ranked_answers([reply], everywhere, encode(["yes"])[0], encode)] == [
        "Yes."
    ]
