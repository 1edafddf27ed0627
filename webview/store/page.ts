import { computed, signal } from '@preact/signals';
import type { Point } from '../../src/core/geometry/rect';
import type { Area } from '../../src/core/image/area/area';
import type { ImageInfo } from '../../src/core/image/medicalImage';
import type { Axis } from '../../src/core/image/plane';
import { placeOf, type DrawingPlace, type SlicePlace } from '../../src/core/image/slicePlace';
import { plainWindow, type Window } from '../../src/core/image/window';
import type { SliceView, ModelInput, ViewSlice } from '../../src/core/protocol/hostApi';
import type { DefaultKeys } from '../../src/core/protocol/viewApi';
import type { ViewDocument } from '../../src/core/protocol/viewDocument';
import {
  imageMargin,
  pixelAspect,
  viewTransform,
  type Camera,
  type ShownImage,
  type Viewport,
} from '../../src/core/view/camera';
import { defaultBrush, type BrushSettings } from '../../src/core/view/brush';
import { plainColoring, type Coloring } from '../../src/core/view/colorMap';
import { describeProbe } from '../../src/core/view/describe';
import type { AreaDraft } from '../../src/core/view/areaGesture';
import type { Drawing } from '../../src/core/view/drawnArea';
import type { Gesture, Place } from '../../src/core/view/gesture';
import { objectAt } from '../../src/core/view/hitTest';
import { defaultMaskDisplay } from '../../src/core/view/maskDisplay';
import { describeMeasurement, type Measurement } from '../../src/core/view/measure';
import { displayFlip, type Flip } from '../../src/core/view/orientation';
import type { VoxelPosition } from '../../src/core/view/plane';
import type { Tool } from '../../src/core/view/tool';
import { localized } from '../l10n/localize';
import { Announcements } from './announcements';
import { draftsAt, type DraftView } from './draftView';
import { PictureView } from './pictureView';
import { PlaneView } from './planeView';
import { ObjectIndex, type Drawable } from './objects';
import type { Problem } from './problem';
import { ShapeCache } from './shapeCache';
import { newestOn, type StrokeView } from './strokeView';

export type Phase =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'open'; readonly name: string; readonly info: ImageInfo };

/** A message over the image, with what can be done again. */
export interface Notice extends Problem {
  readonly retry: (() => void) | undefined;
  readonly offersStatus: boolean;
  /** The prompt that was not answered; shown for as long as the message. */
  readonly draft: DraftView | undefined;
}

export interface ShownSlice {
  readonly index: number;
  readonly volume: number;
  readonly slice: ViewSlice;
}

/** Pixels that the model gets of a slice, and the part of the slice that they show. */
export interface ShownInput extends ModelInput {
  readonly view: SliceView;
}

/** What can be gone through, and played. */
export type Series = 'slices' | 'volumes';

/** What is being drawn with a lasso and its like, or waits to be confirmed. */
export interface AreaView extends AreaDraft {
  readonly place: DrawingPlace;
}

/** What would become of an object's mask, or of a new one's. */
export interface AreaPreview {
  readonly place: DrawingPlace;
  readonly objectId: string | null;
  /** What is drawn, with the values that it takes. */
  readonly area: Area;
  /** Of the frame that is worked on; it may be coarse, see `AreaPreviews`. */
  readonly shape: Drawable;
}

/** Everything the page shows, as signals. Changed by the session with the host and by the tools. */
export class Page {
  readonly phase = signal<Phase>({ kind: 'loading' });
  readonly document = signal<ViewDocument>({
    objects: [],
    selected: null,
    label: { name: '', color: '' },
    display: defaultMaskDisplay,
  });

  /** Slice that was asked for; `shown` follows as soon as its pixels are there. */
  readonly sliceIndex = signal(0);
  /** Volume that was asked for, from 0. */
  readonly volumeIndex = signal(0);
  /** Whether a slice was asked for at all: until then, the host chooses the one that the image opens at. */
  readonly isPlaced = signal(false);
  readonly shown = signal<ShownSlice | undefined>(undefined);
  /** A slice that could not be read. */
  readonly sliceProblem = signal<Problem | undefined>(undefined);

  /** Default windows of volumes that were known only after slices of theirs. */
  readonly volumeWindows = signal<ReadonlyMap<number, Window | null>>(new Map());
  /** Window chosen by hand; undefined for the default. */
  readonly chosenWindow = signal<Window | undefined>(undefined);
  readonly coloring = signal<Coloring>(plainColoring);
  /** Whether pixels are smoothed until one takes up several of the screen's. */
  readonly smooth = signal(true);
  /** Whether the scale bar is shown where the spacing of the pixels is known. */
  readonly scaleBar = signal(true);
  readonly camera = signal<Camera>('fit');
  readonly viewport = signal<Viewport>({ width: 0, height: 0, margin: imageMargin });
  /** First and last row of the viewport that the hint lies over, if there is one. */
  readonly hintRows = signal<readonly [from: number, to: number] | undefined>(undefined);
  readonly pixelRatio = signal(1);

