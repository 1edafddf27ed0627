import type { Point, Size } from '../../geometry/rect';
import { placeOf, type SlicePlace } from '../../image/slicePlace';
import { counted } from '../../text/counted';
import { t } from '../../text/message';
import { wrongPrompts } from './parsePrompts';
import { baseOf, folderOf, stemOf } from './namedImages';
import type { PlannedObject, PromptSource, SourceFolder } from './source';

/** Files that name the classes, one a line, where none was given. */
const classFiles = ['classes.txt', 'obj.names'];

/**
 * Boxes in the format of YOLO: for `a.png` a file `a.txt` beside it, or in `labels` where the image is in `images`. A line is
 * `class x y width height` (centre and size) or `class x0 y0 x1 y1 x2 y2 …` (a polygon, of which the bounds are taken), as
 * fractions of the image's width and height; classes count from 0.
 */
export async function openYolo(
  { classes }: { classes?: string | undefined },
  folder: SourceFolder,
): Promise<PromptSource> {
  const files = new Map<string, string>();
  for (const image of folder.images) {
    const file = labelFiles(image).find((path) => folder.files.has(path));
    if (file !== undefined && !classFiles.includes(baseOf(file))) files.set(image, file);
  }
  const named = classes ?? [...folder.files].find((file) => classFiles.includes(baseOf(file)));
  const names = named === undefined ? [] : (await folder.readText(named)).split(/\r?\n/).map((name) => name.trim());
  return {
    images: new Set(files.keys()),
    understood:
      named === undefined
        ? t`YOLO: ${counted(files.size, 'file')} with boxes as fractions of width and height; no file names the classes`
        : t`YOLO: ${counted(files.size, 'file')} with boxes as fractions of width and height; names of the classes from ${named}`,
    objectsIn: async ({ file, info, ...at }) => {
      const path = files.get(file);
      return path === undefined ? [] : parseYolo(await folder.readText(path), path, names, info, placeOf(at));
    },
  };
}

/** @throws UserError `damaged` naming the line that is wrong */
function parseYolo(
  text: string,
  file: string,
  names: readonly string[],
  { width, height }: Size,
  at: SlicePlace,
): PlannedObject[] {
  const objects: PlannedObject[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const [kind, ...numbers] = line.trim().split(/\s+/).map(Number);
    const points = cornersOf(numbers);
    if (kind === undefined || !Number.isInteger(kind) || kind < 0 || points === undefined) {
      throw wrongPrompts(file, t`line ${index + 1} is not a class followed by a box or polygon`);
    }
    const xs = points.map(({ x }) => x * width);
    const ys = points.map(({ y }) => y * height);
    objects.push({
      label: names[kind] || `class ${kind}`,
      ...at,
      prompt: {
        box: { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) },
        points: [],
      },
    });
  }
  return objects;
}

function cornersOf(numbers: readonly number[]): Point[] | undefined {
  if (!numbers.every(Number.isFinite)) return undefined;
  // Detectors add their confidence as a fifth number.
  if (numbers.length === 4 || numbers.length === 5) {
    const [x, y, width, height] = numbers as [number, number, number, number];
    return [
      { x: x - width / 2, y: y - height / 2 },
      { x: x + width / 2, y: y + height / 2 },
    ];
  }
  if (numbers.length < 6 || numbers.length % 2 !== 0) return undefined;
  return Array.from({ length: numbers.length / 2 }, (_, i) => ({ x: numbers[2 * i]!, y: numbers[2 * i + 1]! }));
}

function labelFiles(image: string): string[] {
  const beside = `${stemOf(image)}.txt`;
  const parts = folderOf(beside).split('/');
  const at = parts.lastIndexOf('images');
  return at < 0 ? [beside] : [beside, [...parts.with(at, 'labels'), baseOf(beside)].join('/')];
}
