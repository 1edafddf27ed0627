import path from 'node:path';
import { neverCancelled, throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import type { FirstImage } from '../../core/bulk/preview/firstImage';
import type { SourcedObject } from '../../core/bulk/sources';
import type { SourceSpec } from '../../core/bulk/sources/spec';
import { isSamePlace, placesOf } from '../../core/image/slicePlace';
import { distinct, type AnnotationNote, type TakeNote } from '../../core/layouts/annotationNote';
import { LabelTable } from '../../core/layouts/labelTable';
import { planeAcross, planeAspect } from '../../core/view/plane';
import { pictureFrom } from '../evaluation/picture';
import { openImage, type OpenedImage } from '../image/openImage';
import { shownSlice } from '../inference/shownSlice';
import { inspectMasks } from '../masks/maskStore';
import { readFoundMask } from '../transfer/readFoundMask';
import { filesOf } from './maskImage';
import type { RunPlan } from './planRun';
import { openingOf } from './runRequest';

/** Prompts that are shown before a run, and more where each source takes one. */
const most = 3;
/** Images that are opened to find them. */
const mostImages = 10;

export interface FirstPrompts {
  readonly images: readonly FirstImage[];
  /** What is noted on the annotations of these images, and on the files of the sources. */
  readonly notes: readonly AnnotationNote[];
}

interface PreviewOptions {
  /** Whether the slices come along as pictures. */
  readonly withPictures?: boolean;
  readonly token?: CancellationToken;
}

/**
 * The first prompts of a plan that are known without the model, for a person to check. Images that cannot be read are left out:
 * the run reports them.
 * @throws UserError with a question where masks or an archive of arrays can be read in several ways, `cancelled`
 */
export async function firstPrompts(plan: RunPlan, options: PreviewOptions = {}): Promise<FirstPrompts> {
  const { token = neverCancelled } = options;
  const notes: AnnotationNote[] = [...plan.sources.notes];
  const images: FirstImage[] = [];
  await askForArray(plan, token);
  const shown: SourcedObject[] = [];
  const { withoutModel } = plan.sources;
  let opened = 0;
  for (const file of plan.todo) {
    const sources = withoutModel.sourcesOf(membersOf(plan, file));
    const isWanted = shown.length < most || sources.some((source) => isNew(source, shown));
    if (sources.length === 0 || !isWanted) continue;
    throwIfCancelled(token);
    if (++opened > mostImages) break;
    try {
      const found = await promptsOf(plan, file, shown, (note) => notes.push(note), options);
      for (const each of found) images.push(each);
      for (const { objects } of found) shown.push(...objects);
    } catch (error) {
      if (!(error instanceof UserError) || error.details.question !== undefined) throw error;
    }
  }
  return { images, notes: distinct(notes) };
}

/** Opens the first archive of arrays, so that it is asked before the run which of them is the image. @throws UserError with that question */
async function askForArray({ folder, todo, request }: RunPlan, token: CancellationToken): Promise<void> {
  const archive = todo.find((file) => /\.npz$/i.test(file));
  if (archive === undefined) return;
  try {
    (await openImage(path.join(folder, archive), { ...openingOf(request), token })).dispose();
  } catch (error) {
    if (!(error instanceof UserError) || error.details.question !== undefined || error.code === 'cancelled')
      throw error;
  }
}

function membersOf({ members }: RunPlan, file: string): readonly string[] {
  return members.get(file) ?? [file];
}

function isNew(wanted: SourceSpec, shown: readonly SourcedObject[]): boolean {
  return shown.every(({ source }) => source !== wanted);
}

/** Those to show, in their order: the first of each source that none was shown of, and others up to the limit. */
function firstOf(objects: readonly SourcedObject[], shown: readonly SourcedObject[]): Set<SourcedObject> {
  const chosen: SourcedObject[] = [];
  for (const object of objects) if (isNew(object.source, [...shown, ...chosen])) chosen.push(object);
  const rest = objects.filter((object) => !chosen.includes(object));
  return new Set([...chosen, ...rest.slice(0, Math.max(0, most - shown.length - chosen.length))]);
}

/** The first prompts for an image, slice by slice. @param shown those of images before */
async function promptsOf(
  plan: RunPlan,
  file: string,
  shown: readonly SourcedObject[],
  note: TakeNote,
  { withPictures = false, token = neverCancelled }: PreviewOptions,
): Promise<FirstImage[]> {
  const { folder, request } = plan;
  const among = membersOf(plan, file).map((member) => path.posix.basename(member));
  const image = await openImage(path.join(folder, file), { ...openingOf(request), among, token });
  try {
    const all = await objectsIn(plan, file, image, note);
    const first = firstOf(all, shown);
    const { width, height } = image.info;
    const plane = planeAcross(image.info, 2);
    const shape = { width, height, flip: plane.flip, pixel: planeAspect(image.info, plane) };
    const found: FirstImage[] = [];
    for (const at of placesOf([...first])) {
      const picture = withPictures ? { picture: pictureFrom(await shownSlice(image, at)) } : {};
      const here = all.filter((each) => isSamePlace(each, at));
      const objects = here.filter((each) => first.has(each));
      found.push({ file, ...at, ...shape, objects, others: here.length - objects.length, ...picture });
    }
    return found;
  } finally {
    image.dispose();
  }
}

async function objectsIn(
  { folder, sources }: RunPlan,
  file: string,
  image: OpenedImage,
  note: TakeNote,
): Promise<readonly SourcedObject[]> {
  const labels = new LabelTable([]);
  const none = (): Promise<never> => Promise.reject(new TypeError('These prompts need no model.'));
  const { sidecar } = await inspectMasks(image.path);
  return sources.withoutModel.objectsIn(filesOf(file, image, folder), {
    ...{ info: image.info, sidecar, prompts: { box: true, point: true, mask: false } },
    ...{ ask: none, see: none, find: none, note },
    readFound: (mask, at, reading) => readFoundMask(folder, mask, at, image, labels, { note, reading }),
  });
}
