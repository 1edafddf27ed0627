import * as v from 'valibot';
import type { Rect } from '../geometry/rect';
import { areaSchema, mostCorners } from '../image/area/area';
import type { ImageInfo } from '../image/medicalImage';
import type { RgbImage } from '../image/rgbImage';
import type { Slice } from '../image/slice';
import type { TilePlace } from '../image/pyramid';
import type { DrawingPlace } from '../image/slicePlace';
import type { Window } from '../image/window';
import { windowFields } from '../image/windowSchema';
import type { RunLengthMask } from '../mask/runLength';
import { maxPoints } from '../prompt/prompt';
import { tools } from '../view/tool';
import type { ViewDocument } from './viewDocument';

const finite = v.pipe(v.number(), v.finite());
const index = v.pipe(v.number(), v.integer(), v.minValue(0));
const windowSchema = v.object(windowFields);

const ofSlice = { slice: index, volume: v.optional(index) };
/** A plane across the slices of a volume, see `PlanePlace`. */
const ofPlane = { normal: v.picklist([0, 1]), index, volume: v.optional(index) };
const shownIn = { window: v.nullable(windowSchema) };

export const boxSchema = v.object({ x0: finite, y0: finite, x1: finite, y1: finite });
/** A rectangle of whole pixels. */
const regionSchema = v.object({ x0: index, y0: index, x1: index, y1: index });

/**
 * A slice of a volume under the window that is shown; null for 8-bit images shown as they are. Of a large image with the region that
 * is seen.
 */
export const sliceViewSchema = v.object({ ...ofSlice, ...shownIn, region: v.optional(regionSchema) });
/** What the model encodes: a slice, or a plane across the slices. */
export const promptedViewSchema = v.union([sliceViewSchema, v.object({ ...ofPlane, ...shownIn })]);

const promptEntries = {
  ...shownIn,
  prompt: v.object({
    box: v.optional(boxSchema),
    points: v.pipe(
      v.array(v.object({ x: finite, y: finite, positive: v.boolean() })),
      v.maxLength(maxPoints),
      v.readonly(),
    ),
  }),
  /** Object that the prompt belongs to; null for a new one. */
  objectId: v.nullable(v.string()),
};

/** A prompt on a slice; or in a plane, in the coordinates of its image, see `planeSize`. */
export const promptRequestSchema = v.union([
  v.object({ ...ofSlice, ...promptEntries, region: v.optional(regionSchema) }),
  v.object({ ...ofPlane, ...promptEntries }),
]);

/** What is changed by hand, and what is left alone. */
const handEntries = {
  /** Object that is painted, in a plane with all of its label; null for a new one. */
  objectId: v.nullable(v.string()),
  erases: v.boolean(),
  range: v.nullable(v.pipe(v.tuple([finite, finite]), v.readonly())),
  sparesOthers: v.boolean(),
  /** Of a large image, the part that is changed. */
  frame: v.optional(regionSchema),
};

/** A stroke of a brush or an eraser, as it was made. */
const strokeEntries = {
  ...handEntries,
  /** [x, y, radius] one after another, see `Dab`. */
  dabs: v.pipe(v.array(v.tuple([finite, finite, v.pipe(finite, v.gtValue(0))])), v.minLength(1), v.readonly()),
};
export const strokeRequestSchema = v.union([
  v.object({ ...ofSlice, ...strokeEntries }),
  v.object({ ...ofPlane, ...strokeEntries }),
]);

/** An area that is added to an object or removed from it, as it was drawn. */
export const areaRequestSchema = v.union([
  v.object({ ...ofSlice, ...handEntries, area: areaSchema }),
  v.object({ ...ofPlane, ...handEntries, area: areaSchema }),
]);

/** An area that waits on the screen to be confirmed, see `AreaDraft`: the corners of a polygon, or two of a threshold's box. */
export const unfinishedAreaSchema = v.object({
  place: v.union([v.object(ofPlane), v.object(ofSlice)]),
  tool: v.picklist(['polygon', 'threshold']),
  objectId: v.nullable(v.string()),
  erases: v.boolean(),
  points: v.pipe(v.array(v.object({ x: finite, y: finite })), v.minLength(1), v.maxLength(mostCorners), v.readonly()),
  level: v.pipe(v.number(), v.integer()),
});

export const viewStateSchema = v.object({
  ...sliceViewSchema.entries,
  volume: index,
  tool: v.picklist(tools),
  /** Whether arrow keys move the crosshair. */
  crosshair: v.boolean(),
  /** The plane across the slices that tools were used in last; absent when that was the slice. */
  plane: v.optional(v.object({ normal: ofPlane.normal, index })),
});

/** A plane across the slices of a volume: through column (0) or row (1) `index` of each. */
export const planeIndexSchema = v.object({ ...ofPlane, volume: index });

/** A tile of a large image, see `pyramid.ts`. */
export const tileSchema = v.object({ ...ofSlice, level: index, column: index, row: index });

