import { MaskVolume } from '../mask/maskVolume';

/** Most readers: their decisions at a voxel are the bits of one number. */
const mostReaders = 30;

/** What several readers have decided at each voxel. */
export class Votes {
  readonly readers: number;
  /** Voxels by the decisions that were made there: bit r is set where reader r has drawn. Voxels outside of the part count, too. */
  readonly counts: ReadonlyMap<number, number>;
  readonly #part: MaskVolume;
  readonly #decisions: Uint32Array;

  /**
   * @param masks one for each reader, of the same size: the part of the image where any of them has drawn
   * @param voxels of the whole image
   * @throws RangeError for no readers, or more than {@link mostReaders}
   */
  constructor(masks: readonly MaskVolume[], voxels: number) {
    const [part] = masks;
    if (part === undefined || masks.length > mostReaders) throw new RangeError(`${masks.length} readers cannot vote.`);
    this.readers = masks.length;
    this.#part = part;
    this.#decisions = new Uint32Array(part.data.length);
    for (const [reader, { data }] of masks.entries()) {
      for (let at = 0; at < data.length; at++) this.#decisions[at]! |= data[at]! << reader;
    }
    const counts = new Map<number, number>([[0, voxels - part.data.length]]);
    for (const decisions of this.#decisions) counts.set(decisions, (counts.get(decisions) ?? 0) + 1);
    this.counts = counts;
  }

  /** The voxels of the part whose decisions make them part of the object. */
  object(isObject: (decisions: number) => boolean): MaskVolume {
    const those = new Set([...this.counts.keys()].filter((decisions) => decisions !== 0 && isObject(decisions)));
    const data = Uint8Array.from(this.#decisions, (decisions) => Number(those.has(decisions)));
    return new MaskVolume(this.#part, this.#part.slices, data);
  }
}

/** Whether a reader has drawn where these decisions were made. */
export function hasDrawn(decisions: number, reader: number): boolean {
  return ((decisions >>> reader) & 1) === 1;
}

/** How many readers have drawn there. */
export function countDrawn(decisions: number): number {
  let count = 0;
  for (let rest = decisions; rest !== 0; rest >>>= 1) count += rest & 1;
  return count;
}
