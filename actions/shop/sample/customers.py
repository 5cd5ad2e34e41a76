"""Customers: who they are, where they live and what they are interested in."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from faker import Faker

# What people of one kind buy, by tag.
INTERESTS: Mapping[str, tuple[str, ...]] = {
    "camper": ("camping", "glamping", "festival", "family"),
    "walker": ("hillwalking", "hiking", "backpacking", "wild camping", "day trips"),
    "runner": ("running", "trail running", "gym"),
    "cyclist": ("cycling", "bikepacking", "commuting"),
    "townsfolk": ("city", "commuting", "everyday", "travel", "yoga"),
    "parent": ("school", "family", "camping"),
    "country": ("country", "dog walking", "fishing", "coast"),
    "mountaineer": ("mountaineering", "winter", "climbing", "skiing", "navigation"),
    "swimmer": ("swimming", "paddling", "beach", "sailing"),
    "traveller": ("travel", "backpacking", "summer"),
}

# Towns with the first letters of their postcodes.
_TOWNS = (
    ("Aberdeen", "AB"), ("Bath", "BA"), ("Birmingham", "B"), ("Bradford", "BD"),
    ("Brighton", "BN"), ("Bristol", "BS"), ("Cambridge", "CB"), ("Cardiff", "CF"),
    ("Carlisle", "CA"), ("Chester", "CH"), ("Derby", "DE"), ("Durham", "DH"),
    ("Edinburgh", "EH"), ("Exeter", "EX"), ("Glasgow", "G"), ("Gloucester", "GL"),
    ("Halifax", "HX"), ("Harrogate", "HG"), ("Hereford", "HR"), ("Inverness", "IV"),
    ("Kendal", "LA"), ("Leeds", "LS"), ("Leicester", "LE"), ("Liverpool", "L"),
    ("Llandudno", "LL"), ("Manchester", "M"), ("Newcastle upon Tyne", "NE"),
    ("Norwich", "NR"), ("Nottingham", "NG"), ("Oxford", "OX"), ("Plymouth", "PL"),
    ("Preston", "PR"), ("Sheffield", "S"), ("Shrewsbury", "SY"), ("Stirling", "FK"),
    ("Swansea", "SA"), ("Truro", "TR"), ("Worcester", "WR"), ("York", "YO"),
)  # fmt: skip
_STREETS = (
    "Abbey Road", "Albert Street", "Back Lane", "Bridge Street", "Castle Street", "Chapel Lane",
    "Church Lane", "Clarence Road", "Cross Street", "Elm Grove", "Field View", "Grange Road",
    "Green Lane", "Highfield Road", "Hill Street", "King Street", "Laburnum Avenue", "Manor Road",
    "Market Place", "Meadow Close", "New Street", "North Parade", "Oak Avenue", "Orchard Close",
    "Park Road", "Priory Street", "Queen Street", "Rectory Lane", "School Lane", "Spring Gardens",
    "Station Road", "The Crescent", "Victoria Terrace", "Water Lane", "Wellington Street",
    "West View", "Windmill Hill", "Woodside",
)  # fmt: skip
_POSTCODE_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
_DOMAINS = ("example.com", "example.net", "example.org")
_SIZES = ("XS", "S", "M", "L", "XL", "XXL")


@dataclass(frozen=True)
class Customer:
    """A customer with the tastes that orders follow.

    Attributes:
        size: Clothes size; 0 is XS.
        shoe: UK shoe size.
        budget: How freely they spend: 1 is usual.
        orders: How many orders they place compared with others.
    """

    id: int
    name: str
    email: str
    phone: str
    address: str
    postcode: str
    created_on: date
    woman: bool
    interests: tuple[str, ...]
    size: int
    shoe: int
    budget: float
    orders: float

    @property
    def tags(self) -> frozenset[str]:
        """The tags of all their interests."""
        return frozenset(tag for interest in self.interests for tag in INTERESTS[interest])

    @property
    def letter_size(self) -> str:
        """Clothes size in letters."""
        return _SIZES[self.size]

    @property
    def number_size(self) -> str:
        """Waist in inches for men, UK dress size for women."""
        return str(8 + 2 * self.size if self.woman else 28 + 2 * self.size)


def make_customers(count: int, today: date, rng: random.Random) -> list[Customer]:
    """Draw customers; the first two are the demo's own."""
    faker = Faker("en_GB")
    faker.seed_instance(rng.randrange(2**32))
    made = _demo_customers(today)
    emails = {customer.email for customer in made}
    for customer_id in range(len(made) + 1, count + 1):
        woman = rng.random() < 0.5
        first = faker.first_name_female() if woman else faker.first_name_male()
        last = faker.last_name()
        email = _email(first, last, emails, rng)
        emails.add(email)
        postcode, address = _address(rng)
        made.append(
            Customer(
                id=customer_id,
                name=f"{first} {last}",
                email=email,
                phone=f"07700 900{rng.randrange(1000):03d}",  # Ofcom keeps these for fiction
                address=address,
                postcode=postcode,
                created_on=today - timedelta(days=rng.randint(735, 2500)),
                woman=woman,
                interests=tuple(rng.sample(list(INTERESTS), rng.choice((1, 2, 2)))),
                size=min(5, max(0, round(rng.gauss(2.0 if woman else 2.6, 1.0)))),
                shoe=round(rng.gauss(5.5, 1.2) if woman else rng.gauss(9.0, 1.3)),
                budget=rng.lognormvariate(0, 0.5),
                orders=rng.paretovariate(1.6),
            )
        )
    return made


