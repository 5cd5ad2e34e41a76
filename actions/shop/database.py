"""The shop's front door.

>>> shop = open_shop()
>>> shop.orders.verify("10023", postcode="LS1 4AB")
"""

from __future__ import annotations

import threading

from actions.shop.articles import Articles
from actions.shop.catalogue import Catalogue
from actions.shop.connection import Database
from actions.shop.customers import Customers
from actions.shop.delivery import Delivery
from actions.shop.errors import OrderStateError, ShopError, ShopUnavailableError
from actions.shop.learned_words import LearnedWords
from actions.shop.orders import Orders
from actions.shop.tickets import Tickets
from settings import get_settings

__all__ = [
    "Database",
    "OrderStateError",
    "Shop",
    "ShopError",
    "ShopUnavailableError",
    "open_database",
    "open_shop",
]

_shops: dict[str, Shop] = {}
_lock = threading.Lock()


class Shop:
    """All that the shop's database can tell and take.

    Attributes:
        database: The connection.
        catalogue: Products.
        orders: Orders and returns.
        customers: Customers.
        tickets: Tickets of the service desk.
        delivery: Ways of delivery.
        articles: Articles and guides.
        learned: Words that were learned from reviews and searches.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.catalogue = Catalogue(database)
        self.orders = Orders(database)
        self.customers = Customers(database)
        self.tickets = Tickets(database)
        self.delivery = Delivery(database)
        self.articles = Articles(database)
        self.learned = LearnedWords(database)


def open_database(url: str | None = None) -> Database:
    """Return this process's connection to a shop database; connects when it is first used.

    Args:
        url: SQLAlchemy URL; None for the one in the settings.

    Raises:
        ShopError: The URL cannot be used.
    """
    return open_shop(url).database


def open_shop(url: str | None = None) -> Shop:
    """Return this process's shop; connects when something is first asked of it.

    Args:
        url: SQLAlchemy URL; None for the one in the settings.

    Raises:
        ShopError: The URL cannot be used.
    """
    chosen = url or get_settings().shop_url
    with _lock:
        if chosen not in _shops:
            _shops[chosen] = Shop(Database(chosen))
        return _shops[chosen]
