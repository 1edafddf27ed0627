import { UserError } from '../base/error';
import { isSamePlace, volumeOf } from '../image/slicePlace';
import { allowedPixels } from '../image/brushLimits';
import type { Slice } from '../image/slice';
import type { LabelSet } from '../labels/labelSet';
import type { PixelSize } from '../mask/cleanUp/morphology';
import { Mask } from '../mask/mask';
import { decodeRunLength } from '../mask/runLength';
import { StrokePainter } from '../mask/stroke/strokePainter';
import type { StrokeRequest } from '../protocol/hostApi';
import type { SidecarObject } from '../sidecar/sidecar';
import { t } from '../text/message';
import type { Edit } from './edit';
import { drawObject, redrawObject } from './paint';
import { findObject, type DocumentState } from './state';

/** What a stroke is painted on. */
interface Canvas {
  readonly width: number;
  readonly height: number;
  /** Relative size of a pixel [across, down]. */
  readonly pixel: PixelSize;
  /** The slice's samples; needed when the brush is limited to a range of values. */
  readonly slice?: Slice | undefined;
}

/**
 * The edit that a stroke of a brush or an eraser makes: of the object that it names, or of a new one.
 * @param label of a new object
 * @returns an edit without changes when the stroke changes no pixel
 * @throws UserError `bad-input` when the object is not there any more
 */
export function strokeEdit(
  state: DocumentState,
  { objectId, erases, dabs, range, sparesOthers, ...at }: StrokeRequest,
  { width, height, pixel, slice }: Canvas,
  { label, known = [], ...signature }: Pick<SidecarObject, 'by' | 'at' | 'label'> & { readonly known?: LabelSet },
): Edit {
  const object = objectId === null ? undefined : findObject(state, objectId);
  if (objectId !== null && (object === undefined || !isSamePlace(object, at))) {
    throw new UserError('bad-input', {
      problem: t`The object that was painted is gone.`,
      advice: t`Select another one, or press Escape and paint a new one.`,
    });
  }
  const others = state.objects.filter((each) => each !== object && each.status !== 'rejected' && isSamePlace(each, at));
  const painter = new StrokePainter(object === undefined ? new Mask(width, height) : decodeRunLength(object.mask), {
    erases,
    pixel,
    allows: allowedPixels(
      { range, sparesOthers: sparesOthers && !erases },
      slice,
      sparesOthers && !erases ? others.map(({ mask }) => decodeRunLength(mask)) : [],
    ),
  });
  for (const [x, y, radius] of dabs) painter.lineTo({ x, y, radius });
  const act = erases ? 'Eraser stroke' : 'Brush stroke';
  const { mask, bounds } = painter;
  if (object !== undefined) return redrawObject(state, object.id, { act, mask, within: bounds }, signature);
  if (!mask.data.includes(1)) return { title: act, changes: [] };
  return drawObject(state, { act, mask, label, slice: at.slice, volume: volumeOf(at) }, signature, known);
}
