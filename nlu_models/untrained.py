"""What the pipeline's components have in common that learn nothing and have no options."""

from __future__ import annotations

from typing import Any, Self

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier


class UntrainedClassifier(GraphComponent, IntentClassifier):
    """Corrects the intents that another component has found."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the options: there are none."""
        return {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """Return the component."""
        return cls()
