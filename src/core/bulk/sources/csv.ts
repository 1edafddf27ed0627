import { defaultLabel } from '../../labels/palette';
import { parseCsv } from '../../text/csv';
import { imageFinder } from './namedImages';
import { wrongPrompts } from './parseJson';
import { listedSource, type ListedObject, type PromptSource, type SourceFolder } from './source';

/** Names of columns, the first being ours. */
const names = {
  image: ['image', 'filename', 'file_name', 'file', 'path'],
  label: ['label', 'class', 'category', 'name'],
  slice: ['slice', 'frame'],
  x0: ['x0', 'xmin', 'x_min', 'left'],
  y0: ['y0', 'ymin', 'y_min', 'top'],
  x1: ['x1', 'xmax', 'x_max', 'right'],
  y1: ['y1', 'ymax', 'y_max', 'bottom'],
} as const;

type Column = keyof typeof names;

/**
 * Reads boxes from a CSV file (RFC 4180) with a line of column names: image, x0, y0, x1, y1, and where wanted label and
 * slice. Coordinates are continuous image coordinates, x1 and y1 exclusive; slices count from 0.
 *
 * @throws UserError `damaged` naming the column or the line that is wrong
 */
export async function openCsv({ file }: { file: string }, folder: SourceFolder): Promise<PromptSource> {
  const [head = [], ...rows] = parseCsv(await folder.readText(file));
  const columns = head.map((name) => name.trim().toLowerCase());
  const at = (column: Column): number => columns.findIndex((name) => names[column].some((known) => known === name));
  for (const column of ['image', 'x0', 'y0', 'x1', 'y1'] as const) {
    if (at(column) < 0) throw wrongPrompts(file, `it has no column “${column}”`);
  }
  const find = imageFinder(folder, file);
  const objects = new Map<string, ListedObject[]>();
  for (const [index, row] of rows.entries()) {
    const cell = (column: Column): string => row[at(column)]?.trim() ?? '';
    const number = (column: Column, least = -Infinity): number => {
      const value = cell(column) === '' ? NaN : Number(cell(column));
      if (Number.isFinite(value) && value >= least) return value;
      throw wrongPrompts(file, `line ${index + 2} has no number as “${column}”`);
    };
    if (cell('image') === '') throw wrongPrompts(file, `line ${index + 2} names no image`);
    const image = find(cell('image'));
    const object: ListedObject = {
      label: cell('label') || defaultLabel,
      ...(cell('slice') === '' ? {} : { slice: Math.floor(number('slice', 0)) }),
      prompt: { box: { x0: number('x0'), y0: number('y0'), x1: number('x1'), y1: number('y1') }, points: [] },
    };
    const same = objects.get(image);
    if (same === undefined) objects.set(image, [object]);
    else same.push(object);
  }
  return listedSource(objects);
}
