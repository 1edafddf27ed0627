import { UserError } from '../../base/error';
import { rectFromCorners, type Rect, type Size } from '../../geometry/rect';
import { placeNamed } from '../../image/sliceOfFile';
import { defaultLabel } from '../../labels/palette';
import { onLine, type AnnotationNote } from '../../layouts/annotationNote';
import { frameOf, rectIn } from '../../layouts/frame';
import { parseTable } from '../../text/csv';
import { counted } from '../../text/counted';
import { listed, t, type Message } from '../../text/message';
import { imageFinder } from './namedImages';
import { wrongPrompts } from './parsePrompts';
import { someOf } from './someOf';
import { numberOf, rectOfRow, tableOf, type Table } from './csvTable';
import type { ImageAtHand, PlannedObject, PromptSource, SourceFolder } from './source';
import type { SourceSpec } from './spec';

interface Row {
  readonly line: number;
  readonly label: string;
  readonly slice?: number;
  readonly rect: Rect;
  /** Size of the image, where the table states it. */
  readonly frame?: Size;
}

/**
 * Reads boxes from a table with a line of column names, see {@link tableOf}. Commas, semicolons or tabs part the fields.
 * Coordinates are continuous image coordinates, the far corner exclusive; slices count from 0. A line without a box is one
 * without a finding; one that is wrong is a note.
 *
 * @throws UserError `damaged` naming the column that is missing, or asking for the encoding; `bad-input` that asks what
 * coordinates between 0 and 1 are
 */
export async function openCsv(
  { file, anyFolder, coordinates, encoding }: Omit<Extract<SourceSpec, { kind: 'csv' }>, 'kind'>,
  folder: SourceFolder,
): Promise<PromptSource> {
  const text = await textIn(folder, file, encoding);
  const [head, ...rows] = parseTable(text);
  const table = tableOf(head?.cells ?? []);
  const missing = table.has('image') ? table.missing : 'image';
  if (missing !== undefined) throw wrongPrompts(file, t`it has no column “${missing}”`);
  const find = imageFinder(folder, file, anyFolder);
  const notes: AnnotationNote[] = [];
  const byImage = new Map<string, Row[]>();
  for (const { line, cells } of rows) {
    const row = rowOf(table, cells, line);
    if (row === undefined) continue;
    if ('key' in row) notes.push({ ...onLine(file, line), message: row });
    else {
      const image = find(table.cell(cells, 'image'));
      const same = byImage.get(image);
      if (same === undefined) byImage.set(image, [row]);
      else same.push(row);
    }
  }
  const all = [...byImage.values()].flat();
  const labels = [...new Set(all.map(({ label }) => label))];
  const isUnclear = all.length > 0 && all.every(({ rect }) => isFraction(rect));
  if (isUnclear && coordinates === undefined) throw unclearCoordinates(file);
  const isPart = isUnclear && coordinates === 'fractions';
  const counts = t`${counted(all.length, 'box')} in ${counted(byImage.size, 'image')}`;
  return {
    images: new Set(byImage.keys()),
    notes,
    understood: [
      t`${file}: ${counts}, from the columns ${understoodColumns(table)}, ${isPart ? t`as fractions of width and height` : t`in pixels`}; labels: ${someOf(labels)}`,
    ],
    objectsIn: (at) => (byImage.get(at.file) ?? []).map((row) => planned(row, at, file, isPart)),
  };
}

function planned(
  { line, label, slice, rect, frame: stated }: Row,
  at: ImageAtHand,
  file: string,
  isPart: boolean,
): PlannedObject {
  const frame = isPart ? undefined : frameOf(stated, at.info);
  if (frame?.remark !== undefined) at.note({ file, annotation: null, message: t`${at.file}: ${frame.remark}` });
  const { width, height } = at.info;
  const box =
    frame === undefined
      ? { x0: rect.x0 * width, y0: rect.y0 * height, x1: rect.x1 * width, y1: rect.y1 * height }
      : rectIn(frame, rect);
  return {
    label,
    ...placeNamed(at, { slice, volume: undefined }),
    prompt: { box, points: [] },
    annotation: onLine(file, line),
  };
}

