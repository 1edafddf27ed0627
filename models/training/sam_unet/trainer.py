"""The training loop."""

from __future__ import annotations

import copy
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

from .crops import Batch
from .curve import Curve, plot_curve
from .evaluation import evaluate, summary
from .losses import published_loss, soft_loss
from .model import SamUnet
from .recipe import Phase, Recipe, Stage
from .replicas import Replicas
from .simulate import BOX_END, correct, stack_prompts
from .weights import read_checkpoint

LOSSES = {"soft": soft_loss, "published": published_loss}
PAUSE = 60.0
# Logit that an answer is given back with as a mask prompt, as the product does.
CERTAIN = 2.0


@dataclass
class Options:
    """What is left to the machine: where, how often, on what."""

    out: str
    device: str
    seed: int = 1
    workers: int = 0
    log_every: int = 20
    save_seconds: float = 150.0
    validate: str | None = None
    validate_seconds: float = 480.0
    validate_images: int = 8
    zoom: float = 2.0
    half: bool = False
    until: float | None = None
    average_every: int = 16


@dataclass
class Position:
    """How far a run has come: phase, steps in all and in the phase, seconds spent in the phase and in all."""

    phase: int = 0
    step: int = 0
    phase_step: int = 0
    phase_seconds: float = 0.0
    seconds: float = 0.0


class _Steps(Dataset):
    """The batches of coming steps, so that workers can make them."""

    def __init__(self, batches, first: int, stage: Stage, replicas: Replicas):
        self.batches, self.first, self.stage, self.replicas = batches, first, stage, replicas

    def __len__(self) -> int:
        return 1_000_000_000

    def __getitem__(self, index: int) -> Batch:
        step = (self.first + index) * self.replicas.count + self.replicas.rank
        return self.batches.batch(step, self.stage.size, self.stage.images)


def _unchanged(batch: Batch) -> Batch:
    return batch


