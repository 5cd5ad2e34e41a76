"""Installs the locked packages into a virtual environment, some at a time.

pip takes one package after the other, and so one core; installed in parts at once, set-up takes
about half the time. Run by the Python that makes the environment, before anything is in it, so
that only the standard library can be used here.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

# Enough packages for pip's own start not to count, few enough for no core to be left with most.
_PACKAGES_AT_ONCE = 24
_REQUIREMENT = re.compile(r"^[A-Za-z0-9]")
# Rasa 3.6 declares Python < 3.11 but runs on it with these pins (see pyproject.toml).
_LOCKED = ("--no-deps", "--ignore-requires-python", "--require-hashes", "-r")


class InstallError(Exception):
    """Packages could not be installed; the message says why."""


def main(arguments: list[str] | None = None) -> int:
    """Install what the command line names; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("environment", type=Path, help="folder of the virtual environment")
    parser.add_argument("lock", type=Path, help="requirements with hashes, all that is needed")
    parser.add_argument("torch", nargs="+", help="arguments of pip install for PyTorch")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _install(options.environment / "bin" / "python", options.lock, options.torch)
    except (InstallError, OSError) as error:
        print(
            f"Set-up failed: {error}\npip needs its package index, with the very files that "
            f"{options.lock} names. Mend that, then run `make setup` again: it begins anew.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("Set-up was stopped. Run `make setup` again: it begins anew.", file=sys.stderr)
        return 130
    return 0


def _install(python: Path, lock: Path, torch: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        jobs = [("PyTorch", ["--no-deps", *torch])]
        jobs += [(f"{n} packages", [*_LOCKED, str(part)]) for part, n in _parts(lock, folder)]
        _pip(python, jobs, folder)
        # Where a PyTorch with more dependencies is offered, such as one for GPUs, now they come.
        _pip(python, [("PyTorch's own dependencies", torch)], folder)
    # A start that has to compile takes half a minute longer, where Python may not write bytecode.
    print("compiling …", flush=True)
    # Its exit status tells of templates that are no Python too; what counts is compiled.
    subprocess.run(
        [python, "-m", "compileall", "-q", "-j", "0", python.parent.parent / "lib"],
        check=False,
        stdout=subprocess.DEVNULL,
    )


def _parts(lock: Path, folder: Path) -> Iterator[tuple[Path, int]]:
    """Yield files that hold the requirements of a lock file in parts, with how many each has."""
    requirements: list[str] = []
    for line in lock.read_text(encoding="utf-8").splitlines(keepends=True):
        if _REQUIREMENT.match(line):
            requirements.append(line)
        elif line.startswith(" ") and requirements:
            requirements[-1] += line
    if not requirements:
        raise InstallError(f"{lock} names no packages.")
    for first in range(0, len(requirements), _PACKAGES_AT_ONCE):
        batch = requirements[first : first + _PACKAGES_AT_ONCE]
        part = folder / f"from{first}.txt"
        part.write_text("".join(batch), encoding="utf-8")
        yield part, len(batch)


def _pip(python: Path, jobs: list[tuple[str, list[str]]], folder: Path) -> None:
    """Let pip install what some jobs name, as many at once as there are cores, at least two."""
    began = time.monotonic()
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--no-compile"]
    waiting = [(name, [*command, *arguments]) for name, arguments in reversed(jobs)]
    running: dict[subprocess.Popen[bytes], tuple[str, Path]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < max(2, os.cpu_count() or 1):
                name, line = waiting.pop()
                log = folder / f"{len(waiting)}.log"
                with log.open("wb") as file:
                    running[subprocess.Popen(line, stdout=file, stderr=file)] = (name, log)
            for process in [one for one in running if one.poll() is not None]:
                name, log = running.pop(process)
                if process.returncode:
                    said = log.read_text(errors="replace").splitlines()[-30:]
                    raise InstallError("\n".join([f"pip ended for {name}, saying", *said]))
                done, seconds = len(jobs) - len(waiting) - len(running), time.monotonic() - began
                print(f"[{done}/{len(jobs)}] {name} installed, {seconds:.0f} s", flush=True)
            time.sleep(0.1)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
