import type { LabelSet } from '../labels/labelSet';
import { paletteColor } from '../labels/palette';
import type { SidecarLabel } from '../sidecar/sidecar';

/**
 * One value for each label of a data set. Values and colours that the images agree on stay; where one label has two values,
 * or one value two labels, all are numbered from 1 in the order of their names, in the colours of the palette. Labels that the workspace all knows
 * have its values.
 * @param known labels of the workspace
 * @returns in the order of the values
 */
export function commonLabels(labels: Iterable<SidecarLabel>, known: LabelSet = []): SidecarLabel[] {
  const byName = new Map<string, SidecarLabel>();
  const byValue = new Map<number, string>();
  let agree = true;
  for (const label of labels) {
    const { name, value } = label;
    agree &&= (byName.get(name)?.value ?? value) === value && (byValue.get(value) ?? name) === name;
    if (!byName.has(name)) byName.set(name, label);
    byValue.set(value, name);
  }
  const agreed = known.filter(({ name }) => byName.has(name));
  if (agreed.length > 0 && agreed.length === byName.size) return agreed.toSorted((a, b) => a.value - b.value);
  return agree ? [...byName.values()].sort((a, b) => a.value - b.value) : numberLabels([...byName.keys()].sort());
}

/** Labels with the values 1, 2, … and the colours of the palette. */
export function numberLabels(names: readonly string[]): SidecarLabel[] {
  return names.map((name, index) => ({ name, value: index + 1, color: paletteColor(index + 1) }));
}
