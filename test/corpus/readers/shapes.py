"""Shapes as they are compared: {"label", "slice", "counts"}, run lengths row by row, background first."""


def counts(mask):
    runs, value, start = [], 0, 0
    flat = [int(bool(each)) for each in mask.ravel()]
    for at, each in enumerate(flat + [None]):
        if each != value:
            runs.append(at - start)
            start, value = at, 1 - value
            if each is None:
                break
    if sum(runs) < len(flat):
        runs.append(len(flat) - sum(runs))
    return runs


def objects(label, planes):
    return [{"label": label, "slice": at, "counts": counts(plane)} for at, plane in enumerate(planes) if plane.any()]