  /** Whether the planes across the slices are shown beside them. */
  readonly planes = signal(false);
  /** Where they cross within the slice; undefined for its middle. */
  readonly crosshair = signal<Point | undefined>(undefined);

  /** Whether arrow keys move the crosshair, and Enter presses there. */
  readonly crosshairKeys = signal(false);
  /** First corner of a box that the keyboard is drawing, in the image of {@link activePlane} or the slice's. */
  readonly corner = signal<Point | undefined>(undefined);
  /** The plane that tools were used in last, by the axis at a right angle to it: where keys act. 2 are the slices. */
  readonly active = signal<Axis>(2);
  /** The line or ellipse that was measured last, on its slice. */
  readonly measurement = signal<Measurement | undefined>(undefined);
  readonly playing = signal<Series | undefined>(undefined);
  /** Slices or volumes a second while playing. */
  readonly cineRate = signal(10);
  /** Whether the pixels that the model gets stand in the place of the image's. */
  readonly modelView = signal(false);
  readonly modelInput = signal<ShownInput | undefined>(undefined);
  /** Whether VS Code believes that the image has the focus, so that its keys act; undefined from a change until it knows. */
  readonly keysAct = signal<boolean | undefined>(false);
  /** The default keys while they are shown over the image. */
  readonly keys = signal<DefaultKeys | undefined>(undefined);

  readonly tool = signal<Tool>('box');
  readonly brush = signal<BrushSettings>(defaultBrush);
  /** Strokes that are being made or wait for the host, oldest first. */
  readonly strokes = signal<readonly StrokeView[]>([]);
  /** What is being drawn with a lasso and its like, on its slice. */
  readonly area = signal<AreaView | undefined>(undefined);
  /** The mask that a wand or a threshold under way would give. */
  readonly areaPreview = signal<AreaPreview | undefined>(undefined);
  /** Where the last stroke has ended, from where Shift draws a line. */
  readonly lastStroke = signal<{ readonly place: DrawingPlace; readonly end: Point } | undefined>(undefined);
  /** Whether a press would draw a straight line. */
  readonly lineKey = signal(false);
  /** Whether the key is held that makes a brush erase, and an eraser paint. */
  readonly alternate = signal(false);
  /** Of the pixels of masks; 0 where they are outlines. */
  readonly maskOpacity = computed(() => {
    const { fill, opacity } = this.document.value.display;
    return fill ? opacity : 0;
  });
  /** Masks are hidden while a key is held. */
  readonly peeking = signal(false);
  /** The selected objects are shown alone while a key is held; with none selected, the one under the pointer. */
  readonly solo = signal(false);
  readonly panKey = signal(false);
  readonly gesture = signal<Gesture>({ kind: 'idle' });
  readonly pointer = signal<Place | undefined>(undefined);

  readonly draft = signal<DraftView | null>(null);
  /** Prompts that were given and are not answered yet, oldest first. */
  readonly pending = signal<readonly DraftView[]>([]);
  readonly encoding = signal(false);
  /** Counts causes of a repaint that no other signal covers: VS Code's colour theme, a lost graphics card. */
  readonly repaints = signal(0);
  readonly notice = signal<Notice | null>(null);
  /** What screen readers say. */
  readonly announcements = new Announcements();

  readonly info = computed(() => (this.phase.value.kind === 'open' ? this.phase.value.info : undefined));

  readonly hasPlanes = computed(() => (this.info.value?.slices ?? 1) > 1);

  /** The position in the volume where the planes cross. */
  readonly position = computed<VoxelPosition>(() => {
    const { width, height } = this.info.value ?? { width: 0, height: 0 };
    const { x, y } = this.crosshair.value ?? { x: Math.floor(width / 2) + 0.5, y: Math.floor(height / 2) + 0.5 };
    return [x, y, this.sliceIndex.value + 0.5];
  });

  readonly crosshairShown = computed(() => this.crosshairKeys.value || (this.planes.value && this.hasPlanes.value));

  /** The measurement in words; empty without one on the shown slice. */
  readonly measured = computed(() => {
    const [value, info, shown] = [this.measurement.value, this.info.value, this.shown.value];
    // Of a large image, only what is seen is here.
    const slice = info?.levels === undefined ? shown?.slice : undefined;
    return value && info && shown?.index === value.slice ? localized(describeMeasurement(value, info, slice)) : '';
  });

