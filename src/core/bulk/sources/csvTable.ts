import type { Rect, Size } from '../../geometry/rect';

/** Names of columns in lower case, ours first, then those of data sets and programs. */
const names = {
  image: [
    ...['image', 'filename', 'file_name', 'file', 'path', 'image_id', 'imageid', 'image_path', 'image index'],
    ...['image_name', 'img', 'patientid', 'patient_id'],
  ],
  label: ['label', 'class', 'category', 'name', 'class_name', 'label_name', 'finding label', 'finding'],
  slice: ['slice', 'frame'],
  x0: ['x0', 'xmin', 'x_min', 'left'],
  y0: ['y0', 'ymin', 'y_min', 'top'],
  x1: ['x1', 'xmax', 'x_max', 'right'],
  y1: ['y1', 'ymax', 'y_max', 'bottom'],
  x: ['x', 'bbox [x', 'bbox_x'],
  y: ['y', 'bbox_y'],
  cx: ['cx', 'x_center', 'xcenter', 'center_x', 'x_centre'],
  cy: ['cy', 'y_center', 'ycenter', 'center_y', 'y_centre'],
  w: ['w', 'width', 'bbox_w', 'bbox_width'],
  h: ['h', 'height', 'bbox_h', 'bbox_height', 'h]'],
} as const;

type Column = keyof typeof names;
type Ends = readonly [Column, Column, Column, Column];

const corners: Ends = ['x0', 'y0', 'x1', 'y1'];
/** A corner with width and height, as tables call the corner, and a centre with them. */
const sides: Ends = ['x', 'y', 'w', 'h'];
const cornerSides: Ends = ['x0', 'y0', 'w', 'h'];
const centreSides: Ends = ['cx', 'cy', 'w', 'h'];
/** Corners that are counted from one. */
const numbered: readonly (readonly [Column, string])[] = [
  ['x0', 'x1'],
  ['y0', 'y1'],
  ['x1', 'x2'],
  ['y1', 'y2'],
];

/** What the columns of a table are. */
export interface Table {
  /** The four that say where a box is. */
  readonly columns: Ends;
  /** One of them that the table lacks. */
  readonly missing: Column | undefined;
  /** What they state: two corners, or a corner or the centre with width and height. */
  readonly kind: 'corners' | 'corner' | 'centre';
  has(column: Column): boolean;
  /** What the table calls a column that it has. */
  titleOf(column: Column): string;
  /** A field without space around it; empty where there is none. */
  cell(cells: readonly string[], column: Column): string;
  /** Size of the image that the box is in, where columns beside the corners state it. */
  frameOf(cells: readonly string[]): Size | undefined;
}

/**
 * The columns of a table by their names: an image, two corners (`x0` to `y1`, `xmin` to `ymax`, `x1` to `y2`) or a corner or a
 * centre with width and height, and where wanted label and slice. Beside two corners, width and height are those of the image.
 */
export function tableOf(head: readonly string[]): Table {
  const titles = head.map((title) => title.trim().toLowerCase());
  const places = new Map<Column, number>();
  for (const [column, known] of Object.entries(names) as [Column, readonly string[]][]) {
    const at = titles.findIndex((title) => known.includes(title));
    if (at >= 0) places.set(column, at);
  }
  if (numbered.every(([, title]) => titles.includes(title))) {
    for (const [column, title] of numbered) places.set(column, titles.indexOf(title));
  }
  const isWhole = (ends: Ends): boolean => ends.every((column) => places.has(column));
  const columns = [corners, sides, cornerSides, centreSides].find(isWhole) ?? corners;
  const cell = (cells: readonly string[], column: Column): string => cells[places.get(column) ?? -1]?.trim() ?? '';
  return {
    columns,
    missing: columns.find((column) => !places.has(column)),
    kind: columns === corners ? 'corners' : columns === centreSides ? 'centre' : 'corner',
    has: (column) => places.has(column),
    titleOf: (column) => head[places.get(column) ?? -1]?.trim() ?? '',
    cell,
    frameOf: (cells) => {
      if (columns !== corners) return undefined;
      const [width, height] = [numberOf(cell(cells, 'w')), numberOf(cell(cells, 'h'))];
      return width !== undefined && height !== undefined && width > 0 && height > 0 ? { width, height } : undefined;
    },
  };
}

/** The box of a line whose fields are numbers; its corners may be in any order. */
export function rectOfRow(table: Table, cells: readonly string[]): Rect {
  const [x, y, a, b] = table.columns.map((column) => numberOf(table.cell(cells, column)) ?? NaN) as [
    ...[number, number, number, number],
  ];
  if (table.kind === 'corners') return { x0: x, y0: y, x1: a, y1: b };
  const [x0, y0] = table.kind === 'corner' ? [x, y] : [x - a / 2, y - b / 2];
  return { x0, y0, x1: x0 + a, y1: y0 + b };
}

/** A number, with a point or a comma before its decimals; undefined for anything else. */
export function numberOf(text: string): number | undefined {
  if (!/^[-+]?(\d+([.,]\d*)?|[.,]\d+)(e[-+]?\d+)?$/i.test(text)) return undefined;
  return Number(text.replace(',', '.'));
}
