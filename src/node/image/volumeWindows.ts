import { defaultWindow } from '../../core/image/applyWindow';
import type { Slice } from '../../core/image/slice';
import { volumeOf, type SlicePlace } from '../../core/image/slicePlace';
import { volumeWindow } from '../../core/image/volumeWindow';
import type { Window } from '../../core/image/window';
import type { OpenedImage } from './openedImage';
import { readOverview } from './readPart';

/** The default windows of an image's volumes, each found once; see {@link volumeWindow}. */
export class VolumeWindows {
  readonly #image: Pick<OpenedImage, 'info' | 'readSlice'>;
  readonly #found = new Map<number, Promise<Window | null | undefined>>();

  /** Of a large image, overviews stand for its slices. */
  constructor(image: Pick<OpenedImage, 'info' | 'readSlice' | 'readRegion'>) {
    const { info, readRegion } = image;
    this.#image =
      readRegion === undefined ? image : { info, readSlice: (slice, volume) => readOverview(image, { slice, volume }) };
  }

  /** Where the volume has none, as each slice has its own, or its slices cannot be read: undefined. */
  of(volume: number): Promise<Window | null | undefined> {
    const found = this.#found.get(volume) ?? volumeWindow(this.#image, volume).catch(() => undefined);
    this.#found.set(volume, found);
    return found;
  }

  /** The default window of a slice. */
  async ofSlice(slice: Slice, volume: number): Promise<Window | null> {
    const window = await this.of(volume);
    return window === undefined ? defaultWindow(slice) : window;
  }
}

/** The default window of a slice; that of a large image is found in its overview. @throws UserError that names the file */
export async function windowAt(image: OpenedImage, at: SlicePlace): Promise<Window | null> {
  const slice = await (image.readRegion === undefined ? image.readSlice(at.slice, at.volume) : readOverview(image, at));
  return new VolumeWindows(image).ofSlice(slice, volumeOf(at));
}
