import { signal } from '@preact/signals';
import { UserError } from '../../src/core/base/error';
import type { Rect } from '../../src/core/geometry/rect';
import type { ImageInfo } from '../../src/core/image/medicalImage';
import { levelScale, overviewLevel, tileRect, tilesIn, tileSide, type TilePlace } from '../../src/core/image/pyramid';
import type { Slice } from '../../src/core/image/slice';
import { volumeOf, type SlicePlace } from '../../src/core/image/slicePlace';
import { tileGapText } from '../../src/core/image/tileGap';
import { english, type Message } from '../../src/core/text/message';

export interface TileOptions {
  readonly info: ImageInfo;
  /** Bytes of tiles that are held. */
  readonly budget: number;
  readonly read: (tile: TilePlace) => Promise<Slice>;
}

/** Tiles that are on their way at the same time. */
const atOnce = 6;
/** Levels between what is wanted and what is asked for before it, as that is there sooner. */
const coarserBy = 2;
/** Milliseconds of rest after which the tiles around what is seen are fetched. */
const idleMs = 400;

/** What is seen: a rectangle of a level of a slice, in its pixels. */
interface Seen {
  readonly at: SlicePlace;
  readonly level: number;
  readonly rect: Rect;
}

/**
 * The tiles of a large image in the page. Those that are seen are asked for from the middle outwards, a few coarser ones first;
 * what was not asked for yet when something else is seen is never asked for. At rest, those around follow. The least recently seen
 * are dropped beyond the budget.
 */
export class TileFeed {
  readonly #options: TileOptions;
  /** The least recently seen first. */
  readonly #held = new Map<string, Slice>();
  readonly #asked = new Set<string>();
  /** Tiles that could not be read, which are not asked for again. */
  readonly #broken = new Set<string>();
  /** Tiles that were fetched since something else was seen. */
  readonly #ahead = new Set<string>();
  readonly #last: number;
  #bytes = 0;
  #seen: Seen | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #isIdle = false;
  #ended = false;

  /** Counts tiles that have come. */
  readonly version = signal(0);
  /** What is wrong with the pixels of tiles that were seen. */
  readonly gaps = signal<readonly Message[]>([]);

  constructor(options: TileOptions) {
    this.#options = options;
    this.#last = overviewLevel(options.info);
  }

  held(tile: TilePlace): Slice | undefined {
    return this.#held.get(keyOf(tile));
  }

  /** Asks for what is seen now. */
  see(seen: Seen): void {
    this.#seen = seen;
    this.#isIdle = false;
    this.#ahead.clear();
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      this.#isIdle = true;
      this.#pump();
    }, idleMs);
    for (const tile of this.#around(0)) this.#touch(keyOf(tile));
    this.#pump();
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#resting);
  }

  #pump(): void {
    if (this.#ended) return;
    for (const tile of this.#wanted()) {
      if (this.#asked.size >= atOnce) return;
      const key = keyOf(tile);
      if (this.#held.has(key) || this.#asked.has(key) || this.#broken.has(key)) continue;
      void this.#fetch(tile, key);
    }
  }

  *#wanted(): Generator<TilePlace> {
    const seen = this.#seen;
    if (seen === undefined) return;
    if (seen.level + coarserBy < this.#last) yield* this.#around(0, coarserBy);
    yield* this.#around(0);
    // What is dropped again for want of room is not asked for again.
    if (this.#isIdle) yield* this.#around(1).filter((tile) => !this.#ahead.has(keyOf(tile)));
  }

  /** Tiles that are seen, the ones in the middle first; those of a coarser level; with as many more on each side. */
  #around(more: number, coarser = 0): readonly TilePlace[] {
    const { at, level: own, rect } = this.#seen!;
    const level = own + coarser;
    if (level >= this.#last) return [];
    const scale = levelScale(coarser);
    const middle = { x: (rect.x0 + rect.x1) / 2 / scale, y: (rect.y0 + rect.y1) / 2 / scale };
    const grown = grow(rect, scale, more * tileSide);
    const { info } = this.#options;
    return tilesIn(grown)
      .map((tile) => ({ slice: at.slice, volume: volumeOf(at), level, ...tile }))
      .filter(({ column, row }) => column >= 0 && row >= 0)
      .map((tile) => ({ tile, rect: tileRect(tile, info) }))
      .filter((each) => each.rect.x1 > each.rect.x0 && each.rect.y1 > each.rect.y0)
      .map((each) => ({
        tile: each.tile,
        away: Math.hypot((each.rect.x0 + each.rect.x1) / 2 - middle.x, (each.rect.y0 + each.rect.y1) / 2 - middle.y),
      }))
      .sort((a, b) => a.away - b.away)
      .map(({ tile }) => tile);
  }

  /** Adds what was not said before: tiles of a picture that cannot be decoded all fail for the same reason. */
  #tell(problems: readonly Message[]): void {
    const known = new Set(this.gaps.value.map(english));
    const more = problems.filter((problem) => !known.has(english(problem)));
    if (more.length > 0) this.gaps.value = [...this.gaps.value, ...more];
  }

  async #fetch(tile: TilePlace, key: string): Promise<void> {
    this.#asked.add(key);
    this.#ahead.add(key);
    try {
      const slice = await this.#options.read(tile);
      this.#held.set(key, slice);
      this.#bytes += slice.data.byteLength;
      this.#tell((slice.gaps ?? []).map(tileGapText));
      this.#trim();
      this.version.value++;
    } catch (error) {
      this.#broken.add(key);
      if (error instanceof UserError) this.#tell([error.text]);
    } finally {
      this.#asked.delete(key);
      this.#pump();
    }
  }

  #touch(key: string): void {
    const slice = this.#held.get(key);
    if (slice === undefined) return;
    this.#held.delete(key);
    this.#held.set(key, slice);
  }

  #trim(): void {
    if (this.#bytes <= this.#options.budget) return;
    const kept = new Set([...this.#around(0), ...this.#around(0, coarserBy)].map(keyOf));
    for (const [key, { data }] of this.#held) {
      if (this.#bytes <= this.#options.budget) return;
      if (kept.has(key)) continue;
      this.#held.delete(key);
      this.#bytes -= data.byteLength;
    }
  }
}

function grow({ x0, y0, x1, y1 }: Rect, scale: number, by: number): Rect {
  return { x0: x0 / scale - by, y0: y0 / scale - by, x1: x1 / scale + by, y1: y1 / scale + by };
}

function keyOf({ slice, volume = 0, level, column, row }: TilePlace): string {
  return `${volume} ${slice} ${level} ${column} ${row}`;
}
