"""What is counted, and which answer belongs to which question."""

from __future__ import annotations

from bot.learn.gather import gather
from bot.learn.redaction import ConversationRedactor
from bot.learn.transcripts import Speaker, Turn
from bot.privacy import Detector
from tests.learn.conftest import history_of


def replies_to(question: str, *lines: str) -> list[str]:
    messages = history_of(lines).messages.values()
    found = [m for m in messages if m.text == question]
    assert len(found) == 1
    return [" ".join(reply) for reply in found[0].replies]


def test_spellings_are_counted_together() -> None:
    history = history_of(
        ["customer: do you refill gas?", "customer: Do you refill GAS"],
        ["customer: do you refill gas !"],
    )
    (message,) = history.messages.values()
    assert (message.text, message.count, message.conversations) == ("do you refill gas?", 3, [1, 2])


def test_what_an_agent_says_next_is_the_answer() -> None:
    lines = (
        "customer: do you refill gas",
        "bot: Sorry, I did not get that.",
        "agent: Hi there!",
        "agent: Yes we do.",
        "customer: do you wax skis",
        "agent: No.",
    )
    assert replies_to("do you refill gas", *lines) == ["Hi there! Yes we do."]
    assert replies_to("do you wax skis", *lines) == ["No."]


def test_a_short_word_between_does_not_end_an_answer() -> None:
    lines = ("customer: do you refill gas", "agent: One moment.", "customer: ok", "agent: Yes.")
    assert replies_to("do you refill gas", *lines) == ["One moment. Yes."]


def test_several_questions_before_an_answer_share_it() -> None:
    lines = ("customer: i have a question", "customer: do you refill gas", "agent: Yes.")
    assert replies_to("i have a question", *lines) == ["Yes."]
    assert replies_to("do you refill gas", *lines) == ["Yes."]


def test_what_a_bot_says_is_no_answer() -> None:
    assert replies_to("do you refill gas", "customer: do you refill gas", "bot: Yes!") == []


def test_messages_that_only_tell_a_value_are_not_kept() -> None:
    history = history_of(
        [
            "customer: it's order 10023",
            "customer: my email is maya@example.com",
            "customer: 🎉",
            "customer: can you put order 10023 behind the shed",
        ]
    )
    kept = [message.text for message in history.messages.values()]
    assert kept == ["can you put order {order_number} behind the shed"]


def test_turns_are_put_in_the_order_of_their_times() -> None:
    rows = [("b", 3.0, "agent", "Yes."), ("a", 1.0, "bot", "Hi"), ("b", 2.0, "customer", "gas?")]
    turns = [Turn(name, Speaker(who), text, time) for name, time, who, text in rows]
    history = gather(turns, ConversationRedactor(Detector(r"\d{5,6}")))
    assert (history.conversations, history.turns) == (2, 3)
    assert [m.replies for m in history.messages.values()] == [[("Yes.",)]]
