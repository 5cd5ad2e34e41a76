"""``python -m bot.learn propose [FILE|URL]``, ``… accept REVIEW``, ``… pretrain [FILE|URL]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from tqdm import tqdm

from bot.learn.errors import LearnError
from bot.learn.gather import History, Message, gather
from bot.learn.placeholders import training_texts
from bot.learn.redaction import ConversationRedactor
from bot.learn.stored import read_stored
from bot.learn.transcripts import Problems, read_transcripts
from bot.privacy import PrivacyError
from bot.privacy.endpoints import Installation, read_installation
from nlu_models.errors import NluModelError
from settings import PROJECT_ROOT, SettingsError, get_settings

_THREADS = 2
# Of `pretrain`: default, and what it is.
_SIZES = {
    "epochs": (1, "passes over the texts"),
    "batch-size": (32, "texts per step"),
    "max-tokens": (128, "longer texts are cut to this many word pieces"),
    "layers": (4, "of a new encoder"),
    "dim": (256, "of a new encoder, a multiple of 64"),
    "vocabulary": (8000, "of a new encoder, word pieces"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    given = _parser().parse_args(arguments)
    try:
        installation = read_installation(given.endpoints)
        run = {"propose": _propose, "accept": _accept, "pretrain": _pretrain}[given.command]
        run(given, installation)
    except (LearnError, NluModelError, PrivacyError, SettingsError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Run it again.", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot.learn", description=__doc__)
    parser.add_argument("--endpoints", type=Path, default=PROJECT_ROOT / "endpoints.yml")
    parser.add_argument("--data", type=Path, default=PROJECT_ROOT / "data", help="training data")
    commands = parser.add_subparsers(dest="command", required=True)
    propose = commands.add_parser("propose", help="write a review file")
    _add_source(propose)
    propose.add_argument("--out", type=Path, help="the review file")
    propose.add_argument("--models", type=Path, default=PROJECT_ROOT / "models")
    propose.add_argument("--least", type=int, default=3, help="conversations that make an item")
    _add_k(propose, 3, "messages that fewer shoppers wrote have to be accepted one by one")
    propose.add_argument("--most", type=int, default=50, help="most items to write")
    accept = commands.add_parser("accept", help="take over what is marked in a review file")
    accept.add_argument("review", type=Path)
    accept.add_argument("--domain", type=Path, default=PROJECT_ROOT / "domain.yml")
    accept.add_argument("--held-out", type=Path, default=PROJECT_ROOT / "tests" / "nlu")
    pretrain = commands.add_parser("pretrain", help="make an encoder familiar with texts")
    _add_source(pretrain)
    pretrain.add_argument("--out", type=Path, default=PROJECT_ROOT / "models" / "pretrained")
    pretrain.add_argument("--encoder", default="", help="folder or Hugging Face name to go on with")
    pretrain.add_argument("--from-scratch", action="store_true", help="a new encoder instead")
    _add_k(pretrain, 1, "texts of fewer conversations are left out")
    for name, (default, what) in _SIZES.items():
        pretrain.add_argument(f"--{name}", type=int, default=default, help=what)
    pretrain.add_argument("--learning-rate", type=float, default=1e-4)
    return parser


def _add_k(command: argparse.ArgumentParser, default: int, what: str) -> None:
    command.add_argument("--k", type=_count, default=default, help=f"{what} (default {default})")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number from 1 on")
    return int(text)


def _add_source(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "source",
        nargs="?",
        default="",
        metavar="FILE|URL",
        help=".csv, .jsonl or .txt, or URL of a tracker store; else this assistant's conversations",
    )


def _propose(given: argparse.Namespace, installation: Installation) -> None:
    out = given.out or get_settings().state_dir / "learn" / "review.yml"
    if out.exists():
        raise LearnError(
            f"{out} exists, and may hold what somebody has edited. Move it, or name another: OUT=…"
        )
    history = _history(given.source, installation)
    # Take seconds to import, so that a wrong file is told of before.
    from bot.learn.proposals import find_proposals
    from bot.learn.review import write_review
    from bot.learn.training_files import read_training_data
    from bot.learn.understanding import understood
    from nlu_models.archive import read_newest_matcher
    from nlu_models.encoder import SentenceEncoder

    known = read_training_data([given.data])
    matcher = read_newest_matcher(given.models, _THREADS)
    encoder = SentenceEncoder.load(given.models / "encoder", _THREADS)
    found = find_proposals(
        history,
        partial(understood, matcher),
        encoder.encode,
        known,
        least=given.least,
        most=given.most,
        progress=_batches,
    )
    more = f" ({found.left_out:,} of them rare and not looked at)" if found.left_out else ""
    print(
        f"{found.messages:,} different messages, {found.unclear:,} not understood{more}: "
        f"{len(found.proposals):,} proposals"
    )
    if not found.proposals:
        print(f"Nothing was said in {given.least} conversations and not understood.")
        return
    write_review(out, found, given.k)
    messages = [message for proposal in found.proposals for message in proposal.messages]
    rare = sum(message.conversations < given.k for message in messages)
    if rare:
        print(
            f"{rare:,} of their {len(messages):,} messages come from fewer than {given.k} shoppers "
            "and need your eye: each is learned only where you accept it."
        )
    print(f"Read and edit {out}, then: make learn ACCEPT={out}")


def _history(source: str, installation: Installation) -> History:
    problems = Problems()
    redactor = ConversationRedactor(installation.parts.detector)
    if source and "://" not in source:
        path = Path(source)
        size = path.stat().st_size if path.is_file() else None
        with tqdm(total=size, desc="Reading", unit="B", unit_scale=True, disable=None) as bar:
            turns = read_transcripts(path, problems, bar.update)
            history = gather(turns, redactor, _conversations)
    else:
        url = source or str(installation.url.render_as_string(hide_password=False))
        turns = read_stored(url, problems)
        history = gather(turns, redactor, _conversations)
    print(
        f"{history.turns:,} turns in {history.conversations:,} conversations, of which "
        f"{history.withheld:,} are personal altogether"
    )
    if problems.count:
        print(f"Left out {problems.count:,} lines:")
        print("".join(f"  {problem}\n" for problem in problems.first), end="")
    if history.turns == 0:
        raise LearnError("There is nothing to learn from.")
    return history


def _conversations(names: list[str]) -> Iterable[str]:
    return tqdm(names, desc="Redacting", unit=" conversations", disable=None)


def _batches(
    batches: Iterable[Sequence[Message]], total: int, title: str
) -> Iterable[Sequence[Message]]:
    with tqdm(total=total, desc=title, unit=" messages", disable=None) as bar:
        for batch in batches:
            yield batch
            bar.update(len(batch))


def _accept(given: argparse.Namespace, installation: Installation) -> None:
    from bot.learn.accept import Places, accept
    from bot.learn.training_files import read_intents

    places = Places(given.data, given.held_out, read_intents(given.domain))
    outcome = accept(given.review, places, installation.parts.detector)
    print(
        f"{outcome.items:,} items accepted, {outcome.unmarked:,} not marked: "
        f"{outcome.examples:,} new examples, {len(outcome.answers):,} new answers"
    )
    if outcome.known:
        print(f"{outcome.known:,} messages were in the training data already.")
    if outcome.held_out:
        print(f"{outcome.held_out:,} messages are in {given.held_out} and were left out.")
    for path in outcome.files:
        print(f"Changed: {path}")
    if outcome.files:
        print("Then: make train")


def _pretrain(given: argparse.Namespace, installation: Installation) -> None:
    history = _history(given.source, installation)
    texts, rare = training_texts(history, given.k)
    if rare:
        print(f"Left out {rare:,} texts that fewer than {given.k} conversations have.")
    # Takes seconds to import, so that a wrong file is told of before.
    from nlu_models.pretraining import PretrainingOptions, Shape, pretrain
    from nlu_models.sources import resolve_encoder

    options = PretrainingOptions(
        given.epochs, given.batch_size, given.learning_rate, given.max_tokens
    )
    start = (
        Shape(given.layers, given.dim, given.vocabulary)
        if given.from_scratch
        else resolve_encoder(given.encoder)
    )
    made = pretrain(texts, options, start, given.out)
    print(
        f"Hidden words of other texts: cross-entropy {made.before:.2f} before, {made.after:.2f} "
        f"after training on {made.texts:,} texts"
    )
    print(f"Set TACTFUL_ENCODER={given.out}, then: make train")


if __name__ == "__main__":
    sys.exit(main())
