import { UserError } from '../../base/error';
import type { Point } from '../../geometry/rect';
import { fillPolygons } from '../../mask/fillPolygon';
import { t, type Message } from '../../text/message';
import type { FoundImage, FoundMask, LayoutSource } from '../layout';
import { pictureNames } from '../pictures';
import { drawPolygons, drawRect, foundShape, turnedEllipse, type Draw } from '../shapes';
import { parseCvat, type CvatShape } from './schema';

/** The images that have shapes; lines and points have no area and are notes, as are tracks of videos. */
export async function read({ paths, text, note }: LayoutSource): Promise<FoundImage[]> {
  const found: FoundImage[] = [];
  for (const path of paths.filter((each) => !each.includes('/') && each.endsWith('.xml'))) {
    const { images, tracks } = parseCvat(await text(path), path);
    if (tracks > 0) note?.({ file: path, annotation: null, message: t`Tracks of videos are not read: ${tracks}.` });
    for (const { id, name, width, height, shapes } of images) {
      const masks = shapes.flatMap(({ type, attributes }, index): FoundMask[] => {
        const annotation = `image ${id || name}, shape ${index + 1}`;
        const draw = drawing(type, attributes);
        const { label = '' } = attributes;
        if (typeof draw !== 'function' || label === '') {
          note?.({ file: path, annotation, message: typeof draw !== 'function' ? draw : t`It has no label.` });
          return [];
        }
        return [foundShape({ file: path, annotation, label, stated: { width, height }, draw })];
      });
      if (masks.length > 0) found.push({ names: [`images/${name}`, name].flatMap(pictureNames), masks });
    }
  }
  return found;
}

/** How a shape is drawn, or a sentence that says why it is not. */
function drawing(type: string, attributes: CvatShape['attributes']): Draw | Message {
  const number = (name: string): number => Number(attributes[name] || Number.NaN);
  const at = (x: string, y: string): Point => ({ x: number(x), y: number(y) });
  const angle = Number(attributes['rotation'] ?? 0);
  switch (type) {
    case 'polygon': {
      const corners = pointsIn(attributes['points'] ?? '');
      return corners.length < 3 ? t`It has fewer than three corners.` : drawPolygons([corners]);
    }
    case 'box': {
      const [a, b] = [at('xtl', 'ytl'), at('xbr', 'ybr')];
      if (![a.x, a.y, b.x, b.y].every(Number.isFinite)) return t`It does not have two corners.`;
      return angle === 0 ? drawRect(a, b) : drawPolygons([turnedRect(a, b, angle)]);
    }
    case 'ellipse': {
      const [centre, across, down] = [at('cx', 'cy'), number('rx'), number('ry')];
      if (![centre.x, centre.y, across, down].every(Number.isFinite))
        return t`It does not have a centre and two radii.`;
      return turnedEllipse(centre, across, down, (angle * Math.PI) / 180);
    }
    case 'mask':
      return drawMask(attributes['rle'] ?? '', {
        ...{ left: number('left'), top: number('top') },
        ...{ width: number('width'), height: number('height') },
      });
    default:
      return t`A shape of the type “${type.slice(0, 40)}” has no area.`;
  }
}

/** `1.5,2;3,4` */
function pointsIn(text: string): Point[] {
  return text
    .split(';')
    .map((pair) => pair.split(',').map(Number))
    .filter((pair) => pair.length === 2 && pair.every(Number.isFinite))
    .map(([x, y]) => ({ x: x!, y: y! }));
}

/** A box turned clockwise about its centre, in degrees. */
function turnedRect(a: Point, b: Point, degrees: number): Point[] {
  const centre = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  const [sine, cosine] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  return [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }].map(({ x, y }) => ({
    x: centre.x + (x - centre.x) * cosine - (y - centre.y) * sine,
    y: centre.y + (x - centre.x) * sine + (y - centre.y) * cosine,
  }));
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Run lengths in a box, row by row, background first. */
function drawMask(text: string, { left, top, width, height }: Box): Draw {
  return ({ size }) => {
    const runs = text.split(',').map((run) => Number(run || Number.NaN));
    const sum = runs.reduce((all, run) => all + run, 0);
    const isWhole =
      [left, top, width, height, ...runs].every((each) => Number.isInteger(each)) && Math.min(...runs) >= 0;
    if (!isWhole || sum !== width * height) {
      throw new UserError('damaged', { problem: t`The run lengths of a mask do not add up to its box.` });
    }
    const mask = fillPolygons(size, []);
    let at = 0;
    for (const [index, run] of runs.entries()) {
      const end = at + run;
      for (; at < end; at++) {
        const [x, y] = [left + (at % width), top + Math.floor(at / width)];
        const isInside = x >= 0 && y >= 0 && x < size.width && y < size.height;
        if (index % 2 === 1 && isInside) mask.data[y * size.width + x] = 1;
      }
    }
    return mask;
  };
}
