"""The rules under ``tracker_store:`` in endpoints.yml.

Keys that Rasa's commercial edition has too mean the same here:

    rules:
      - slot: order_number            # default: a token, filled in again while the vault holds it
      - slot: bank_account
        anonymization: {type: redact, redaction_char: "*", keep_left: 0, keep_right: 4}
      - slot: diagnosis
        anonymization: {type: mask}   # [DIAGNOSIS]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.privacy.errors import PrivacyConfigError

_FIX = (
    "Write `- slot: NAME`, with `anonymization: {type: redact or mask, redaction_char, keep_left, "
    "keep_right}` where it shall not be a token (docs/privacy.md)."
)


@dataclass(frozen=True)
class Rule:
    """How the values of one slot are written.

    Attributes:
        slot: Name of the slot; keys of that name in metadata and payloads count too.
        type: token: replaced and, while the vault holds it, filled in again; redact: characters
            replaced for good; mask: the slot's name in its place for good.
        redaction_char: Stands for each hidden character.
        keep_left: Characters left readable at the start.
        keep_right: Characters left readable at the end.
    """

    slot: str
    type: Literal["token", "redact", "mask"] = "token"
    redaction_char: str = "*"
    keep_left: int = 0
    keep_right: int = 0

    def hide(self, value: Any) -> str:
        """Return what is written in place of a value, for good."""
        if self.type == "mask":
            return f"[{self.slot.upper()}]"
        text = value if isinstance(value, str) else str(value)
        hidden = len(text) - self.keep_left - self.keep_right
        if hidden <= 0:  # Keeping everything would not be redaction.
            return self.redaction_char * len(text)
        right = text[len(text) - self.keep_right :]
        return text[: self.keep_left] + self.redaction_char * hidden + right


def read_rules(rules: Any) -> dict[str, Rule]:
    """Read the rules as they stand in endpoints.yml.

    Raises:
        PrivacyConfigError: A rule cannot be used; the message quotes it.
    """
    if rules is None:
        return {}
    if not isinstance(rules, Sequence) or isinstance(rules, str | bytes):
        raise PrivacyConfigError(f"endpoints.yml, tracker_store, rules: not a list. {_FIX}")
    read: dict[str, Rule] = {}
    for number, raw in enumerate(rules, start=1):
        rule = _read_rule(number, raw)
        if rule.slot in read:
            raise _bad(number, raw, f"slot {rule.slot!r} has a rule already")
        read[rule.slot] = rule
    return read


def _bad(number: int, raw: Any, problem: str) -> PrivacyConfigError:
    return PrivacyConfigError(
        f"endpoints.yml, tracker_store, rule {number} ({raw!r}): {problem}. {_FIX}"
    )


def _read_rule(number: int, raw: Any) -> Rule:
    if not isinstance(raw, Mapping):
        raise _bad(number, raw, "not a mapping")
    slot = raw.get("slot")
    if not isinstance(slot, str) or not slot.strip():
        raise _bad(number, raw, "`slot` is missing or no name")
    unknown = sorted(map(str, set(raw) - {"slot", "anonymization"}))
    if unknown:
        raise _bad(number, raw, f"unknown key {unknown[0]!r}")
    how = raw.get("anonymization")
    if how is None:
        return Rule(slot)
    if not isinstance(how, Mapping):
        raise _bad(number, raw, "`anonymization` is not a mapping")
    unknown = sorted(map(str, set(how) - {"type", "redaction_char", "keep_left", "keep_right"}))
    if unknown:
        raise _bad(number, raw, f"unknown key {unknown[0]!r} under `anonymization`")
    kind = how.get("type", "token")
    if kind not in ("token", "redact", "mask"):
        raise _bad(number, raw, f"`type` is {kind!r}, not token, redact or mask")
    character = how.get("redaction_char", "*")
    if not isinstance(character, str) or len(character) != 1:
        raise _bad(number, raw, "`redaction_char` is not one character")
    kept = {side: how.get(side, 0) for side in ("keep_left", "keep_right")}
    for side, count in kept.items():
        if not isinstance(count, int) or isinstance(count, bool) or count < 0:
            raise _bad(number, raw, f"`{side}` is not a whole number from 0")
    return Rule(slot, kind, character, kept["keep_left"], kept["keep_right"])
