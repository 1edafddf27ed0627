import { signal } from '@preact/signals';
import { volumeBytes, volumesOf, type ImageInfo } from '../../src/core/image/medicalImage';
import type { Slice } from '../../src/core/image/slice';
import { coarseToFine, ScrollMotion } from '../../src/core/view/scrollMotion';

/** A slice of a volume. */
interface At {
  readonly slice: number;
  readonly volume: number;
}

export interface FeedOptions<T> {
  readonly info: ImageInfo;
  /** Bytes of slices that are held. */
  readonly budget: number;
  readonly read: (at: At) => Promise<T>;
  /** Called when a slice has come, or could not be read. */
  readonly onArrival: () => void;
  /** Called when one has stopped at a slice. */
  readonly onRest: (at: At) => void;
}

/** Slices that are on their way at the same time. */
const atOnce = 5;
/** Slices that are held whatever their size: the shown one, and those around it. */
const leastSlices = 12;
/** Milliseconds of rest after which the slice that is wanted is asked for whatever is on its way. */
const settleMs = 80;
/** Milliseconds of rest after which the rest of the volume is fetched. */
const idleMs = 600;

/**
 * The slices of an image in the page. Those that are about to be shown are asked for ahead of the movement, several at a time;
 * what was not asked for yet when one has moved on is never asked for. At rest the volume comes from the shown slice
 * outwards, as far as the budget reaches; while planes are shown, coarse before fine.
 */
export class VolumeFeed<T extends Slice> {
  readonly #options: FeedOptions<T>;
  readonly #held = new Map<number, T>();
  /** Slices on their way. */
  readonly #asked = new Map<number, Promise<T>>();
  /** Slices that could not be read; they are asked for again only when they are wanted themselves. */
  readonly #broken = new Set<number>();
  readonly #motion = new ScrollMotion();
  #bytes = 0;
  #at: At = { slice: 0, volume: 0 };
  #axis: keyof At = 'slice';
  #resting: ReturnType<typeof setTimeout> | undefined;
  #isIdle = false;
  #showsPlanes = false;
  #ended = false;

  /** Whether no slice may be left out, as in playback. */
  isSteady = false;
  /** Counts slices that have come. */
  readonly version = signal(0);

  constructor(options: FeedOptions<T>) {
    this.#options = options;
  }

  /** Whether a whole volume may be held. */
  get holdsVolume(): boolean {
    return volumeBytes(this.#options.info) <= this.#options.budget;
  }

  get isMoving(): boolean {
    return this.#motion.isMoving(performance.now());
  }

  held(at: At): T | undefined {
    return this.#held.get(this.#key(at));
  }

  put(at: At, slice: T): void {
    const key = this.#key(at);
    if (this.#held.has(key)) return;
    this.#held.set(key, slice);
    this.#bytes += slice.data.byteLength;
    this.#trim();
    this.version.value++;
  }

  /** The held slice that is nearest to a place, on the way to it from slice `from` of the same volume. */
  nearest({ slice, volume }: At, from: number): At | undefined {
    for (let near = slice; near !== from; near += Math.sign(from - slice)) {
      const at = { slice: near, volume };
      if (this.#held.has(this.#key(at))) return at;
    }
    return undefined;
  }

  /** Goes to a slice, which is asked for now or, in a quick movement, those that will be reached when they arrive. */
  goTo(at: At): void {
    if (at.volume !== this.#at.volume) this.#axis = 'volume';
    else if (at.slice !== this.#at.slice) this.#axis = 'slice';
    this.#at = at;
    this.#motion.go(at[this.#axis], performance.now());
    this.#isIdle = false;
    this.#rest(settleMs);
    this.#pump();
  }

  /** A slice, whatever else is on its way. @throws what reading it throws */
  async get(at: At): Promise<T> {
    const key = this.#key(at);
    return this.#held.get(key) ?? this.#asked.get(key) ?? this.#fetch(at, key);
  }

  /** Fetches all slices of the shown volume, for planes across them. */
  showPlanes(shows: boolean): void {
    this.#showsPlanes = shows;
    this.#pump();
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#resting);
  }

  #rest(ms: number): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      if (ms === settleMs) {
        this.#motion.stop();
        this.#rest(idleMs);
        this.#options.onRest(this.#at);
      } else this.#isIdle = true;
      this.#pump();
    }, ms);
  }

  #pump(): void {
    if (this.#ended) return;
    for (const at of this.#wanted()) {
      if (this.#asked.size >= atOnce) return;
      const key = this.#key(at);
      if (this.#held.has(key) || this.#asked.has(key) || this.#broken.has(key)) continue;
      void this.#fetch(at, key).catch(() => undefined);
    }
  }

  /** What to ask for, the most urgent first. */
  *#wanted(): Generator<At> {
    const { slices } = this.#options.info;
    const now = performance.now();
    const counts = { slice: slices, volume: volumesOf(this.#options.info) };
    let near = 0;
    for (const place of this.#motion.wanted(counts[this.#axis], now, this.isSteady)) {
      yield { ...this.#at, [this.#axis]: place };
      // The shown slice and its neighbours; in a movement what is ahead.
      if (++near >= 3 && !this.#motion.isMoving(now)) break;
    }
    if (this.#showsPlanes && this.holdsVolume) {
      for (const slice of coarseToFine(slices)) yield { ...this.#at, slice };
    }
    if (!this.#isIdle) return;
    const { slice, volume } = this.#at;
    // Those farther away would be dropped again.
    let room = Math.floor((this.#options.budget * slices) / volumeBytes(this.#options.info)) - 1;
    for (let away = 1; away < slices && room > 0; away++) {
      for (const each of [slice + away, slice - away]) {
        if (each < 0 || each >= slices || room-- <= 0) continue;
        yield { slice: each, volume };
      }
    }
  }

  #fetch(at: At, key: number): Promise<T> {
    const asked = performance.now();
    const reading = this.#options.read(at).then(
      (slice) => {
        this.#motion.arrive(asked, performance.now());
        this.#broken.delete(key);
        this.put(at, slice);
        return slice;
      },
      (error: unknown) => {
        this.#broken.add(key);
        throw error;
      },
    );
    this.#asked.set(key, reading);
    const done = (): void => {
      this.#asked.delete(key);
      if (this.#ended) return;
      this.#options.onArrival();
      this.#pump();
    };
    reading.then(done, done);
    return reading;
  }

  /** Drops what lies farthest from where one is. */
  #trim(): void {
    const { budget, info } = this.#options;
    const here = this.#key(this.#at);
    while (this.#bytes > budget && this.#held.size > leastSlices) {
      let [farthest, distance] = [here, -1];
      for (const key of this.#held.keys()) {
        const isElsewhere = Math.floor(key / info.slices) !== this.#at.volume;
        const away = Math.abs(key - here) + (isElsewhere ? info.slices : 0);
        if (away > distance) [farthest, distance] = [key, away];
      }
      this.#bytes -= this.#held.get(farthest)!.data.byteLength;
      this.#held.delete(farthest);
    }
  }

  #key({ slice, volume }: At): number {
    return volume * this.#options.info.slices + slice;
  }
}