  /** The pixel under the keyboard's crosshair, else under the pointer, in words; empty without one. */
  readonly probed = computed(() => {
    const [x, y] = this.position.value;
    const at = this.crosshairKeys.value ? { x, y } : this.pointer.value?.image;
    const [info, shown] = [this.info.value, this.shown.value];
    const sample = at && this.view.sampleAt(at);
    return sample && info && shown ? describeProbe(info, sample.slice, shown.index, at, sample.index) : '';
  });

  readonly planeViews = [new PlaneView(this, 0), new PlaneView(this, 1)] as const;

  /** The plane across the slices that tools were used in last; undefined when that was the slice. */
  readonly activePlane = computed(() => {
    const active = this.active.value;
    return active === 2 || !this.planes.value || !this.hasPlanes.value ? undefined : this.planeViews[active];
  });

  readonly window = computed<Window | null>(() => {
    const shown = this.shown.value;
    const ofVolume = shown && this.volumeWindows.value.get(shown.volume);
    return this.chosenWindow.value ?? (ofVolume === undefined ? (shown?.slice.window ?? null) : ofVolume);
  });

  /** What the model encodes: the current slice. */
  readonly sliceView = computed<SliceView | undefined>(() => {
    const shown = this.shown.value;
    if (shown === undefined) return undefined;
    const at = { slice: shown.index, volume: shown.volume, window: plainWindow(this.window.value) };
    // The model is shown what a person sees of a large image.
    const region = this.info.value?.levels === undefined ? undefined : this.view.seen.value;
    return region === undefined ? at : { ...at, region };
  });

  /** Where the slice that is shown lies. */
  readonly place = computed<SlicePlace | undefined>(() => {
    const shown = this.shown.value;
    return shown && placeOf({ slice: shown.index, volume: shown.volume });
  });

  readonly flip = computed<Flip>(() => (this.info.value === undefined ? [false, false] : displayFlip(this.info.value)));

  readonly image = computed<ShownImage | undefined>(() => {
    const info = this.info.value;
    if (info === undefined) return undefined;
    const [across, down] = pixelAspect(info.pixelSpacing);
    const [flipX, flipY] = this.flip.value;
    return { width: info.width, height: info.height, aspect: [flipX ? -across : across, flipY ? -down : down] };
  });

  readonly transform = computed(() => {
    const image = this.image.value;
    const viewport = this.viewport.value;
    return image && viewport.width > 0 ? viewTransform(this.camera.value, viewport, image) : undefined;
  });

  /** The pixels that are drawn. */
  readonly view = new PictureView(this);

  /** What the area of a draft depends on. */
  readonly drawing = computed<Drawing | undefined>(() => {
    const [shown, transform] = [this.shown.value?.slice, this.transform.value];
    if (shown === undefined || transform === undefined) return undefined;
    const span = shown.channels === 3 ? 256 : (this.window.value?.width ?? 256);
    return { slice: this.view.samples.value, span, scale: Math.abs(transform.scaleX), range: this.brush.value.range };
  });

  readonly #shapes = new ShapeCache();
  readonly #allObjects = computed(() => this.document.value.objects);
  readonly objectIndex = computed(() => new ObjectIndex(this.#allObjects.value));

  /** Objects on the shown slice, those drawn later last. */
  readonly objects = computed(() => {
    const shown = this.shown.value;
    if (shown === undefined) return [];
    return this.#shapes.show(this.objectIndex.value.on({ slice: shown.index, volume: shown.volume }));
  });

  /** Resolves when what the host has sent is ready to be drawn. */
  async settle(): Promise<void> {
    this.objects.peek();
    await this.#shapes.settle();
  }

  /** The selected object if it lies on the shown slice. */
  readonly selected = computed(() => this.objects.value.find(({ id }) => id === this.document.value.selected));

  /** Whether an object is drawn, by its id. */
  readonly isShown = computed<(id: string) => boolean>(() => {
    if (this.peeking.value) return () => false;
    if (!this.solo.value) return () => true;
    const { selected, selection } = this.document.value;
    const at = this.pointer.value?.image;
    const hit = selected === null && at !== undefined ? objectAt(this.objects.value, at) : undefined;
    const ids = new Set(selection ?? [selected ?? hit]);
    return (id) => ids.has(id);
  });

  /** Strokes on the shown slice, the newest of each object. */
  readonly painted = computed(() => newestOn(this.place.value, this.strokes.value));

  /** Prompts under way, the one that is being drawn last. */
  readonly allDrafts = computed(() =>
    [this.notice.value?.draft, ...this.pending.value, this.draft.value].filter(
      (draft): draft is DraftView => draft !== undefined && draft !== null,
    ),
  );

  /** Those on the shown slice. */
  readonly drafts = computed(() => draftsAt(this.place.value, this.allDrafts.value));
}
