import type { FoundImage, FoundMask, LayoutSource } from '../layout';
import { pictureNames } from '../pictures';
import { foundShape } from '../shapes';
import { fillPolygons } from '../../mask/fillPolygon';
import { isDataFile, labelFile } from './names';
import { parseLine, parseNames } from './schema';

/** The outlines and oriented boxes of all files of labels. Boxes along the axes are no masks: their number is a note. */
export async function read({ paths, text, note }: LayoutSource): Promise<FoundImage[]> {
  const data = paths.find(isDataFile);
  const names = data === undefined ? new Map<number, string>() : parseNames(await text(data), data);
  const found: FoundImage[] = [];
  for (const path of paths) {
    const image = labelFile(path);
    if (image === undefined) continue;
    const masks: FoundMask[] = [];
    let boxes = 0;
    for (const [index, line] of (await text(path)).split('\n').entries()) {
      if (line.trim() === '') continue;
      const parsed = parseLine(line);
      if (parsed === 'box') boxes++;
      else if ('wrong' in parsed) note?.({ file: path, annotation: index + 1, message: parsed.wrong });
      else {
        const { corners } = parsed;
        masks.push(
          foundShape({
            ...{ file: path, annotation: index + 1, stated: undefined },
            label: names.get(parsed.class) ?? `class ${parsed.class}`,
            draw: ({ size }) =>
              fillPolygons(size, [corners.map(({ x, y }) => ({ x: x * size.width, y: y * size.height }))]),
          }),
        );
      }
    }
    if (boxes > 0) note?.({ file: path, annotation: null, message: `Boxes are no masks and are left out: ${boxes}.` });
    if (masks.length > 0) found.push({ names: pictureNames(`${image}.png`), masks });
  }
  return found;
}
