import { UserError } from '../../base/error';
import { parseTable } from '../../text/csv';
import { t } from '../../text/message';
import { colorTable, parseColor, rgb, type ColorTable, type Rgb } from './table';

type Entry = readonly [label: string, color: Rgb];

/**
 * Parses a table of labels and their colours as programs write them: JSON, a table with a line of titles, `labelmap.txt` of CVAT,
 * label descriptions of ITK-SNAP, colour tables of 3D Slicer and FreeSurfer, and lines of three numbers and a name.
 *
 * @param file for messages
 * @throws UserError `damaged` when no label with a colour is found
 */
export function parseColorTable(text: string, file: string): ColorTable {
  const entries = /^\s*[[{]/.test(text) ? entriesOfJson(text, file) : (entriesOfTable(text) ?? entriesOfLines(text));
  if (entries.length === 0) throw damaged(file, t`it contains no label with a colour`);
  return colorTable(file, entries);
}

function damaged(file: string, reason: ReturnType<typeof t>, cause?: unknown): UserError {
  return new UserError('damaged', {
    file,
    problem: t`The table of colours is wrong: ${reason}.`,
    advice: t`See docs/layouts.md for the formats.`,
    cause,
  });
}

/** `{"liver": "#ff0000"}`, `{"#ff0000": "liver"}`, or a list of objects with a name and a colour, on whatever level. */
function entriesOfJson(text: string, file: string): Entry[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw damaged(file, t`it is not valid JSON`, cause);
  }
  if (Array.isArray(json)) return json.flatMap(entryOfItem);
  const fields = Object.entries(json as object);
  const lists = fields.flatMap(([, value]) => (Array.isArray(value) ? value.flatMap(entryOfItem) : []));
  if (lists.length > 0) return lists;
  return fields.flatMap(([key, value]): Entry[] => {
    const color = colorOf(value);
    if (color !== undefined) return [[key, color]];
    const own = parseColor(key) ?? colorOf(key.split(/[,; ]+/).map(Number));
    return own === undefined || typeof value !== 'string' ? [] : [[value, own]];
  });
}

function entryOfItem(item: unknown): Entry[] {
  if (typeof item !== 'object' || item === null) return [];
  const fields = item as Readonly<Record<string, unknown>>;
  const name = ['name', 'label', 'class', 'title'].map((key) => fields[key]).find((each) => typeof each === 'string');
  const color = ['color', 'colour', 'rgb', 'color_rgb']
    .map((key) => colorOf(fields[key]))
    .find((each) => each !== undefined);
  return name === undefined || color === undefined ? [] : [[name, color]];
}

function colorOf(value: unknown): Rgb | undefined {
  if (typeof value === 'string') return parseColor(value);
  return Array.isArray(value) && value.length >= 3 ? colorOfNumbers(value.slice(0, 3)) : undefined;
}

function colorOfNumbers(parts: readonly unknown[]): Rgb | undefined {
  if (parts.length !== 3 || !parts.every(isByte)) return undefined;
  const [red, green, blue] = parts as [number, number, number];
  return rgb(red, green, blue);
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}

const titles = {
  name: ['name', 'label', 'class', 'class_name', 'label_name', 'category'],
  color: ['color', 'colour', 'hex', 'rgb'],
  red: ['r', 'red'],
  green: ['g', 'green'],
  blue: ['b', 'blue'],
} as const;

/** `name,r,g,b` as CamVid has it, or `label;color`; undefined where the first line has no such titles. */
function entriesOfTable(text: string): Entry[] | undefined {
  const [head = [], ...rows] = parseTable(text).map(({ cells }) => cells);
  const names = head.map((title) => title.trim().toLowerCase());
  const at = (column: keyof typeof titles): number =>
    names.findIndex((title) => (titles[column] as readonly string[]).includes(title));
  const [name, color, red, green, blue] = [at('name'), at('color'), at('red'), at('green'), at('blue')];
  if (name < 0 || (color < 0 && Math.min(red, green, blue) < 0)) return undefined;
  return rows.flatMap((row): Entry[] => {
    const label = row[name]?.trim() ?? '';
    const parsed =
      color < 0 ? colorOfNumbers([red, green, blue].map((each) => byteOf(row[each]))) : parseColor(row[color] ?? '');
    return label === '' || parsed === undefined ? [] : [[label, parsed]];
  });
}

function byteOf(text: string | undefined): number {
  return /^\s*\d+\s*$/.test(text ?? '') ? Number(text) : Number.NaN;
}

/** Shapes of lines, the surest first. The groups are a label and three numbers. */
const lines = [
  // CVAT: `liver:255,0,0::`.
  /^(?<label>[^:]+):(?<r>\d+),(?<g>\d+),(?<b>\d+)(?::.*)?$/,
  // ITK-SNAP: `1 255 0 0 1 1 1 "liver"`.
  /^\d+\s+(?<r>\d+)\s+(?<g>\d+)\s+(?<b>\d+)\s+[\d.]+\s+\d\s+\d\s+"(?<label>[^"]+)"$/,
  // 3D Slicer and FreeSurfer: `1 liver 255 0 0 255`.
  /^\d+\s+(?<label>\S+)\s+(?<r>\d+)\s+(?<g>\d+)\s+(?<b>\d+)(?:\s+\d+)?$/,
  // CamVid: `64 128 64 Animal`.
  /^(?<r>\d+)[\s,]+(?<g>\d+)[\s,]+(?<b>\d+)[\s,]+(?<label>\D.*)$/,
  // `liver 255 0 0`.
  /^(?<label>\D.*?)[\s,:=]+(?<r>\d+)[\s,]+(?<g>\d+)[\s,]+(?<b>\d+)$/,
  // `liver #ff0000`.
  /^(?<label>.+?)[\s,:=]+(?<hex>#[\da-f]{6})$/i,
];

function entriesOfLines(text: string): Entry[] {
  const stated = text.split('\n').map((line) => line.trim());
  return stated
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line): Entry[] => {
      const groups = lines.map((shape) => shape.exec(line)?.groups).find((each) => each !== undefined);
      if (groups === undefined) return [];
      const { label = '', hex, r, g, b } = groups;
      const color = hex === undefined ? colorOfNumbers([r, g, b].map(byteOf)) : parseColor(hex);
      return color === undefined ? [] : [[label.trim(), color]];
    });
}
