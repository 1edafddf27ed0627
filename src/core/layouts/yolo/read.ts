import { t } from '../../text/message';
import { onLine, type AnnotationNote } from '../annotationNote';
import type { FoundImage, FoundMask, LayoutSource } from '../layout';
import { pictureNames } from '../pictures';
import { drawBox, foundShape, type Draw } from '../shapes';
import { fillPolygons } from '../../mask/fillPolygon';
import { isDataFile, labelFile } from './names';
import { parseData, parseLine, type YoloData, type YoloLine } from './schema';

/**
 * The outlines and oriented boxes of all files of labels, and boxes along the axes where they are wanted. Otherwise those are no
 * masks, and their number is a note, as is that of objects with key points.
 */
export async function read({ paths, text, note, boxes: wantsBoxes }: LayoutSource): Promise<FoundImage[]> {
  const file = paths.find(isDataFile);
  const data: YoloData = file === undefined ? { names: new Map(), keypoints: 0 } : parseData(await text(file), file);
  const found: FoundImage[] = [];
  for (const path of paths) {
    const image = labelFile(path);
    if (image === undefined) continue;
    const masks: FoundMask[] = [];
    let [boxes, poses] = [0, 0];
    for (const [index, line] of (await text(path)).split('\n').entries()) {
      if (line.trim() === '') continue;
      const parsed = parseLine(line, data.keypoints);
      if ('wrong' in parsed) {
        note?.({ ...onLine(path, index + 1), message: parsed.wrong });
        continue;
      }
      if (parsed.hasKeypoints === true) poses++;
      if (parsed.box !== undefined && wantsBoxes !== true) boxes++;
      else masks.push(shapeOf(onLine(path, index + 1), parsed, data));
    }
    if (boxes > 0) note?.({ file: path, annotation: null, message: t`Boxes are no masks and are left out: ${boxes}.` });
    if (poses > 0)
      note?.({ file: path, annotation: null, message: t`Keypoints are ignored (objects with keypoints: ${poses}).` });
    if (masks.length > 0) found.push({ names: pictureNames(`${image}.png`), masks });
  }
  return found;
}

function shapeOf(at: Omit<AnnotationNote, 'message'>, line: YoloLine, { names }: YoloData): FoundMask {
  const label = names.get(line.class) ?? `class ${line.class}`;
  return foundShape({ ...at, stated: undefined, label, draw: drawing(line) });
}

function drawing({ box, corners = [] }: YoloLine): Draw {
  if (box === undefined) {
    return ({ size }) => fillPolygons(size, [corners.map(({ x, y }) => ({ x: x * size.width, y: y * size.height }))]);
  }
  return drawBox(({ size }) => ({
    ...{ x0: box.x0 * size.width, y0: box.y0 * size.height },
    ...{ x1: box.x1 * size.width, y1: box.y1 * size.height },
  }));
}
