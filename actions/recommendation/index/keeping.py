"""Which index folders are in use, and which can go.

Who builds or uses an index holds a shared lock on a file in its folder. The system lets go of it
when the process ends, however that happens. A folder is removed under an exclusive lock only, and
never if it is the one that is named as current.

    index/
      catalogue-FINGERPRINT/          an encoder
        current.json                  names one of the folders beside it
        index-1f3a9c20/in-use         what is locked
        build.lock                    held by who makes the next one
      vectors-FINGERPRINT/
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_log = logging.getLogger(__name__)
CURRENT = "current.json"
_LOCK = "in-use"
# What is younger may be made by a process that has not locked it yet.
_GRACE_SECONDS = 600.0
# What was made with another encoder goes when nobody has opened it for so long.
_FORGOTTEN_SECONDS = 7 * 24 * 3600.0


class Hold:
    """Keeps an index folder in place as long as this object lives.

    Args:
        folder: The folder.

    Raises:
        FileNotFoundError: It is gone, or is being removed.
    """

    def __init__(self, folder: Path) -> None:
        file = os.open(folder / _LOCK, os.O_RDONLY | os.O_CREAT, 0o644)
        self._finalizer = weakref.finalize(self, os.close, file)
        gone = FileNotFoundError(f"{folder} is being removed")
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            raise gone from None
        if os.fstat(file).st_nlink == 0:  # removed between the two calls
            raise gone
        if os.access(folder / _LOCK, os.W_OK):
            os.utime(folder / _LOCK)  # when it was last opened

    def release(self) -> None:
        """Let the folder go before this object does."""
        self._finalizer()


@contextmanager
def building(home: Path) -> Iterator[bool]:
    """Make an index while no other process makes one there; waits for one that does.

    Args:
        home: The folder of an encoder's indexes.

    Yields:
        Whether another process has finished one meanwhile, so that there is nothing to do.
    """
    home.mkdir(parents=True, exist_ok=True)
    before = current_name(home)
    with (home / "build.lock").open("w") as file:
        waited = not _locked(file.fileno())
        if waited:
            _log.info("Another process makes the index in %s; this one waits for it.", home)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield waited and current_name(home) != before


def current_name(home: Path) -> str | None:
    """Return the name of the folder that is current; None: there is none.

    A damaged file counts as none, with a warning.
    """
    try:
        return str(json.loads((home / CURRENT).read_text(encoding="utf-8"))["folder"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.warning("%s is damaged (%s): the index is made anew.", home / CURRENT, error)
        return None


def announce(home: Path, folder: Path) -> None:
    """Name a finished index as the one to use, at once."""
    part = home / f"{CURRENT}.part"
    part.write_text(json.dumps({"folder": folder.name}), encoding="utf-8")
    part.replace(home / CURRENT)


def remove_unused(root: Path, fingerprint: str) -> list[Path]:
    """Remove what no process has open and none will open again; returns the folders.

    These are indexes that another one has replaced, or whose build broke off, and all that was made
    with an encoder that nobody has used for a week.

    Args:
        root: Where all indexes lie.
        fingerprint: The encoder that is served with.
    """
    own = root / f"catalogue-{fingerprint}"
    removed = [folder for folder in own.glob("index-*") if _removed(folder, own)]
    for home in root.glob("catalogue-*"):
        if home != own and _forgotten(home) and all(map(_free, home.glob("index-*"))):
            removed += _gone(home)
    for vectors in root.glob("vectors-*"):
        other = vectors.name.removeprefix("vectors-")
        used = other == fingerprint or (root / f"catalogue-{other}").exists()
        if not used and _forgotten(vectors):
            removed += _gone(vectors)
    return removed


def _removed(folder: Path, home: Path) -> bool:
    """Remove an index that has been replaced, if it is free; returns whether it is gone."""
    if _age(folder) < _GRACE_SECONDS:
        return False
    with _exclusive(folder) as free:
        # Asked under the lock: who builds holds it until its index is the current one.
        if not free or current_name(home) in (None, folder.name):
            return False
        return bool(_gone(folder))


def _free(folder: Path) -> bool:
    with _exclusive(folder) as free:
        return free


@contextmanager
def _exclusive(folder: Path) -> Iterator[bool]:
    """Lock a folder, if no process has it open; yields whether it is locked."""
    try:
        file = os.open(folder / _LOCK, os.O_RDONLY | os.O_CREAT, 0o644)
    except FileNotFoundError:  # another process was quicker
        yield False
        return
    except OSError as error:
        _log.warning("It cannot be told whether %s is in use: %s", folder, error)
        yield False
        return
    try:
        yield _locked(file)
    finally:
        os.close(file)


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _forgotten(folder: Path) -> bool:
    """Whether nothing in a folder was written or opened for a week."""
    inside = (*folder.glob("*"), *folder.glob(f"index-*/{_LOCK}"))
    return min(map(_age, (folder, *inside))) > _FORGOTTEN_SECONDS


def _age(path: Path) -> float:
    """Return the seconds since a file or folder was changed; of what is gone, none."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _gone(folder: Path) -> list[Path]:
    try:
        shutil.rmtree(folder)
    except OSError as error:
        _log.warning("%s is not needed any more, and cannot be removed: %s", folder, error)
        return []
    return [folder]
