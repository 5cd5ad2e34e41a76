"""Questions with their answers, from StackFAQ's XML or Rasa's YAML."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

Owned = tuple[tuple[str, int], ...]


class FaqFileError(Exception):
    """A file of questions and answers is missing or has another form."""

    def __init__(self, path: Path, problem: str) -> None:
        """Say what is wrong, and what is expected instead."""
        super().__init__(
            f"{path}: {problem}. Expected is StackFAQ's XML, or Rasa YAML with examples and "
            "responses of retrieval intents together with --test."
        )


@dataclass(frozen=True)
class Faq:
    """An FAQ, and questions to test it with; each text with the position of its answer.

    Attributes:
        answers: Names of the n answers.
        phrasings: Questions as they may be asked.
        texts: What is answered; an answer may have several texts.
        test: Questions of which nothing is known before.
    """

    answers: tuple[str, ...]
    phrasings: Owned
    texts: Owned
    test: Owned

    def with_phrasings(self, most: int) -> Faq:
        """Return the FAQ with the first ``most`` phrasings of each answer."""
        counts: Counter[int] = Counter()
        kept = []
        for text, owner in self.phrasings:
            counts[owner] += 1
            if counts[owner] <= most:
                kept.append((text, owner))
        return replace(self, phrasings=tuple(kept))

    def development(self) -> Faq:
        """Return an FAQ to decide on: the last phrasing of each answer stands for the test."""
        last = {owner: row for row, (_, owner) in enumerate(self.phrasings)}
        several = Counter(owner for _, owner in self.phrasings)
        spared = {row for owner, row in last.items() if several[owner] > 1}
        kept = tuple(item for row, item in enumerate(self.phrasings) if row not in spared)
        return replace(
            self, phrasings=kept, test=tuple(self.phrasings[row] for row in sorted(spared))
        )


def read_faq(path: Path, test: Path | None) -> Faq:
    """Read an FAQ.

    Args:
        path: StackFAQ's file: the threads' titles and the odd rephrasings are there to learn from,
            the even ones to test. Or a Rasa YAML file or folder.
        test: Rasa YAML with the questions to test; None for StackFAQ.

    Raises:
        FaqFileError: A file is missing or has another form.
    """
    for file in (path, test):
        if file is not None and not file.exists():
            raise FaqFileError(file, "does not exist")
    if test is None:
        return _stackfaq(path)
    return _rasa(path, test)


def _stackfaq(path: Path) -> Faq:
    try:
        threads = ElementTree.parse(path).getroot().findall("qapair")
    except (ElementTree.ParseError, UnicodeDecodeError, IsADirectoryError) as error:
        raise FaqFileError(path, f"cannot be read ({error})") from error
    if not threads:
        raise FaqFileError(path, "has no threads")
    titles: list[str] = []
    phrasings: list[tuple[str, int]] = []
    texts: list[tuple[str, int]] = []
    test: list[tuple[str, int]] = []
    for owner, thread in enumerate(threads):
        title = _text(thread.find("question"))
        titles.append(title)
        phrasings.append((title, owner))
        for number, rephrased in enumerate(map(_text, thread.findall("rephr")), start=1):
            if rephrased != "*":
                (phrasings if number % 2 else test).append((rephrased, owner))
        texts += [(_text(answer), owner) for answer in thread.findall("answer")]
    return Faq(tuple(titles), tuple(phrasings), tuple(texts), tuple(test))


def _text(element: ElementTree.Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _rasa(path: Path, test: Path) -> Faq:
    from rasa.shared.exceptions import YamlException
    from rasa.shared.importers.utils import training_data_from_paths

    from nlu_models.rasa_data import matcher_data

    def read(source: Path) -> tuple[list[tuple[str, str]], dict[str, list[str]]]:
        files = sorted(source.rglob("*.yml")) if source.is_dir() else [source]
        try:
            loaded = training_data_from_paths([str(file) for file in files], "en")
        except (YamlException, ValueError) as error:
            raise FaqFileError(source, f"cannot be read ({error})") from error
        data = matcher_data(loaded)
        questions = [(e.text, e.answer) for e in data.examples if e.answer]
        said = {key: [str(r.get("text") or "") for r in v] for key, v in data.responses.items()}
        return questions, said

    questions, said = read(path)
    names = sorted({answer for _, answer in questions})
    asked = [(text, answer) for text, answer in read(test)[0] if answer in names]
    if not names or not asked:
        raise FaqFileError(path if not names else test, "has no questions with an answer")

    def owned(items: Iterable[tuple[str, str]]) -> Owned:
        return tuple((text, names.index(answer)) for text, answer in items)

    texts = [(text, name) for name in names for text in said.get(name, [])]
    return Faq(tuple(names), owned(questions), owned(texts), owned(asked))
