import { fromBase64 } from '../../base/base64';
import { UserError } from '../../base/error';
import { readLabelPng } from '../../formats/png/labelMap';
import type { Point } from '../../geometry/rect';
import { fillPolygons } from '../../mask/fillPolygon';
import { Mask } from '../../mask/mask';
import { t, type Message } from '../../text/message';
import { splitPath } from '../imageNames';
import type { FoundImage, FoundMask, LayoutSource } from '../layout';
import { pictureNames } from '../pictures';
import { drawEllipse, drawPolygons, drawRect, foundShape, type Draw } from '../shapes';
import { isLabelMe, parseLabelMe, parseShape, type LabelMeShape } from './schema';

/** The shapes of all files that have some; lines and points have no area and are notes. */
export async function read({ paths, text, note }: LayoutSource): Promise<FoundImage[]> {
  const found: FoundImage[] = [];
  for (const path of paths.filter((each) => each.endsWith('.json') && !each.endsWith('.masks.json'))) {
    const content = await text(path);
    if (!isLabelMe(content)) continue;
    const { shapes, imagePath, imageWidth, imageHeight } = parseLabelMe(content, path);
    const stated = imageWidth && imageHeight ? { width: imageWidth, height: imageHeight } : undefined;
    const parts = new Map<string, { label: string; annotation: number; draws: Draw[] }>();
    for (const [index, raw] of shapes.entries()) {
      const drawn = drawnShape(raw);
      if ('key' in drawn) {
        note?.({ file: path, annotation: index + 1, message: drawn });
        continue;
      }
      const { group_id: group, label, draw } = drawn;
      const key = JSON.stringify(group === undefined || group === null ? [index] : [label, group]);
      const known = parts.get(key) ?? { label, annotation: index + 1, draws: [] };
      parts.set(key, known);
      known.draws.push(draw);
    }
    const masks = [...parts.values()].map(({ draws, ...part }): FoundMask =>
      foundShape({ file: path, ...part, stated, draw: united(draws) }),
    );
    if (masks.length > 0) found.push({ names: namesOf(path, imagePath ?? ''), masks });
  }
  return found;
}

/** The picture beside the file, and the one that it names. */
function namesOf(path: string, imagePath: string): FoundImage['names'] {
  const { folder } = splitPath(path);
  const own = pictureNames(path.replace(/\.json$/, ''));
  return imagePath === ''
    ? own
    : [...own, ...pictureNames(`${folder}${splitPath(imagePath.replaceAll('\\', '/')).name}`)];
}

function united(draws: readonly Draw[]): Draw {
  const [only, ...others] = draws;
  if (only !== undefined && others.length === 0) return only;
  return (frame) => {
    const all = new Mask(frame.size.width, frame.size.height);
    for (const draw of draws) for (const [at, value] of draw(frame).data.entries()) if (value === 1) all.data[at] = 1;
    return all;
  };
}

/** A shape and how it is drawn, or a sentence that says why it is not. */
function drawnShape(raw: unknown): (LabelMeShape & { readonly draw: Draw }) | Message {
  const shape = parseShape(raw);
  if ('key' in shape) return shape;
  const draw = drawing(shape);
  return typeof draw === 'function' ? { ...shape, draw } : draw;
}

/** How a shape is drawn (labelme/utils/shape.py), or a sentence that says why it is not. */
function drawing({ shape_type: type, points, mask }: LabelMeShape): Draw | Message {
  const corners = points.map(([x, y]) => ({ x, y }));
  const [a, b] = corners;
  switch (type) {
    case 'polygon':
      return corners.length < 3 ? t`It has fewer than three corners.` : drawPolygons([corners]);
    case 'oriented_rectangle':
      return corners.length === 4 ? drawPolygons([corners]) : t`It does not have four corners.`;
    case 'rectangle':
      return a === undefined || b === undefined ? t`It does not have two corners.` : drawRect(a, b);
    case 'circle': {
      if (a === undefined || b === undefined) return t`It does not have a centre and a point on its edge.`;
      const radius = Math.hypot(b.x - a.x, b.y - a.y);
      return drawEllipse(a, radius, radius);
    }
    case 'mask':
      return a === undefined || !mask ? t`It has no mask.` : drawMask(a, mask);
    default:
      return t`A shape of the type “${type.slice(0, 40)}” has no area.`;
  }
}

/** Pixels of a PNG that are not 0, from a corner on. */
function drawMask({ x, y }: Point, png: string): Draw {
  return ({ size }) => {
    const bytes = fromBase64(png);
    if (bytes === undefined) throw new UserError('damaged', { problem: t`Its mask is not valid Base64.` });
    const { width, height, data } = readLabelPng(bytes);
    const mask = fillPolygons(size, []);
    const [left, top] = [Math.round(x), Math.round(y)];
    for (const [at, value] of data.entries()) {
      const [column, row] = [left + (at % width), top + Math.floor(at / width)];
      const isInside = column >= 0 && row >= 0 && column < size.width && row < size.height;
      if (value > 0 && isInside && at < width * height) mask.data[row * size.width + column] = 1;
    }
    return mask;
  };
}
