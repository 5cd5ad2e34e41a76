"""The service as an operator starts it, and what it leaves behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from actions.shop.database import open_database
from benchmarks.processes import Server, free_port
from bot.channels.session import issue_token
from deploy.services import recommendation_service
from settings import PROJECT_ROOT, Settings, get_settings
from tests.actions.shop import fill
from tests.recommendation_api.conftest import KEY, PAGE

SECRETS = ("maya@example.com", "07700 900456", "zanzibar", "203.0.113.77", "900456")
MODULE = [sys.executable, "-m", "actions.recommendation_api"]
FACTORY = [
    *(sys.executable, "-m", "uvicorn", "--factory"),
    "actions.recommendation_api.app:create_app",
    # Rasa's websockets is older than the one that uvicorn would use.
    *("--ws", "none"),
]


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The service's environment, which the shop's server shares."""
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    fill(open_database(url))
    given = {
        "TACTFUL_STATE_DIR": str(tmp_path / "state"),
        "TACTFUL_SHOP_DATABASE_URL": url,
        "TACTFUL_SECRET_KEY": "s" * 32,
        "TACTFUL_RECOMMENDATION_KEYS": KEY,
        "TACTFUL_RECOMMENDATION_ORIGINS": PAGE,
        "TACTFUL_LOG_LEVEL": "DEBUG",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    yield given
    get_settings.cache_clear()


@contextmanager
def serving(command: list[str], environment: dict[str, str], log: Path) -> Iterator[str]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    if command[:3] == FACTORY[:3]:
        command = [*command, "--port", str(port)]
    given = {**environment, "TACTFUL_RECOMMENDATION_PORT": str(port)}
    server = Server("recommendation", command, f"{url}/health", log, given)
    server.start()
    try:
        yield url
    finally:
        server.stop()


@pytest.mark.parametrize("command", [[*MODULE, "serve"], FACTORY], ids=["serve", "uvicorn"])
def test_nothing_of_what_was_asked_is_left(
    command: list[str], environment: dict[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "service.log"
    told = "a zanzibar jacket for maya@example.com, 07700 900456"
    with serving(command, environment, log) as url:
        http = requests.Session()
        http.headers.update({"Authorization": f"Bearer {KEY}", "X-Forwarded-For": "203.0.113.77"})
        for body in (
            {"text": told},
            {"text": told, "k": "zanzibar"},
            {"zanzibar": told},
            {"constraints": {"include": {"color": ["zanzibar"]}}},
        ):
            http.post(f"{url}/v1/search", json=body, timeout=20)
            http.post(f"{url}/v1/recommend", json={"context": {"said": [told]}}, timeout=20)
            http.post(f"{url}/v1/explain", json={"product": 1, **body}, timeout=20)
        token = issue_token(1)  # with the service's secret
        profile = {"level": "profile", "session_token": token, "context": {"said": [told]}}
        answer = http.post(f"{url}/v1/recommend", json=profile, timeout=20)
        assert answer.json()["used"][-2:] == ["orders", "ratings and sales"]
        for place in ("v1/products/zanzibar/similar", "v1/zanzibar", "v1/products/1/similar"):
            http.get(f"{url}/{place}", params={"q": told}, timeout=20)
        http.post(f"{url}/v1/search", data=told.encode(), timeout=20)
        http.post(f"{url}/v1/search", json={"text": told}, headers={"Authorization": told})
        metrics = http.get(f"{url}/metrics", timeout=20).text
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.stem != "shop"]
    assert log in files
    for path in files:
        content = path.read_bytes().decode("utf-8", "replace")
        assert [secret for secret in (*SECRETS, token) if secret in content] == [], path
    assert "zanzibar" not in metrics
    if command[-1] == "serve":
        # The search finds what is there: a line for each request, by route.
        assert "POST /v1/search 200" in log.read_text()
        assert "127.0.0.1:" not in log.read_text().replace("http://127.0.0.1:", "")


def test_a_service_that_nobody_could_use_does_not_start(environment: dict[str, str]) -> None:
    none = {"TACTFUL_RECOMMENDATION_KEYS": "", "TACTFUL_RECOMMENDATION_ORIGINS": ""}
    done = subprocess.run(
        [*MODULE, "serve"],
        env={**os.environ, **environment, **none},
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1 and "TACTFUL_RECOMMENDATION_KEYS" in done.stderr


def test_the_launcher_knows_when_it_is_ready() -> None:
    service = recommendation_service(Settings(recommendation_port=5999))
    assert service.command[1:] == ["-m", "actions.recommendation_api", "serve"]
    assert service.health_url == "http://127.0.0.1:5999/health"
    nobody = Settings(recommendation_keys="", recommendation_origins="")
    assert not nobody.serves_recommendation
    assert Settings(recommendation_origins=PAGE).serves_recommendation


def test_rooms_know_no_more_than_they_should() -> None:
    code = (
        "import sys; import actions.recommendation; "
        "print(sorted({'fastapi', 'starlette', 'uvicorn'} & set(sys.modules))); "
        "import actions.recommendation_api.__main__; "
        "print(sorted({'rasa', 'rasa_sdk', 'sanic', 'torch', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["[]", "[]"]
