"""New delivery addresses: where they end, in which country they are, what delivery there costs."""

from __future__ import annotations

import pytest

from actions.service.places import countries_in, country_of
from actions.shop.database import Shop
from tests.actions.conftest import Conversation
from tests.actions.shop import order, tickets
from tests.actions.test_looking import ask

HERE = "27 Harbour Lane, Leeds LS1 4AB"
PARIS = "12 Rue Cler, 75007 Paris, France"


async def ask_for(talk: Conversation, address: str) -> str:
    """Ask to send order 10024 to an address; returns the answer to the address."""
    await ask(talk, "wrong address on", "change_address", "10024")
    return await talk.say(address, "inform")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (f"{HERE} please, that is my new flat", HERE),
        (f"{HERE}. thanks!", HERE),
        (f"{HERE}, England, if that still works", f"{HERE}, England"),
        (f"my sister lives at {HERE} and she is always in", HERE),
        (f"{PARIS} please", PARIS),
        ("Hauptstr. 5, 10115 Berlin, Germany, second floor", "Hauptstr. 5, 10115 Berlin, Germany"),
        (
            "to my cousin in Spain: 3 Calle Mayor, 28013 Madrid",
            "3 Calle Mayor, 28013 Madrid, Spain",
        ),
        ("5 Jersey Road, Leeds LS1 4AB", "5 Jersey Road, Leeds LS1 4AB"),
        ("1 Main Street, Dublin D02 AF30", "1 Main Street, Dublin D02 AF30, Ireland"),
    ],
)
async def test_what_is_said_behind_an_address_is_no_part_of_it(
    talk: Conversation, text: str, address: str
) -> None:
    assert f"go to {address}" in await ask_for(talk, text)
    assert await talk.asked() == "confirmed"


async def test_what_delivery_to_another_country_costs_is_told_first(
    talk: Conversation, shop: Shop
) -> None:
    answer = await ask_for(talk, PARIS)
    assert "costs £9.95 more (£9.95 instead of £0)" in answer
    assert order(shop, "10024").address != PARIS
    answer = await talk.say("yes", "affirm")
    assert order(shop, "10024").address == PARIS
    assert "£9.95" in answer and "T-3001" in answer
    ((kind, summary, number, _),) = tickets()
    assert (kind, number) == ("payment_problem", "10024") and "collect £9.95" in summary


async def test_in_the_same_region_nothing_is_said_about_cost(talk: Conversation) -> None:
    assert "cost" not in await ask_for(talk, HERE)
    await talk.say("yes", "affirm")
    assert tickets() == []


@pytest.mark.parametrize(
    "text",
    ["1 Bondi Road, Sydney 2026, Australia", "12 King St, Ottawa K1A 0B1, Canada"],
)
async def test_where_the_shop_does_not_deliver_is_said(
    talk: Conversation, shop: Shop, text: str
) -> None:
    answer = await ask_for(talk, text)
    assert "don't deliver to" in answer and "the UK and the EU" in answer
    assert "new address" in answer and await talk.asked() == "new_address"
    assert HERE in await talk.say(HERE, "inform")


async def test_an_address_told_at_once_is_checked_too(talk: Conversation) -> None:
    proof = {"order_number": "10024", "postcode": "LS1 4AB"}
    await talk.say("track 10024, LS1 4AB", "track_order", **proof)
    answer = await talk.say("send it to 1 Bondi Road, Sydney 2026, Australia", "change_address")
    assert "don't deliver to Australia" in answer and await talk.asked() == "new_address"


async def test_the_postcode_of_the_new_address_is_no_proof(talk: Conversation) -> None:
    text = "send order 10024 to 5 Harbour Way, Bristol BS8 2NN"
    told = {"order_number": "10024", "postcode": "BS8 2NN"}
    answer = await talk.say(text, "change_address", **told)
    assert "placed with" in answer and "can't find" not in answer
    assert await talk.slot("wrong_tries") is None
    answer = await talk.say("LS1 4AB", "inform", postcode="LS1 4AB")
    assert "go to 5 Harbour Way, Bristol BS8 2NN?" in answer


