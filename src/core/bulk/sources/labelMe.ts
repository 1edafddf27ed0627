import * as v from 'valibot';
import { rectFromCorners, type Rect } from '../../geometry/rect';
import { placeOf, type SlicePlace } from '../../image/slicePlace';
import { defaultLabel } from '../../labels/palette';
import { counted } from '../../text/counted';
import { t } from '../../text/message';
import { parsePrompts } from './parsePrompts';
import { stemOf } from './namedImages';
import type { PlannedObject, PromptSource, SourceFolder } from './source';

const finite = v.pipe(v.number(), v.finite());

const shapeSchema = v.object({
  label: v.optional(v.pipe(v.string(), v.trim()), ''),
  points: v.array(v.tuple([finite, finite])),
  shape_type: v.optional(v.string(), 'polygon'),
});

type Shape = v.InferOutput<typeof shapeSchema>;

const fileSchema = v.object({ shapes: v.array(shapeSchema) });

/**
 * Shapes in the format of LabelMe: for `a.png` a file `a.json` beside it. Rectangles are boxes, points are clicks; of polygons,
 * circles and masks the bounds are taken. Lines say nothing of an object's extent and are left out.
 */
export function openLabelMe(_: object, folder: SourceFolder): Promise<PromptSource> {
  const files = new Map<string, string>();
  for (const image of folder.images) {
    const file = `${stemOf(image)}.json`;
    if (folder.files.has(file)) files.set(image, file);
  }
  return Promise.resolve({
    images: new Set(files.keys()),
    understood: [
      t`LabelMe: ${counted(files.size, 'file')} beside the images; rectangles are boxes, points are clicks, and of other shapes the bounds are taken`,
    ],
    objectsIn: async ({ file, ...at }) => {
      const path = files.get(file);
      return path === undefined ? [] : parseLabelMe(await folder.readText(path), path, placeOf(at));
    },
  });
}

/** @throws UserError `damaged` naming the field that is wrong */
function parseLabelMe(text: string, file: string, at: SlicePlace): PlannedObject[] {
  const objects: PlannedObject[] = [];
  for (const shape of parsePrompts(fileSchema, text, file).shapes) {
    const prompt = promptOf(shape);
    if (prompt !== undefined) objects.push({ label: shape.label || defaultLabel, ...at, prompt });
  }
  return objects;
}

function promptOf({ shape_type: kind, points }: Shape): PlannedObject['prompt'] | undefined {
  const [first, second] = points;
  if (first === undefined) return undefined;
  if (kind === 'point') return { points: [{ x: first[0], y: first[1], positive: true }] };
  if (second === undefined || kind === 'line' || kind === 'linestrip') return undefined;
  if (kind !== 'circle') return { box: boundsOf(points), points: [] };
  // The centre and a point on the edge.
  const radius = Math.hypot(second[0] - first[0], second[1] - first[1]);
  const [x, y] = first;
  return { box: { x0: x - radius, y0: y - radius, x1: x + radius, y1: y + radius }, points: [] };
}

function boundsOf(points: Shape['points']): Rect {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return rectFromCorners({ x: Math.min(...xs), y: Math.min(...ys) }, { x: Math.max(...xs), y: Math.max(...ys) });
}
