"""What is seen of a training: a bar, TensorBoard, and the best epoch. Imports torch."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from tqdm import tqdm

from nlu_models.batches import Batches
from nlu_models.model import MatcherNetwork
from nlu_models.options import MatcherOptions
from nlu_models.torch_runtime import torch


class Progress:
    """Watches a training; tells when to stop, and gives back the best epoch's weights.

    Use as a context manager.
    """

    def __init__(
        self,
        network: MatcherNetwork,
        held: Batches,
        options: MatcherOptions,
        steps: int,
        device: torch.device,
    ) -> None:
        """Set up.

        Args:
            network: What is trained.
            held: Examples that it is not trained on; may be none.
            options: How it is trained.
            steps: Batches in all epochs.
            device: Where it is trained.
        """
        self._network = network
        self._held = held
        self._device = device
        self._patience = options.patience if len(held) else 0
        self._best = -1.0
        self._best_weights: dict[str, torch.Tensor] = {}
        self._since_best = 0
        self._step = 0
        self._epoch = 0
        self._bar = tqdm(total=steps, desc="Training the matcher", unit="batch")
        self._board: Any = None
        if options.tensorboard_log_directory:
            from torch.utils.tensorboard import SummaryWriter  # seconds to import

            self._board = SummaryWriter(options.tensorboard_log_directory)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End; the network then has the best epoch's weights, if it was watched for these."""
        self._bar.close()
        if self._board is not None:
            self._board.close()
        if error is None and self._best_weights:
            self._network.load_state_dict(self._best_weights)

    def stepped(self, loss: float, learning_rate: float) -> None:
        """Note a step."""
        self._bar.set_postfix(epoch=self._epoch + 1, loss=f"{loss:.2f}", refresh=False)
        self._bar.update()
        if self._board is not None:
            self._board.add_scalar("loss", loss, self._step)
            self._board.add_scalar("learning rate", learning_rate, self._step)
        self._step += 1

    def goes_on(self) -> bool:
        """Note the end of an epoch; whether another one is worth it."""
        self._epoch += 1
        if not len(self._held) or not (self._patience or self._board):
            return True
        accuracy = self._accuracy()
        if self._board is not None:
            self._board.add_scalar("accuracy on held-out examples", accuracy, self._epoch)
        if not self._patience:
            return True
        self._since_best += 1
        if accuracy > self._best:
            self._best, self._since_best = accuracy, 0
            weights = self._network.state_dict()
            self._best_weights = {name: weight.clone() for name, weight in weights.items()}
        return self._since_best < self._patience

    def _accuracy(self) -> float:
        self._network.eval()
        right = total = 0
        with torch.no_grad():
            for plain in self._held.plain():
                batch = plain.to(self._device)
                pooled = self._network.backbone(batch.input_ids, batch.attention_mask)
                found = self._network.scores(pooled)[0].argmax(1)
                right += int((found == batch.intents).sum())
                total += len(batch.intents)
        self._network.train()
        return right / total
