import { volumesOf, type MedicalImage } from '../../core/image/medicalImage';
import { isLarge } from '../../core/image/pyramid';
import { cut, type MadeLevels } from '../../core/image/pyramidReader';
import { rectOf, type Size } from '../../core/geometry/rect';
import type { Slice } from '../../core/image/slice';
import type { ReducedReader, RegionReader } from '../../core/image/regionReader';
import type { PictureStore, StoredPicture } from './pictureStore';

/** Whether an image is a large picture of a format that decodes no parts of it. */
export function isWholeOnly({ info, regions, segmentation }: MedicalImage): boolean {
  const isSingle = info.slices === 1 && volumesOf(info) === 1;
  return regions === undefined && segmentation === undefined && isSingle && isLarge(info);
}

/** Reads parts of a picture that is decoded as a whole: once, and kept on disk from then on. */
export class WholeRegions implements RegionReader {
  readonly levels: RegionReader['levels'];
  readonly reduced?: ReducedReader;
  readonly #image: MedicalImage;
  readonly #store: PictureStore;
  readonly #name: string;
  #picture: Promise<StoredPicture> | undefined;

  /** @param name stands for the content of the file */
  constructor(image: MedicalImage, store: PictureStore, name: string) {
    const { width, height } = image.info;
    this.levels = [{ width, height, chunk: [width, height] }];
    this.#image = image;
    this.#store = store;
    this.#name = name;
    if (image.readReduced !== undefined) this.reduced = reducedOf(image);
  }

  async read(_level: number, rect: Parameters<RegionReader['read']>[1]): Promise<Slice> {
    this.#picture ??= this.#load();
    this.#picture.catch(() => {
      this.#picture = undefined;
    });
    return (await this.#picture).read(rect);
  }

  async close(): Promise<void> {
    const picture = await this.#picture?.catch(() => undefined);
    await picture?.close();
  }

  async #load(): Promise<StoredPicture> {
    const name = `${this.#name} whole`;
    const known = await this.#store.open(name);
    if (known !== undefined) return known;
    const slice = await (this.#image.readReduced?.(1) ?? this.#image.readSlice(0));
    await this.#store.set(name, slice);
    const stored = await this.#store.open(name);
    return (
      stored ?? {
        ...rectSize(this.levels[0]!),
        read: (rect) => Promise.resolve(cut(slice, rect)),
        close: () => Promise.resolve(),
      }
    );
  }
}

/** Decodes the smaller version once, as it is read in bands. */
function reducedOf(image: MedicalImage): ReducedReader {
  const reduction = 8;
  let whole: Promise<Slice> | undefined;
  return {
    reduction,
    read: async (rect) => {
      whole ??= image.readReduced!(reduction);
      whole.catch(() => {
        whole = undefined;
      });
      return cut(await whole, rect);
    },
  };
}

function rectSize({ width, height }: Size): Size {
  return { width, height };
}

/** Keeps levels that were made of an image. @param name stands for the content of its file */
export function madeLevels(store: PictureStore, name: string): MadeLevels {
  return {
    get: async (level) => {
      const stored = await store.open(`${name} ${level}`);
      if (stored === undefined) return undefined;
      try {
        return await stored.read(rectOf(stored));
      } finally {
        await stored.close();
      }
    },
    set: (level, slice) => store.set(`${name} ${level}`, slice),
  };
}
