import type { Rect, Size } from '../geometry/rect';

/** A binary mask of an image's size, row by row, one byte per pixel: 0 background, 1 object. */
export class Mask implements Size {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;

  /** @param data `width · height` bytes of 0 or 1; zeros when left out. Not copied. */
  constructor(width: number, height: number, data: Uint8Array = new Uint8Array(width * height)) {
    if (data.length !== width * height) {
      throw new RangeError(
        `A ${String(width)}×${String(height)} mask needs ${String(width * height)} bytes, got ${String(data.length)}.`,
      );
    }
    this.width = width;
    this.height = height;
    this.data = data;
  }

  /** Number of object pixels. */
  get area(): number {
    let sum = 0;
    for (const value of this.data) sum += value;
    return sum;
  }

  /** The smallest rectangle with whole-number sides around the object; undefined for an empty mask. */
  get bounds(): Rect | undefined {
    let x0 = this.width;
    let x1 = 0;
    let y0 = this.height;
    let y1 = 0;
    for (let y = 0; y < this.height; y++) {
      const row = this.data.subarray(y * this.width, (y + 1) * this.width);
      const first = row.indexOf(1);
      if (first < 0) continue;
      x0 = Math.min(x0, first);
      x1 = Math.max(x1, row.lastIndexOf(1) + 1);
      y0 = Math.min(y0, y);
      y1 = y + 1;
    }
    return x1 > x0 ? { x0, y0, x1, y1 } : undefined;
  }

  /** The background as an object. */
  get complement(): Mask {
    return new Mask(
      this.width,
      this.height,
      this.data.map((value) => 1 - value),
    );
  }

  equals(other: Mask): boolean {
    if (this.width !== other.width || this.height !== other.height) return false;
    const [a, b] = [this.data, other.data];
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
  }
}
