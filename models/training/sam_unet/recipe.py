"""What one training run does, as its JSON file in `recipes/` says."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, fields

LISTS = ("betas", "prompts", "whole_prompts", "frozen", "leave_out", "weak")


@dataclass(frozen=True)
class Stage:
    """A part of a phase, up to the fraction `until` of it: steps of `images` images of `size` pixels."""

    until: float
    size: int
    images: int


@dataclass(frozen=True)
class Phase:
    """A run of the learning-rate schedule. Its length is given in exactly one of minutes, steps and epochs.

    `curve` "cosine" falls from `rate` to 2 % of it; "halve" halves it at 5/12 and at 10/12 as published.
    """

    rate: float
    stages: tuple[Stage, ...]
    curve: str = "cosine"
    warmup: int = 0
    minutes: float | None = None
    steps: int | None = None
    epochs: int | None = None

    def __post_init__(self) -> None:
        if sum(length is not None for length in (self.minutes, self.steps, self.epochs)) != 1:
            raise ValueError("A phase needs exactly one of minutes, steps and epochs.")
        if self.curve not in ("cosine", "halve"):
            raise ValueError(f'"{self.curve}" is no learning-rate curve; use "cosine" or "halve".')
        if not self.stages or self.stages[-1].until < 1:
            raise ValueError("The last stage of a phase must reach until 1.")

    def stage(self, progress: float) -> Stage:
        """The stage at a fraction of the phase."""
        return next((stage for stage in self.stages if progress < stage.until), self.stages[-1])

    def rate_at(self, progress: float, step: int) -> float:
        """Learning rate at a fraction and at a step of the phase."""
        warm = min(1.0, (step + 1) / self.warmup) if self.warmup else 1.0
        if self.curve == "halve":
            return self.rate * warm * 0.5 ** ((progress >= 5 / 12) + (progress >= 10 / 12))
        return self.rate * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, progress))))


@dataclass(frozen=True)
class Recipe:
    """The whole recipe.

    - `config`: name or file of the configuration; `masks`: prompts per image
    - `batches`: "crops" or "whole"; `loss`: "soft" or "published"; `optimizer`: "adamw" or "adam"
    - `pretrained_rate`: learning rate of the convolutional branch as a fraction of the others'
    - `average`: decay of the moving average of the weights; `clip`: largest norm of the gradient
    - `corrections`: share of steps, after the fraction `corrections_from` of a phase, with further rounds: up to
      `clicks` corrective clicks, of which the last answer is learnt from; `carried`: share of the prompts in those
      rounds that also get the answer before, as a mask
    - `pseudo_objects`: share of crops around a homogeneous region instead of a labelled object
    - `synthetic_objects`: share of crops around a shape or vessels drawn onto the image
    - `prompts`: shares of exact boxes, loose boxes, points, and box and point; `whole_prompts`: those where the whole
      image shows, if they differ; `loose`: most that a loose box grows, in its sides; `drawn`: share of loose boxes as
      people draw them instead; `thin_crops`: share of thin, large objects (vessels) shown as a close crop of a part
    - `frozen`: prefixes of parameters that stay as they are
    - `leave_out`: sets not used; `weak`: sets shown a third as often
    """

    config: str
    batches: str
    loss: str
    optimizer: str
    masks: int
    phases: tuple[Phase, ...]
    betas: tuple[float, float] = (0.9, 0.999)
    weight_decay: float = 0.0
    pretrained_rate: float = 1.0
    clip: float | None = None
    average: float | None = None
    corrections: float = 0.0
    corrections_from: float = 0.0
    clicks: int = 1
    carried: float = 1.0
    pseudo_objects: float = 0.0
    synthetic_objects: float = 0.0
    prompts: tuple[float, float, float, float] = (0.55, 0.23, 0.12, 0.10)
    whole_prompts: tuple[float, ...] = ()
    loose: float = 0.15
    drawn: float = 0.0
    thin_crops: float = 0.0
    frozen: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for shares in (self.prompts, self.whole_prompts or self.prompts):
            if len(shares) != 4 or min(shares) < 0 or abs(sum(shares) - 1) > 1e-6:
                raise ValueError("The four shares of prompts must sum up to 1.")
        if self.pseudo_objects + self.synthetic_objects > 1:
            raise ValueError("pseudo_objects and synthetic_objects together exceed 1.")


def load_recipe(path: str) -> Recipe:
    """Reads a recipe; an unknown or missing field is a ValueError that names it."""
    with open(path, encoding="utf-8") as file:
        value = json.load(file)
    try:
        phases = [
            Phase(**{**phase, "stages": tuple(Stage(**stage) for stage in phase["stages"])})
            for phase in value["phases"]
        ]
        lists = {name: tuple(value[name]) for name in LISTS if name in value}
        return Recipe(**{**value, **lists, "phases": tuple(phases)})
    except (KeyError, TypeError) as error:
        known = ", ".join(field.name for field in fields(Recipe))
        raise ValueError(f"{path}: {error}. The fields of a recipe are {known}.") from error