export const selectionSchema = v.nullable(v.string());
export const sliceIndexSchema = v.object({ slice: index, volume: index });
export const pageActionSchema = v.picklist(['showStatus', 'openAsText', 'changeKeys']);

export type SliceView = v.InferOutput<typeof sliceViewSchema>;
/** What a prompt is given on: a slice, or a plane across the slices, as it is shown. */
export type PromptedView = DrawingPlace & Pick<SliceView, 'window'>;
export type SliceIndex = v.InferOutput<typeof sliceIndexSchema>;
export type PlaneIndex = v.InferOutput<typeof planeIndexSchema>;
export type PromptRequest = v.InferOutput<typeof promptRequestSchema>;
/** Where something is changed by hand, and in which way. */
export type HandRequest = DrawingPlace & v.InferOutput<v.ObjectSchema<typeof handEntries, undefined>>;
export type StrokeRequest = v.InferOutput<typeof strokeRequestSchema>;
export type AreaRequest = v.InferOutput<typeof areaRequestSchema>;
export type UnfinishedArea = v.InferOutput<typeof unfinishedAreaSchema>;
export type ViewState = v.InferOutput<typeof viewStateSchema>;
export type PageAction = v.InferOutput<typeof pageActionSchema>;

export interface OpenedView {
  /** File name without its folder. */
  readonly name: string;
  readonly info: ImageInfo;
  readonly document: ViewDocument;
  /** MiB of slices that the page may hold; 0 for a share of its machine's memory. */
  readonly memory: number;
  /** A slice that comes along; absent where it is not there, cannot be read or has been sent already. */
  readonly first?: { readonly at: SliceIndex; readonly slice: ViewSlice };
  readonly unfinished?: KeptArea;
}

/** What was drawn on a page and waits to be confirmed. */
export interface KeptArea {
  readonly area: UnfinishedArea;
  /** Whether it was drawn in a session that has ended: the page may not know any more which slice it showed. */
  readonly isRestored: boolean;
}

/** Pixels of one slice with the window to show them in; null for 8-bit images, which are shown as they are. */
export interface ViewSlice extends Slice {
  readonly window: Window | null;
}

/** The 8-bit pixels that the encoder gets before they are normalised, and the region of the slice that they were made from. */
export interface ModelInput {
  readonly region: Rect;
  readonly image: RgbImage;
  /** Side of the model's square input; what the pixels do not fill is padding. */
  readonly modelSize: number;
}

export interface PreviewMask {
  readonly mask: RunLengthMask;
  readonly quality?: number;
}

/** What the host does for the page. Arguments come from a sandboxed page and are checked with the schemas above. */
export interface HostApi {
  /**
   * What the page shows when the host has not sent it yet, see `ViewApi.showImage`.
   * @param at the slice to show first, which comes along; null for the one that the image opens at
   * @throws UserError when the image or its masks cannot be read.
   */
  open(at: SliceIndex | null): Promise<OpenedView>;
  /** A slice; of a large image its overview, the coarsest level. */
  readSlice(at: SliceIndex): Promise<ViewSlice>;
  /** A tile of a large image. */
  readTile(tile: TilePlace): Promise<Slice>;
  /**
   * A line of every slice, one below the other, of a volume that the page cannot hold; the first plane takes as long as decoding
   * all slices.
   */
  readPlane(plane: PlaneIndex): Promise<Slice>;
  /** Stops reading planes: they are not shown any more. */
  dropPlanes(): Promise<void>;
  /** Resolves when the slice or plane is encoded, so that previews are immediate. */
  encode(view: PromptedView): Promise<void>;
  /** The model's input: of the whole slice, or of the zoom-in region of an object's box. */
  modelInput(view: SliceView, box: Rect | null): Promise<ModelInput>;
  /** The mask for a prompt that is still being drawn, of the size of the slice or of the plane's image; changes nothing. */
  preview(request: PromptRequest): Promise<PreviewMask>;
  /** Makes the prompt an object, or changes the object it belongs to; in a plane, all objects of the label that it meets. */
  commit(request: PromptRequest): Promise<void>;
  /**
   * Makes a stroke part of the document.
   * @returns the id of the painted object, which is selected; null when nothing is left of it
   */
  paint(stroke: StrokeRequest): Promise<string | null>;
  /** Adds an area to an object or removes it, as {@link paint}. */
  paintArea(request: AreaRequest): Promise<string | null>;
  /** Keeps what was drawn and waits to be confirmed, for a page that is loaded after this one; null where nothing does. */
  keepArea(area: UnfinishedArea | null): Promise<void>;
  select(id: string | null): Promise<void>;
  /** Reports what the page shows, for commands. */
  viewChanged(state: ViewState): Promise<void>;
  /** Reports whether the image has the focus, which all keys without a modifier require. Resolves when VS Code knows. */
  focusChanged(isFocused: boolean): Promise<void>;
  act(action: PageAction): Promise<void>;
}
