/** An axis along which images follow each other. */
export interface StackAxis {
  readonly size: number;
  /** Its images are slices; those of every other axis are volumes. */
  readonly isSlice: boolean;
}

/** How the images of a file make slices and volumes. */
export interface Stack {
  readonly slices: number;
  readonly volumes: number;
  /** Number of the image of a slice of a volume, in the order of the file. */
  readonly imageOf: (slice: number, volume: number) => number;
}

/** All images as slices. */
export function sliceStack(images: number): Stack {
  return { slices: images, volumes: 1, imageOf: (slice) => slice };
}

/**
 * Images that lie along several axes, the fastest first; volumes count along the axes in the same order. A file that ends before
 * its last times has fewer of them.
 * @param images how many there are
 * @returns undefined when they do not fill the axes
 */
export function stackAlong(axes: readonly StackAxis[], images: number): Stack | undefined {
  const steps = axes.map((_, i) => axes.slice(0, i).reduce((product, { size }) => product * size, 1));
  const slowest = axes.findLastIndex(({ size }) => size > 1);
  const sizes = axes.map(({ size, isSlice }, i) =>
    i === slowest && !isSlice ? Math.min(size, Math.floor(images / steps[i]!)) : size,
  );
  const total = sizes.reduce((product, size) => product * size, 1);
  if (total < 1 || total > images) return undefined;
  const along = axes.findIndex(({ isSlice }) => isSlice);
  const slices = sizes[along] ?? 1;
  const imageOf = (slice: number, volume: number): number => {
    let rest = volume;
    let image = slice * (steps[along] ?? 0);
    for (const [i, size] of sizes.entries()) {
      if (i === along) continue;
      image += (rest % size) * steps[i]!;
      rest = Math.floor(rest / size);
    }
    return image;
  };
  return { slices, volumes: total / slices, imageOf };
}
