import {
  intersectRect,
  isEmptyRect,
  rectOf,
  roundOutward,
  uniteRects,
  type Point,
  type Rect,
} from '../../geometry/rect';
import type { PixelSize } from '../cleanUp/morphology';
import { Mask } from '../mask';
import { fillCapsule, type Dab } from './capsule';

/** How strokes change a mask. */
export interface Brush {
  readonly erases: boolean;
  /** Relative size of a pixel [across, down]. */
  readonly pixel: PixelSize;
  /** Whether a pixel may be changed, by its index; all may when left out. */
  readonly allows?: ((index: number) => boolean) | undefined;
}

/** Draws one stroke into a copy of a mask, from dab to dab, as it is made. */
export class StrokePainter {
  readonly mask: Mask;
  readonly #base: Mask;
  readonly #brush: Brush;
  #dabs: Dab[] = [];
  #bounds: Rect | undefined;
  readonly #changes: Rect[] = [];

  constructor(base: Mask, brush: Brush) {
    this.#base = base;
    this.#brush = brush;
    this.mask = new Mask(base.width, base.height, base.data.slice());
  }

  get dabs(): readonly Dab[] {
    return this.#dabs;
  }

  /** Holds every pixel that may have changed; undefined before the stroke has touched the image. */
  get bounds(): Rect | undefined {
    return this.#bounds;
  }

  /** Rectangles in which pixels may have changed, in the order of the changes: who draws the mask again needs no others. */
  get changes(): readonly Rect[] {
    return this.#changes;
  }

  /** Goes on to a dab in a straight line. */
  lineTo(dab: Dab): void {
    const { mask } = this;
    const { erases, pixel, allows } = this.#brush;
    const value = erases ? 0 : 1;
    const from = this.#dabs.at(-1) ?? dab;
    this.#dabs.push(dab);
    fillCapsule(from, dab, pixel, mask, (start, end) => {
      if (allows === undefined) mask.data.fill(value, start, end);
      else for (let i = start; i < end; i++) if (allows(i)) mask.data[i] = value;
    });
    const touched = intersectRect(uniteRects(boundsOf(from, pixel), boundsOf(dab, pixel)), rectOf(mask));
    if (isEmptyRect(touched)) return;
    this.#changes.push(touched);
    this.#bounds = this.#bounds === undefined ? touched : uniteRects(this.#bounds, touched);
  }

  /** Undoes the whole stroke. */
  restart(): void {
    const { mask } = this;
    this.#dabs = [];
    if (this.#bounds === undefined) return;
    this.#changes.push(this.#bounds);
    const { x0, y0, x1, y1 } = this.#bounds;
    for (let row = y0; row < y1; row++) {
      const [start, end] = [row * mask.width + x0, row * mask.width + x1];
      mask.data.set(this.#base.data.subarray(start, end), start);
    }
    this.#bounds = undefined;
  }
}

/**
 * The dab of a brush at a point. One that is too small to be sure to cover a pixel's centre covers the pixel that it lies in;
 * such dabs make an unbroken line.
 */
export function dabAt({ x, y }: Point, radius: number, [across, down]: PixelSize): Dab {
  if (2 * radius >= Math.hypot(across, down)) return { x, y, radius };
  return { x: Math.floor(x) + 0.5, y: Math.floor(y) + 0.5, radius: Math.max(across, down) / 2 };
}

function boundsOf({ x, y, radius }: Dab, [across, down]: PixelSize): Rect {
  const [right, below] = [radius / across, radius / down];
  return roundOutward({ x0: x - right, y0: y - below, x1: x + right, y1: y + below });
}
