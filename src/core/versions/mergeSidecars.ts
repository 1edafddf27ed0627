import { freeId } from '../document/state';
import { mapName } from '../sidecar/names';
import { inFieldOrder, type Sidecar, type SidecarLabel, type SidecarObject } from '../sidecar/sidecar';
import { byId } from './byId';

export interface MergedSidecar {
  readonly sidecar: Sidecar;
  /** IDs of objects that both sides have changed differently; the merged sidecar has ours. */
  readonly conflicts: readonly string[];
  /** Whether the two are for different images, so that ours is taken. */
  readonly isOfOther: boolean;
}

/**
 * Merges two sidecars of one image object by object. An object that one side has changed, added or deleted is as that side has it;
 * objects of the same ID that both have added are two objects. Labels go by their names, and get a free value where both sides have given one
 * to different labels. What is said about mask files is left out: they are drawn again from the sidecar.
 * @param base what both come from; undefined where both have added the file
 */
export function mergeSidecars(base: Sidecar | undefined, ours: Sidecar, theirs: Sidecar): MergedSidecar {
  const isOfOther = !isSame(sizeOf(ours), sizeOf(theirs));
  if (isOfOther) return { sidecar: ours, conflicts: [], isOfOther };
  const { objects, conflicts } = mergeObjects(base?.objects ?? [], ours.objects, theirs.objects);
  const used = new Set(objects.map(({ label }) => label));
  const kept = objects.filter(({ status }) => status !== 'rejected');
  const {
    maskHashes: _,
    previousMaskHashes: _previous,
    masks,
    empty,
    mask,
    undecided = theirs.undecided,
    ...head
  } = ours;
  const isEmpty = kept.length === 0 ? (empty ?? theirs.empty) : undefined;
  // Single masks become a label map, whose name needs no list.
  const map = mask ?? theirs.mask ?? (masks === undefined ? undefined : mapName(head.image.file, head.image.slices));
  return {
    sidecar: {
      ...head,
      ...(map === undefined || (kept.length === 0 && isEmpty === undefined) ? {} : { mask: map }),
      ...(isEmpty === undefined ? {} : { empty: isEmpty }),
      ...(undecided === undefined ? {} : { undecided }),
      labels: mergeLabels(ours.labels, theirs.labels, used),
      objects,
    },
    conflicts,
    isOfOther,
  };
}

function sizeOf({ image: { width, height, slices, volumes = 1 } }: Sidecar): readonly number[] {
  return [width, height, slices, volumes];
}

function mergeObjects(
  base: readonly SidecarObject[],
  ours: readonly SidecarObject[],
  theirs: readonly SidecarObject[],
): { readonly objects: SidecarObject[]; readonly conflicts: readonly string[] } {
  const [before, other] = [byId(base), byId(theirs)];
  const own = byId(ours);
  const conflicts: string[] = [];
  const objects: SidecarObject[] = [];
  const added: SidecarObject[] = [];
  for (const id of new Set([...own.keys(), ...other.keys()])) {
    const [was, here, there] = [before.get(id), own.get(id), other.get(id)];
    if (isSame(here, there)) objects.push(here!);
    else if (isSame(here, was)) objects.push(...(there === undefined ? [] : [there]));
    else if (isSame(there, was)) objects.push(...(here === undefined ? [] : [here]));
    else if (was === undefined) {
      objects.push(here!);
      added.push(there!);
    } else {
      conflicts.push(id);
      objects.push((here ?? there)!);
    }
  }
  const taken = new Set([...objects, ...added].map(({ id }) => id));
  for (const object of added) {
    const id = freeId(taken);
    taken.add(id);
    objects.push(inFieldOrder({ ...object, id }));
  }
  return { objects, conflicts };
}

function mergeLabels(
  ours: readonly SidecarLabel[],
  theirs: readonly SidecarLabel[],
  used: ReadonlySet<string>,
): SidecarLabel[] {
  const labels = [...ours];
  for (const label of theirs) {
    if (labels.some(({ name }) => name === label.name) || !used.has(label.name)) continue;
    let { value } = label;
    while (labels.some((each) => each.value === value)) value++;
    labels.push({ ...label, value });
  }
  return labels;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
