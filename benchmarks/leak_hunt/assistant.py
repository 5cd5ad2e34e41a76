"""The assistant that is hunted in: both of its servers, and where they write."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

from benchmarks.processes import BenchmarkError, free_port
from deploy.services import (
    Service,
    action_service,
    environment_for,
    rasa_service,
    wait_until_ready,
)
from settings import PROJECT_ROOT, Settings, get_settings

QUEUE = "events"


class Assistant:
    """The assistant as `make run` starts it, with all it writes in one folder.

    Args:
        folder: Its state, its home and its folder for temporary files; made anew.
        redaction: Whether it stores with redaction; else by Rasa's own SQL store.
        broker: Keys of a RabbitMQ in endpoints.yml, if it is to publish events.
        database_url: Where it keeps conversations; empty: SQLite in its folder.
        redis_url: Where its vault is; empty: in its memory.

    Attributes:
        settings: What it runs with.
    """

    def __init__(
        self,
        folder: Path,
        *,
        redaction: bool,
        broker: dict[str, Any] | None = None,
        database_url: str = "",
        redis_url: str = "",
    ) -> None:
        self.folder = folder
        for name in ("state", "home", "tmp"):
            (folder / name).mkdir(parents=True)
        own = {
            "state_dir": str(folder / "state"),
            "bot_port": str(free_port()),
            "action_port": str(free_port()),
            "secret_key": secrets.token_hex(32),
            "tracker_database_url": database_url,
            "redis_url": redis_url,
        }
        self.settings = Settings.parse_obj(own)
        self._environment = {
            **environment_for(self.settings),
            **{f"TACTFUL_{name.upper()}": value for name, value in own.items()},
            "HOME": str(folder / "home"),
            "TMPDIR": str(folder / "tmp"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.rasa = rasa_service(self.settings)
        self.rasa.command += ["--endpoints", str(self._endpoints(redaction, broker))]
        self.actions = action_service(self.settings)

    def _endpoints(self, redaction: bool, broker: dict[str, Any] | None) -> Path:
        endpoints = yaml.safe_load((PROJECT_ROOT / "endpoints.yml").read_text(encoding="utf-8"))
        if not redaction:
            database = str(self.folder / "state" / "conversations.db")
            endpoints["tracker_store"] = {"type": "SQL", "dialect": "sqlite", "db": database}
        elif self.settings.redis_url:
            endpoints["lock_store"] = {"type": "bot.privacy.lock_store.PseudonymousLockStore"}
        if broker is not None:
            endpoints["event_broker"] = {
                **{"type": "pika", **broker},
                **{"queues": [QUEUE], "exchange_name": "tactful"},
            }
        path = self.folder / "endpoints.yml"
        path.write_text(yaml.safe_dump(endpoints), encoding="utf-8")
        return path

    @contextmanager
    def own_secret(self) -> Iterator[None]:
        """Have this process sign buttons and session tokens as the assistant does."""
        try:
            with patch.dict(os.environ, {"TACTFUL_SECRET_KEY": self.settings.secret_key}):
                get_settings.cache_clear()
                yield
        finally:
            get_settings.cache_clear()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.settings.bot_port}"

    def start(self) -> None:
        """Make the shop's database, start both servers, and wait until they answer.

        Raises:
            BenchmarkError: The shop's database cannot be made.
            LaunchError: A server does not start.
        """
        made = subprocess.run(
            [sys.executable, "-m", "actions.shop", "prepare"],
            cwd=PROJECT_ROOT,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        if made.returncode != 0:
            raise BenchmarkError("`python -m actions.shop prepare` failed; its message is above.")
        for service in (self.actions, self.rasa):
            service.start(self._environment)
        wait_until_ready((self.actions, self.rasa))

    def kill(self, service: Service) -> None:
        """End one of the servers by SIGKILL, whatever it is doing."""
        if service.process is not None:
            service.process.kill()
            service.process.wait()

    def start_again(self, service: Service) -> None:
        """Start a server that was killed, and wait until it answers."""
        service.stop()
        service.start(self._environment)
        wait_until_ready((service,))

    def stop(self) -> None:
        """End both servers by SIGKILL: what they would tidy up at their end is to be seen."""
        for service in (self.rasa, self.actions):
            self.kill(service)
            service.stop()
