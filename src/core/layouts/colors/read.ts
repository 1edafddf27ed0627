import { UserError } from '../../base/error';
import type { Size } from '../../geometry/rect';
import { t, type Message } from '../../text/message';
import { unmixed } from './edges';
import { knownTable, knownTables } from './known';
import { colorText, type ColorTable, type Rgb } from './table';

/** What pixels of colours are that a table does not have. */
export const unknownColorKinds = ['background', 'labels'] as const;
export type UnknownColors = (typeof unknownColorKinds)[number];

/** Pixels of a colour-coded mask, row by row. */
export interface ColoredPixels extends Size {
  readonly colors: Uint32Array;
}

/** A colour-coded mask as a label map: its values are numbered from 1. */
export interface ColoredMap extends Size {
  readonly data: Uint16Array;
  readonly names: ReadonlyMap<number, string>;
  /** `#rrggbb` by value. */
  readonly shown: ReadonlyMap<number, string>;
  /** Sentences on what is to be known of the mask. */
  readonly notes: readonly Message[];
}

const black: Rgb = 0;
/** Labels that a mask may have; what has more is a picture. */
const mostLabels = 256;
/** Colours that a mask may have without an area of any. */
const mostScattered = 16;
/** Colours beside those of a table that a mask may have, smoothed edges and all. */
const mostColors = 20_000;
/** Colours that a message names. */
const mostNamed = 5;
/** How far a pixel of a smoothed edge lies from those of its two sides. */
const reach = 2;

/**
 * Reads a colour-coded mask by a table. Black is background unless the table says otherwise. A pixel whose colour is a mixture
 * of two that meet beside it belongs to a smoothed edge, and goes to the nearer one.
 *
 * @param table undefined where each colour is a label of its own
 * @throws UserError `bad-input` with a question where colours are in no table, `damaged` for a picture
 */
export function readColors(
  pixels: ColoredPixels,
  table: ColorTable | undefined,
  unknown: UnknownColors | undefined,
): ColoredMap {
  const { colors } = pixels;
  const known = new Map<Rgb, string | null>([[black, null], ...(table?.labels ?? flatLabels(pixels))]);
  const stated = countsOf(colors, known).size;
  if (stated > mostColors) throw picture(stated);
  const { resolved, mixed } = smoothed(pixels, known);
  const strange = countsOf(resolved, known);
  if (strange.size + known.size > mostLabels && (table === undefined || unknown === 'labels'))
    throw picture(strange.size);
  if (strange.size > 0) {
    const answer = table === undefined ? 'labels' : unknown;
    if (answer === undefined) throw unknownColors(strange, table?.name ?? '');
    for (const color of strange.keys()) known.set(color, answer === 'labels' ? nameOf(color) : null);
  }
  const values = new Map<string, number>();
  const shown = new Map<number, string>();
  const data = new Uint16Array(colors.length);
  for (const [at, color] of resolved.entries()) {
    const label = known.get(color);
    if (label === null || label === undefined) continue;
    const value = values.get(label) ?? values.size + 1;
    if (!values.has(label)) {
      values.set(label, value);
      shown.set(value, colorText(color));
    }
    data[at] = value;
  }
  const names = new Map([...values].map(([label, value]) => [value, label]));
  const notes = [
    ...(mixed > 0 ? [t`Pixels of mixed colours at smoothed edges were given to the nearer label: ${mixed}.`] : []),
    ...(strange.size > 0 && unknown === 'background'
      ? [t`Colours that the table does not have were read as background: ${listed(strange)}.`]
      : []),
  ];
  return { width: pixels.width, height: pixels.height, data, names, shown, notes };
}

/** The distinct colours of a mask, black and those of the table left out, with their numbers of pixels, most first. */
function colorCounts({ colors }: ColoredPixels): ReadonlyMap<Rgb, number> {
  return countsOf(colors, new Map([[black, null]]));
}

/**
 * A table that has every colour of the mask, smoothed edges aside: it can be taken without asking.
 * @returns undefined where there is none
 */
export function fittingTable(pixels: ColoredPixels, tables: readonly ColorTable[]): ColorTable | undefined {
  if (colorCounts(pixels).size > mostColors) return undefined;
  return tables.find(({ labels }) => {
    const known = new Map<Rgb, string | null>([[black, null], ...labels]);
    return countsOf(smoothed(pixels, known).resolved, known).size === 0;
  });
}

