"""Processes that train the same model side by side and average their weights now and then.

On a CPU two processes of one thread each get more out of two cores than one of two threads: nothing waits inside a
step, which counts most where others use the same cores.
"""

from __future__ import annotations

import os

import torch
from torch import distributed, nn


class Replicas:
    """This process's place among `count`; a `count` of 1 needs no other process."""

    def __init__(self, rank: int = 0, count: int = 1, port: int = 29511):
        self.rank, self.count = rank, count
        if count > 1:
            os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port))
            distributed.init_process_group("gloo", rank=rank, world_size=count)

    @torch.no_grad()
    def average(self, model: nn.Module) -> None:
        """Gives every process the mean of their parameters."""
        if self.count > 1:
            parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
            flat = nn.utils.parameters_to_vector(parameters)
            distributed.all_reduce(flat)
            nn.utils.vector_to_parameters(flat / self.count, parameters)

    def from_first(self, value: float) -> float:
        """The first process's value, in all of them."""
        if self.count == 1:
            return value
        tensor = torch.tensor([value], dtype=torch.float64)
        distributed.broadcast(tensor, 0)
        return float(tensor)
