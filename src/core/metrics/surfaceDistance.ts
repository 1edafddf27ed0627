import type { Rect, Size } from '../geometry/rect';
import { squaredDistances } from '../mask/distanceTransform';
import { Mask } from '../mask/mask';
import { quantile } from '../statistics/quantile';

/** How far the surfaces of two masks lie apart. */
export interface SurfaceDistance {
  /** Normalised surface distance: share of both surfaces within the tolerance of the other one, 0 to 1. */
  readonly nsd: number;
  /** 95th percentile of the Hausdorff distance, in the unit of the spacing. */
  readonly hd95: number;
}

export interface SurfaceOptions {
  /** In the unit of the spacing; a distance equal to it is within. */
  readonly tolerance: number;
  /** Size of a pixel [across, down]; 1, so that distances are in pixels, when left out. */
  readonly spacing?: readonly [number, number];
}

/**
 * Compares the surfaces of two masks of the same size. The surface is made of the object pixels that touch the background
 * or the image's border with a side, each counted once, and distances are those between centres of pixels. NSD pools the
 * pixels of both surfaces; HD95 is the larger of the two directed 95th percentiles (linear between ranks), as in Metrics
 * Reloaded (Maier-Hein et al., 2024) and MONAI.
 *
 * Two empty masks agree: 1 and 0. If one is empty, NSD is 0 and HD95 the diagonal of the image.
 */
export function surfaceDistance(
  predicted: Mask,
  reference: Mask,
  { tolerance, spacing = [1, 1] }: SurfaceOptions,
): SurfaceDistance {
  const a = predicted.bounds;
  const b = reference.bounds;
  if (a === undefined && b === undefined) return { nsd: 1, hd95: 0 };
  if (a === undefined || b === undefined) return { nsd: 0, hd95: diagonal(reference, spacing) };
  const both = {
    x0: Math.min(a.x0, b.x0),
    y0: Math.min(a.y0, b.y0),
    x1: Math.max(a.x1, b.x1),
    y1: Math.max(a.y1, b.y1),
  };
  const [one, other] = [surface(predicted, both), surface(reference, both)];
  const there = distances(one, squaredDistances(other, spacing));
  const back = distances(other, squaredDistances(one, spacing));
  return nearness(there, back, tolerance);
}

/** NSD and HD95 of the distances from each of two surfaces to the other; neither may be empty. */
export function nearness(there: readonly number[], back: readonly number[], tolerance: number): SurfaceDistance {
  const within = (distances: readonly number[]): number => distances.filter((distance) => distance <= tolerance).length;
  return {
    nsd: (within(there) + within(back)) / (there.length + back.length),
    hd95: Math.max(quantile(there, 0.95), quantile(back, 0.95)),
  };
}

/** The part of a mask's surface that lies in `region`, which holds the whole object, as a mask of the region's size. */
function surface({ width, data }: Mask, { x0, y0, x1, y1 }: Rect): Mask {
  const out = new Mask(x1 - x0, y1 - y0);
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const at = y * width + x;
      if (data[at] === 0) continue;
      const inner =
        x > x0 &&
        data[at - 1] === 1 &&
        x + 1 < x1 &&
        data[at + 1] === 1 &&
        y > y0 &&
        data[at - width] === 1 &&
        y + 1 < y1 &&
        data[at + width] === 1;
      if (!inner) out.data[(y - y0) * out.width + x - x0] = 1;
    }
  }
  return out;
}

function distances(from: Mask, squared: Float64Array): number[] {
  const found: number[] = [];
  for (let at = from.data.indexOf(1); at >= 0; at = from.data.indexOf(1, at + 1)) found.push(Math.sqrt(squared[at]!));
  return found;
}

function diagonal({ width, height }: Size, [across, down]: readonly [number, number]): number {
  return Math.hypot(width * across, height * down);
}