async def test_a_postcode_abroad_is_no_order_number(talk: Conversation) -> None:
    text = f"10024, maya.fenwick@example.com: send it to {PARIS}, quickly"
    told = {"email": "maya.fenwick@example.com", "order_number": ["10024", "75007"]}
    answer = await talk.say(text, "change_address", **told)
    assert f"order 10024 go to {PARIS}" in answer


async def test_the_country_is_asked_where_the_address_does_not_tell(
    talk: Conversation, shop: Shop
) -> None:
    assert "Which country" in await ask_for(talk, "Hauptstr. 5, 10115 Berlin")
    assert "country's name" in await talk.say("the capital", "inform")
    answer = await talk.say("Germany", "faq", confidence=0.93)
    assert "£9.95" in answer and "10115 Berlin, Germany" in answer
    await talk.say("yes", "affirm")
    assert order(shop, "10024").address == "Hauptstr. 5, 10115 Berlin, Germany"
    assert order(shop, "10024").postcode == "10115"


async def test_a_country_that_is_not_served_leaves_another_address(talk: Conversation) -> None:
    await ask_for(talk, "5 Nguyen Street, 70000 Saigon")
    answer = await talk.say("Vietnam", "inform")
    assert "don't deliver to Vietnam" in answer and "another address" in answer
    assert f"go to {HERE}?" in await talk.say(HERE, "inform", postcode="LS1 4AB")


async def test_britain_without_a_british_postcode(talk: Conversation) -> None:
    await ask_for(talk, "27 Harbour Lane, 12345 Leeds")
    assert "LS1 4AB" in await talk.say("England", "inform")
    answer = await talk.say("LS1 4AB", "inform", postcode="LS1 4AB")
    assert "27 Harbour Lane, LS1 4AB Leeds" in answer


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("no, number 15", "15 Harbour Lane, Leeds LS1 4AB"),
        ("it should be 15", "15 Harbour Lane, Leeds LS1 4AB"),
        ("15b, not 27", "15b Harbour Lane, Leeds LS1 4AB"),
        ("not 27 but 15", "15 Harbour Lane, Leeds LS1 4AB"),
        ("sorry, the house number is 15", "15 Harbour Lane, Leeds LS1 4AB"),
        ("please make that number 15", "15 Harbour Lane, Leeds LS1 4AB"),
        ("flat 3", "Flat 3, 27 Harbour Lane, Leeds LS1 4AB"),
        ("no, 4 Mill Street", "4 Mill Street, Leeds LS1 4AB"),
        ("no the street is Harbour Road", "27 Harbour Road, Leeds LS1 4AB"),
        ("no, 5 Harbour Way, Bristol BS8 2NN", "5 Harbour Way, Bristol BS8 2NN"),
        ("no, Rose Cottage, Mill Lane, York YO1 7PR", "Rose Cottage, Mill Lane, York YO1 7PR"),
    ],
)
@pytest.mark.parametrize("intent", ["deny", "correct", "inform", "refine_search"])
async def test_a_part_of_the_address_is_put_right_before_the_yes(
    talk: Conversation, shop: Shop, text: str, address: str, intent: str
) -> None:
    await ask_for(talk, HERE)
    assert f"go to {address}?" in await talk.say(text, intent)
    await talk.say("yes", "affirm")
    assert order(shop, "10024").address == address


async def test_the_number_of_a_house_in_a_block(talk: Conversation) -> None:
    await ask_for(talk, "Flat 3, 18 Beech Grove, Sheffield S10 2LB")
    assert "Flat 3, 20 Beech Grove" in await talk.say("no, number 20", "deny")
    assert "Flat 5, 20 Beech Grove" in await talk.say("flat 5", "correct")


async def test_an_asked_country_is_not_asked_again_for_another_number(talk: Conversation) -> None:
    await ask_for(talk, "Hauptstr. 5, 10115 Berlin")
    await talk.say("Germany", "inform")
    assert "Hauptstr. 7, 10115 Berlin, Germany" in await talk.say("no, number 7", "correct")
    assert await talk.asked() == "confirmed"


