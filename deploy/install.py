"""Installs the locked packages into a virtual environment, some at a time.

pip takes one package after the other, and so one core; installed in parts at once, set-up takes
about half the time. Run by the Python that makes the environment, before anything is in it, so
that only the standard library can be used here.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

# Enough packages for pip's own start not to count, few enough for no core to be left with most.
_PACKAGES_AT_ONCE = 24
_REQUIREMENT = re.compile(r"^[A-Za-z0-9]")
# Rasa 3.6 declares Python < 3.11 but runs on it with these pins (see pyproject.toml).
_LOCKED = ("--no-deps", "--ignore-requires-python", "--require-hashes", "-r")


class InstallError(Exception):
    """A package could not be installed; the message has what pip said."""


def main(arguments: list[str] | None = None) -> int:
    """Install what the command line names; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("environment", type=Path, help="folder of the virtual environment")
    parser.add_argument("lock", type=Path, help="requirements with hashes, all that is needed")
    parser.add_argument("torch", nargs="+", help="arguments of pip install for PyTorch")
    options = parser.parse_args(arguments)
    python = options.environment / "bin" / "python"
    try:
        with tempfile.TemporaryDirectory() as folder:
            parts = list(_parts(options.lock, Path(folder)))
            jobs = [("PyTorch", ["--no-deps", *options.torch])]
            jobs += [(f"{count} packages", [*_LOCKED, str(part)]) for part, count in parts]
            _install_all(python, jobs)
        # Where a PyTorch with more dependencies is offered, such as one for GPUs, now they come.
        print("PyTorch's own dependencies …", flush=True)
        _pip(python, options.torch)
    except InstallError as error:
        print(f"Set-up failed. {error}", file=sys.stderr)
        return 1
    # A start that has to compile takes half a minute longer, where Python may not write bytecode.
    print("compiling …", flush=True)
    packages = options.environment / "lib"
    # Its exit status tells of templates that are no Python too; what counts is compiled.
    subprocess.run(
        [python, "-m", "compileall", "-q", "-j", "0", packages],
        check=False,
        stdout=subprocess.DEVNULL,
    )
    return 0


def _parts(lock: Path, folder: Path) -> Iterator[tuple[Path, int]]:
    """Yield files that hold the requirements of a lock file in parts, with how many each has."""
    requirements: list[str] = []
    for line in lock.read_text(encoding="utf-8").splitlines(keepends=True):
        if _REQUIREMENT.match(line):
            requirements.append(line)
        elif line.startswith(" ") and requirements:
            requirements[-1] += line
    for first in range(0, len(requirements), _PACKAGES_AT_ONCE):
        batch = requirements[first : first + _PACKAGES_AT_ONCE]
        part = folder / f"from{first}.txt"
        part.write_text("".join(batch), encoding="utf-8")
        yield part, len(batch)


def _install_all(python: Path, jobs: list[tuple[str, list[str]]]) -> None:
    began = time.monotonic()
    with ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 1)) as pool:
        waiting = {pool.submit(_pip, python, arguments): name for name, arguments in jobs}
        for done, job in enumerate(as_completed(waiting), start=1):
            try:
                job.result()
            except InstallError:
                pool.shutdown(cancel_futures=True)
                raise
            print(
                f"[{done}/{len(jobs)}] {waiting[job]} installed, {time.monotonic() - began:.0f} s",
                flush=True,
            )


def _pip(python: Path, arguments: list[str]) -> None:
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--no-compile"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise InstallError(f"{' '.join(command)} said:\n{done.stdout}\n{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
