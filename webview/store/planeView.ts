import { computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { isCancellation } from '../../src/core/base/error';
import type { Point } from '../../src/core/geometry/rect';
import { planeOf } from '../../src/core/image/planeOf';
import type { ImageInfo } from '../../src/core/image/medicalImage';
import type { PlanePlace } from '../../src/core/image/slicePlace';
import type { Slice } from '../../src/core/image/slice';
import { plainWindow, type Window } from '../../src/core/image/window';
import type { HostApi, PromptedView } from '../../src/core/protocol/hostApi';
import { viewTransform, type Camera, type ShownImage, type Viewport } from '../../src/core/view/camera';
import type { Place } from '../../src/core/view/gesture';
import { NewestWins } from '../../src/core/view/newestWins';
import { planeAcross, planeAspect, planeSize, type VoxelPosition } from '../../src/core/view/plane';
import { draftsAt, type DraftView } from './draftView';
import { problemOf, type Problem } from './problem';
import { SliceSource } from './sliceSource';
import { newestOn, type StrokeView } from './strokeView';
import type { VolumeFeed } from './volumeFeed';

interface PlaneAt {
  /** Column or row. */
  readonly index: number;
  readonly volume: number;
}

interface ShownPlane extends PlaneAt {
  readonly slice: Slice;
}

/** The volume that planes go through, and where; what is drawn in it. */
interface ShownVolume {
  readonly info: ReadonlySignal<ImageInfo | undefined>;
  readonly volumeIndex: ReadonlySignal<number>;
  readonly position: ReadonlySignal<VoxelPosition>;
  /** Whether planes are shown. */
  readonly planes: Signal<boolean>;
  readonly strokes: ReadonlySignal<readonly StrokeView[]>;
  readonly allDrafts: ReadonlySignal<readonly DraftView[]>;
  readonly window: ReadonlySignal<Window | null>;
}

/** A plane across the slices, through the crosshair. */
export class PlaneView {
  readonly normal: 0 | 1;
  readonly camera = signal<Camera>('fit');
  readonly viewport = signal<Viewport>({ width: 0, height: 0, margin: { x: 8, y: 26 } });
  /** Slices that the plane is cut from; undefined where the host reads it. */
  readonly #source = signal<VolumeFeed<Slice> | undefined>(undefined);
  readonly #read = signal<ShownPlane | undefined>(undefined);
  readonly problem = signal<Problem | undefined>(undefined);
  readonly pointer = signal<Place | undefined>(undefined);
  readonly #volume: ShownVolume;

  readonly plane = computed(() => {
    const info = this.#volume.info.value;
    return info && planeAcross(info, this.normal);
  });

  /** Column or row that the plane goes through. */
  readonly index = computed(() => {
    const info = this.#volume.info.value;
    const last = (info === undefined ? 1 : this.normal === 0 ? info.width : info.height) - 1;
    return Math.min(Math.max(Math.floor(this.#volume.position.value[this.normal]), 0), last);
  });

  readonly image = computed<ShownImage | undefined>(() => {
    const info = this.#volume.info.value;
    const plane = this.plane.value;
    if (info === undefined || plane === undefined) return undefined;
    const [across, down] = planeAspect(info, plane);
    const [flipX, flipY] = plane.flip;
    return {
      ...planeSize(info, this.normal),
      aspect: [flipX ? -across : across, flipY ? -down : down],
      ...(plane.across === 2 ? { turned: true } : {}),
    };
  });

  readonly transform = computed(() => {
    const image = this.image.value;
    const viewport = this.viewport.value;
    return image && viewport.width > 0 ? viewTransform(this.camera.value, viewport, image) : undefined;
  });

  /** Whether the plane is cut from slices that the page holds. */
  readonly isHeld = computed(() => this.#source.value !== undefined);
  /** Whether the pointer is over it. */
  readonly isPointed = computed(() => this.pointer.value !== undefined);

  /** Whether there is something to show. */
  readonly isThere = computed(() => (this.#source.value?.version.value ?? 0) > 0 || this.#read.value !== undefined);

  /** The plane at the crosshair as far as its slices are there; the one that was read last where the host reads it. */
  readonly shown = computed<ShownPlane | undefined>(() => {
    const source = this.#source.value;
    const slices = this.#volume.info.value?.slices ?? 0;
    if (source === undefined || source.version.value === 0) return this.#read.value;
    const at = { index: this.index.value, volume: this.#volume.volumeIndex.value };
    const held = Array.from({ length: slices }, (_, slice) => source.held({ slice, volume: at.volume }));
    const slice = planeOf(held, this.normal, at.index);
    return slice && { ...at, slice };
  });

  /** The axis that rows of the plane's image run along. */
  get #along(): 0 | 1 {
    return this.normal === 0 ? 1 : 0;
  }

  /** Where the plane that is shown lies. */
  readonly place = computed<PlanePlace | undefined>(() => {
    const shown = this.shown.value;
    return (
      shown && { normal: this.normal, index: shown.index, ...(shown.volume === 0 ? {} : { volume: shown.volume }) }
    );
  });

  /** Strokes in the plane, the newest of each object. */
  readonly painted = computed(() => newestOn(this.place.value, this.#volume.strokes.value));

  /** Prompts under way in the plane. */
  readonly drafts = computed(() => draftsAt(this.place.value, this.#volume.allDrafts.value));

  /** What the model is asked about. */
  readonly prompted = computed<PromptedView | undefined>(() => {
    const place = this.place.value;
    return place && { ...place, window: plainWindow(this.#volume.window.value) };
  });

  constructor(volume: ShownVolume, normal: 0 | 1) {
    this.#volume = volume;
    this.normal = normal;
  }

  /** The crosshair in the plane's image. */
  get center(): Point {
    const position = this.#volume.position.value;
    return { x: position[this.#along], y: position[2] };
  }

  /** The position in the volume of a point in the plane's image. */
  positionOf({ x, y }: Point): VoxelPosition {
    const position: [number, number, number] = [...this.#volume.position.value];
    position[this.#along] = x;
    position[2] = y;
    return position;
  }

  /** Cuts the plane from the slices that the page holds, for as long as planes are shown. @returns what ends it */
  cut(source: VolumeFeed<Slice>): () => void {
    this.#source.value = source;
    return () => {
      this.#source.value = undefined;
    };
  }

  /**
   * Has the host read the plane at the crosshair of a volume that the page cannot hold, for as long as planes are shown.
   * @returns what ends it
   */
  follow(host: HostApi): () => void {
    const source = new SliceSource((at: PlaneAt) => host.readPlane({ normal: this.normal, ...at }));
    let ended = false;
    const reading = new NewestWins<PlaneAt>(async (at) => {
      if (ended) return;
      try {
        const slice = await source.get(at);
        this.problem.value = undefined;
        this.#read.value = { ...at, slice };
      } catch (error) {
        if (isCancellation(error)) this.#volume.planes.value = false;
        else this.problem.value = problemOf(error);
      }
    });
    const stop = effect(() => {
      reading.request({ index: this.index.value, volume: this.#volume.volumeIndex.value });
    });
    return () => {
      ended = true;
      stop();
      this.#read.value = undefined;
      this.problem.value = undefined;
    };
  }
}
