"""Writes strokes.json: the pixels that brushes cover on their way from one dab to another, for capsule.test.ts.

    python strokes.py > strokes.json

The convex hull of two discs by its construction: the two discs and the quadrilateral between the points where their common
outer tangents touch them. Only Python's standard library is needed.
"""

import json
import math
import random

random.seed(11)


def hull(a, b, pixel, size):
    """Rows of '#' and '.': a pixel whose centre lies in the hull of the discs (x, y, radius) a and b."""
    (width, height), (across, down) = size, pixel
    (ax, ay, ar), (bx, by, br) = [(x * across, y * down, r) for x, y, r in (a, b)]
    dx, dy = bx - ax, by - ay
    length = math.hypot(dx, dy)
    corners = []
    if length > abs(ar - br):
        # The tangents' normals stand at this angle to the line between the centres.
        angle, turn = math.atan2(dy, dx), math.acos((ar - br) / length)
        for side in (1, -1):
            normal = (math.cos(angle + side * turn), math.sin(angle + side * turn))
            touches = [(x + r * normal[0], y + r * normal[1]) for x, y, r in ((ax, ay, ar), (bx, by, br))]
            corners += touches if side == 1 else touches[::-1]

    def inside(x, y):
        if math.hypot(x - ax, y - ay) <= ar or math.hypot(x - bx, y - by) <= br:
            return True
        if not corners:
            return False
        signs = []
        for (px, py), (qx, qy) in zip(corners, corners[1:] + corners[:1]):
            signs.append((qx - px) * (y - py) - (qy - py) * (x - px))
        return all(sign >= 0 for sign in signs) or all(sign <= 0 for sign in signs)

    return "/".join(
        "".join("#" if inside((column + 0.5) * across, (row + 0.5) * down) else "." for column in range(width))
        for row in range(height)
    )


cases = []
for pixel in [(1, 1), (1, 2.5), (1.7, 1)]:
    for _ in range(12):
        size = (random.randint(8, 30), random.randint(8, 24))
        dab = lambda: [round(random.uniform(-4, size[0] + 4), 3), round(random.uniform(-4, size[1] + 4), 3), round(random.uniform(0.6, 7), 3)]
        a, b = dab(), dab()
        cases.append({"size": size, "pixel": pixel, "a": a, "b": b, "rows": hull(a, b, pixel, size)})
print(json.dumps(cases, indent=1))
