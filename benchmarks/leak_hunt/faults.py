"""What breaks while the conversations go on."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from benchmarks.leak_hunt.assistant import Assistant
from benchmarks.servers import PostgreSQL, RabbitMQ, Redis

_OUTAGE_SECONDS = 5.0
# Longer than the store waits for a lock, so that turns cannot be written.
_LOCK_SECONDS = 8.0


class Fault(NamedTuple):
    """Something that breaks.

    Attributes:
        name: What.
        at: When, as the share of conversations that are over.
        run: Breaks and repairs it; blocks for as long as it is broken.
    """

    name: str
    at: float
    run: Callable[[], None]


def usual_faults(
    assistant: Assistant,
    database: PostgreSQL | None,
    broker: RabbitMQ | None,
    redis: Redis | None,
) -> list[Fault]:
    """Return the faults of a hunt, in their order."""

    def kill_rasa() -> None:
        assistant.kill(assistant.rasa)
        assistant.start_again(assistant.rasa)

    def kill_actions() -> None:
        assistant.kill(assistant.actions)
        time.sleep(_OUTAGE_SECONDS / 2)
        assistant.start_again(assistant.actions)

    def lock() -> None:
        path = assistant.settings.state_dir / "conversations.db"
        connection = sqlite3.connect(path, isolation_level=None, timeout=60)
        connection.execute("BEGIN EXCLUSIVE")
        time.sleep(_LOCK_SECONDS)
        connection.execute("ROLLBACK")
        connection.close()

    def outage(server: PostgreSQL | RabbitMQ | Redis) -> Callable[[], None]:
        def stop_and_start() -> None:
            server.stop()
            time.sleep(_OUTAGE_SECONDS)
            server.start()

        return stop_and_start

    faults = [
        *(Fault("Rasa killed", at, kill_rasa) for at in (0.15, 0.5, 0.8)),
        *(Fault("action server killed", at, kill_actions) for at in (0.25, 0.65)),
        Fault("database locked", 0.35, lock)
        if database is None
        else Fault("database down", 0.35, outage(database)),
    ]
    if broker is not None:
        faults.append(Fault("broker down", 0.45, outage(broker)))
    if redis is not None:
        faults.append(Fault("Redis down", 0.6, outage(redis)))
    return sorted(faults, key=lambda fault: fault.at)


async def break_things(faults: Sequence[Fault], done: Callable[[], float]) -> None:
    """Run each fault when its time has come; two never overlap.

    Args:
        faults: In their order.
        done: Share of the conversations that are over.
    """
    for fault in faults:
        while done() < fault.at:
            await asyncio.sleep(0.05)
        await asyncio.to_thread(fault.run)
