import { UserError } from '../base/error';
import { isPlane, isSamePlace, volumeOf } from '../image/slicePlace';
import { areaFrom } from '../image/area/area';
import { areaPixels, withArea } from '../image/area/areaPixels';
import { allowedPixels, sparedObjects } from '../image/brushLimits';
import type { Slice } from '../image/slice';
import type { LabelSet } from '../labels/labelSet';
import type { PixelSize } from '../mask/cleanUp/morphology';
import { Mask } from '../mask/mask';
import { decodePart } from '../mask/part';
import { StrokePainter } from '../mask/stroke/strokePainter';
import { planeMask } from '../mask/planeMask';
import type { AreaRequest, HandRequest, StrokeRequest } from '../protocol/hostApi';
import { intersectRect, isEmptyRect, rectHeight, rectOf, rectWidth, type Rect, type Size } from '../geometry/rect';
import type { SidecarObject } from '../sidecar/sidecar';
import { t, type Message } from '../text/message';
import { planeSize } from '../view/plane';
import type { Edit } from './edit';
import { lockedError } from './locks';
import { drawObject, redrawObject, redrawPlane } from './paint';
import { findObject, type DocumentState } from './state';
import { objectsAround, ownInPlane, type LabelInPlane } from './throughPlane';

/** What a stroke is painted on: a slice, or a plane across the slices. Its size is that of a slice. */
interface Canvas extends Size {
  /** Of the volume; one when left out. */
  readonly slices?: number;
  /** Size of a pixel [across, down], see `planePixel`. */
  readonly pixel: PixelSize;
  /** The samples of the slice or plane, or of the frame of a request; needed when values decide which pixels change. */
  readonly slice?: Slice | undefined;
}

/** Who draws, the label of a new object, and what is left out of view. */
type Hand = Pick<SidecarObject, 'by' | 'at' | 'label'> & {
  readonly known?: LabelSet;
} & Pick<LabelInPlane, 'hidden'>;

/** What becomes of a mask. */
interface Drawn {
  /** For the undo history. */
  readonly act: Message;
  readonly mask: Mask;
  /** Holds all pixels that may have changed. */
  readonly within?: Rect | undefined;
}

type Allows = ((index: number) => boolean) | undefined;

/**
 * The edit that a stroke of the brush or the eraser makes, to the object that it names or to a new one.
 * @returns an edit without changes when the stroke changes no pixel
 * @throws UserError `bad-input` when the object no longer exists
 */
export function strokeEdit(state: DocumentState, stroke: StrokeRequest, canvas: Canvas, hand: Hand): Edit {
  return handEdit(state, stroke, canvas, hand, (base, allows, { x0, y0 }) => {
    const { erases, dabs } = stroke;
    const painter = new StrokePainter(base, { erases, pixel: canvas.pixel, allows });
    for (const [x, y, radius] of dabs) painter.lineTo({ x: x - x0, y: y - y0, radius });
    return { act: erases ? t`Eraser stroke` : t`Brush stroke`, mask: painter.mask, within: painter.bounds };
  });
}

/** What the undo history calls an area, added and removed. */
const areaActs = {
  polygon: [t`Add outline`, t`Subtract outline`],
  hole: [t`Fill hole`, t`Remove island`],
  region: [t`Add region`, t`Subtract region`],
  threshold: [t`Add threshold`, t`Subtract threshold`],
} as const;

/** The edit that adds an area to an object or a new one, or removes it. As {@link strokeEdit}. */
export function areaEdit(state: DocumentState, request: AreaRequest, canvas: Canvas, hand: Hand): Edit {
  const { area, erases } = request;
  return handEdit(state, request, canvas, hand, (base, allows, frame) => ({
    act: areaActs[area.kind][erases ? 1 : 0],
    mask: withArea(base, areaPixels(areaFrom(area, frame), { mask: base, erases, slice: canvas.slice }), {
      ...{ erases, allows },
    }),
  }));
}

function handEdit(
  state: DocumentState,
  { objectId, erases, range, sparesOthers, frame: wanted, ...at }: HandRequest,
  canvas: Canvas,
  { label: next, known = [], hidden, ...signature }: Hand,
  draw: (base: Mask, allows: Allows, frame: Rect) => Drawn,
): Edit {
  const object = objectId === null ? undefined : findObject(state, objectId);
  const isThere = object !== undefined && (isPlane(at) ? volumeOf(object) === volumeOf(at) : isSamePlace(object, at));
  if (objectId !== null && !isThere) {
    throw new UserError('bad-input', {
      problem: t`The object being painted no longer exists.`,
      advice: t`Select another one, or press Escape and paint a new one.`,
    });
  }
  if (object?.locked === true) throw lockedError(object);
  const label = object?.label ?? next;
  const spared = (objects: readonly SidecarObject[]): readonly SidecarObject[] =>
    sparedObjects(objects, { sparesOthers, erases });
  if (isPlane(at)) {
    const size = planeSize({ slices: 1, ...canvas }, at.normal);
    const labelled = { place: at, label, hidden };
    const own = ownInPlane(state, labelled);
    const others = objectsAround(state, at).filter((each) => !own.includes(each));
    const { act, mask } = draw(
      planeMask(own, at, size),
      allowedPixels(range, canvas.slice, [planeMask(spared(others), at, size)]),
      rectOf(size),
    );
    return redrawPlane(state, { act, ...labelled, mask, slice: canvas }, signature, known);
  }
  const frame = frameOf(wanted, canvas);
  const others = state.objects.filter((each) => each !== object && each.status !== 'rejected' && isSamePlace(each, at));
  const allows = allowedPixels(
    range,
    canvas.slice,
    spared(others).map(({ mask }) => decodePart(mask, frame)),
  );
  const base = object === undefined ? new Mask(rectWidth(frame), rectHeight(frame)) : decodePart(object.mask, frame);
  const { act, mask, within } = draw(base, allows, frame);
  const part = { mask, frame, size: [canvas.width, canvas.height] as const };
  if (object !== undefined) return redrawObject(state, object.id, { act, ...part, within }, signature);
  if (!mask.data.includes(1)) return { title: act, changes: [] };
  return drawObject(state, { act, ...part, label, slice: at.slice, volume: volumeOf(at) }, signature, known);
}

/** The part of a slice that is changed. @throws RangeError for one outside of it */
function frameOf(wanted: Rect | undefined, canvas: Size): Rect {
  const frame = intersectRect(wanted ?? rectOf(canvas), rectOf(canvas));
  if (isEmptyRect(frame)) throw new RangeError('What is to be changed lies outside of the image.');
  return frame;
}
