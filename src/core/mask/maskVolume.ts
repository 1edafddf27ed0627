import type { Size } from '../geometry/rect';
import { Mask } from './mask';

/** The masks of the slices of a volume, one after the other in one array: 0 background, 1 object. */
export class MaskVolume implements Size {
  readonly width: number;
  readonly height: number;
  readonly slices: number;
  readonly data: Uint8Array;

  /** @param data `width · height · slices` bytes of 0 or 1; zeros when left out. Not copied. */
  constructor({ width, height }: Size, slices: number, data: Uint8Array = new Uint8Array(width * height * slices)) {
    if (data.length !== width * height * slices) {
      throw new RangeError(`${data.length} bytes are not a mask of ${width}×${height}×${slices}.`);
    }
    [this.width, this.height, this.slices, this.data] = [width, height, slices, data];
  }

  /** @param masks of equal size, at least one; copied */
  static of(masks: readonly Mask[]): MaskVolume {
    const [first] = masks;
    if (first === undefined) throw new RangeError('A volume has at least one slice.');
    const volume = new MaskVolume(first, masks.length);
    for (const [slice, { data }] of masks.entries()) volume.slice(slice).data.set(data);
    return volume;
  }

  /** The mask of a slice, which shares its memory with the volume. */
  slice(index: number): Mask {
    const area = this.width * this.height;
    return new Mask(this.width, this.height, this.data.subarray(index * area, (index + 1) * area));
  }
}
