"""The rules under ``tracker_store:`` in endpoints.yml.

Keys that Rasa's commercial edition has too mean the same here:

    rules:
      - slot: order_number            # default: a token, filled in again while the vault holds it
      - slot: bank_account
        anonymization: {type: redact, redaction_char: "*", keep_left: 0, keep_right: 4}
      - slot: diagnosis
        anonymization: {type: mask}   # [DIAGNOSIS]
      - slot: loyalty_number
        anonymization: {type: hash}   # [loyalty_number#9f86d081884c7d65], in every conversation
      - slot: postcode
        anonymization: {type: generalise, to: district}
      - entity: card                  # a kind that is detected, wherever it is said
        anonymization: {type: drop}
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, get_args

from bot.privacy.errors import PrivacyConfigError
from bot.privacy.generalise import DEFAULT_STEP, STEPS
from bot.privacy.vault import kind_of, normalised

Mode = Literal["token", "redact", "mask", "drop", "hash", "generalise"]
_MODES = get_args(Mode)
# Options of `anonymization`, with the mode that takes them.
_OPTIONS = {
    "redaction_char": "redact",
    "keep_left": "redact",
    "keep_right": "redact",
    "to": "generalise",
}
_FIX = (
    "Write `- slot: NAME` or `- entity: KIND`, with `anonymization: {type: …}` where it shall not "
    f"be a token. Types: {', '.join(_MODES)} (docs/privacy.md)."
)


@dataclass(frozen=True)
class Rule:
    """How the values of one slot, or of one detected kind, are written.

    Attributes:
        name: Name of the slot (keys of that name in metadata and payloads count too), or kind.
        type: token: replaced and, while the vault holds it, filled in again. All others are for
            good. redact: characters replaced; mask: the name in its place; drop: removed; hash:
            a keyed hash, the same in every conversation; generalise: a coarser value.
        redaction_char: redact: stands for each hidden character.
        keep_left: redact: characters left readable at the start.
        keep_right: redact: characters left readable at the end.
        to: generalise: year or district.
    """

    name: str
    type: Mode = "token"
    redaction_char: str = "*"
    keep_left: int = 0
    keep_right: int = 0
    to: str = ""

    def hide(self, value: Any, hash_key: bytes) -> str | None:
        """Return what is written in place of a value, for good; None where nothing is.

        A value that cannot be generalised is masked.
        """
        text = value if isinstance(value, str) else str(value)
        if self.type == "drop":
            return None
        if self.type == "hash":
            kind = kind_of(self.name)
            content = f"{kind}\0{normalised(kind, value)}".encode("utf-8", "surrogatepass")
            return f"[{kind}#{hmac.digest(hash_key, content, 'sha256').hex()[:16]}]"
        if self.type == "redact":
            hidden = len(text) - self.keep_left - self.keep_right
            if hidden <= 0:  # Keeping everything would not be redaction.
                return self.redaction_char * len(text)
            right = text[len(text) - self.keep_right :]
            return text[: self.keep_left] + self.redaction_char * hidden + right
        coarser = STEPS[self.to](text) if self.type == "generalise" else None
        return coarser if coarser is not None else f"[{self.name.upper()}]"


@dataclass(frozen=True)
class Rules:
    """All rules; a kind without one of its own follows that of the slot of its name."""

    slots: Mapping[str, Rule] = field(default_factory=dict)
    entities: Mapping[str, Rule] = field(default_factory=dict)

    @property
    def kinds(self) -> frozenset[str]:
        """Names of entities that are personal because a rule names them."""
        return frozenset((*self.slots, *self.entities))

    @property
    def hides_for_good(self) -> bool:
        """Whether a slot's rule writes something that is not filled in again."""
        return any(rule.type != "token" for rule in self.slots.values())

    def of_kind(self, kind: str) -> Rule | None:
        """Return the rule for a detected value."""
        return self._by_kind.get(kind_of(kind))

    @cached_property
    def _by_kind(self) -> dict[str, Rule]:
        return {kind_of(name): rule for name, rule in (*self.slots.items(), *self.entities.items())}


def read_rules(rules: Any) -> Rules:
    """Read the rules as they stand in endpoints.yml.

    Raises:
        PrivacyConfigError: A rule cannot be used; the message quotes it.
    """
    if rules is None:
        return Rules()
    if not isinstance(rules, Sequence) or isinstance(rules, str | bytes):
        raise PrivacyConfigError(f"endpoints.yml, tracker_store, rules: not a list. {_FIX}")
    read: dict[str, dict[str, Rule]] = {"slot": {}, "entity": {}}
    for number, raw in enumerate(rules, start=1):
        key, rule = _read_rule(number, raw)
        if rule.name in read[key]:
            raise _bad(number, raw, f"{key} {rule.name!r} has a rule already")
        read[key][rule.name] = rule
    return Rules(read["slot"], read["entity"])


def _bad(number: int, raw: Any, problem: str) -> PrivacyConfigError:
    return PrivacyConfigError(
        f"endpoints.yml, tracker_store, rule {number} ({raw!r}): {problem}. {_FIX}"
    )


def _read_rule(number: int, raw: Any) -> tuple[str, Rule]:
    if not isinstance(raw, Mapping):
        raise _bad(number, raw, "not a mapping")
    named = [key for key in ("slot", "entity") if key in raw]
    if len(named) != 1:
        raise _bad(number, raw, "it needs either `slot` or `entity`")
    (key,) = named
    name = raw[key]
    if not isinstance(name, str) or not name.strip():
        raise _bad(number, raw, f"`{key}` is no name")
    unknown = sorted(map(str, set(raw) - {key, "anonymization"}))
    if unknown:
        raise _bad(number, raw, f"unknown key {unknown[0]!r}")
    how = raw.get("anonymization")
    if how is None:
        return key, Rule(name)
    if not isinstance(how, Mapping):
        raise _bad(number, raw, "`anonymization` is not a mapping")
    return key, _read_how(number, raw, name, how)


def _read_how(number: int, raw: Any, name: str, how: Mapping[str, Any]) -> Rule:
    unknown = sorted(map(str, set(how) - {"type", *_OPTIONS}))
    if unknown:
        raise _bad(number, raw, f"unknown key {unknown[0]!r} under `anonymization`")
    mode = how.get("type", "token")
    if mode not in _MODES:
        raise _bad(number, raw, f"`type` is {mode!r}, not one of {', '.join(_MODES)}")
    for option, taker in _OPTIONS.items():
        if option in how and mode != taker:
            raise _bad(number, raw, f"`{option}` goes with type {taker}, not with {mode}")
    character = how.get("redaction_char", "*")
    if not isinstance(character, str) or len(character) != 1:
        raise _bad(number, raw, "`redaction_char` is not one character")
    kept = {side: how.get(side, 0) for side in ("keep_left", "keep_right")}
    for side, count in kept.items():
        if not isinstance(count, int) or isinstance(count, bool) or count < 0:
            raise _bad(number, raw, f"`{side}` is not a whole number from 0")
    step = how.get("to", DEFAULT_STEP.get(name)) if mode == "generalise" else ""
    if mode == "generalise" and step not in STEPS:
        raise _bad(number, raw, f"say what {name!r} becomes, `to: {' or `to: '.join(STEPS)}`")
    return Rule(name, mode, character, kept["keep_left"], kept["keep_right"], str(step))
