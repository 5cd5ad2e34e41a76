"""Who gets in, how often, with how much, and for how long."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
import requests

from actions.recommendation_api import app as application
from actions.recommendation_api.gate import LARGEST_BODY
from settings import SettingsError
from tests.recommendation.catalogue import FELL
from tests.recommendation_api.conftest import KEY, NEXT_KEY, PAGE, Api, Shelves, Start, found

WISH: dict[str, Any] = {"text": "jacket"}
PROXIED = "203.0.113.9"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"Authorization": KEY},
        {"Authorization": "Bearer"},
        {"Authorization": f"Bearer {KEY[:-1]}"},
        {"Authorization": f"Bearer {KEY}, {NEXT_KEY}"},
        {"Authorization": f"Basic {KEY}"},
        {"Authorization": "Bearer \xfc"},
        {"Origin": "https://other.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_without_a_key_nothing_is_told(api: Api, sent: dict[str, str]) -> None:
    for path, operations in api.document["paths"].items():
        for method, operation in operations.items():
            if operation.get("security") == []:
                continue
            place = path.format(product_id=FELL.id)
            problem = api.ask(method.upper(), place, 401, sent, data=b"{broken")
            assert "TACTFUL_RECOMMENDATION_KEYS" in problem["detail"]


def test_each_of_several_keys_opens(api: Api) -> None:
    for key in (KEY, NEXT_KEY):
        headers = {"Authorization": f"bearer {key}"}
        assert found(api.ask("POST", "/v1/search", headers=headers, json=WISH))


def test_health_and_description_need_no_key(api: Api) -> None:
    assert api.ask("GET", "/health", headers={})["status"] == "ok"
    assert requests.get(f"{api.url}/openapi.json", timeout=10).json() == api.document
    page = requests.get(f"{api.url}/docs", timeout=10)
    assert page.ok and "default-src 'none'" in page.headers["Content-Security-Policy"]
    # It works where nothing else can be reached, and tells nobody else who reads it.
    assert "//" not in page.text.replace("<!--", "")


@pytest.mark.parametrize("sent", [{"Origin": PAGE}, {"Sec-Fetch-Site": "same-origin"}])
def test_pages_of_the_shop_need_no_key(api: Api, sent: dict[str, str]) -> None:
    assert found(api.ask("POST", "/v1/search", headers=sent, json=WISH))
    # They see products, and no counts.
    api.ask("GET", "/metrics", 401, sent)


def test_browsers_are_told_which_pages_may_read(api: Api) -> None:
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    for origin, status in ((PAGE, 200), ("https://other.example", 400)):
        sent = {"Origin": origin, **asked}
        answer = requests.options(f"{api.url}/v1/search", headers=sent, timeout=10)
        assert answer.status_code == status
        allowed = answer.headers.get("Access-Control-Allow-Origin")
        assert allowed == (PAGE if status == 200 else None)
        assert "Access-Control-Allow-Credentials" not in answer.headers
    got = requests.post(f"{api.url}/v1/search", headers={"Origin": PAGE}, json={}, timeout=10)
    assert got.status_code == 422 and got.headers["Access-Control-Allow-Origin"] == PAGE


def test_without_origins_no_page_gets_in(start: Start) -> None:
    api = start(recommendation_origins="")
    for sent in ({"Origin": PAGE}, {"Sec-Fetch-Site": "same-origin"}):
        api.ask("POST", "/v1/search", 401, sent, json=WISH)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("recommendation_keys", "secret"),
        ("recommendation_origins", "shop.example"),
        ("recommendation_key_rate", "0"),
    ],
)
def test_a_senseless_setting_stops_the_start(start: Start, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"TACTFUL_{name.upper()}"):
        start(**{name: value})


def test_each_key_and_each_client_has_a_rate_of_its_own(start: Start) -> None:
    api = start(recommendation_key_rate="3", recommendation_client_rate="2")
    other_key = {"Authorization": f"Bearer {NEXT_KEY}"}
    for status in (200, 200, 200, 429):
        api.search(status, **WISH)
    assert found(api.ask("POST", "/v1/search", headers=other_key, json=WISH))
    page = {"Origin": PAGE, "X-Forwarded-For": PROXIED}
    for status in (200, 200, 429):
        api.ask("POST", "/v1/search", status, page, json=WISH)
    # Guessers of keys are counted with the client that they are.
    api.ask("POST", "/v1/search", 429, {**page, "Authorization": f"Bearer {KEY}x"}, json=WISH)
    api.ask("POST", "/v1/search", 200, {**page, "X-Forwarded-For": "203.0.113.10"}, json=WISH)
    assert api.ask("GET", "/health", headers={})["status"] == "ok"


def test_who_asks_too_often_is_told_when_to_come_back(start: Start) -> None:
    api = start(recommendation_key_rate="1")
    api.search(**WISH)
    answer = api.http.post(f"{api.url}/v1/search", json=WISH, headers=api.headers, timeout=10)
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0


def test_a_body_that_is_too_long_is_refused(api: Api) -> None:
    long = b'{"text": "' + b"a" * LARGEST_BODY + b'"}'
    assert api.ask("POST", "/v1/search", 413, data=long)["reason"] == "too_long"

    def in_pieces() -> Any:
        for _ in range(20):
            yield b" " * (LARGEST_BODY // 10)

    # Its length is not told beforehand.
    assert api.ask("POST", "/v1/search", 413, data=in_pieces())["reason"] == "too_long"


class _Stuck(Shelves):
    """A shop whose database does not answer, until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()
        self.go_on.set()

    def version(self) -> str:
        self.go_on.wait(20)
        return super().version()


def test_what_takes_too_long_is_given_up(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "REQUEST_SECONDS", 0.5)
    shelves = _Stuck()
    api = start(shelves)
    shelves.go_on.clear()
    try:
        assert api.search(503, **WISH)["reason"] == "busy"
        # The event loop was free all the time.
        api.ask("POST", "/v1/search", 401, {}, json=WISH)
    finally:
        shelves.go_on.set()
    deadline = time.monotonic() + 10
    while api.http.get(f"{api.url}/health", timeout=10).status_code != 200:
        assert time.monotonic() < deadline
    assert found(api.search(**WISH))


def test_what_breaks_inside_is_told_without_its_words(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    api = start(shelves := Shelves())
    shelves.error = RuntimeError("a jacket for maya@example.com")
    answer = api.http.post(f"{api.url}/v1/search", json=WISH, headers=api.headers, timeout=10)
    assert answer.status_code == 500 and answer.json()["reason"] == "internal_error"
    assert "jacket" not in answer.text
    assert "RuntimeError" in caplog.text and "jacket for" not in caplog.text


def test_requests_are_counted_by_route(api: Api) -> None:
    api.search(**WISH)
    api.search(422)
    api.ask("GET", f"/v1/products/{FELL.id}/similar")
    text = api.http.get(f"{api.url}/metrics", headers=api.headers, timeout=10).text
    counts = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    total = "tactful_recommendation_requests_total"
    assert int(counts[f'{total}{{endpoint="/v1/search",status="200"}}']) >= 1
    assert int(counts[f'{total}{{endpoint="/v1/search",status="422"}}']) >= 1
    assert f'{total}{{endpoint="/v1/products/{{product_id}}/similar",status="200"}}' in counts
    assert int(counts['tactful_recommendation_request_seconds_count{endpoint="/v1/search"}']) >= 2
