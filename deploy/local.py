"""Run the whole assistant on one machine: its servers, started and stopped together.

``python -m deploy.local run`` serves it, ``python -m deploy.local shell`` opens Rasa's shell.
"""

from __future__ import annotations

import argparse
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

from deploy.services import (
    LaunchError,
    action_service,
    console,
    environment_for,
    rasa_command,
    rasa_service,
    recommendation_service,
    relative,
    running,
    supervise,
)
from settings import PROJECT_ROOT, Settings, SettingsError, get_settings


def require_free_port(host: str, port: int, variable: str) -> None:
    """Check that nothing listens on the port yet.

    Raises:
        LaunchError: Something does.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise LaunchError(
                f"Port {port} of {host} cannot be used ({error.strerror}). "
                f"Stop what listens there, or choose another: {variable}=… make run"
            ) from error


def prepare_shop() -> None:
    """Bring the shop's database up to date, and fill it with the sample shop if it is empty.

    Raises:
        LaunchError: The database cannot be used.
    """
    command = [sys.executable, "-m", "actions.shop", "prepare"]
    if subprocess.run(command, cwd=PROJECT_ROOT, check=False).returncode != 0:
        raise LaunchError("`python -m actions.shop prepare` failed; its message is above.")


def serve(settings: Settings) -> None:
    """Serve the assistant until Ctrl-C or SIGTERM."""
    require_free_port(settings.host, settings.action_port, "TACTFUL_ACTION_PORT")
    require_free_port(settings.host, settings.bot_port, "TACTFUL_BOT_PORT")
    if settings.serves_recommendation:
        port = settings.recommendation_port
        require_free_port(settings.host, port, "TACTFUL_RECOMMENDATION_PORT")
    started = time.monotonic()
    prepare_shop()
    services = [action_service(settings), rasa_service(settings)]
    if settings.serves_recommendation:
        services.append(recommendation_service(settings))
    with running(services, settings):
        address = f"http://localhost:{settings.bot_port}"
        page = f"{address}/shop/" if settings.demo else f"{address}/webhooks/rest/webhook"
        console.print(
            f"[bold green]Tactful is ready[/] after {time.monotonic() - started:.0f} s: "
            f"[bold]{page}[/]\n"
            f"REST {address}/webhooks/rest/webhook   Socket.IO {address}/socket.io   "
            f"logs {relative(settings.state_dir / 'logs')}   stop with Ctrl-C"
        )
        supervise(services, environment_for(settings))


def shell(settings: Settings) -> None:
    """Open ``rasa shell`` with the action server beside it."""
    require_free_port(settings.host, settings.action_port, "TACTFUL_ACTION_PORT")
    prepare_shop()
    with running([action_service(settings)], settings):
        subprocess.run(
            rasa_command("shell", "--port", str(settings.bot_port)),
            cwd=PROJECT_ROOT,
            env=environment_for(settings),
            check=False,
        )


def _stop_on_sigterm(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    commands: dict[str, Callable[[Settings], None]] = {"run": serve, "shell": shell}
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description=__doc__)
    parser.add_argument("command", choices=sorted(commands))
    command = commands[parser.parse_args(arguments).command]
    signal.signal(signal.SIGTERM, _stop_on_sigterm)
    try:
        command(get_settings())
    except KeyboardInterrupt:
        console.print("\nStopped.")
    except (LaunchError, SettingsError) as error:
        console.print("[bold red]Not started:[/]", end=" ")
        console.print(str(error), markup=False, highlight=False)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
