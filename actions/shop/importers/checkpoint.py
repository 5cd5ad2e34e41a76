"""How far an import of a file has come, so that an interrupted one goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from actions.shop.importers.errors import ImportFileError

# Goes up when products are read otherwise than before: old checkpoints are then of no use.
_VERSION = "1"


@dataclass(frozen=True)
class Progress:
    """What an import has done so far.

    Attributes:
        done: Products of the file that need not be looked at again.
        last_handle: Handle of the last one that was stored; empty if none was.
        created: Of them, new ones.
        updated: Of them, changed ones.
        unchanged: Of them, those that were stored just so.
        skipped: Of them, those of which nothing could be taken over.
    """

    done: int = 0
    last_handle: str = ""
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0


class Checkpoint:
    """The stored progress of one file's import into one database.

    Written after a batch is committed, so that it never promises what is not stored.

    Args:
        folder: Where checkpoints are kept.
        file: The file; all of it is read.
        format_name: How it is read.
        database: The database's name.
    """

    def __init__(self, folder: Path, file: Path, format_name: str, database: str) -> None:
        with file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256")
        for part in (_VERSION, format_name, database):
            digest.update(f"\n{part}".encode())
        self._path = folder / f"{digest.hexdigest()[:32]}.json"

    def read(self) -> Progress:
        """Return the stored progress: none for a file that was not begun, or was finished.

        Raises:
            ImportFileError: The checkpoint is damaged.
        """
        try:
            return Progress(**json.loads(self._path.read_text("utf-8")))
        except FileNotFoundError:
            return Progress()
        except (ValueError, TypeError) as error:
            raise ImportFileError(
                self._path,
                f"this checkpoint of an interrupted import is damaged ({error})",
                f"Delete {self._path} and import again; nothing is stored twice.",
            ) from error

    def write(self, progress: Progress) -> None:
        """Store progress; a crash leaves either the old or the new one."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(asdict(progress), file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)

    def remove(self) -> None:
        """Forget the progress: the file is done."""
        with suppress(FileNotFoundError):
            self._path.unlink()
