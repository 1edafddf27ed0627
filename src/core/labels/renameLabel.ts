import type { SidecarLabel, SidecarObject } from '../sidecar/sidecar';
import { labelNamed } from './labelNamed';

/** Labels and objects of an image. */
interface Labelled {
  readonly labels: readonly SidecarLabel[];
  readonly objects: readonly SidecarObject[];
}

/** What a label is called, and what it is to be called. */
export interface LabelNames {
  readonly from: string;
  readonly to: string;
}

/** What a rename changes in an image, as far as undoing it needs to know. */
export interface RenamedLabel {
  /** The label as it was. */
  readonly label: SidecarLabel;
  /** Ids of its objects. */
  readonly ids: readonly string[];
  /** Whether the image had a label of the new name already, which the objects then got. */
  readonly merges: boolean;
}

/** What a rename would change; undefined in an image without the label. */
export function renameOf({ labels, objects }: Labelled, { from, to }: LabelNames): RenamedLabel | undefined {
  const label = labels.find(({ name }) => name === from);
  if (label === undefined || from === to) return undefined;
  const ids = objects.filter((object) => object.label === from).map(({ id }) => id);
  return { label, ids, merges: labels.some(({ name }) => name === to) };
}

/**
 * Labels and objects with a label renamed. Its value and colour stay, unless the image has a label of the new name already: then
 * the objects get that one. Who made the masks stays too.
 */
export function withLabelRenamed<T extends Labelled>(masks: T, { from, to }: LabelNames): T {
  const isThere = masks.labels.some(({ name }) => name === to);
  const labels = isThere
    ? masks.labels.filter(({ name }) => name !== from)
    : masks.labels.map((label) => (label.name === from ? { ...label, name: to } : label));
  const objects = masks.objects.map((object) => (object.label === from ? { ...object, label: to } : object));
  return { ...masks, labels, objects };
}

/**
 * Labels and objects with a rename undone, whatever else has changed since: the objects that had the label and still have its
 * new name get it back.
 * @returns undefined when there is nothing to undo
 */
export function withRenameUndone<T extends Labelled>(
  masks: T,
  to: string,
  { label, ids, merges }: RenamedLabel,
): T | undefined {
  const isRenamed = (object: SidecarObject): boolean => object.label === to && ids.includes(object.id);
  const isBack = masks.labels.some(({ name }) => name === label.name);
  const isOnlyLabel = !merges && !isBack && masks.objects.every((object) => object.label !== to || isRenamed(object));
  if (isOnlyLabel && masks.labels.some(({ name }) => name === to)) {
    return withLabelRenamed(masks, { from: to, to: label.name });
  }
  if (!masks.objects.some(isRenamed)) return undefined;
  const labels = isBack ? masks.labels : [...masks.labels, labelNamed(masks.labels, label.name, [label])];
  const objects = masks.objects.map((object) => (isRenamed(object) ? { ...object, label: label.name } : object));
  return { ...masks, labels, objects };
}
