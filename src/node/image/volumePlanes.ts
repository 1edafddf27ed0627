import { neverCancelled, throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { LruMap } from '../../core/base/lru';
import type { MedicalImage } from '../../core/image/medicalImage';
import { lineOf, stack } from '../../core/image/plane';
import type { Slice } from '../../core/image/slice';
import type { PlaneIndex } from '../../core/protocol/hostApi';

/** Bytes of decoded slices that are kept: a plane across them needs a line of every one. */
const defaultBudget = 512 * 2 ** 20;

/** Slices that are decoded at the same time. */
const atOnce = 8;

/** Planes across the slices of an image, made from slices that are decoded once and kept. */
export class VolumePlanes {
  readonly #image: MedicalImage;
  /** By volume and slice. */
  readonly #slices: LruMap<string, Slice>;

  /** @param budget bytes of decoded slices; a volume that takes more is decoded again for every plane */
  constructor(image: MedicalImage, budget = defaultBudget) {
    this.#image = image;
    this.#slices = new LruMap(budget, ({ data }) => data.byteLength);
  }

  /** Number of slices, the height of a plane. */
  get slices(): number {
    return this.#image.info.slices;
  }

  /**
   * A line of every slice, one below the other; see `lineOf`.
   * @param token cancels; nothing does when left out
   * @param onProgress called with the number of slices that are read
   * @throws UserError `cancelled`, or as {@link MedicalImage.readSlice}
   */
  async read(
    { normal, index, volume }: PlaneIndex,
    token: CancellationToken = neverCancelled,
    onProgress: (slices: number) => void = () => undefined,
  ): Promise<Slice> {
    const { slices } = this;
    const lines: Slice[] = [];
    for (let from = 0; from < slices; from += atOnce) {
      throwIfCancelled(token);
      const indices = Array.from({ length: Math.min(atOnce, slices - from) }, (_, i) => from + i);
      const read = await Promise.all(indices.map((slice) => this.#slice(slice, volume)));
      lines.push(...read.map((slice) => lineOf(slice, normal, index)));
      onProgress(lines.length);
    }
    return stack(lines);
  }

  async #slice(index: number, volume: number): Promise<Slice> {
    const key = `${volume} ${index}`;
    const slice = this.#slices.get(key) ?? (await this.#image.readSlice(index, volume));
    this.#slices.set(key, slice);
    return slice;
  }
}