async def test_another_country_instead_before_the_yes(talk: Conversation) -> None:
    await ask_for(talk, HERE)
    answer = await talk.say("no, to 1 Bondi Road, Sydney 2026, Australia", "correct")
    assert "don't deliver to Australia" in answer and f"go to {HERE}?" in answer
    assert "£9.95" in await talk.say(f"no, {PARIS}", "deny", order_number="75007")


async def test_an_address_after_a_plain_no_is_asked_for_again(
    talk: Conversation, shop: Shop
) -> None:
    await ask_for(talk, HERE)
    assert "Nothing was changed" in await talk.say("no", "deny")
    answer = await talk.say("5 Harbour Way, Bristol BS8 2NN", "inform", postcode="BS8 2NN")
    assert "order 10024 go to 5 Harbour Way, Bristol BS8 2NN?" in answer
    await talk.say("yes", "affirm")
    assert order(shop, "10024").postcode == "BS8 2NN"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("change it back", "correct"),
        ("put it back to the old address", "change_address"),
        ("undo that", "stop"),
    ],
)
async def test_a_change_can_be_taken_back(
    talk: Conversation, shop: Shop, text: str, intent: str
) -> None:
    former = order(shop, "10024").address
    await ask_for(talk, PARIS)
    await talk.say("yes", "affirm")
    answer = await talk.say(text, intent)
    assert f"go to {former}" in answer and "£9.95 less" in answer
    await talk.say("yes", "affirm")
    assert order(shop, "10024").address == former
    assert any("pay back £9.95" in summary for _, summary, _, _ in tickets())


async def test_a_former_address_is_of_its_order_alone(signed_in: Conversation) -> None:
    await signed_in.say("new address for 10024", "change_address", order_number="10024")
    await signed_in.say(HERE, "inform")
    await signed_in.say("yes", "affirm")
    answer = await signed_in.say("status of 10023", "order_status", order_number="10023")
    answer = await signed_in.say("change it back", "correct")
    assert "14 Mill Lane" not in answer


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (HERE, "GB"),
        ("1 Main Road, Belfast BT1 1AA, Ireland", "GB"),
        ("2 Rue d'Or, St Helier JE2 3AB, Jersey", "JE"),
        ("9 Ireland Wood, Leeds LS16 6AB", "GB"),
        ("7 Oak Drive, Beverly Hills, CA 90210", "US"),
        ("7 Oak Drive, Beverly Hills, CA 90210, USA", "US"),
        ("1 Main Street, Dublin D02 AF30", "IE"),
        ("Nowy Swiat 1, 00-950 Warsaw, Poland", "PL"),
        ("Damrak 1, 1012 Amsterdam Holland", "NL"),
        ("Hauptstr. 5, 10115 Berlin", None),
        ("5 Jordan Street, 10115 Berlin", None),
    ],
)
def test_the_country_of_an_address(address: str, code: str | None) -> None:
    assert country_of(address) == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("do you send to France or Northern Ireland?", ["FR", "GB"]),
        ("can you help us", []),
        ("the USA and South Korea", ["US", "KR"]),
        ("Bosnia & Herzegovina", ["BA"]),
    ],
)
def test_countries_in_a_text(text: str, codes: list[str]) -> None:
    assert countries_in(text) == codes


@pytest.mark.parametrize(
    "parts",
    [
        ["27 Harbour Lane, Leeds", "LS1 4AB"],
        ["27 Harbour Lane", "Leeds", "LS1 4AB"],
        ["27 Harbour Lane", "what does that cost?", "Leeds LS1 4AB"],
    ],
)
async def test_an_address_may_come_in_parts(talk: Conversation, parts: list[str]) -> None:
    first, *rest = parts
    answer = await ask_for(talk, first)
    for part in rest:
        assert await talk.asked() == "new_address"
        intent = "delivery_cost" if part.endswith("?") else "inform"
        answer = await talk.say(part, intent)
    assert "go to 27 Harbour Lane, Leeds" in answer and "LS1 4AB?" in answer


async def test_a_refused_address_is_no_part_of_the_next(talk: Conversation) -> None:
    assert "deliver to Canada" in await ask_for(talk, "1 Main Street, Toronto 12345, Canada")
    await talk.say("LS1 4AB", "inform", postcode="LS1 4AB")
    assert await talk.asked() == "new_address"
