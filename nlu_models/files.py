"""Model folders: files with a manifest that says what they are and whether they are whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nlu_models.errors import ModelFileError

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class ModelFolder:
    """A verified model folder, in memory.

    Attributes:
        path: Where it lies.
        facts: What the manifest says beside format, version and checksums.
        contents: File name to bytes; each was checked against its SHA-256.
    """

    path: Path
    facts: Mapping[str, Any]
    contents: Mapping[str, bytes] = field(repr=False)


def write_manifest(folder: Path, model_format: str, version: int, facts: Mapping[str, Any]) -> None:
    """Write ``manifest.json`` with a SHA-256 of every other file in the folder.

    Args:
        folder: A folder whose files are final.
        model_format: What kind of model it is; a reader accepts only its own.
        version: Version of that format.
        facts: JSON values to keep beside them.
    """
    names = sorted(item.name for item in folder.iterdir() if item.name != MANIFEST)
    manifest = {
        "format": model_format,
        "version": version,
        **facts,
        "files": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names},
    }
    text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_folder(folder: Path, model_format: str, version: int, fix: str) -> ModelFolder:
    """Read a model folder and verify it.

    Files are read once and handed out as bytes, so that what was checked is what is used.

    Args:
        folder: The folder.
        model_format: The format that the caller understands.
        version: The version that the caller understands.
        fix: One sentence that tells the operator what to do if the folder is unusable.

    Raises:
        ModelFileError: Something is missing, damaged, of another format or another version.
    """
    manifest = _read_manifest(folder, fix)
    if manifest.get("format") != model_format:
        problem = f"is a {manifest.get('format', 'foreign')!r} file, not {model_format!r}"
        raise ModelFileError(folder / MANIFEST, problem, fix)
    if manifest.get("version") != version:
        problem = f"has format version {manifest.get('version')!r}; this release reads {version}"
        raise ModelFileError(folder / MANIFEST, problem, fix)
    checksums = manifest.get("files")
    if not isinstance(checksums, dict) or not checksums:
        raise ModelFileError(folder / MANIFEST, "lists no files", fix)
    contents = {name: _read_checked(folder, name, checksums[name], fix) for name in checksums}
    known = ("format", "version", "files")
    facts = {key: value for key, value in manifest.items() if key not in known}
    return ModelFolder(path=folder, facts=facts, contents=contents)


def _read_manifest(folder: Path, fix: str) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelFileError(path, "does not exist", fix) from error
    except OSError as error:
        raise ModelFileError(path, f"cannot be read ({error.strerror})", fix) from error
    except ValueError as error:  # neither UTF-8 nor JSON
        raise ModelFileError(path, f"is damaged ({error})", fix) from error
    if not isinstance(manifest, dict):
        raise ModelFileError(path, "is not a manifest", fix)
    return manifest


def _read_checked(folder: Path, name: str, checksum: object, fix: str) -> bytes:
    path = folder / name
    if Path(name).name != name:
        raise ModelFileError(folder / MANIFEST, f"names {name!r} outside its folder", fix)
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ModelFileError(path, "is missing", fix) from error
    except OSError as error:
        raise ModelFileError(path, f"cannot be read ({error.strerror})", fix) from error
    if hashlib.sha256(content).hexdigest() != checksum:
        raise ModelFileError(path, "is damaged: its SHA-256 differs from the manifest's", fix)
    return content


def newest_model(models: Path) -> Path | None:
    """Return the archive of the model that was trained last, None where there is none.

    Of archives that were last changed at the same time, as copies may be, it is the one whose name
    comes last: the names that `rasa train` gives begin with date and time.

    Args:
        models: Folder of ``*.tar.gz`` as `rasa train` makes them.
    """
    archives = models.glob("*.tar.gz")
    return max(archives, key=lambda path: (path.stat().st_mtime, path.name), default=None)
