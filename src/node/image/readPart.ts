import { intersectRect, rectHeight, rectOf, rectWidth, type Rect } from '../../core/geometry/rect';
import {
  levelFor,
  levelScale,
  levelSize,
  overviewLevel,
  rectAtLevel,
  tileRect,
  type TilePlace,
} from '../../core/image/pyramid';
import type { Slice } from '../../core/image/slice';
import { placeOf, type SlicePlace } from '../../core/image/slicePlace';
import { RegionPicture } from '../../core/model/regionPicture';
import type { OpenedImage } from './openedImage';

/** What is read by regions. */
type Regional = Pick<OpenedImage, 'info' | 'readRegion'>;

/** A tile of a large image. @throws UserError that names the file; RangeError for a tile outside of the image */
export async function readTile(image: Regional, { level, column, row, ...at }: TilePlace): Promise<Slice> {
  const rect = tileRect({ level, column, row }, image.info);
  if (level > overviewLevel(image.info) || rect.x1 <= rect.x0 || rect.y1 <= rect.y0) {
    throw new RangeError(`There is no tile ${column}, ${row} of level ${level}.`);
  }
  return regionsOf(image)(level, rect, at);
}

/** All of a slice of a large image, at the coarsest level. @throws UserError that names the file */
export async function readOverview(image: Regional, at: SlicePlace): Promise<Slice> {
  const level = overviewLevel(image.info);
  return regionsOf(image)(level, rectOf(levelSize(image.info, level)), at);
}

/**
 * A part of a large image, at the level at which its longest side has at least so many pixels, and where it lies.
 * @param region of whole pixels inside the image
 * @throws UserError that names the file
 */
export async function readPart(
  image: Regional,
  at: SlicePlace,
  region: Rect,
  side: number,
): Promise<{ readonly slice: Slice; readonly picture: RegionPicture; readonly place: string }> {
  const { info } = image;
  const level = levelFor(side / Math.max(rectWidth(region), rectHeight(region)), info);
  const scale = levelScale(level);
  const inLevel = rectAtLevel(region, level, info);
  const { x0, y0, x1, y1 } = inLevel;
  const rect = intersectRect({ x0: x0 * scale, y0: y0 * scale, x1: x1 * scale, y1: y1 * scale }, rectOf(info));
  const slice = await regionsOf(image)(level, inLevel, placeOf(at));
  const { width, height } = info;
  const picture = new RegionPicture({ image: { width, height }, rect, scale });
  return { slice, picture, place: JSON.stringify([level, x0, y0, x1, y1]) };
}

function regionsOf({ readRegion }: Regional): NonNullable<OpenedImage['readRegion']> {
  if (readRegion === undefined) throw new RangeError('The image is not read by regions.');
  return readRegion;
}
