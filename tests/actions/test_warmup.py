"""The catalogue is read when the action server starts."""

from __future__ import annotations

import asyncio
import socket
import uuid
from pathlib import Path

import pytest
from sanic import Sanic
from sanic.response import empty

from actions.shop.database import Shop, open_shop
from actions.shopping.assortment import Assortment, use_assortment
from actions.shopping.warmup import WarmUp, warm_up


async def test_starting_reads_the_catalogue(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []

    def source() -> object:
        reads.append("read")
        return shop.catalogue

    use_assortment(Assortment(source, lambda: None, None))  # type: ignore[arg-type]
    # Sanic rewrites its own methods at start; in test mode it can do so more than once.
    monkeypatch.setattr(Sanic, "test_mode", True)
    app = Sanic(f"test-{uuid.uuid4().hex}", configure_logging=False)
    app.add_route(lambda request: empty(), "/")
    WarmUp().attach_sanic_app_extensions(app)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = await app.create_server(sock=listener, return_asyncio_server=True)
        await server.startup()
        await server.after_start()
        for _ in range(250):
            await asyncio.sleep(0.02)
            if reads:
                break
        await server.close()
    assert reads


def test_a_shop_that_is_away_does_not_stop_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"sqlite:///{tmp_path / 'none.db'}"
    use_assortment(Assortment(lambda: open_shop(url).catalogue, lambda: None, None))
    warm_up()
    assert "could not be read at the start" in caplog.text
    use_assortment(None)