class Trainer:
    """Trains a model by a recipe; `checkpoint` continues a run. Of several replicas the first one keeps the records."""

    def __init__(self, model: SamUnet, recipe: Recipe, batches, options: Options, replicas: Replicas | None = None):
        self.replicas = replicas or Replicas()
        self.model, self.recipe, self.batches, self.options = model.to(options.device), recipe, batches, options
        for name, parameter in model.named_parameters():
            parameter.requires_grad_(not name.startswith(recipe.frozen))
        self.optimizer = self._make_optimizer()
        self.average = copy.deepcopy(model).eval() if recipe.average else None
        self.position = Position()
        self.progress = 0.0
        self.checkpoint = os.path.join(options.out, "last.pt")

    def _make_optimizer(self) -> torch.optim.Optimizer:
        branch = {id(parameter) for parameter in self.model.branch.parameters()}
        trained = [parameter for parameter in self.model.parameters() if parameter.requires_grad]
        groups = [
            {"params": [p for p in trained if id(p) not in branch], "factor": 1.0},
            {"params": [p for p in trained if id(p) in branch], "factor": self.recipe.pretrained_rate},
        ]
        groups = [group for group in groups if group["params"]]
        kind = {"adamw": torch.optim.AdamW, "adam": torch.optim.Adam}[self.recipe.optimizer]
        return kind(groups, lr=1e-4, betas=self.recipe.betas, weight_decay=self.recipe.weight_decay)

    def resume(self) -> None:
        """Continues from `last.pt` of the run's folder."""
        state = read_checkpoint(self.checkpoint)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        if self.average is not None:
            self.average.load_state_dict(state["ema"])
        self.position = Position(**state["position"])

    def save(self) -> None:
        """Writes `last.pt` through a temporary file, so that an interruption leaves the one before."""
        state = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "position": vars(self.position),
        }
        if self.average is not None:
            state["ema"] = self.average.state_dict()
        torch.save(state, f"{self.checkpoint}.tmp")
        os.replace(f"{self.checkpoint}.tmp", self.checkpoint)

    def run(self) -> None:
        """Trains through the rest of the phases."""
        curve = Curve(self.options.out, self.position.step) if self.replicas.rank == 0 else None
        while self.position.phase < len(self.recipe.phases):
            self._train(self.recipe.phases[self.position.phase], curve)
            self.position.phase += 1
            self.position.phase_step, self.position.phase_seconds = 0, 0.0
            if curve is not None:
                self.save()
        if curve is None:
            return
        if self.options.validate:
            self._validate(curve, self.recipe.phases[-1].stages[-1])
        plot_curve(curve.path, os.path.join(self.options.out, "curve.png"))

    def _train(self, phase: Phase, curve: Curve | None) -> None:
        """Trains through the rest of a phase. The first replica keeps the records in `curve`."""
        position, options, together = self.position, self.options, self.replicas.count > 1
        tick = saved = validated = time.monotonic()
        self.begun, self.done, rows = time.time(), self._measured(phase), []
        self.logged = tick, position.step
        self.progress = self.replicas.from_first(self._reached(phase))
        for batch, stage in self._batches(phase):
            rows.append(self._step(batch, phase))
            now = time.monotonic()
            # A process that was stopped for long must not count the pause as training.
            spent, tick = min(now - tick, PAUSE), now
            position.step += 1
            position.phase_step += 1
            position.seconds += spent
            position.phase_seconds += spent
            if not together or position.step % options.average_every == 0:
                self.replicas.average(self.model)
                self._update_average(options.average_every if together else 1)
                self.progress = self.replicas.from_first(self._reached(phase))
            if curve is None:
                continue
            if position.step % options.log_every == 0:
                self._log(curve, stage, rows)
                rows = []
            if options.validate and now - validated > options.validate_seconds:
                self._validate(curve, stage)
                tick = validated = time.monotonic()
            if now - saved > options.save_seconds:
                self.save()
                saved = time.monotonic()

    def _reached(self, phase: Phase) -> float:
        """The fraction of the phase that is done. What is left of it ends at a set time if there is one."""
        if self.options.until is None:
            return self._measured(phase)
        passed = (time.time() - self.begun) / max(1.0, self.options.until - self.begun)
        return self.done + (1 - self.done) * passed

    def _measured(self, phase: Phase) -> float:
        if phase.minutes is not None:
            return self.position.phase_seconds / (60 * phase.minutes)
        steps = phase.steps
        if steps is None:
            steps = phase.epochs * self.batches.steps_per_epoch(phase.stages[0].images)
        return self.position.phase_step / steps

    def _batches(self, phase: Phase) -> Iterator[tuple[Batch, Stage]]:
        while self.progress < 1:
            stage = phase.stage(self.progress)
            loader = DataLoader(
                _Steps(self.batches, self.position.step, stage, self.replicas),
                batch_size=None,
                num_workers=self.options.workers,
                collate_fn=_unchanged,
                shuffle=False,
            )
            for batch in loader:
                yield batch, stage
                if self.progress >= 1 or phase.stage(self.progress) != stage:
                    break

    def _step(self, batch: Batch, phase: Phase) -> tuple[float, float, float]:
        """One step of the optimiser; loss, and Dice of prompts with and without a box."""
        model, device = self.model, self.options.device
        self._train_mode()
        for group in self.optimizer.param_groups:
            group["lr"] = phase.rate_at(self.progress, self.position.phase_step) * group["factor"]
        images, targets = torch.from_numpy(batch.images).to(device), torch.from_numpy(batch.targets).to(device)
        copies = len(targets) // len(images)
        loss_of = LOSSES[self.recipe.loss]
        with torch.autocast(torch.device(device).type, torch.bfloat16, enabled=self.options.half):
            embedding, feature = (x.repeat_interleave(copies, 0) for x in model.encode(images))
            logits, quality = model.decode(embedding, feature, *self._prompts(batch.prompts))
            loss, dice = loss_of(logits, quality, targets)
            rounds, prompts = self._rounds(), batch.prompts
            for left in reversed(range(rounds)):
                prompts = corrected(prompts, batch.targets, logits)
                earlier = self._earlier(logits)
                with torch.set_grad_enabled(left == 0):
                    logits, quality = model.decode(embedding, feature, *self._prompts(prompts), *earlier)
            if rounds:
                loss = (loss + loss_of(logits, quality, targets)[0]) / 2
        self.optimizer.zero_grad()
        loss.backward()
        if self.recipe.clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), self.recipe.clip)
        self.optimizer.step()
        boxed = torch.tensor([bool(prompt[-1, 2] == BOX_END) for prompt in batch.prompts], device=device)
        return float(loss.detach()), _mean(dice[boxed]), _mean(dice[~boxed])

    def _train_mode(self) -> None:
        """BatchNorm keeps its pretrained statistics: batches are small and mixed."""
        self.model.train()
        for module in self.model.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()

    def _rng(self, purpose: int) -> np.random.Generator:
        return np.random.default_rng((self.options.seed, self.position.step, self.replicas.rank, purpose))

    def _rounds(self) -> int:
        """How many corrective clicks follow the first answer in this step."""
        rng = self._rng(1)
        if self.progress <= self.recipe.corrections_from or rng.random() >= self.recipe.corrections:
            return 0
        return int(rng.integers(1, self.recipe.clicks + 1))

    @torch.no_grad()
    def _earlier(self, logits: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """An answer as mask prompts N x 1 x G x G, half of them as logits and half as the product gives a mask back,
        and N x 1 which of them are to be seen."""
        rng, logits = self._rng(2), logits.detach().float()
        share = F.avg_pool2d((_enlarged(logits, 4) > 0).float(), 4)
        n, device = len(logits), logits.device
        hard = torch.from_numpy(rng.random((n, 1, 1, 1)) < 0.5).to(device)
        seen = torch.from_numpy((rng.random((n, 1)) < self.recipe.carried).astype(np.float32)).to(device)
        return torch.where(hard, (2 * share - 1) * CERTAIN, logits), seen

    def _prompts(self, prompts: list[np.ndarray]) -> tuple[torch.Tensor, torch.Tensor]:
        coords, labels = stack_prompts(prompts)
        return torch.from_numpy(coords).to(self.options.device), torch.from_numpy(labels).to(self.options.device)

    @torch.no_grad()
    def _update_average(self, steps: int) -> None:
        if self.average is None:
            return
        step = self.position.step
        keep = min(self.recipe.average, (1 + step) / (10 + step)) ** steps
        for mean, parameter in zip(self.average.parameters(), self.model.parameters()):
            mean.lerp_(parameter, 1 - keep)

    def _log(self, curve: Curve, stage: Stage, rows: list[tuple[float, float, float]]) -> None:
        now, table = time.monotonic(), np.array(rows)
        loss, box, point = (float(np.nanmean(c)) if not np.isnan(c).all() else float("nan") for c in table.T)
        curve.add(
            step=self.position.step,
            phase=self.position.phase + 1,
            seconds=round(self.position.seconds),
            size=stage.size,
            rate=float(self.optimizer.param_groups[0]["lr"]),
            loss=loss,
            box_dice=box,
            point_dice=point,
        )
        begun, steps = self.logged
        rate = 3600 * (self.position.step - steps) * self.replicas.count / (now - begun)
        print(f"{rate:.0f} steps an hour", flush=True)
        self.logged = now, self.position.step

    def _validate(self, curve: Curve, stage: Stage) -> None:
        model = self.model.eval() if self.average is None else self.average
        options = self.options
        scores = list(evaluate(model, options.validate, "box", options.zoom, options.validate_images))
        result = summary(scores)
        curve.add(
            step=self.position.step,
            phase=self.position.phase + 1,
            seconds=round(self.position.seconds),
            size=stage.size,
            validate=result["dice"],
            validate_ellipse=result["baselineDice"],
        )


@torch.no_grad()
def corrected(prompts: list[np.ndarray], targets: np.ndarray, logits: torch.Tensor) -> list[np.ndarray]:
    """The prompts with one more click each, in the largest error of the answers N x 1 x G x G to them."""
    masks = (_enlarged(logits.float(), targets.shape[-1] // logits.shape[-1])[:, 0] > 0).cpu().numpy()
    return [correct(*parts) for parts in zip(prompts, masks, targets > 0.5)]


def _enlarged(logits: torch.Tensor, times: int) -> torch.Tensor:
    return F.interpolate(logits, scale_factor=times, mode="bilinear", align_corners=False)


def _mean(values: torch.Tensor) -> float:
    return float(values.mean()) if len(values) else float("nan")
