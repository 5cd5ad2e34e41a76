"""What comes behind a task: "and now?", "when may I expect it?", "do that", and who vents."""

from __future__ import annotations

import pytest

from tests.actions.conftest import Conversation
from tests.actions.shop import tickets
from tests.actions.test_looking import ask


async def report_the_bottle(talk: Conversation) -> None:
    await ask(talk, "the bottle leaks, please replace it", "item_problem", "10025")
    assert await talk.asked() is None


async def test_a_case_tells_how_it_goes_on(talk: Conversation) -> None:
    await report_the_bottle(talk)
    for text, intent in (
        ("right, what comes now", "what_next"),
        ("and when can i expect it", "order_status"),
        ("another one please", "exchange_item"),
        ("please do", "affirm"),
    ):
        answer = await talk.say(text, intent)
        assert "within one working day" in answer and "3–5 working days" in answer
        assert await talk.asked() is None
    assert len(tickets()) == 1


@pytest.mark.parametrize(
    ("text", "intent", "number", "answers", "part"),
    [
        ("where is", "order_status", "10024", (), "It is likely to come between"),
        ("cancel", "cancel_order", "10024", ("yes",), "nothing will be sent"),
        ("cancel", "cancel_order", "10024", ("no",), "being prepared"),
        ("exchange the jacket for L from", "exchange_item", "10025", ("yes",), "the new one"),
        ("invoice for", "request_invoice", "10025", (), "spam folder"),
        ("i paid twice for", "payment_problem", "10025", (), "payment provider"),
    ],
)
async def test_each_task_has_its_next_step(
    talk: Conversation,
    text: str,
    intent: str,
    number: str,
    answers: tuple[str, ...],
    part: str,
) -> None:
    await ask(talk, text, intent, number)
    for answer in answers:
        await talk.say(answer, "affirm" if answer == "yes" else "deny")
    assert part in await talk.say("and then?", "what_next")


async def test_another_order_is_no_question_about_the_case(talk: Conversation) -> None:
    await report_the_bottle(talk)
    answer = await talk.say("and where is 10023", "order_status", order_number="10023")
    assert answer.startswith("Order 10023 of ")


async def test_an_exchange_that_is_open_is_not_opened_twice(talk: Conversation) -> None:
    await ask(talk, "exchange the jacket for L from", "exchange_item", "10025")
    opened = await talk.say("yes", "affirm")
    answer = await talk.say("hmm, rather in another colour", "exchange_item")
    number = next(word for word in answer.split() if word.startswith("R-"))
    assert number in opened and "shall I pass you on?" in answer
    assert "reach you" in await talk.say("yes", "affirm") or tickets()[0][0] == "handoff"


async def test_the_hat_of_the_same_order_is_another_exchange(talk: Conversation) -> None:
    await ask(talk, "exchange the jacket for L from", "exchange_item", "10025")
    await talk.say("yes", "affirm")
    answer = await talk.say("and the hat in L too please", "exchange_item")
    assert answer.startswith("Shall I exchange Moor Hat (M) for L?")


async def test_who_vents_is_offered_a_person(talk: Conversation) -> None:
    await ask(talk, "where is", "order_status", "10023")
    answer = await talk.say("what a shambles", "complaint")
    assert "sorry" in answer and "What happened?" not in answer
    await talk.say("yes", "affirm")
    assert [kind for kind, *_ in tickets()] == ["handoff"]
    assert "What happened?" in await talk.say("i want to complain about it", "complaint")


async def test_in_a_form_it_says_what_the_question_is_for(talk: Conversation) -> None:
    await talk.say("the bottle leaks", "item_problem")
    answer = await talk.say("and what happens then", "what_next")
    assert "colleagues arrange a replacement" in answer
    assert await talk.asked() == "order_number"


async def test_where_nothing_is_under_way_a_person_is_offered(talk: Conversation) -> None:
    await talk.say("hello", "greet")
    assert "Nothing is under way" in await talk.say("what now", "what_next")
    await talk.say("yes please", "affirm")
    assert await talk.asked() == "contact"


async def test_behind_advice_comes_its_next_step(talk: Conversation) -> None:
    await talk.say("my boots leak", "item_problem")
    await talk.say("i bought them in your shop", "inform")
    assert "no appointment" in await talk.say("so whats next", "what_next")


@pytest.mark.parametrize(
    ("before", "intent", "fragment", "part"),
    [
        ("how long does it take", "delivery_time", "dublin", "To Dublin: Standard delivery £9.95"),
        ("what is delivery", "delivery_cost", "japan", "we don't deliver to Japan"),
        ("how long does it take", "delivery_time", "friday then", "by Friday"),
        ("hello", "greet", "edinburgh", "George Street"),
    ],
)
@pytest.mark.parametrize("read_as", ["inform", "nlu_fallback"])
async def test_a_fragment_is_what_was_left_out(
    talk: Conversation, before: str, intent: str, fragment: str, part: str, read_as: str
) -> None:
    await talk.say(before, intent)
    assert part in await talk.say(fragment, read_as)


@pytest.mark.parametrize(
    ("guesses", "likely", "asked"),
    [
        (["item_problem"], 0.45, "order_number"),
        (["item_problem", "order_status"], 0.45, "order_number"),
        (["item_problem", "human_handoff"], 0.45, None),
        (["item_problem"], 0.2, None),
    ],
    ids=["one", "all need the order", "one needs none", "hardly likely"],
)
async def test_a_likely_task_that_asks_for_the_order_is_begun(
    talk: Conversation, guesses: list[str], likely: float, asked: str | None
) -> None:
    text = "my lamp packed in and we leave tomorrow, what can i do"
    await talk.say(text, "nlu_fallback", guesses=guesses, guess_confidence=likely)
    assert await talk.asked() == asked


async def test_more_of_what_was_just_dealt_with_is_about_that(talk: Conversation) -> None:
    await ask(talk, "i paid twice for", "payment_problem", "10025")
    answer = await talk.say(
        "no the money really is gone",
        "nlu_fallback",
        guesses=["order_status", "payment_problem"],
    )
    assert "added that to T-3001" in answer and await talk.asked() is None
    assert len(tickets()) == 1


async def test_of_an_order_at_hand_other_words_are_asked_for(talk: Conversation) -> None:
    await ask(talk, "where is", "order_status", "10024")
    answer = await talk.say("blub", "nlu_fallback", confidence=0.4)
    assert "Is it about order 10024?" in answer
    assert {"Cancel it", "Talk to a person"} <= set(talk.titles)


async def test_tied_guesses_about_its_way_tell_where_the_order_is(talk: Conversation) -> None:
    await ask(talk, "where is", "order_status", "10023")
    text = "is it all still in time"
    answer = await talk.say(text, "nlu_fallback", guesses=["order_status", "delivery_time"])
    assert answer.startswith("Order 10023") and "it is expected on" in answer
