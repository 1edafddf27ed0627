import { rectOf, type Rect, type Size } from '../geometry/rect';
import { levelScale, levelSize, overviewLevel } from './pyramid';
import { finerEdge, reduced } from './reduce';
import type { RegionReader } from './regionReader';
import { newLike, type SampleArray, type Slice } from './slice';
import { volumeOf, type SlicePlace } from './slicePlace';
import { uniqueGaps } from './tileGap';

/** Keeps levels that were made, beyond the life of a reader. */
export interface MadeLevels {
  get(name: string): Promise<Slice | undefined>;
  set(name: string, level: Slice): Promise<void>;
}

/** Where the pixels of a level come from. */
interface Source extends Size {
  /** Pixels of level 0 along one of it. */
  readonly scale: number;
  read(rect: Rect, at: SlicePlace): Promise<Slice>;
}

/** Reductions up to which a level is made of a finer one whenever it is asked for. */
const mostOnDemand = 4;
/** Stored levels are rarely exact powers of two. */
const tolerance = 1.02;
/** A level that is made and kept is at least so much smaller than the image, and has at most so many pixels. */
const leastReduction = 8;
const mostKept = 4096 * 4096;
/** Rows of the finer level that are reduced at a time. */
const bandRows = 256;

/** Reads any level of the pyramid of an image, see `pyramid.ts`, from the levels that its file holds. */
export class PyramidReader {
  readonly #size: Size;
  readonly #stored: readonly Source[];
  readonly #reduced: Source | undefined;
  readonly #kept: MadeLevels | undefined;
  /** By slice and volume. */
  readonly #made = new Map<string, Promise<Source>>();

  constructor(reader: RegionReader, kept?: MadeLevels) {
    const [size] = reader.levels;
    this.#size = size!;
    this.#stored = reader.levels.map(({ width, height }, level) => ({
      ...{ width, height, scale: size!.width / width },
      read: (rect, at) => reader.read(level, rect, at),
    }));
    const { reduced } = reader;
    this.#reduced = reduced && {
      ...{ width: Math.ceil(size!.width / reduced.reduction), height: Math.ceil(size!.height / reduced.reduction) },
      ...{ scale: reduced.reduction, read: reduced.read.bind(reduced) },
    };
    this.#kept = kept;
  }

  /** A rectangle of a level, in its whole pixels. @throws UserError as the reader of the file */
  async read(level: number, rect: Rect, at: SlicePlace): Promise<Slice> {
    const scale = levelScale(level);
    const stored = finest(this.#stored, scale);
    if (scale / stored.scale <= mostOnDemand) return readFrom(stored, rect, scale, at);
    const made = await this.#madeLevel(at);
    return readFrom(made.scale <= scale ? made : stored, rect, scale, at);
  }

  /** The whole of the coarsest level. @throws UserError as {@link read} */
  overview(at: SlicePlace): Promise<Slice> {
    const level = overviewLevel(this.#size);
    return this.read(level, rectOf(levelSize(this.#size, level)), at);
  }

  /** Where a level is made from. Reading a smaller version of the file is faster than decoding the image itself smaller. */
  #sourceOf(scale: number): Source {
    const stored = finest(this.#stored, scale);
    return stored === this.#stored[0] ? (this.#reduced ?? stored) : stored;
  }

  #madeLevel(at: SlicePlace): Promise<Source> {
    const key = `${at.slice} ${volumeOf(at)}`;
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const making = this.#make(at);
    this.#made.set(key, making);
    making.catch(() => this.#made.delete(key));
    return making;
  }

  /** Reads all of a slice once, for the levels that are too coarse to be made of it each time. */
  async #make(at: SlicePlace): Promise<Source> {
    const level = keptLevel(this.#size);
    const scale = levelScale(level);
    const size = levelSize(this.#size, level);
    const name = `${at.slice}-${volumeOf(at)}-${level}`;
    const known = await this.#kept?.get(name);
    const slice = known ?? (await readWhole(this.#sourceOf(scale), size, scale, at));
    if (known === undefined && slice.gaps === undefined) await this.#kept?.set(name, slice);
    return { ...size, scale, read: (rect) => Promise.resolve(cut(slice, rect)) };
  }
}

function keptLevel(size: Size): number {
  let level = Math.log2(leastReduction);
  while (size.width * size.height > mostKept * levelScale(level) ** 2) level++;
  return level;
}

/** The coarsest source that is fine enough. */
function finest(sources: readonly Source[], scale: number): Source {
  return sources.reduce((best, each) => (each.scale <= scale * tolerance && each.scale > best.scale ? each : best));
}

async function readFrom(source: Source, rect: Rect, scale: number, at: SlicePlace): Promise<Slice> {
  const ratio = scale / source.scale;
  // The levels are the same but for rounding.
  if (Math.abs(ratio - 1) * Math.max(source.width, source.height) < 1 && isInside(rect, source)) {
    return source.read(rect, at);
  }
  const part = {
    x0: Math.min(finerEdge(rect.x0, ratio, source.width), source.width - 1),
    y0: Math.min(finerEdge(rect.y0, ratio, source.height), source.height - 1),
    x1: finerEdge(rect.x1, ratio, source.width),
    y1: finerEdge(rect.y1, ratio, source.height),
  };
  const whole = { ...part, x1: Math.max(part.x1, part.x0 + 1), y1: Math.max(part.y1, part.y0 + 1) };
  return reduced(await source.read(whole, at), whole, rect, ratio);
}

function isInside(rect: Rect, { width, height }: Size): boolean {
  return rect.x1 <= width && rect.y1 <= height;
}

/** A whole level, read in bands so that little more than itself is in memory. */
async function readWhole(source: Source, size: Size, scale: number, at: SlicePlace): Promise<Slice> {
  const rows = Math.max(1, Math.floor((bandRows * source.scale) / scale));
  let whole: { slice: Slice; data: SampleArray } | undefined;
  const gaps = [];
  for (let y0 = 0; y0 < size.height; y0 += rows) {
    const y1 = Math.min(y0 + rows, size.height);
    const band = await readFrom(source, { x0: 0, y0, x1: size.width, y1 }, scale, at);
    const { channels, data } = band;
    whole ??= { slice: band, data: newLike(data, size.width * size.height * channels) };
    whole.data.set(data, y0 * size.width * channels);
    gaps.push(...(band.gaps ?? []));
  }
  const { gaps: _, ...first } = whole!.slice;
  return { ...first, ...size, data: whole!.data, ...(gaps.length === 0 ? {} : { gaps: uniqueGaps(gaps) }) };
}

/** A rectangle of a slice, as a slice of its own. */
export function cut<T extends Slice>(slice: T, { x0, y0, x1, y1 }: Rect): T {
  const { width, channels, data } = slice;
  const row = (x1 - x0) * channels;
  const part = newLike(data, row * (y1 - y0));
  for (let y = y0; y < y1; y++) {
    const start = (y * width + x0) * channels;
    part.set(data.subarray(start, start + row), (y - y0) * row);
  }
  return { ...slice, width: x1 - x0, height: y1 - y0, data: part };
}
