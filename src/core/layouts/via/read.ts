import type { Point } from '../../geometry/rect';
import { t, type Message } from '../../text/message';
import type { FoundImage, FoundMask, LayoutSource } from '../layout';
import { pictureNames } from '../pictures';
import { drawEllipse, drawPolygons, drawRect, foundShape, turnedEllipse, type Draw } from '../shapes';
import { isAnnotation } from './names';
import { parseRegion, parseVia, type ViaRegion } from './schema';

/** Attributes that name what a region shows, the first that is there. */
const labelNames = ['label', 'class', 'name', 'type', 'object', 'category'];

/** The images that have regions; lines and points have no area and are notes. */
export async function read({ paths, text, note }: LayoutSource): Promise<FoundImage[]> {
  const found: FoundImage[] = [];
  const only = paths.length === 1 && paths[0]!.endsWith('.json');
  for (const path of paths.filter((each) => only || isAnnotation(each))) {
    for (const { filename, regions } of parseVia(await text(path), path)) {
      const masks = regions.flatMap((value, index): FoundMask[] => {
        const annotation = `${filename}, region ${index + 1}`;
        const region = parseRegion(value);
        const label = region && labelOf(region.region_attributes);
        const draw = region === undefined ? t`It has no shape.` : drawing(region.shape_attributes);
        if (typeof draw !== 'function' || label === undefined) {
          note?.({
            file: path,
            annotation,
            message: typeof draw !== 'function' ? draw : t`No attribute names its label.`,
          });
          return [];
        }
        return [foundShape({ file: path, annotation, label, stated: undefined, draw })];
      });
      const name = filename.replaceAll('\\', '/');
      if (masks.length > 0) found.push({ names: [`images/${name}`, name].flatMap(pictureNames), masks });
    }
  }
  return found;
}

/** What a region shows: the usual attribute, or the only one. */
function labelOf(attributes: ViaRegion['region_attributes']): string | undefined {
  const name =
    labelNames.find((each) => attributes.has(each)) ?? (attributes.size === 1 ? [...attributes.keys()][0] : undefined);
  const value = name === undefined ? undefined : attributes.get(name);
  // Of several boxes to tick, the first that is.
  const text = typeof value === 'object' ? [...value].find(([, isChosen]) => isChosen === true)?.[0] : value;
  return text === undefined || String(text).trim() === '' ? undefined : String(text);
}

/** How a region is drawn, or a sentence that says why it is not. */
function drawing({ name, ...shape }: ViaRegion['shape_attributes']): Draw | Message {
  const number = (key: string): number => (typeof shape[key] === 'number' ? shape[key] : Number.NaN);
  const numbers = (...keys: readonly string[]): number[] | undefined => {
    const all = keys.map(number);
    return all.every(Number.isFinite) ? all : undefined;
  };
  switch (name) {
    case 'polygon': {
      const corners = cornersOf(shape['all_points_x'], shape['all_points_y']);
      return corners.length < 3 ? t`It has fewer than three corners.` : drawPolygons([corners]);
    }
    case 'rect': {
      const [x, y, width, height] = numbers('x', 'y', 'width', 'height') ?? [];
      return x === undefined
        ? t`It does not have a corner and a size.`
        : drawRect({ x, y: y! }, { x: x + width!, y: y! + height! });
    }
    case 'circle': {
      const [x, y, radius] = numbers('cx', 'cy', 'r') ?? [];
      return x === undefined ? t`It does not have a centre and a radius.` : drawEllipse({ x, y: y! }, radius!, radius!);
    }
    case 'ellipse': {
      const [x, y, across, down] = numbers('cx', 'cy', 'rx', 'ry') ?? [];
      // The angle is in radians, clockwise.
      const angle = Number.isFinite(number('theta')) ? number('theta') : 0;
      return x === undefined
        ? t`It does not have a centre and two radii.`
        : turnedEllipse({ x, y: y! }, across!, down!, angle);
    }
    default:
      return t`A region of the shape “${name.slice(0, 40)}” has no area.`;
  }
}

function cornersOf(across: unknown, down: unknown): Point[] {
  if (!isNumbers(across) || !isNumbers(down) || across.length !== down.length) return [];
  return across.map((x, i) => ({ x, y: down[i]! }));
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((each) => Number.isFinite(each));
}
