"""Labelled messages from the forms in which they are published."""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Labelled = list[tuple[str, str]]

_TEXT_COLUMNS = ("text", "utterance", "sentence", "message", "review")
_LABEL_COLUMNS = ("label", "category", "intent")


class DataFileError(Exception):
    """A file of messages is missing or has another form."""

    def __init__(self, path: Path, problem: str) -> None:
        """Say what is wrong, and what is expected instead."""
        super().__init__(
            f"{path}: {problem}. Expected is a CSV file with a column `text` and one `label`, also "
            "alone in a .zip, a folder with the files `seq.in` and `label`, Rasa NLU YAML, or "
            "CLINC150's JSON."
        )


@dataclass(frozen=True)
class Messages:
    """Messages to learn from or to be tested with.

    Attributes:
        known: Text and intent.
        unknown: Texts that have none of the intents.
    """

    known: Labelled
    unknown: list[str]


def read_messages(path: Path, part: str) -> Messages:
    """Read messages.

    Args:
        path: A file or folder.
        part: ``train`` or ``test``; tells which lists of a JSON file are meant.

    Raises:
        DataFileError: The file is missing or has another form.
    """
    if not path.exists():
        raise DataFileError(path, "does not exist")
    try:
        if path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                return Messages(_csv(path, file), [])
        if path.suffix == ".zip":
            return Messages(_zipped(path), [])
        if path.suffix == ".json":
            return _clinc(path, part)
        if (path / "seq.in").is_file():
            return Messages(_two_files(path), [])
        return Messages(_rasa(path), [])
    except (UnicodeDecodeError, json.JSONDecodeError, zipfile.BadZipFile) as error:
        raise DataFileError(path, f"cannot be read ({error})") from error


@dataclass(frozen=True)
class Task:
    """Messages to learn from and to test with.

    Attributes:
        train: Text and intent.
        test: The same, and texts without any of the intents.
        names: The intents, sorted.
        labels: Number of each known test message's intent, shape (known,).
    """

    train: Labelled
    test: Messages
    names: list[str]
    labels: npt.NDArray[np.int64]


def read_task(train_path: Path, test_path: Path) -> Task:
    """Read messages to learn from and to test with.

    Raises:
        DataFileError: A file is missing or has another form, or a test message has an intent that
            no training message has.
    """
    train, test = read_messages(train_path, "train").known, read_messages(test_path, "test")
    names = sorted({label for _, label in train})
    strange = sorted({label for _, label in test.known} - set(names))
    if strange:
        raise DataFileError(test_path, f"has the label {strange[0]!r}, unseen in training")
    labels = np.array([names.index(label) for _, label in test.known], dtype=np.int64)
    return Task(train, test, names, labels)


def _csv(path: Path, lines: Iterable[str]) -> Labelled:
    reader = csv.DictReader(lines)
    columns = {name.strip().lower(): name for name in reader.fieldnames or ()}
    text = next((columns[name] for name in _TEXT_COLUMNS if name in columns), None)
    label = next((columns[name] for name in _LABEL_COLUMNS if name in columns), None)
    if text is None or label is None:
        raise DataFileError(path, f"has the columns {', '.join(columns) or 'none'}")
    rows, without = [], []
    for row in reader:
        if row[text] and row[label]:
            rows.append((row[text].strip(), row[label].strip()))
        else:
            without.append(reader.line_num)
    if without:
        print(
            f"{path}: {len(without)} lines lack a text or a label and are left out, line "
            f"{without[0]} first",
            file=sys.stderr,
        )
    if not rows:
        raise DataFileError(path, "has no line with a text and a label")
    return rows


def _zipped(path: Path) -> Labelled:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if len(names) != 1:
            raise DataFileError(path, f"holds {len(names)} files")
        with io.TextIOWrapper(archive.open(names[0]), "utf-8-sig", newline="") as file:
            return _csv(path, file)


def _two_files(folder: Path) -> Labelled:
    texts, labels = (
        (folder / name).read_text(encoding="utf-8").strip("\n").split("\n")
        for name in ("seq.in", "label")
    )
    if len(texts) != len(labels):
        raise DataFileError(folder, f"has {len(texts)} texts and {len(labels)} labels")
    return [(text.strip(), label.strip()) for text, label in zip(texts, labels, strict=True)]


def _clinc(path: Path, part: str) -> Messages:
    lists = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(lists, dict) or part not in lists:
        raise DataFileError(path, f"has no list `{part}`")
    known = [(str(text), str(label)) for text, label in lists[part]]
    # Its out-of-scope training texts are left alone: the unknown must be known unseen.
    unknown = [] if part == "train" else [str(text) for text, _ in lists.get(f"oos_{part}", [])]
    return Messages(known, unknown)


def _rasa(path: Path) -> Labelled:
    from rasa.shared.exceptions import YamlException
    from rasa.shared.nlu.training_data.loading import load_data

    try:
        data = load_data(str(path))
    except (YamlException, ValueError) as error:
        raise DataFileError(path, f"cannot be read ({error})") from error
    rows = [
        (str(message.get("text")), str(message.get("intent"))) for message in data.intent_examples
    ]
    if not rows:
        raise DataFileError(path, "has no examples of intents")
    return rows
