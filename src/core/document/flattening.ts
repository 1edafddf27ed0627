import { joined, t, type Message } from '../text/message';
import { volumeOf } from '../image/slicePlace';
import { coveredPixels, type Covered } from '../mask/covered';
import { isSegmentationName } from '../sidecar/names';
import type { Sidecar, SidecarObject } from '../sidecar/sidecar';

/** An object of which a label map shows only a part. */
export interface FlattenedObject extends Pick<Covered, 'area' | 'covered'> {
  readonly object: SidecarObject;
  /** Objects that cover the rest, in their order. */
  readonly by: readonly SidecarObject[];
}

/** Finds what a label map loses of objects that overlap. Unchanged slices are not examined again. */
export class Flattening {
  #known = new Map<
    string,
    { readonly objects: readonly SidecarObject[]; readonly found: readonly FlattenedObject[] }
  >();

  #last: { readonly objects: readonly SidecarObject[]; readonly found: readonly FlattenedObject[] } | undefined;

  /** @param objects in the order in which they are drawn; rejected ones are in no mask file */
  of(objects: readonly SidecarObject[]): readonly FlattenedObject[] {
    if (this.#last?.objects !== objects) this.#last = { objects, found: this.#find(objects) };
    return this.#last.found;
  }

  #find(objects: readonly SidecarObject[]): readonly FlattenedObject[] {
    const slices = new Map<string, SidecarObject[]>();
    for (const object of objects) {
      if (object.status === 'rejected') continue;
      const place = `${volumeOf(object)} ${object.slice}`;
      const others = slices.get(place);
      if (others === undefined) slices.set(place, [object]);
      else others.push(object);
    }
    const before = this.#known;
    this.#known = new Map();
    for (const [place, here] of slices) {
      const known = before.get(place);
      const isSame = known?.objects.length === here.length && known.objects.every((object, i) => object === here[i]);
      this.#known.set(place, isSame ? known : { objects: here, found: flattenedOn(here) });
    }
    return [...this.#known.values()].flatMap(({ found }) => found);
  }
}

function flattenedOn(objects: readonly SidecarObject[]): FlattenedObject[] {
  const labels = [...new Set(objects.map(({ label }) => label))];
  if (labels.length < 2) return [];
  const covered = coveredPixels(objects.map(({ mask, label }) => ({ mask, value: labels.indexOf(label) + 1 })));
  return covered.flatMap(({ by, ...pixels }, i) =>
    pixels.covered === 0 ? [] : [{ ...pixels, object: objects[i]!, by: by.map((at) => objects[at]!) }],
  );
}

/** What is lost of an object, such as “747 of 1,054 pixels of “liver” are covered by “lesion””. */
export function flattenedText({ object, area, covered, by }: FlattenedObject): Message {
  const count = (number: number): string => number.toLocaleString('en');
  const names = [...new Set(by.map(({ label }) => `“${label}”`))].join(', ');
  return t`${count(covered)} of ${count(area)} pixels of “${object.label}” are covered by ${names}`;
}

/** What the label map of a sidecar loses, in a line. @returns undefined where nothing is lost, or there is no label map */
export function flattenedIn({ mask, objects }: Pick<Sidecar, 'mask' | 'objects'>): Message | undefined {
  return mask === undefined || isSegmentationName(mask) ? undefined : flattenedLine(new Flattening().of(objects));
}

/** Objects that are named in a text; the others are counted. */
const named = 3;

/** What a label map loses, in a line: up to three objects and how many more. @returns undefined where nothing is lost */
function flattenedLine(found: readonly FlattenedObject[]): Message | undefined {
  if (found.length === 0) return undefined;
  const texts = found.slice(0, named).map(flattenedText);
  return joined([...texts, ...(found.length > named ? [t`${found.length - named} more`] : [])], '; ');
}
