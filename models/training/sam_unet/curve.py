"""The training curve as a table and as a picture."""

from __future__ import annotations

import csv
import os

FIELDS = ("step", "phase", "seconds", "size", "rate", "loss", "box_dice", "point_dice", "validate", "validate_ellipse")


class Curve:
    """Appends rows to `curve.csv`; rows after a resumed step are dropped, so that none appears twice."""

    def __init__(self, folder: str, step: int):
        self.path = os.path.join(folder, "curve.csv")
        rows = [row for row in read_curve(self.path) if int(row["step"]) <= step]
        with open(self.path, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, FIELDS)
            writer.writeheader()
            writer.writerows(rows)

    def add(self, **values) -> None:
        """Adds a row; fields left out stay empty."""
        shown = {key: f"{value:.5g}" if isinstance(value, float) else value for key, value in values.items()}
        with open(self.path, "a", newline="", encoding="utf-8") as file:
            csv.DictWriter(file, FIELDS, restval="").writerow(shown)
        print("  ".join(f"{key} {value}" for key, value in shown.items()), flush=True)


def read_curve(path: str) -> list[dict[str, str]]:
    """Rows of a `curve.csv`; none when it does not exist."""
    if not os.path.exists(path):
        return []
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def plot_curve(path: str, image: str) -> None:
    """Draws Dice in training (running mean) and on `validate`, and the loss, over the steps."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    rows = read_curve(path)
    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.2), constrained_layout=True)
    for name, label in (("box_dice", "boxes"), ("point_dice", "points only")):
        _line(axes[0], rows, name, label)
    for name, label, style in (("validate", "unseen sets", "o-"), ("validate_ellipse", "ellipse in the box", "k:")):
        points = [(int(row["step"]), float(row[name])) for row in rows if row.get(name)]
        if points:
            axes[0].plot(*zip(*points), style, label=label, markersize=3)
    axes[0].set(xlabel="step", ylabel="Dice", ylim=(0, 1))
    axes[0].legend(loc="lower right")
    _line(axes[1], rows, "loss", "loss")
    axes[1].set(xlabel="step", ylabel="loss")
    for axis in axes:
        axis.grid(alpha=0.3)
    figure.savefig(image, dpi=100)
    pyplot.close(figure)


def _line(axis, rows: list[dict[str, str]], name: str, label: str, span: int = 7) -> None:
    points = [(int(row["step"]), float(row[name])) for row in rows if row.get(name) not in (None, "", "nan")]
    means = [sum(v for _, v in points[max(0, i - span + 1) : i + 1]) / min(i + 1, span) for i in range(len(points))]
    axis.plot([step for step, _ in points], means, label=label, linewidth=1.2)
