import type { SidecarLabel } from '../sidecar/sidecar';
import type { LabelSet } from './labelSet';
import { defaultLabel, paletteColor } from './palette';

/**
 * The label called `name` for an image that has `labels`. A label that the image has keeps its value, which its mask file
 * contains; a new one gets the value of the workspace's label, or the next value that is free in both.
 */
export function labelNamed(labels: readonly SidecarLabel[], name: string, known: LabelSet = []): SidecarLabel {
  const own = labels.find((label) => label.name === name);
  if (own !== undefined) return own;
  const agreed = known.find((label) => label.name === name);
  const isFree = agreed !== undefined && labels.every(({ value }) => value !== agreed.value);
  const value = isFree ? agreed.value : freeValue(labels, known);
  return { name, value, color: agreed?.color ?? paletteColor(value) };
}

/**
 * The labels of an image, none if left out, and those of `names` that it does not have yet, in their order.
 * @param colors `#rrggbb` of labels that the workspace does not have
 */
export function labelsNamed(
  names: Iterable<string>,
  known: LabelSet,
  there: readonly SidecarLabel[] = [],
  colors: ReadonlyMap<string, string> = new Map(),
): readonly SidecarLabel[] {
  return [...new Set(names)].reduce((labels, name) => {
    const label = labelNamed(labels, name, known);
    if (labels.includes(label)) return labels;
    return [...labels, { ...label, color: colorOf({ name, color: colors.get(name) ?? label.color }, known) }];
  }, there);
}

/** The image's labels in the colours that the workspace gives them. */
export function colored(labels: readonly SidecarLabel[], known: LabelSet): SidecarLabel[] {
  return labels.map((label) => ({ ...label, color: colorOf(label, known) }));
}

/** The workspace's colour of a label, or its own. */
export function colorOf({ name, color }: Pick<SidecarLabel, 'name' | 'color'>, known: LabelSet): string {
  return known.find((label) => label.name === name)?.color ?? color;
}

/**
 * Names that can be given to an object: the workspace's labels, then those that only the image has.
 * @param used names that other images have got, which come last
 */
export function offeredNames(labels: readonly SidecarLabel[], known: LabelSet, used: readonly string[] = []): string[] {
  const names = [...new Set([...[...known, ...labels].map(({ name }) => name), ...used])];
  return names.length === 0 ? [defaultLabel] : names;
}

/**
 * The name of the next object in an image: the first of its own labels, else the one that was given last in the workspace, if its
 * label file has it or there is none.
 */
export function nextName(labels: readonly SidecarLabel[], known: LabelSet, used: readonly string[]): string {
  const [own] = labels;
  if (own !== undefined) return own.name;
  const last = used.find((name) => known.length === 0 || known.some((label) => label.name === name));
  return last ?? offeredNames(labels, known)[0]!;
}

/** Names by number key, 1 to 9: keys that the workspace gives first, then the free ones in the order of the names. */
export function labelKeys(
  labels: readonly SidecarLabel[],
  known: LabelSet,
  used: readonly string[] = [],
): ReadonlyMap<number, string> {
  const keys = new Map(known.flatMap(({ key, name }) => (key === undefined ? [] : [[key, name] as const])));
  const keyed = new Set(keys.values());
  let next = 1;
  for (const name of offeredNames(labels, known, used)) {
    if (keyed.has(name)) continue;
    while (keys.has(next)) next++;
    if (next > 9) break;
    keys.set(next, name);
  }
  return keys;
}

/** The first value above those of the image that no label of the workspace has. */
function freeValue(labels: readonly SidecarLabel[], known: LabelSet): number {
  const taken = new Set(known.map(({ value }) => value));
  let value = labels.reduce((highest, label) => Math.max(highest, label.value), 0) + 1;
  while (taken.has(value)) value++;
  return value;
}
