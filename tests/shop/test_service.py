"""Tickets, delivery, articles and customers."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from actions.shop.database import Database, Shop
from actions.shop.models import Article, ShippingMethod, Ticket, TicketKind
from actions.shop.records import ShippingMethodRecord
from tests.shop.conftest import MAYA, TOM, MakeOrder


def test_tickets_keep_what_a_colleague_needs(shop: Shop, database: Database) -> None:
    references = [
        shop.tickets.open(kind, "Zip broke.", order_number="10023", contact="maya@example.com")
        for kind in TicketKind
    ]
    assert len(set(references)) == len(TicketKind)
    assert all(re.fullmatch(r"T-3\d{3}", reference) for reference in references)
    with database.reading() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.kind == "item_problem")).one()
        assert (ticket.summary, ticket.order_number, ticket.contact) == (
            "Zip broke.",
            "10023",
            "maya@example.com",
        )


def test_a_ticket_needs_a_known_kind(shop: Shop, database: Database) -> None:
    with pytest.raises(ValueError, match="gossip"):
        shop.tickets.open("gossip", "Heard this?")
    with database.reading() as session:
        assert session.scalars(select(Ticket)).all() == []


@pytest.fixture
def delivering(shop: Shop, database: Database) -> Shop:
    def method(name: str, region: str, cost: str, free_from: str | None) -> ShippingMethod:
        return ShippingMethod(
            name=name,
            region=region,
            cost=Decimal(cost),
            free_from=Decimal(free_from) if free_from else None,
            days_min=3,
            days_max=5,
        )

    with database.writing() as session:
        session.add(method("Standard", "UK", "3.95", "50"))
        session.add(method("Standard", "EU", "9.95", None))
    return shop


def test_delivery_methods(delivering: Shop) -> None:
    standard = ShippingMethodRecord("Standard", "UK", Decimal("3.95"), Decimal("50.00"), 3, 5)
    assert [method.region for method in delivering.delivery.methods()] == ["UK", "EU"]
    assert delivering.delivery.methods(" uk ") == [standard]
    assert delivering.delivery.methods("Mars") == []


@pytest.fixture
def reading(shop: Shop, database: Database) -> Shop:
    articles = [
        Article(
            slug="tent-care",
            title="Looking after your tent",
            body="Dry it before you pack it. Never wash it in a machine.",
            category="Tents",
            tags=["care"],
        ),
        Article(
            slug="down",
            title="Washing down",
            body="Down jackets and sleeping bags want a special soap.",
            category="Jackets",
            tags=["care", "washing"],
        ),
        Article(
            slug="walks", title="Five walks near Leeds", body="Mud. A tent helps.", category=""
        ),
    ]
    with database.writing() as session:
        session.add_all(articles)
    return shop


@pytest.mark.parametrize(
    ("asked", "slugs"),
    [
        ("Tents", ["tent-care"]),
        (" tents ", ["tent-care"]),
        ("tent", ["tent-care", "walks"]),
        ("how do I wash my down sleeping bag", ["down"]),
        ("walk", ["walks"]),
        ("saxophone", []),
        ("", []),
        ("?!", []),
    ],
)
def test_articles_about(reading: Shop, asked: str, slugs: list[str]) -> None:
    found = [article.slug for article in reading.articles.about(asked)]
    assert found[: len(slugs)] == slugs
    assert bool(found) == bool(slugs)


def test_articles_are_limited_and_whole(reading: Shop) -> None:
    assert len(reading.articles.about("care tent walk", limit=1)) == 1
    everything = reading.articles.all()
    assert [article.slug for article in everything] == ["tent-care", "down", "walks"]
    assert everything[1].tags == ("care", "washing")


def test_words_find_nothing_in_a_shop_without_articles(shop: Shop) -> None:
    assert shop.articles.all() == []
    assert shop.articles.about("tents") == []


def test_what_the_shop_holds_of_a_customer(shop: Shop, make_order: MakeOrder) -> None:
    make_order("1")
    make_order("2")
    make_order("3", customer=TOM)
    assert shop.customers.summary(MAYA) == {
        "name": "Maya Fenwick",
        "email": "Maya.Fenwick@example.com",
        "phone": "07700 900123",
        "customer_since": date(2021, 3, 4),
        "addresses": ["14 Mill Lane, Leeds LS1 4AB"],
        "orders": 2,
    }
    assert shop.customers.name(TOM) == "Tom Ashby"


def test_an_unknown_customer_is_nobody(shop: Shop) -> None:
    assert shop.customers.name(999) is None
    assert shop.customers.summary(999) == {}
