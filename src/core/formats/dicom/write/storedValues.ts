import type { Slice } from '../../../image/slice';
import { newSamples, typeOfSamples, type SampleType } from '../../samples';
import { decimal } from './values';

/** The greatest pixel of 16 bits. */
const greatest = 65_535;
/** Types of samples that pixels hold as they are. */
const pixelTypes: ReadonlySet<SampleType> = new Set(['uint8', 'int8', 'uint16', 'int16']);

/** Pixels as DICOM stores them. */
export type PixelArray = Uint8Array | Uint16Array | Int16Array;

/** How the values of an image are stored in the pixels of DICOM: `value = pixel · slope + intercept`. */
export interface PixelStorage {
  readonly type: 'uint8' | 'uint16' | 'int16';
  readonly slope: number;
  readonly intercept: number;
  /** Where values had to be rounded: the distance between two grey levels. */
  readonly step?: number;
  /** Values that are no numbers, which become the lowest. */
  readonly missing: number;
}

/** Finds how the values of an image can be stored, by all of its slices. */
export class ValueScan {
  #first: Pick<Slice, 'slope' | 'intercept'> | undefined;
  #type: SampleType = 'uint8';
  #isAlike = true;
  #isWhole = true;
  #missing = 0;
  /** Smallest and greatest sample, and the same of values. */
  #samples: [number, number] = [Infinity, -Infinity];
  #values: [number, number] = [Infinity, -Infinity];

  add({ data, slope, intercept }: Slice): void {
    const type = typeOfSamples(data);
    if (this.#first === undefined) {
      this.#first = { slope, intercept };
      this.#type = type;
    }
    this.#isAlike &&= type === this.#type && slope === this.#first.slope && intercept === this.#first.intercept;
    let [least, most] = [Infinity, -Infinity];
    for (const sample of data) {
      if (!Number.isFinite(sample)) {
        this.#missing++;
        continue;
      }
      if (sample < least) least = sample;
      if (sample > most) most = sample;
      if (this.#isWhole && !Number.isInteger(sample)) this.#isWhole = false;
    }
    if (least > most) return;
    const ends = [least * slope + intercept, most * slope + intercept];
    this.#samples = [Math.min(this.#samples[0], least), Math.max(this.#samples[1], most)];
    this.#values = [Math.min(this.#values[0], ...ends), Math.max(this.#values[1], ...ends)];
  }

  /** As they are where pixels can hold the samples, moved where they lie close enough together, and else rounded to grey levels. */
  storage(): PixelStorage {
    const missing = this.#missing;
    const { slope, intercept } = this.#first ?? { slope: 1, intercept: 0 };
    const [least, most] = this.#samples;
    if (this.#isAlike && pixelTypes.has(this.#type)) {
      const type = this.#type === 'uint8' || this.#type === 'uint16' ? this.#type : 'int16';
      return { type, slope, intercept, missing };
    }
    if (least > most) return { type: 'uint16', slope: 1, intercept: 0, missing };
    if (this.#isAlike && this.#isWhole && missing === 0 && most - least <= greatest) {
      const isSigned = least >= -32_768 && most <= 32_767;
      return isSigned
        ? { type: 'int16', slope, intercept, missing }
        : { type: 'uint16', slope, intercept: intercept + slope * least, missing };
    }
    const [lowest, highest] = this.#values;
    // Divided before they are subtracted: the difference of doubles may have no double.
    const step = Number(decimal(highest / greatest - lowest / greatest)) || 1;
    return { type: 'uint16', slope: step, intercept: Number(decimal(lowest)), step, missing };
  }
}

/** The pixels of a slice, as {@link ValueScan.storage} wants them. */
export function pixelsOf({ data, slope, intercept }: Slice, storage: PixelStorage): PixelArray {
  if (typeOfSamples(data) === storage.type) return data as PixelArray;
  const pixels = newSamples(storage.type, data.length) as PixelArray;
  const [first, last] = storage.type === 'int16' ? [-32_768, 32_767] : [0, greatest];
  for (const [at, sample] of data.entries()) {
    const pixel = Math.round((sample * slope + intercept - storage.intercept) / storage.slope);
    pixels[at] = Number.isNaN(pixel) ? first : Math.max(first, Math.min(last, pixel));
  }
  return pixels;
}