/** “image_id” (image), “x_min”, “y_min”, “x_max”, “y_max” (two corners), “class_name” (label). */
function understoodColumns(table: Table): Message {
  const box = listed(table.columns.map((column) => t`“${table.titleOf(column)}”`));
  const boxes = {
    corners: t`${box} (two corners)`,
    corner: t`${box} (corner, width and height)`,
    centre: t`${box} (centre, width and height)`,
  };
  return listed([
    t`“${table.titleOf('image')}” (image)`,
    boxes[table.kind],
    ...(table.has('label') ? [t`“${table.titleOf('label')}” (label)`] : []),
    ...(table.has('slice') ? [t`“${table.titleOf('slice')}” (slice)`] : []),
  ]);
}

/** @returns the row, what is wrong with it as a sentence, or undefined for one without a finding */
function rowOf(table: Table, cells: readonly string[], line: number): Row | Message | undefined {
  const corners = table.columns.map((column) => table.cell(cells, column));
  if (corners.every((cell) => cell === '' || /^(nan|none|null|n\/a)$/i.test(cell))) return undefined;
  if (table.cell(cells, 'image') === '') return t`It names no image.`;
  const bad = table.columns.find((column) => numberOf(table.cell(cells, column)) === undefined);
  if (bad !== undefined) return t`It has no number as “${bad}”.`;
  const stated = table.cell(cells, 'slice');
  const slice = stated === '' ? undefined : numberOf(stated);
  if (stated !== '' && (slice === undefined || slice < 0)) return t`It has no number as “slice”.`;
  const { x0, y0, x1, y1 } = rectOfRow(table, cells);
  const rect = rectFromCorners({ x: x0, y: y0 }, { x: x1, y: y1 });
  if (rect.x0 === rect.x1 || rect.y0 === rect.y1) return t`Its box has no extent.`;
  const frame = table.frameOf(cells);
  return {
    ...{ line, label: table.cell(cells, 'label') || defaultLabel, rect },
    ...(slice === undefined ? {} : { slice: Math.floor(slice) }),
    ...(frame === undefined ? {} : { frame }),
  };
}

/** One pixel at the corner has the same numbers as a whole image: only a table of nothing else is unclear. */
function isFraction({ x0, y0, x1, y1 }: Rect): boolean {
  return [x0, y0, x1, y1].every((each) => each >= 0 && each <= 1);
}

function unclearCoordinates(file: string): UserError {
  return new UserError('bad-input', {
    file,
    problem: t`All coordinates lie between 0 and 1; they could be pixels or fractions of width and height.`,
    advice: t`Use --csv-coordinates fractions or --csv-coordinates pixels.`,
    question: {
      key: 'coordinates',
      readings: [
        { answer: 'fractions', title: t`Fractions of the image’s width and height` },
        { answer: 'pixels', title: t`Pixels` },
      ],
    },
  });
}

/** Encodings of tables that are not UTF-8, by where they come from. */
const encodings = [
  ['shift_jis', t`Japanese (Shift-JIS)`],
  ['gb18030', t`Chinese, simplified (GB 18030)`],
  ['big5', t`Chinese, traditional (Big5)`],
  ['euc-kr', t`Korean (EUC-KR)`],
  ['windows-1252', t`Western European (Windows-1252)`],
  ['windows-1250', t`Central European (Windows-1250)`],
  ['windows-1251', t`Cyrillic (Windows-1251)`],
] as const;

async function textIn(folder: SourceFolder, file: string, encoding: string | undefined): Promise<string> {
  try {
    return await folder.readText(file, encoding);
  } catch (error) {
    if (encoding !== undefined || !(error instanceof UserError) || error.code !== 'damaged') throw error;
    throw new UserError('damaged', {
      file,
      problem: t`The text is neither UTF-8 nor UTF-16.`,
      advice: t`Specify its encoding, such as --csv-encoding ${encodings[0][0]}, or save it as UTF-8.`,
      question: { key: 'encoding', readings: encodings.map(([answer, title]) => ({ answer, title })) },
    });
  }
}
