import path from 'node:path';
import { UserError } from '../../core/base/error';
import type { SeriesMode } from '../../core/formats/dicom/series/seriesMode';
import type { Vector3 } from '../../core/geometry/volumeGeometry';
import { voxelMap } from '../../core/geometry/voxelMap';
import type { ImageInfo } from '../../core/image/medicalImage';
import type { FoundImage } from '../../core/layouts/layout';
import { isFileInCloud } from '../files/inCloud';
import { openImage } from '../image/openImage';

/** Images whose headers are read for one file of masks; of more, it is open which one is meant. */
const mostCandidates = 200;

/**
 * Finds the image of a file of masks whose name says nothing: the only one of its folder, or the one whose voxels are where those
 * of the file are. Looked for in the folder of the file, otherwise in the folders below, otherwise everywhere.
 */
export class ImagesByPlace {
  readonly #images: readonly string[];
  readonly #series: SeriesMode;
  readonly #infos = new Map<string, Promise<ImageInfo | undefined>>();

  /** @param images absolute paths; a series is one of them */
  constructor(images: Iterable<string>, series: SeriesMode = 'whole') {
    this.#images = [...new Set(images)];
    this.#series = series;
  }

  /**
   * @param wanted its file as an absolute path
   * @returns the path, or how many images could be meant when it is not one
   */
  async find({ file, takesOnly }: NonNullable<FoundImage['byPlace']>): Promise<string | number> {
    const candidates = this.#near(path.dirname(file));
    if (takesOnly && candidates.length === 1) return candidates[0]!;
    if (candidates.length > mostCandidates) return candidates.length;
    const own = await this.#infoOf(file, 'single');
    const fitting: string[] = [];
    for (const image of own === undefined ? [] : candidates) {
      const info = await this.#infoOf(image, this.#series);
      if (info !== undefined && isInside(own!, info)) fitting.push(image);
    }
    return fitting.length === 1 ? fitting[0]! : fitting.length;
  }

  #near(folder: string): readonly string[] {
    const here = this.#images.filter((image) => path.dirname(image) === folder);
    if (here.length > 0) return here;
    const below = this.#images.filter((image) => image.startsWith(folder + path.sep));
    return below.length > 0 ? below : this.#images;
  }

  #infoOf(file: string, series: SeriesMode): Promise<ImageInfo | undefined> {
    const known = this.#infos.get(file) ?? readInfo(file, series);
    this.#infos.set(file, known);
    return known;
  }
}

/** @returns undefined for what cannot be read, and for what lies in the cloud alone, which is not fetched for this */
async function readInfo(file: string, series: SeriesMode): Promise<ImageInfo | undefined> {
  if (await isFileInCloud(file)) return undefined;
  try {
    const image = await openImage(file, { series });
    image.dispose();
    return image.info;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Whether all voxels of a file are voxels of an image, both of which say where theirs are. */
function isInside({ geometry, ...file }: ImageInfo, image: ImageInfo): boolean {
  if (geometry === undefined || image.geometry === undefined) return false;
  const size: Vector3 = [file.width, file.height, file.slices];
  const place = voxelMap(geometry, size, image.geometry);
  if (place === undefined) return false;
  const last: Vector3 = [size[0] - 1, size[1] - 1, size[2] - 1];
  const ends: Vector3 = [image.width, image.height, image.slices];
  return [place([0, 0, 0]), place(last)].every((voxel) => voxel.every((at, axis) => at >= 0 && at < ends[axis]!));
}
