"""The training data, read and written in Rasa's form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import rasa.shared.data
import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.utils import training_data_from_paths
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.util import template_key_to_intent_response_key

from bot.learn.errors import TrainingFileError

LEARNED = "learned.yml"
_FOLDERS = ("nlu", "faq")
_FORMAT = "3.1"
_HEADER = """\
# Taken over from conversations with `make learn ACCEPT=…`, after a person had read it.
# Sorted; `make learn` adds to it.
"""


@dataclass(frozen=True)
class TrainingData:
    """Examples by full intent (``faq/returns``), and the texts of the answers by the same.

    Attributes:
        examples: The examples; an example stands once in each.
        answers: Variations of each answer.
    """

    examples: Mapping[str, frozenset[str]] = field(default_factory=dict)
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_training_data(paths: Iterable[Path]) -> TrainingData:
    """Read NLU files, and those in folders, with Rasa's loader.

    Raises:
        TrainingFileError: Rasa cannot read one of them.
    """
    try:
        files = rasa.shared.data.get_data_files(
            [str(path) for path in paths], rasa.shared.data.is_nlu_file
        )
        loaded = training_data_from_paths(sorted(files), "en")
    except (RasaException, ValueError) as error:
        raise TrainingFileError(f"Training data cannot be read: {error}") from error
    examples: defaultdict[str, set[str]] = defaultdict(set)
    for message in loaded.intent_examples:
        if message.get(TEXT):
            examples[str(message.get_full_intent())].add(str(message.get(TEXT)))
    return TrainingData(
        {intent: frozenset(texts) for intent, texts in examples.items()},
        {
            template_key_to_intent_response_key(name): tuple(
                str(variation.get("text") or "") for variation in variations
            )
            for name, variations in loaded.responses.items()
        },
    )


def read_intents(domain: Path) -> frozenset[str]:
    """Return the intents of a domain file.

    Raises:
        TrainingFileError: Rasa cannot read it.
    """
    try:
        return frozenset(Domain.load(str(domain)).intents)
    except RasaException as error:
        raise TrainingFileError(f"{domain} cannot be read: {error}") from error


def write_learned(data: Path, added: TrainingData) -> list[Path]:
    """Add to ``nlu/learned.yml`` and ``faq/learned.yml``, and return which of them changed.

    Each is written aside, read back with Rasa's loader and compared, and only then put in place.

    Args:
        data: The folder of the training data.
        added: What to add; what is there already is not added again.

    Raises:
        TrainingFileError: A file cannot be read or written, or would not be read back as it
            should be; it is then as it was.
    """
    changed = []
    for folder in _FOLDERS:
        path = data / folder / LEARNED
        before = read_training_data([path]) if path.exists() else TrainingData()
        after = _together(before, _part(added, folder))
        if after != before:
            _write(path, after)
            changed.append(path)
    return changed


def _part(data: TrainingData, folder: str) -> TrainingData:
    """Return what belongs into a folder: questions with their answers, or everything else."""
    return TrainingData(
        {k: v for k, v in data.examples.items() if ("/" in k) == (folder == "faq")},
        data.answers if folder == "faq" else {},
    )


def _together(first: TrainingData, second: TrainingData) -> TrainingData:
    intents = sorted({*first.examples, *second.examples})
    nothing: frozenset[str] = frozenset()
    examples = {
        i: first.examples.get(i, nothing) | second.examples.get(i, nothing) for i in intents
    }
    return TrainingData(examples, {**first.answers, **second.answers})


def _write(path: Path, data: TrainingData) -> None:
    content = _HEADER + yaml.dump(
        _in_rasas_form(data), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=path.parent, prefix=".learned-") as folder:
            aside = Path(folder) / path.name
            aside.write_text(content, encoding="utf-8")
            if read_training_data([aside]) != data:
                raise TrainingFileError(
                    f"{path}: Rasa would not read back what was accepted; the file is unchanged. "
                    "Look for unusual characters in the messages and answers."
                )
            aside.replace(path)
    except OSError as error:
        raise TrainingFileError(f"{path} cannot be written ({error.strerror}).") from error


def _in_rasas_form(data: TrainingData) -> dict[str, Any]:
    content: dict[str, Any] = {"version": _Quoted(_FORMAT)}
    if data.examples:
        content["nlu"] = [
            {"intent": intent, "examples": _Block("".join(f"- {e}\n" for e in _in_order(examples)))}
            for intent, examples in sorted(data.examples.items())
        ]
    if data.answers:
        content["responses"] = {
            f"utter_{key}": [{"text": _Quoted(text)} for text in texts]
            for key, texts in sorted(data.answers.items())
        }
    return content


def _in_order(examples: Iterable[str]) -> list[str]:
    return sorted(examples, key=lambda example: (example.casefold(), example))


class _Block(str):
    """A text written as a block."""


class _Quoted(str):
    """A text written in double quotes."""


class _Dumper(yaml.SafeDumper):
    """Writes as the rest of the training data is written."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists within mappings."""
        super().increase_indent(flow, False)


_Dumper.add_representer(
    _Block, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")
)
_Dumper.add_representer(
    _Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)
