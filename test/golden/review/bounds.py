"""Writes bounds.json beside it: the faults that a population can have by a random sample, by SciPy's distributions.

    python3 bounds.py

Needs scipy (1.17.1 was used).
"""

import json
import pathlib
import random

import numpy as np
from scipy import special, stats

random.seed(11)
bounds = []
for _ in range(60):
    population = random.choice([1, 7, 40, 100, 333, 2000])
    drawn = random.randint(0, population)
    faults = min(drawn, int(random.random() ** 4 * 0.4 * drawn) if random.random() < 0.8 else random.randint(0, drawn))
    alpha = random.choice([0.05, 0.05, 0.01])
    everything = np.arange(population + 1)
    likelihood = stats.hypergeom.pmf(faults, population, everything, drawn)
    mixture = stats.betabinom.pmf(faults, drawn, 1, 49)
    most = int(everything[likelihood > alpha * mixture].max())
    bounds.append({"population": population, "drawn": drawn, "faults": faults, "alpha": alpha, "most": most})

gammas = [[x, float(special.gammaln(x))] for x in (1e-3, 0.5, 1, 1.5, 2, 9.99, 10, 33.3, 1e3, 1e6)]
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({"bounds": bounds, "gammas": gammas}) + "\n")
