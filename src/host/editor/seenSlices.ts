import type * as vscode from 'vscode';
import { volumeOf, type SlicePlace } from '../../core/image/slicePlace';

const key = 'seenSlices';
/** Images that are remembered; those seen longest ago are forgotten. */
const most = 500;
/** Milliseconds of rest after which what was seen is written. */
const settleMs = 1000;

/** Path of an image, slice and volume. */
type Seen = readonly [string, number, number];

/** The slices that images were left at, from one session to the next. */
export class SeenSlices implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  /** By the path of the image, the one seen last at the end. */
  readonly #places: Map<string, SlicePlace>;
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
    const seen = memory.get<readonly Seen[]>(key, []);
    this.#places = new Map(seen.map(([file, slice, volume]) => [file, { slice, volume }]));
  }

  /** The slice of an image that was seen last; undefined for one that was not seen, or long ago. */
  of({ fsPath }: vscode.Uri): SlicePlace | undefined {
    return this.#places.get(fsPath);
  }

  see({ fsPath }: vscode.Uri, place: SlicePlace): void {
    this.#places.delete(fsPath);
    this.#places.set(fsPath, place);
    const [oldest] = this.#places.keys();
    if (this.#places.size > most) this.#places.delete(oldest!);
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#write();
    }, settleMs);
  }

  dispose(): void {
    if (this.#settling !== undefined) this.#write();
  }

  #write(): void {
    clearTimeout(this.#settling);
    this.#settling = undefined;
    const seen = [...this.#places].map(([file, place]): Seen => [file, place.slice, volumeOf(place)]);
    void this.#memory.update(key, seen);
  }
}
