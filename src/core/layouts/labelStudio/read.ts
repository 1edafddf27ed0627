import { rectFromCorners, type Point, type Size } from '../../geometry/rect';
import { t, type Message } from '../../text/message';
import type { FoundImage, FoundMask, LayoutSource } from '../layout';
import { pictureNames } from '../pictures';
import { drawBox, drawPolygons, foundShape, turnedEllipse, type Draw } from '../shapes';
import { imageNames, isAnnotation } from './names';
import { unpackMask } from './runLength';
import { parseResult, parseTasks, type StudioResult, type StudioTask } from './schema';

/** The images of the tasks that have regions with labels; of several annotations of a task, the first that was submitted. */
export async function read({ paths, text, note }: LayoutSource): Promise<FoundImage[]> {
  const found: FoundImage[] = [];
  const only = paths.length === 1 && paths[0]!.endsWith('.json');
  for (const path of paths.filter((each) => only || isAnnotation(each))) {
    for (const [index, task] of parseTasks(await text(path), path).entries()) {
      const name = `task ${String(task.id ?? index + 1)}`;
      const tell = (annotation: string, message: Message): void => note?.({ file: path, annotation, message });
      const submitted = task.annotations.filter((each) => each.was_cancelled !== true);
      if (submitted.length > 1) tell(name, t`It has ${submitted.length} annotations, of which the first is read.`);
      const masks = (submitted[0]?.result ?? []).flatMap((value, at) =>
        masksOf(value, path, `${name}, region ${at + 1}`, tell),
      );
      const address = addressOf(task);
      if (masks.length === 0) continue;
      if (address === undefined) tell(name, t`It names no image.`);
      else found.push({ names: imageNames(address).flatMap(pictureNames), masks });
    }
  }
  return found;
}

/** Addresses with the ending of a picture come before others. */
function addressOf({ data }: StudioTask): string | undefined {
  const texts = Object.values(data).filter((value) => typeof value === 'string');
  return texts.find((value) => /\.(png|jpe?g|bmp|webp|tiff?|gif)\b/i.test(value)) ?? texts[0];
}

function masksOf(
  raw: unknown,
  file: string,
  annotation: string,
  tell: (annotation: string, message: Message) => void,
): FoundMask[] {
  const result = parseResult(raw);
  if (result === undefined) return [];
  const { value, original_width: width, original_height: height } = result;
  const names = [value.polygonlabels, value.rectanglelabels, value.ellipselabels, value.brushlabels].flat();
  const draw = drawing(result);
  if (draw === undefined) return [];
  if (typeof draw !== 'function' || names.length === 0) {
    tell(annotation, typeof draw !== 'function' ? draw : t`It has no label.`);
    return [];
  }
  const stated = width === undefined || height === undefined ? undefined : { width, height };
  return names.map((label) => foundShape({ file, annotation, label, stated, draw }));
}

/** How a region is drawn, a sentence that says why it is not, or undefined for what is no region. */
function drawing({ type, value }: StudioResult): Draw | Message | undefined {
  const { x, y, width, height, radiusX, radiusY, rotation, points, rle } = value;
  const angle = (rotation * Math.PI) / 180;
  switch (type) {
    case 'polygonlabels':
      if (points === undefined || points.length < 3) return t`It has fewer than three corners.`;
      return (frame) => drawPolygons([points.map(([px, py]) => inPixels({ x: px!, y: py! }, frame.size))])(frame);
    case 'rectanglelabels': {
      if (x === undefined || y === undefined || width === undefined || height === undefined)
        return t`It does not have a corner and a size.`;
      if (rotation === 0) {
        return drawBox(({ size }) =>
          rectFromCorners(inPixels({ x, y }, size), inPixels({ x: x + width, y: y + height }, size)),
        );
      }
      return (frame) => {
        const from = inPixels({ x, y }, frame.size);
        const size = inPixels({ x: width, y: height }, frame.size);
        // Turned clockwise about the corner that was the top left one.
        const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
        const corners = [[0, 0] as const, [size.x, 0] as const, [size.x, size.y] as const, [0, size.y] as const];
        const turned = corners.map(([dx, dy]) => ({
          x: from.x + dx * cosine - dy * sine,
          y: from.y + dx * sine + dy * cosine,
        }));
        return drawPolygons([turned])(frame);
      };
    }
    case 'ellipselabels':
      if (x === undefined || y === undefined || radiusX === undefined || radiusY === undefined)
        return t`It does not have a centre and two radii.`;
      return (frame) => {
        const radii = inPixels({ x: radiusX, y: radiusY }, frame.size);
        return turnedEllipse(inPixels({ x, y }, frame.size), radii.x, radii.y, angle)(frame);
      };
    case 'brushlabels':
      return rle === undefined ? t`It has no mask.` : (frame) => unpackMask(rle, frame.size);
    case 'keypointlabels':
      return t`A key point has no area.`;
    default:
      return undefined;
  }
}

function inPixels({ x, y }: Point, { width, height }: Size): Point {
  return { x: (x / 100) * width, y: (y / 100) * height };
}