/** Whether a mask in colour has several colours that fill areas, so that not each pixel that is not black is of one object. */
export function codesLabels(pixels: ColoredPixels): boolean {
  return flatLabels(pixels).size > 1;
}

/** A mask in colour without a table. */
export function noTable(pixels: ColoredPixels): UserError {
  const flat = flatLabels(pixels);
  const counts = new Map([...colorCounts(pixels)].filter(([color]) => flat.size === 0 || flat.has(color)));
  if (counts.size > (flat.size === 0 ? mostScattered : mostLabels)) return picture(counts.size);
  const fitting = knownTables.filter((name) => fittingTable(pixels, [knownTable(name)]) !== undefined);
  return new UserError('bad-input', {
    problem: t`The mask is in colour, and nothing says which label each colour is (with numbers of pixels): ${listed(counts)}.`,
    advice: t`Give a table of colours with --colors FILE, or use --colors voc, cityscapes or each.`,
    question: {
      key: 'colors',
      readings: [
        ...fitting.map((name) => ({
          answer: name,
          title: name === 'voc' ? t`Colours of PASCAL VOC` : t`Colours of Cityscapes`,
        })),
        { answer: 'each', title: t`Each colour is a label of its own` },
      ],
      file: t`A file lists labels and colours…`,
    },
  });
}

function unknownColors(counts: ReadonlyMap<Rgb, number>, table: string): UserError {
  return new UserError('bad-input', {
    problem: t`The mask has colours that “${table}” does not give to exactly one label (with numbers of pixels): ${listed(counts)}.`,
    advice: t`Add them to the table, or use --unknown-colors background or --unknown-colors labels.`,
    question: {
      key: 'unknownColors',
      readings: [
        { answer: 'background', title: t`They are background` },
        { answer: 'labels', title: t`Each of them is a label of its own` },
      ],
    },
  });
}

function picture(count: number): UserError {
  return new UserError('damaged', {
    problem: t`The mask has ${count} different colours: it is a picture, or a lossy format has changed it.`,
    advice: t`Save colour-coded masks as PNG, with one colour for each label.`,
  });
}

function nameOf(color: Rgb): string {
  return `color ${colorText(color)}`;
}

/** “#ff0000 (120), #00ff00 (8)”, the most frequent ones. */
function listed(counts: ReadonlyMap<Rgb, number>): string {
  const named = [...counts].slice(0, mostNamed).map(([color, count]) => `${colorText(color)} (${count})`);
  const more = counts.size - named.length;
  return named.join(', ') + (more > 0 ? `, … (+${more})` : '');
}

function countsOf(colors: Uint32Array, known: ReadonlyMap<Rgb, unknown>): ReadonlyMap<Rgb, number> {
  const counts = new Map<Rgb, number>();
  for (const color of colors) if (!known.has(color)) counts.set(color, (counts.get(color) ?? 0) + 1);
  return new Map([...counts].sort(([, a], [, b]) => b - a));
}

/** Colours that fill a square of 3 × 3 pixels somewhere, and so are no smoothed edges, as labels of their own. */
function flatLabels({ width, height, colors }: ColoredPixels): ReadonlyMap<Rgb, string> {
  const flat = new Map<Rgb, string>();
  for (let y = 1; y + 1 < height; y++) {
    for (let x = 1; x + 1 < width; x++) {
      const color = colors[y * width + x]!;
      if (color === black || flat.has(color)) continue;
      const isFlat = [-1, 0, 1].every((dy) => [-1, 0, 1].every((dx) => colors[(y + dy) * width + x + dx] === color));
      if (isFlat) flat.set(color, nameOf(color));
    }
  }
  return flat;
}

/** The colours with those of smoothed edges replaced by what they are mostly of. */
function smoothed(
  { width, height, colors }: ColoredPixels,
  known: ReadonlyMap<Rgb, unknown>,
): { readonly resolved: Uint32Array; readonly mixed: number } {
  const resolved = colors.slice();
  let mixed = 0;
  for (const [at, color] of colors.entries()) {
    if (known.has(color)) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    const around = new Set<Rgb>();
    for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++) {
      for (let column = Math.max(0, x - reach); column <= Math.min(width - 1, x + reach); column++) {
        const near = colors[row * width + column]!;
        if (known.has(near)) around.add(near);
      }
    }
    const nearer = unmixed(color, around);
    if (nearer === undefined) continue;
    resolved[at] = nearer;
    mixed++;
  }
  return { resolved, mixed };
}
