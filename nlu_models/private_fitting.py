"""Training under differential privacy. Imports torch and opacus; training only.

DP-SGD: Abadi et al., "Deep Learning with Differential Privacy" (CCS 2016), here with AdamW, which
sees noisy gradients only. Each example's gradient is clipped, their sum gets Gaussian noise, and an
accountant adds up what steps cost: Mironov, Talwar and Zhang, "Rényi Differential Privacy of the
Sampled Gaussian Mechanism" (2019).
"""

from __future__ import annotations

import logging
import secrets
import warnings
from dataclasses import replace

from opacus.accountants import RDPAccountant
from opacus.accountants.utils import get_noise_multiplier
from opacus.grad_sample import GradSampleHooks
from opacus.optimizers import DPOptimizer

from nlu_models.batches import Batch, Batches
from nlu_models.errors import TrainingDataError
from nlu_models.fitting import batch_loss, encoded, rate_schedule, training_device
from nlu_models.model import MatcherNetwork, parameter_groups
from nlu_models.options import MatcherOptions
from nlu_models.privacy import Privacy
from nlu_models.private_batches import PoissonBatches
from nlu_models.progress import Progress
from nlu_models.torch_runtime import torch

logger = logging.getLogger(__name__)

# A gradient for each example: so many numbers at a time, half a gigabyte.
_VALUES_AT_ONCE = 2**27
_MOST_AT_ONCE = 64


def fit_privately(
    network: MatcherNetwork, batches: PoissonBatches, held: Batches, options: MatcherOptions
) -> Privacy:
    """Train a network, and leave it ready for use on the processor.

    Neither contrast nor the adversarial step has a place here: both make an example's gradient
    depend on others.

    Args:
        network: Starts as it is; nothing in it may come from private examples.
        batches: The examples.
        held: Examples to watch it with, which it does not learn from.
        options: How.

    Returns:
        What was spent.

    Raises:
        TrainingDataError: There are too many examples for the delta asked for, or the epsilon is
            out of reach.
    """
    dropped = [name for name in ("contrast", "adversarial") if getattr(options, name)]
    if dropped:
        logger.info("Private training does without %s.", " and ".join(dropped))
    options = replace(options, mixed_precision=False)  # gradients are clipped as they are
    _check_delta(batches, options)
    rate, steps = batches.sample_rate, options.epochs * len(batches)
    noise = _noise_multiplier(options, rate, steps)
    device = training_device()
    network.to(device)
    _freeze_unused(network)
    hooks = GradSampleHooks(network, strict=False)
    torch.seed()  # dropout, too, must be nobody's to repeat
    generator = torch.Generator(device).manual_seed(secrets.randbits(63))
    groups = parameter_groups(
        network, options.learning_rate, options.head_learning_rate, options.layer_decay
    )
    trained = [parameter for parameter in network.parameters() if parameter.requires_grad]
    plain = torch.optim.AdamW(groups)
    optimiser = DPOptimizer(
        plain,
        noise_multiplier=noise,
        max_grad_norm=options.private_clip,
        expected_batch_size=rate * batches.count,
        generator=generator,
    )
    accountant = RDPAccountant()
    optimiser.attach_step_hook(accountant.get_optimizer_hook_fn(sample_rate=rate))
    schedule = rate_schedule(plain, steps)
    at_once = max(1, min(_MOST_AT_ONCE, _VALUES_AT_ONCE // sum(p.numel() for p in trained)))
    network.train()
    with Progress(network, held, options, steps, device) as progress:
        for _ in range(options.epochs):
            for parts in batches.steps(at_once):
                loss = 0.0
                for number, part in enumerate(parts, start=1):
                    loss += _backward(network, part.to(device), options)
                    _forget_unused(network)
                    _complete(trained, len(part.intents))
                    optimiser.signal_skip_step(do_skip=number < len(parts))
                    optimiser.step()
                    optimiser.zero_grad()
                if not parts:  # nothing was drawn: a step of noise, as the accountant reckons
                    _complete(trained, 0)
                    optimiser.step()
                    optimiser.zero_grad()
                schedule.step()
                progress.stepped(loss / (rate * batches.count), schedule.get_last_lr()[0])
            progress.goes_on()
    hooks.cleanup()
    network.cpu().eval()
    spent = float(accountant.get_epsilon(delta=options.private_delta))
    logger.info(
        "Trained privately: epsilon %.2f at delta %g, with noise of %.2f clipped gradients in each "
        "of %d steps.",
        spent,
        options.private_delta,
        noise,
        steps,
    )
    return Privacy(spent, options.private_delta, noise, options.private_clip, rate, steps)


def _check_delta(batches: PoissonBatches, options: MatcherOptions) -> None:
    if options.private_delta * batches.count >= 1:
        raise TrainingDataError(
            f"`private_delta: {options.private_delta:g}` lets a model give away one of "
            f"{batches.count:,} examples: make it well below {1 / batches.count:.1g}."
        )


def _noise_multiplier(options: MatcherOptions, rate: float, steps: int) -> float:
    try:
        return float(
            get_noise_multiplier(
                target_epsilon=options.private_epsilon,
                target_delta=options.private_delta,
                sample_rate=rate,
                steps=steps,
                accountant=RDPAccountant.mechanism(),
            )
        )
    except ValueError as error:
        raise TrainingDataError(
            f"`private_epsilon: {options.private_epsilon:g}` cannot be had in {steps} steps "
            f"({error}): allow more, or train for fewer epochs."
        ) from error


def _freeze_unused(network: MatcherNetwork) -> None:
    """Leave out what gets no gradient, and would get noise."""
    for name, parameter in network.backbone.named_parameters():
        if "pooler" in name:
            parameter.requires_grad_(False)


def _backward(network: MatcherNetwork, part: Batch, options: MatcherOptions) -> float:
    """Compute a gradient for each example; return the sum of their losses."""
    hidden, pooled = encoded(network, part, options)
    loss = batch_loss(network, hidden, pooled, part, options)
    with warnings.catch_warnings():
        # Nothing below the first trained layer has a gradient, which is as it should be.
        warnings.filterwarnings("ignore", message="Full backward hook is firing")
        loss.backward()
    return float(loss.item()) * len(part.intents)


def _forget_unused(network: MatcherNetwork) -> None:
    """Drop what opacus keeps of a layer whose output no loss of the part has to do with.

    It waits for a gradient of each pass: with one missing, later parts would be added to this one.
    """
    for module in network.modules():
        if getattr(module, "activations", None):
            module.activations = []
        if hasattr(module, "max_batch_len"):
            del module.max_batch_len
    for parameter in network.parameters():
        if getattr(parameter, "_forward_counter", 0):
            parameter._forward_counter = 0
        if hasattr(parameter, "_current_grad_sample"):  # of the passes that had one
            parameter.grad_sample = parameter._current_grad_sample
            del parameter._current_grad_sample


def _complete(trained: list[torch.nn.Parameter], examples: int) -> None:
    """Give parameters that no example of a part has to do with the gradients that these have: 0."""
    for parameter in trained:
        if getattr(parameter, "grad_sample", None) is None:
            parameter.grad_sample = parameter.new_zeros((examples, *parameter.shape))
