import { colorOf } from '../labels/labelNamed';
import type { LabelSet } from '../labels/labelSet';
import { defaultLabel, paletteColor } from '../labels/palette';
import type { SidecarLabel } from '../sidecar/sidecar';
import { colorTable, parseColor, type ColorTable } from './colors/table';
import type { FoundMask } from './layout';

const unnamed = /^label (\d+)$/;
/** What stands for the object in a mask of two values. */
const white = 255;

/**
 * Values of imported labels, the same in all images: those of label maps as they are, of other masks numbered from 1 in the
 * order of names.
 */
export class LabelTable {
  readonly #values = new Map<string, number>();

  readonly #known: LabelSet;

  /** @param known labels of the workspace, whose values, names and colours are used where the masks do not say otherwise */
  constructor(masks: readonly FoundMask[], known: LabelSet = []) {
    this.#known = known;
    const maps = new Set(masks.flatMap((mask) => (mask.kind === 'labelMap' ? [mask.names] : [])));
    for (const names of maps) for (const [value, name] of names) this.#values.set(name, value);
    const regions = new Set(masks.flatMap((mask) => (mask.kind === 'labelMap' ? (mask.regions ?? []) : [])));
    for (const { name, value } of regions) if (!this.#values.has(name)) this.#add(name, value);
    const used = new Set(this.#values.values());
    for (const { name, value } of known) if (!this.#values.has(name) && !used.has(value)) this.#values.set(name, value);
    const others = new Set(masks.flatMap((mask) => ('label' in mask ? [mask.label] : [])));
    for (const name of [...others].sort()) if (!this.#values.has(name)) this.#add(name, 1);
  }

  /** The colours of the workspace's labels. */
  get colors(): ColorTable {
    const entries = this.#known.flatMap(({ name, color }) => {
      const parsed = parseColor(color);
      return parsed === undefined ? [] : [[name, parsed] as const];
    });
    return colorTable('labels.json', entries);
  }

  /** What a value of a label map is called; 255 is the object of a mask of two values where nothing names it. */
  nameOf(value: number, names: ReadonlyMap<number, string>): string {
    const known = names.get(value) ?? this.#known.find((label) => label.value === value)?.name;
    return known ?? (value === white ? defaultLabel : `label ${value}`);
  }

  /**
   * The labels of these names, each once, in the order of their values.
   * @param colors those that the masks' files say; the workspace's come first
   */
  of(names: readonly string[], colors: ReadonlyMap<string, string> = new Map()): SidecarLabel[] {
    const labels = [...new Set(names)].map((name) => {
      const value = this.#values.get(name) ?? this.#add(name, wantedValue(name));
      return { name, value, color: colorOf({ name, color: colors.get(name) ?? paletteColor(value) }, this.#known) };
    });
    return labels.sort((a, b) => a.value - b.value);
  }

  /** Gives a label the first value from `wanted` on that is free. */
  #add(name: string, wanted: number): number {
    const used = new Set(this.#values.values());
    let value = wanted;
    while (used.has(value)) value++;
    this.#values.set(name, value);
    return value;
  }
}

/** The value that the name stands for where {@link LabelTable.nameOf} has given it, 1 otherwise. */
function wantedValue(name: string): number {
  if (name === defaultLabel) return white;
  const value = Number(unnamed.exec(name)?.[1] ?? 1);
  return value >= 1 && value <= 65_535 ? value : 1;
}