def _demo_customers(today: date) -> list[Customer]:
    return [
        Customer(
            id=1,
            name="Maya Fenwick",
            email="maya.fenwick@example.com",
            phone="07700 900001",
            address="14 Mill Lane, Leeds LS1 4AB",
            postcode="LS1 4AB",
            created_on=today - timedelta(days=1100),
            woman=True,
            interests=("walker", "camper"),
            size=2,
            shoe=6,
            budget=1.0,
            orders=1.0,
        ),
        Customer(
            id=2,
            name="Tom Ashby",
            email="tom.ashby@example.com",
            phone="07700 900002",
            address="5 Harbour Way, Bristol BS8 2NN",
            postcode="BS8 2NN",
            created_on=today - timedelta(days=900),
            woman=False,
            interests=("walker", "country"),
            size=3,
            shoe=9,
            budget=1.0,
            orders=1.0,
        ),
    ]


def _email(first: str, last: str, taken: set[str], rng: random.Random) -> str:
    name = f"{first}.{last}".lower().replace("'", "").replace(" ", "")
    free = [f"{name}@{domain}" for domain in _DOMAINS]
    free = [email for email in free if email not in taken]
    return rng.choice(free) if free else f"{name}{len(taken)}@{_DOMAINS[0]}"


def _address(rng: random.Random) -> tuple[str, str]:
    """Return a postcode that looks like the town's, and an address with it."""
    town, area = rng.choice(_TOWNS)
    inward = f"{rng.randint(1, 9)}{''.join(rng.choices(_POSTCODE_LETTERS, k=2))}"
    postcode = f"{area}{rng.randint(1, 20)} {inward}"
    return postcode, f"{rng.randint(1, 98)} {rng.choice(_STREETS)}, {town} {postcode}"


def customer_rows(customers: Sequence[Customer]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of customers and their address books, by table."""
    return {
        "customers": [
            {
                "id": customer.id,
                "name": customer.name,
                "email": customer.email,
                "phone": customer.phone,
                "created_on": customer.created_on,
            }
            for customer in customers
        ],
        "addresses": [
            {
                "customer_id": customer.id,
                "address": customer.address,
                "postcode": customer.postcode,
            }
            for customer in customers
        ],
    }
