"""Tokens of languages that write no blanks between words, for the parts of Rasa that want some.

In config.yml, in place of ``WhitespaceTokenizer``:

    language: zh
    pipeline:
      - name: nlu_models.tokenizer_component.CharacterTokenizer
"""

from __future__ import annotations

from typing import Any

import regex
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

# A character of Chinese or Japanese is a token; of other scripts, a run of letters and digits.
_TOKEN = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}]"
    r"|(?:(?![\p{Han}\p{Hiragana}\p{Katakana}])[\p{L}\p{M}\p{N}_'’])+"
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class CharacterTokenizer(Tokenizer):
    """Takes each Chinese character for a token, as BERT's tokenizers do, and other words whole."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the options that all of Rasa's tokenizers have."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CharacterTokenizer:
        """Return the component."""
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the tokens of a message's attribute."""
        text = str(message.get(attribute))
        tokens = [Token(match.group(), match.start()) for match in _TOKEN.finditer(text)]
        # A message of marks alone is one token, as in Rasa.
        split: list[Token] = self._apply_token_pattern(tokens or [Token(text, 0)])
        return split
