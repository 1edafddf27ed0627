import { intersectRect, isEmptyRect, type Rect, type Size } from '../../geometry/rect';
import type { DataSet } from './dataSet';
import { firstItem } from './dataSet';
import type { FrameGroups } from './functionalGroups';
import type { ImagePixel } from './imagePixel';

/** VL Whole Slide Microscopy Image Storage. */
const slideClass = '1.2.840.10008.5.1.4.1.1.77.1.6';

const tags = {
  imageType: 'x00080008',
  sopClass: 'x00080016',
  organization: 'x00209311',
  columns: 'x00480006',
  rows: 'x00480007',
  focalPlanes: 'x00480303',
  opticalPaths: 'x00480302',
  opticalPath: 'x00480105',
  lensPower: 'x00480112',
  slidePosition: 'x0048021a',
  column: 'x0048021e',
  row: 'x0048021f',
  depth: 'x0040074a',
  pathIdentification: 'x00480207',
  pathIdentifier: 'x00480106',
};

/** A frame and where it lies in the total pixel matrix. */
export interface MosaicTile {
  /** From 0. */
  readonly frame: number;
  /** May reach beyond the matrix. */
  readonly rect: Rect;
}

/** A slide whose frames are tiles of one picture, its total pixel matrix (PS3.3 C.7.6.17.3 and C.8.12.4). */
export interface Mosaic extends Size {
  /** Pictures of the same size: focal planes and optical paths. */
  readonly planes: number;
  /** Magnification of the objective, where it is known. */
  readonly magnification?: number;
  /** Tiles that the file should have, beyond its last frame. */
  readonly missing: number;
  /** Whether tiles may be left out where there is nothing to see. */
  readonly isSparse: boolean;
  /** Tiles of a picture that meet a rectangle. */
  tilesIn(plane: number, rect: Rect): readonly MosaicTile[];
}

/** Kinds of pictures of a slide that are versions of it (PS3.3 C.8.12.4.1.1), not of its label or of all of the glass. */
const versions = ['VOLUME', 'THUMBNAIL'];

/** Size of the picture that the frames of a slide make; undefined for anything else. */
export function slideSizeOf(dataSet: DataSet): Size | undefined {
  const [width, height] = [dataSet.uint32(tags.columns) ?? 0, dataSet.uint32(tags.rows) ?? 0];
  if (dataSet.string(tags.sopClass) !== slideClass || width < 1 || height < 1) return undefined;
  const kind = dataSet.string(tags.imageType)?.split('\\')[2]?.trim() ?? '';
  return versions.includes(kind) ? { width, height } : undefined;
}

/** undefined for a data set whose frames are no tiles. */
export function readMosaic(dataSet: DataSet, groups: FrameGroups, pixel: ImagePixel): Mosaic | undefined {
  const [width, height] = [dataSet.uint32(tags.columns) ?? 0, dataSet.uint32(tags.rows) ?? 0];
  if (dataSet.string(tags.sopClass) !== slideClass || width < 1 || height < 1) return undefined;
  const power = Number(firstItem(dataSet, tags.opticalPath)?.string(tags.lensPower));
  const common = {
    ...{ width, height },
    ...(power > 0 && Number.isFinite(power) ? { magnification: power } : {}),
  };
  const isPlaced = groups.macro(0, tags.slidePosition)?.int32(tags.column) !== undefined;
  const isFull = dataSet.string(tags.organization) === 'TILED_FULL' || !isPlaced;
  return { ...common, ...(isFull ? fullTiles(dataSet, common, pixel) : placedTiles(groups, common, pixel)) };
}

type Tiles = Pick<Mosaic, 'planes' | 'missing' | 'isSparse' | 'tilesIn'>;

/** Frames that follow each other row by row, of each picture all of them. */
function fullTiles(dataSet: DataSet, { width, height }: Size, pixel: ImagePixel): Tiles {
  const across = Math.ceil(width / pixel.width);
  const down = Math.ceil(height / pixel.height);
  const count = (dataSet.uint32(tags.focalPlanes) ?? 1) * (dataSet.uint32(tags.opticalPaths) ?? 1);
  // A file that ends early has fewer pictures.
  const planes = Math.max(1, Math.min(count, Math.ceil(pixel.frames / (across * down))));
  return {
    planes,
    missing: Math.max(0, planes * across * down - pixel.frames),
    isSparse: false,
    tilesIn: (plane, rect) => {
      const tiles: MosaicTile[] = [];
      for (let row = Math.floor(rect.y0 / pixel.height); row * pixel.height < rect.y1; row++) {
        for (let column = Math.floor(rect.x0 / pixel.width); column * pixel.width < rect.x1; column++) {
          const frame = (plane * down + row) * across + column;
          tiles.push({ frame, rect: rectAt(column * pixel.width, row * pixel.height, pixel) });
        }
      }
      return tiles;
    },
  };
}

/** Frames that each say where they lie. */
function placedTiles(groups: FrameGroups, size: Size, pixel: ImagePixel): Tiles {
  const planes = new Map<string, Map<string, MosaicTile[]>>();
  const cell = (x: number, y: number): string => `${Math.floor(x / pixel.width)} ${Math.floor(y / pixel.height)}`;
  for (let frame = 0; frame < pixel.frames; frame++) {
    const position = groups.macro(frame, tags.slidePosition);
    const [column, row] = [position?.int32(tags.column), position?.int32(tags.row)];
    if (column === undefined || row === undefined) continue;
    const path = groups.macro(frame, tags.pathIdentification)?.string(tags.pathIdentifier) ?? '';
    const key = `${path} ${position?.string(tags.depth) ?? ''}`;
    const cells = planes.get(key) ?? new Map<string, MosaicTile[]>();
    planes.set(key, cells);
    // Positions count from 1.
    const tile = { frame, rect: rectAt(column - 1, row - 1, pixel) };
    const { x0, y0, x1, y1 } = intersectRect(tile.rect, { x0: 0, y0: 0, x1: size.width, y1: size.height });
    const corners = [cell(x0, y0), cell(x1 - 1, y0), cell(x0, y1 - 1), cell(x1 - 1, y1 - 1)];
    for (const corner of isEmptyRect({ x0, y0, x1, y1 }) ? [] : new Set(corners)) {
      cells.set(corner, [...(cells.get(corner) ?? []), tile]);
    }
  }
  const all = [...planes.values()];
  return {
    planes: Math.max(1, all.length),
    missing: 0,
    isSparse: true,
    tilesIn: (plane, rect) => {
      const found = new Map<number, MosaicTile>();
      for (let y = Math.floor(rect.y0 / pixel.height); y * pixel.height < rect.y1; y++) {
        for (let x = Math.floor(rect.x0 / pixel.width); x * pixel.width < rect.x1; x++) {
          for (const tile of all[plane]?.get(`${x} ${y}`) ?? []) found.set(tile.frame, tile);
        }
      }
      return [...found.values()].filter((tile) => !isEmptyRect(intersectRect(tile.rect, rect)));
    },
  };
}

function rectAt(x0: number, y0: number, { width, height }: Size): Rect {
  return { x0, y0, x1: x0 + width, y1: y0 + height };
}
