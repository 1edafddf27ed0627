import type { Rect, Size } from '../../geometry/rect';
import { placeOf } from '../../image/slicePlace';
import { onLine } from '../../layouts/annotationNote';
import { isDataFile } from '../../layouts/yolo/names';
import { parseData, parseLine, type YoloData, type YoloLine } from '../../layouts/yolo/schema';
import { counted } from '../../text/counted';
import { t } from '../../text/message';
import { baseOf, folderOf, stemOf } from './namedImages';
import type { ImageAtHand, PlannedObject, PromptSource, SourceFolder } from './source';

/** Files that name the classes, one a line, where none was given. */
const classFiles = ['classes.txt', 'obj.names'];

/**
 * Boxes in the format of YOLO: for `a.png` a file `a.txt` beside it, or in `labels` where the image is in `images`. A line is
 * `class x y width height` (centre and size) or `class x0 y0 x1 y1 x2 y2 …` (an outline or an oriented box, of which the bounds
 * are taken), as fractions of the image's width and height; classes count from 0. A line that is wrong is a note, and key points
 * are ignored.
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
  const named = classes ?? classFile([...folder.files]);
  const data = named === undefined ? { names: new Map<number, string>(), keypoints: 0 } : await readData(named, folder);
  return {
    images: new Set(files.keys()),
    understood: [
      named === undefined
        ? t`YOLO: ${counted(files.size, 'file')} with boxes as fractions of width and height; no file names the classes`
        : t`YOLO: ${counted(files.size, 'file')} with boxes as fractions of width and height; names of the classes from ${named}`,
    ],
    objectsIn: async (at) => {
      const path = files.get(at.file);
      return path === undefined ? [] : objectsOf(await folder.readText(path), path, data, at);
    },
  };
}

/** Lists of names come before descriptions of data sets, which may say more. */
function classFile(files: readonly string[]): string | undefined {
  return files.find((file) => classFiles.includes(baseOf(file))) ?? files.find((file) => isDataFile(baseOf(file)));
}

/** @throws UserError `damaged` */
async function readData(file: string, folder: SourceFolder): Promise<YoloData> {
  const text = await folder.readText(file);
  if (/\.ya?ml$/i.test(file)) return parseData(text, file);
  const names = text.split(/\r?\n/).map((name) => name.trim());
  return { names: new Map(names.entries()), keypoints: 0 };
}

function objectsOf(text: string, file: string, { names, keypoints }: YoloData, at: ImageAtHand): PlannedObject[] {
  let poses = 0;
  const objects = text.split(/\r?\n/).flatMap((line, index): PlannedObject[] => {
    if (line.trim() === '') return [];
    const annotation = onLine(file, index + 1);
    const parsed = parseLine(line, keypoints);
    if ('wrong' in parsed) {
      at.note({ ...annotation, message: parsed.wrong });
      return [];
    }
    if (parsed.hasKeypoints === true) poses++;
    const label = names.get(parsed.class) || `class ${parsed.class}`;
    return [{ label, ...placeOf(at), prompt: { box: boxOf(parsed, at.info), points: [] }, annotation }];
  });
  if (poses > 0)
    at.note({ file, annotation: null, message: t`Keypoints are ignored (objects with keypoints: ${poses}).` });
  return objects;
}

/** The bounds of an object, in pixels. */
function boxOf({ box, corners = [] }: YoloLine, { width, height }: Size): Rect {
  const xs = box === undefined ? corners.map(({ x }) => x) : [box.x0, box.x1];
  const ys = box === undefined ? corners.map(({ y }) => y) : [box.y0, box.y1];
  return {
    ...{ x0: Math.min(...xs) * width, y0: Math.min(...ys) * height },
    ...{ x1: Math.max(...xs) * width, y1: Math.max(...ys) * height },
  };
}

function labelFiles(image: string): string[] {
  const beside = `${stemOf(image)}.txt`;
  const parts = folderOf(beside).split('/');
  const at = parts.lastIndexOf('images');
  return at < 0 ? [beside] : [beside, [...parts.with(at, 'labels'), baseOf(beside)].join('/')];
}
