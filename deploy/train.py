"""Train the assistant, with `rasa train` showing what concerns the assistant only.

``python -m deploy.train`` takes `rasa train`'s options. Left out are remarks of libraries on their
own code, and Rasa's remark on responses that no story or rule names where an action or a form
sends them; a response that nothing sends is still told.
"""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from settings import PROJECT_ROOT

_PREFIX = "utter_"
# Sent by Rasa's default actions.
_OF_RASA = ("utter_default",)
# Sent by bot/spare_answers.py.
_WITHOUT_ACTIONS = ("utter_question_stays",)
# Rasa's name for all answers of the FAQ together; action_answer gives one of them.
_ALL_ANSWERS = ("utter_faq",)
_OURS = "actions|bot|deploy|nlu_models|settings"


def sent_by_code(folder: Path) -> Iterator[str]:
    r"""Yield a regular expression for each response that Python files name.

    What an f-string fills in is any word: ``f"utter_find_{step}"`` gives ``utter_find_\w+``.

    Raises:
        SyntaxError: A file is no Python.
    """
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"), str(file))):
            parts = node.values if isinstance(node, ast.JoinedStr) else [node]
            pattern = "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+"
                for part in parts
                if isinstance(part, ast.Constant | ast.FormattedValue)
            )
            if pattern.startswith(_PREFIX) and pattern != _PREFIX:
                yield pattern


def sent_by_forms(domain: Path) -> Iterator[str]:
    """Yield a regular expression for the questions of each form of a domain."""
    for form in yaml.safe_load(domain.read_text(encoding="utf-8")).get("forms") or {}:
        yield rf"utter_ask_{re.escape(form)}_\w+"


def quiet(sent: Sequence[str]) -> None:
    """Leave out the remarks that the module's docstring names.

    Args:
        sent: Regular expressions for the responses that are sent by something else than a rule.
    """
    # Sanic asks for the deprecation warnings of all code when it is imported: ours come after that.
    import sanic.app  # noqa: F401

    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("default", category=DeprecationWarning, module=rf"({_OURS})\b")
    # What Rasa leaves out on its own account; filters of ours would come before those it sets.
    from pyparsing import PyparsingDeprecationWarning
    from rasa.utils.common import EXPECTED_WARNINGS

    names = "|".join(sent)
    EXPECTED_WARNINGS.append(
        (UserWarning, f"The utterance '({names})' is not used in any story or rule")
    )
    # Rasa itself makes a second domain of the questions that have answers in data/faq.
    retrieval = "The following duplicated intents have been found .*: chitchat, faq$"
    EXPECTED_WARNINGS.append((UserWarning, retrieval))
    EXPECTED_WARNINGS.append((UserWarning, "pkg_resources is deprecated"))
    EXPECTED_WARNINGS.append((PyparsingDeprecationWarning, ""))  # a UserWarning as well


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `rasa train`; ends the process as it does."""
    by_code = [*sent_by_code(PROJECT_ROOT / "actions"), *_WITHOUT_ACTIONS]
    quiet([*by_code, *sent_by_forms(PROJECT_ROOT / "domain.yml"), *_OF_RASA, *_ALL_ANSWERS])
    from rasa.__main__ import main as rasa

    sys.argv = ["rasa", "train", *(sys.argv[1:] if arguments is None else arguments)]
    rasa()


if __name__ == "__main__":
    main()
