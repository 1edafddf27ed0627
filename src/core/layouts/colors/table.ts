/** A colour as one number, `0xrrggbb`. */
export type Rgb = number;

/** Which label each colour of a colour-coded mask stands for. */
export interface ColorTable {
  /** File that it comes from, or what it is called, for messages. */
  readonly name: string;
  /** Labels by colour; null for a colour that is no object. */
  readonly labels: ReadonlyMap<Rgb, string | null>;
}

/** Names that tables give to what is no object. */
const nothing =
  /^(_*background_*|bg|void|ignore|ignored?[ _-]?label|unlabell?ed|none|rectification border|out of roi|clear label)$/i;

/** A table of names and colours. A colour that it gives to several labels stands for none of them, and is left out. */
export function colorTable(name: string, entries: Iterable<readonly [label: string, color: Rgb]>): ColorTable {
  const labels = new Map<Rgb, string | null>();
  const unclear = new Set<Rgb>();
  for (const [stated, color] of entries) {
    const label = nothing.test(stated.trim()) ? null : stated.trim();
    if (labels.has(color) && labels.get(color) !== label) unclear.add(color);
    labels.set(color, label);
  }
  for (const color of unclear) labels.delete(color);
  return { name, labels };
}

export function rgb(red: number, green: number, blue: number): Rgb {
  return (red << 16) | (green << 8) | blue;
}

export function partsOf(color: Rgb): readonly [red: number, green: number, blue: number] {
  return [(color >> 16) & 0xff, (color >> 8) & 0xff, color & 0xff];
}

/** `#rrggbb` */
export function colorText(color: Rgb): string {
  return `#${color.toString(16).padStart(6, '0')}`;
}

/** The colour of `#rrggbb` or `#rgb`, with or without `#`; undefined for anything else. */
export function parseColor(text: string): Rgb | undefined {
  const [, digits] = /^#?([\da-f]{6}|[\da-f]{3})$/i.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const six = digits.length === 6 ? digits : digits.replace(/./g, '$&$&');
  return Number.parseInt(six, 16);
}
