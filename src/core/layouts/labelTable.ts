import { colorOf } from '../labels/labelNamed';
import type { LabelSet } from '../labels/labelSet';
import { paletteColor } from '../labels/palette';
import type { SidecarLabel } from '../sidecar/sidecar';
import type { FoundMask } from './layout';

const unnamed = /^label (\d+)$/;

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
    const used = new Set(this.#values.values());
    for (const { name, value } of known) if (!this.#values.has(name) && !used.has(value)) this.#values.set(name, value);
    const others = new Set(masks.flatMap((mask) => (mask.kind === 'labelMap' ? [] : [mask.label])));
    for (const name of [...others].sort()) if (!this.#values.has(name)) this.#add(name, 1);
  }

  /** What a value of a label map is called. */
  nameOf(value: number, names: ReadonlyMap<number, string>): string {
    return names.get(value) ?? this.#known.find((label) => label.value === value)?.name ?? `label ${value}`;
  }

  /** The labels of these names, each once, in the order of their values. */
  of(names: readonly string[]): SidecarLabel[] {
    const labels = [...new Set(names)].map((name) => {
      const value = this.#values.get(name) ?? this.#add(name, Number(unnamed.exec(name)?.[1] ?? 1));
      return { name, value, color: colorOf({ name, color: paletteColor(value) }, this.#known) };
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
