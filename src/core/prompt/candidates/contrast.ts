import type { Mask } from '../../mask/mask';

/** How far around an object its surroundings reach, in pixels of the mask. */
const ringReach = 2;
/** Variance of a practically uniform brightness, on the scale 0..255: what noise and rounding leave. */
const even = 16;

/**
 * How far an object stands out from its surroundings: the distance between the mean colours of the object and of a ring
 * around it, in standard deviations within both (as in Fisher's discriminant ratio). 0 for an empty mask, and for one that
 * leaves no surroundings.
 *
 * @param mask W×H
 * @param channels brightness of each pixel in each channel, 0..255, W×H values; NaN where there is no image
 */
export function contrast(mask: Mask, channels: readonly Float32Array[]): number {
  const near = dilate(mask, ringReach);
  let distance = 0;
  let spread = 0;
  for (const channel of channels) {
    const inside = momentsOf(channel, (at) => mask.data[at] === 1);
    const around = momentsOf(channel, (at) => near[at] === 1 && mask.data[at] === 0);
    if (inside.count === 0 || around.count === 0) return 0;
    distance += (inside.mean - around.mean) ** 2;
    spread += inside.variance + around.variance + even;
  }
  return spread === 0 ? 0 : Math.sqrt(distance / spread);
}

/** 1 for each pixel within `reach` of the object in both directions, the object included. */
function dilate({ width, height, data }: Mask, reach: number): Uint8Array {
  const grown = new Uint8Array(data.length);
  for (let at = data.indexOf(1); at >= 0; at = data.indexOf(1, at + 1)) {
    const x = at % width;
    const y = (at - x) / width;
    const from = Math.max(0, x - reach);
    const to = Math.min(width, x + reach + 1);
    for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++) {
      grown.fill(1, row * width + from, row * width + to);
    }
  }
  return grown;
}

interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
}

function momentsOf(values: Float32Array, isPart: (at: number) => boolean): Moments {
  let count = 0;
  let sum = 0;
  let squares = 0;
  values.forEach((value, at) => {
    if (Number.isNaN(value) || !isPart(at)) return;
    count++;
    sum += value;
    squares += value * value;
  });
  const mean = sum / count;
  return { count, mean, variance: Math.max(0, squares / count - mean ** 2) };
}
