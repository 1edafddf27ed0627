import { computed, signal, type ReadonlySignal } from '@preact/signals';
import {
  intersectRect,
  isEmptyRect,
  rectFromCorners,
  rectOf,
  roundOutward,
  type Point,
  type Rect,
} from '../../src/core/geometry/rect';
import { composeTiles } from '../../src/core/image/compose';
import type { ImageInfo } from '../../src/core/image/medicalImage';
import { levelFor, levelScale, overviewLevel, rectAtLevel, tilesIn, tileSide } from '../../src/core/image/pyramid';
import type { Slice } from '../../src/core/image/slice';
import { toImage, type ViewTransform, type Viewport } from '../../src/core/view/camera';
import type { TileFeed } from './tileFeed';

/** What the page knows of the slice that is shown. */
interface Shown {
  readonly index: number;
  readonly volume: number;
  /** The slice; of a large image its overview. */
  readonly slice: Slice;
}

interface Signals {
  readonly info: ReadonlySignal<ImageInfo | undefined>;
  readonly shown: ReadonlySignal<Shown | undefined>;
  readonly transform: ReadonlySignal<ViewTransform | undefined>;
  readonly viewport: ReadonlySignal<Viewport>;
  readonly pixelRatio: ReadonlySignal<number>;
}

/** Pixels to draw, and where they lie on the screen. */
interface Picture {
  readonly slice: Slice;
  readonly transform: ViewTransform;
}

/** A value of the image and where it was found. */
interface Sample {
  readonly slice: Slice;
  /** Of the pixel in the slice. */
  readonly index: number;
}

/** The pixels that are drawn: the slice, or of a large image what is seen of it, put together from tiles. */
export class PictureView {
  readonly #signals: Signals;
  /** The tiles of a large image. */
  readonly tiles = signal<TileFeed | undefined>(undefined);

  constructor(signals: Signals) {
    this.#signals = signals;
  }

  /** The part of the image that is seen, in its whole pixels; undefined where none is. */
  readonly seen: ReadonlySignal<Rect | undefined> = computed(() => {
    const { info, transform, viewport } = this.#signals;
    if (info.value === undefined || transform.value === undefined) return undefined;
    const { width, height } = viewport.value;
    const corners = [
      { x: 0, y: 0 },
      { x: width, y: height },
    ].map((corner) => toImage(transform.value!, corner));
    const rect = intersectRect(roundOutward(rectFromCorners(corners[0]!, corners[1]!)), rectOf(info.value));
    return isEmptyRect(rect) ? undefined : rect;
  });

  /** The part that is seen at the level that the screen can show; undefined for an image that is not large. */
  readonly wanted = computed(() => {
    const { info, shown, transform, pixelRatio } = this.#signals;
    const [size, seen] = [info.value, this.seen.value];
    if (this.tiles.value === undefined || size === undefined || shown.value === undefined) return undefined;
    if (seen === undefined || transform.value === undefined) return undefined;
    const scale = Math.min(Math.abs(transform.value.scaleX), Math.abs(transform.value.scaleY)) * pixelRatio.value;
    const level = levelFor(scale, size);
    const { index, volume } = shown.value;
    return { at: { slice: index, volume }, level, rect: rectAtLevel(seen, level, size) };
  });

  /** What is drawn. */
  readonly picture = computed((): Picture | undefined => {
    const { info, shown, transform } = this.#signals;
    if (shown.value === undefined || transform.value === undefined || info.value === undefined) return undefined;
    const tiles = this.tiles.value;
    if (tiles === undefined) return { slice: shown.value.slice, transform: transform.value };
    const wanted = this.wanted.value;
    if (wanted === undefined) return undefined;
    tiles.version.valueOf();
    const { at, level, rect } = wanted;
    const held = (tile: { level: number; column: number; row: number }): Slice | undefined =>
      tiles.held({ ...at, ...tile });
    const slice = composeTiles(held, shown.value.slice, info.value, level, rect);
    return { slice, transform: scaled(transform.value, levelScale(level), rect) };
  });

  /** The samples of the image, or of what is seen of a large one; undefined where not all of them are there. */
  readonly samples = computed((): Slice | undefined => {
    const { info, shown } = this.#signals;
    const tiles = this.tiles.value;
    if (tiles === undefined) return shown.value?.slice;
    const [wanted, seen] = [this.wanted.value, this.seen.value];
    if (wanted?.level !== 0 || seen === undefined) return undefined;
    tiles.version.valueOf();
    const isThere = tilesIn(seen).every((tile) => tiles.held({ ...wanted.at, level: 0, ...tile }) !== undefined);
    if (!isThere) return undefined;
    const held = (tile: { level: number; column: number; row: number }): Slice | undefined =>
      tiles.held({ ...wanted.at, ...tile });
    return composeTiles(held, shown.value!.slice, info.value!, 0, seen);
  });

  /** The pixel at a place of the image, from the finest tile that is there; undefined outside of the image. */
  sampleAt({ x, y }: Point): Sample | undefined {
    const [info, shown, tiles] = [this.#signals.info.value, this.#signals.shown.value, this.tiles.value];
    if (info === undefined || shown === undefined) return undefined;
    if (!(x >= 0 && y >= 0 && x < info.width && y < info.height)) return undefined;
    if (tiles === undefined) return { slice: shown.slice, index: Math.floor(y) * shown.slice.width + Math.floor(x) };
    tiles.version.valueOf();
    const last = overviewLevel(info);
    for (let level = 0; level <= last; level++) {
      const [column, row] = [Math.floor(x / levelScale(level)), Math.floor(y / levelScale(level))];
      const place = { column: Math.floor(column / tileSide), row: Math.floor(row / tileSide) };
      const slice =
        level === last ? shown.slice : tiles.held({ slice: shown.index, volume: shown.volume, level, ...place });
      if (slice === undefined) continue;
      const [left, top] = level === last ? [0, 0] : [place.column * tileSide, place.row * tileSide];
      return { slice, index: (row - top) * slice.width + column - left };
    }
    return undefined;
  }
}

/** The transform of a part of a level, from that of the image. */
function scaled(transform: ViewTransform, scale: number, { x0, y0 }: Rect): ViewTransform {
  const { scaleX, scaleY, x, y } = transform;
  return {
    ...transform,
    scaleX: scaleX * scale,
    scaleY: scaleY * scale,
    x: x + x0 * scale * scaleX,
    y: y + y0 * scale * scaleY,
  };
}
