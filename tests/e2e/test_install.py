"""Set-up's installer, through its command line and with pip itself, from a folder of packages."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pip
import psutil
import pytest

from settings import PROJECT_ROOT

PACKAGES = [f"tiny{number}" for number in range(26)]  # two parts


@pytest.fixture(scope="module")
def offline(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Settings of pip: it finds the packages, and one that stands for PyTorch, in a folder."""
    folder = tmp_path_factory.mktemp("index")
    for name in [*PACKAGES, "torchlike"]:
        with ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
            facts = f"{name}-1.0.dist-info"
            wheel.writestr(f"{name}.py", "")
            wheel.writestr(
                f"{facts}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
            )
            wheel.writestr(f"{facts}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
            wheel.writestr(f"{facts}/RECORD", "")
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder)}


@pytest.fixture
def lock(offline: Mapping[str, str], tmp_path: Path) -> Path:
    path = tmp_path / "requirements.lock"
    with path.open("w", encoding="utf-8") as file:
        for name in PACKAGES:
            wheel = Path(offline["PIP_FIND_LINKS"]) / f"{name}-1.0-py3-none-any.whl"
            digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
            file.write(f"{name}==1.0 \\\n    --hash=sha256:{digest}\n")
    return path


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """Where the packages of a new virtual environment lie; it has the tests' own pip."""
    folder = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    packages = folder / "lib" / "python3.11" / "site-packages"
    (packages / "pip").symlink_to(Path(pip.__path__[0]))
    return packages


def start(lock: Path, pip_settings: Mapping[str, str]) -> subprocess.Popen[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
    installer = str(PROJECT_ROOT / "deploy" / "install.py")
    places = [str(lock.parent / "environment"), str(lock)]
    return subprocess.Popen(
        [sys.executable, installer, *places, "--", "torchlike==1.0"],
        env={**kept, "PIP_CONFIG_FILE": os.devnull, **pip_settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_all_is_installed_and_compiled(
    packages: Path, lock: Path, offline: Mapping[str, str]
) -> None:
    process = start(lock, offline)
    said, complaint = process.communicate(timeout=300)
    assert process.returncode == 0, complaint
    assert {file.stem for file in packages.glob("*.py")} == {*PACKAGES, "torchlike"}
    assert len(list(packages.glob("__pycache__/tiny*.pyc"))) == len(PACKAGES)
    assert "[3/3]" in said


@pytest.mark.parametrize(
    ("pattern", "instead", "complaint"),
    [
        (r"(tiny20==1.0 \\\n +--hash=sha256:)\w+", rf"\g<1>{'0' * 64}", "DO NOT MATCH THE HASHES"),
        ("tiny20==1.0", "tiny20==2.0", "tiny20==2.0"),
        ("tiny", "# tiny", "names no packages"),
    ],
    ids=["a wrong hash", "a version that is not there", "no packages"],
)
@pytest.mark.usefixtures("packages")
def test_what_is_wrong_with_a_lock_file_is_told(
    lock: Path, offline: Mapping[str, str], pattern: str, instead: str, complaint: str
) -> None:
    lock.write_text(re.sub(pattern, instead, lock.read_text(encoding="utf-8")), encoding="utf-8")
    process = start(lock, offline)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 1
    assert complaint in said
    assert "`make setup` again" in said
    assert "Traceback" not in said


@pytest.mark.usefixtures("packages")
def test_no_index_is_told(lock: Path) -> None:
    process = start(lock, {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"})
    _, said = process.communicate(timeout=300)
    assert process.returncode == 1
    assert "No matching distribution" in said
    assert "pip needs its package index" in said


def _works(process: psutil.Process) -> bool:
    """Whether a process is more than an entry that nobody has asked about yet."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.usefixtures("packages")
def test_stopped_in_the_middle_it_leaves_no_pip_behind(
    lock: Path, signal_number: signal.Signals
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        process = start(lock, {"PIP_INDEX_URL": f"http://127.0.0.1:{silent.getsockname()[1]}/"})
        silent.settimeout(120)
        waiting, _ = silent.accept()  # a pip asks, and gets no answer
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal_number)
        _, said = process.communicate(timeout=60)
        waiting.close()
    assert process.returncode == 130
    assert "`make setup` again" in said
    assert "Traceback" not in said
    assert len(children) >= 2
    _, left = psutil.wait_procs(children, timeout=20)
    assert not any(_works(child) for child in left)
