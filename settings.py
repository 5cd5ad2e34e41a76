"""Settings of every room, read from the environment or from ``settings.env``.

The table in ``docs/settings.md`` lists them. Environment variables carry the prefix
``TACTFUL_`` and win over the file.
"""

from __future__ import annotations

import os
import re
import secrets
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

from pydantic import BaseSettings, Field, ValidationError, validator

_ORIGIN = re.compile(r"https?://[^/\s,*]+")
Network = IPv4Network | IPv6Network
PROJECT_ROOT = Path(__file__).resolve().parent


class SettingsError(ValueError):
    """A setting has a value that cannot be used; the message names it and the fix."""


class Settings(BaseSettings):
    """Where Tactful listens, and where it keeps what."""

    host: str = Field(default="127.0.0.1", description="Address that the servers listen on.")
    bot_port: int = Field(default=5005, description="Port of the Rasa server.")
    action_port: int = Field(default=5055, description="Port of the action server.")
    action_url: str = Field(
        default="", description="Address of the action server's webhook, if it runs elsewhere."
    )
    trusted_proxies: str = Field(
        default="127.0.0.1,::1",
        description="Addresses or networks of proxies whose X-Forwarded-For is believed.",
    )
    allowed_origins: str = Field(
        default="", description="Origins of pages elsewhere that may load and use the widget."
    )
    state_dir: Path = Field(
        default=PROJECT_ROOT / "var",
        description="Folder for databases, logs and the generated secret.",
    )
    shop_database_url: str = Field(
        default="", description="SQLAlchemy URL of the shop; empty: SQLite in the state folder."
    )
    tracker_database_url: str = Field(
        default="",
        description="SQLAlchemy URL of the conversations; empty: SQLite in the state folder.",
    )
    redis_url: str = Field(
        default="", description="Redis for the vault; empty: memory of the server."
    )
    vault_ttl_seconds: int = Field(
        default=3600,
        description="How long personal values stay readable after their last use.",
        ge=1,
    )
    secret_key: str = Field(
        default="",
        description="Master secret, 32 characters or more; empty: made once in the state folder.",
    )
    old_secret_keys: str = Field(
        default="",
        description="Earlier master secrets, separated by commas, newest first; to rotate it.",
    )
    back_office_keys: str = Field(
        default="",
        description="Keys of the back office, separated by commas; empty: it is off.",
    )
    recommendation_port: int = Field(
        default=5056, description="Port of the recommendation service, where it runs."
    )
    recommendation_keys: str = Field(
        default="",
        description="Keys of the recommendation service, separated by commas.",
    )
    recommendation_origins: str = Field(
        default="",
        description="Origins of the shop's pages that may use the service without a key.",
    )
    recommendation_key_rate: int = Field(
        default=1200, description="Requests a minute with each key of the service.", ge=1
    )
    recommendation_client_rate: int = Field(
        default=120, description="Requests a minute of each client without a key.", ge=1
    )
    encoder: str = Field(
        default="", description="Hugging Face name or folder of the encoder; empty: bundled MiniLM."
    )
    image_encoder: str = Field(
        default="",
        description="Hugging Face name or folder of an encoder of product pictures; empty: none.",
    )
    demo: bool = Field(default=True, description="Serve the demo shop page, with its demo sign-in.")
    order_number_pattern: str = Field(
        default=r"\d{5,6}", description="The shop's order numbers, as a regular expression."
    )
    order_number_example: str = Field(
        default="12345", description="How an order number looks, shown where it is asked for."
    )
    orders_epsilon: float = Field(
        default=0.0,
        description="Epsilon of the noise over counts of who bought what; 0: exact counts.",
        ge=0.0,
        le=1000.0,
    )
    synonyms_epsilon: float = Field(
        default=2.0,
        description="Epsilon of the noise over counts of what searches led to; 0: none are made.",
        ge=0.0,
        le=1000.0,
    )
    synonyms_batch: int = Field(
        default=10_000,
        description="From how many conversations with a choice such counts are made at most.",
        ge=100,
    )
    currency: str = Field(
        default="GBP",
        description="The currency of prices and delivery costs, as an ISO 4217 code.",
        regex="^[A-Z]{3}$",
    )
    max_message_chars: int = Field(
        default=2000,
        description="Longest message that is answered; longer ones are politely refused.",
        ge=1,
    )
    log_level: str = Field(default="INFO", description="Level of the servers' logs.")

    class Config:
        """Names of the variables and of the file."""

        env_prefix = "TACTFUL_"
        env_file = PROJECT_ROOT / "settings.env"

    @validator("order_number_example", always=True)
    @classmethod
    def _fits_the_pattern(cls, example: str, values: dict[str, Any]) -> str:
        """Refuse an example that the shop would not take, such as ours beside another pattern."""
        pattern = str(values.get("order_number_pattern", ""))
        try:
            fits = re.fullmatch(pattern, example, re.IGNORECASE) is not None
        except re.error:
            return example  # who reads the numbers says what is wrong with the pattern
        if not fits:
            raise ValueError(
                f"{example!r} does not fit TACTFUL_ORDER_NUMBER_PATTERN ({pattern}). Give a number "
                "such as the shop's"
            )
        return example

    @property
    def shop_url(self) -> str:
        """SQLAlchemy URL of the shop database."""
        return self.shop_database_url or f"sqlite:///{self.state_dir / 'shop.db'}"

    @property
    def tracker_url(self) -> str:
        """SQLAlchemy URL of the conversation database."""
        return self.tracker_database_url or f"sqlite:///{self.state_dir / 'conversations.db'}"

    @property
    def action_endpoint(self) -> str:
        """URL of the action server's webhook."""
        return self.action_url or f"http://localhost:{self.action_port}/webhook"

    @property
    def cors_origins(self) -> list[str]:
        """Origins of other sites' pages that may use the assistant.

        Raises:
            SettingsError: One of them is no origin.
        """
        return _checked_origins("TACTFUL_ALLOWED_ORIGINS", self.allowed_origins)

    @property
    def origins_of_recommendation(self) -> list[str]:
        """Origins of pages that may use the recommendation service without a key.

        Raises:
            SettingsError: One of them is no origin.
        """
        return _checked_origins("TACTFUL_RECOMMENDATION_ORIGINS", self.recommendation_origins)

    @property
    def serves_recommendation(self) -> bool:
        """Whether anybody may use the recommendation service; if not, there is none."""
        return bool(_listed(self.recommendation_keys) or _listed(self.recommendation_origins))

    def trusted_networks(self) -> list[Network]:
        """Return where the proxies are whose word on a client's address counts.

        Raises:
            SettingsError: One of them is no address.
        """
        try:
            return [ip_network(name) for name in _listed(self.trusted_proxies)]
        except ValueError as error:
            raise SettingsError(
                f"TACTFUL_TRUSTED_PROXIES: {error}. Write addresses or networks, separated by "
                "commas: 10.0.0.7,172.16.0.0/12"
            ) from error

    def secret(self) -> bytes:
        """Return the master secret; makes and keeps one (mode 0600) where none is set.

        Raises:
            SettingsError: The configured secret is shorter than 32 characters.
        """
        if self.secret_key:
            return _checked_secret("TACTFUL_SECRET_KEY", self.secret_key)
        path = self.state_dir / "secret.key"
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes().strip()
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(32).encode())
        return path.read_bytes().strip()

    def old_secrets(self) -> list[bytes]:
        """Return the earlier master secrets, newest first.

        Raises:
            SettingsError: One of them is shorter than 32 characters.
        """
        return _checked_secrets("TACTFUL_OLD_SECRET_KEYS", self.old_secret_keys)

    def all_secrets(self) -> tuple[bytes, ...]:
        """Return the master secret, then the earlier ones, newest first.

        Raises:
            SettingsError: One of them is shorter than 32 characters.
        """
        return (self.secret(), *self.old_secrets())

    def keys_of_back_office(self) -> list[bytes]:
        """Return the keys that open the back office; none: it is off.

        Raises:
            SettingsError: One of them is shorter than 32 characters.
        """
        return _checked_secrets("TACTFUL_BACK_OFFICE_KEYS", self.back_office_keys)

    def keys_of_recommendation(self) -> list[bytes]:
        """Return the keys that open the recommendation service.

        Raises:
            SettingsError: One of them is shorter than 32 characters.
        """
        return _checked_secrets("TACTFUL_RECOMMENDATION_KEYS", self.recommendation_keys)


def _listed(value: str) -> list[str]:
    return [item.strip() for item in value.split(",") if item.strip()]


def _checked_origins(variable: str, listed: str) -> list[str]:
    origins = _listed(listed)
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise SettingsError(
                f"{variable}: {origin!r} is no origin. Write scheme and host, and "
                "the port if it is an unusual one: https://shop.example"
            )
    return origins


def _checked_secrets(variable: str, listed: str) -> list[bytes]:
    return [_checked_secret(variable, secret) for secret in _listed(listed)]


def _checked_secret(variable: str, secret: str) -> bytes:
    if len(secret) < 32:
        raise SettingsError(
            f"{variable}: a secret is too short. Give it 32 characters or more, "
            "for example the output of `openssl rand -hex 32`."
        )
    return secret.encode()


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the settings of this process, read once.

    Raises:
        SettingsError: A variable, or a line of settings.env, has a value of the wrong kind.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            f"TACTFUL_{str(problem['loc'][0]).upper()}: {problem['msg']}"
            for problem in error.errors()
        )
        raise SettingsError(
            f"Settings (environment or settings.env) cannot be used: {problems}. "
            "docs/settings.md lists what each takes."
        ) from error
