import path from 'node:path';
import { neverCancelled, throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import type { FirstImage } from '../../core/bulk/preview/firstImage';
import type { SourcedObject } from '../../core/bulk/sources';
import { isSamePlace, placesOf } from '../../core/image/slicePlace';
import { distinct, type AnnotationNote, type TakeNote } from '../../core/layouts/annotationNote';
import { LabelTable } from '../../core/layouts/labelTable';
import { pictureFrom } from '../evaluation/picture';
import { openImage, type OpenedImage } from '../image/openImage';
import { readInferenceSlice } from '../inference/inferenceSlice';
import { inspectMasks } from '../masks/maskStore';
import { readFoundMask } from '../transfer/readFoundMask';
import { filesOf } from './maskImage';
import type { RunPlan } from './planRun';
import { openingOf } from './runRequest';

/** Prompts that are shown before a run. */
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
  const { images: prompted } = plan.sources.withoutModel;
  let left = most;
  for (const file of plan.todo.filter((each) => isPrompted(plan, each, prompted)).slice(0, mostImages)) {
    throwIfCancelled(token);
    if (left === 0) break;
    try {
      const found = await promptsOf(plan, file, left, (note) => notes.push(note), options);
      for (const each of found) images.push(each);
      left -= found.reduce((sum, { objects }) => sum + objects.length, 0);
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

function isPrompted({ members }: RunPlan, file: string, prompted: ReadonlySet<string>): boolean {
  return (members.get(file) ?? [file]).some((member) => prompted.has(member));
}

/** The first prompts for an image, slice by slice. */
async function promptsOf(
  plan: RunPlan,
  file: string,
  count: number,
  note: TakeNote,
  { withPictures = false, token = neverCancelled }: PreviewOptions,
): Promise<FirstImage[]> {
  const { folder, members, request } = plan;
  const among = (members.get(file) ?? [file]).map((member) => path.posix.basename(member));
  const image = await openImage(path.join(folder, file), { ...openingOf(request), among, token });
  try {
    const objects = (await objectsIn(plan, file, image, note)).slice(0, count);
    const { width, height } = image.info;
    const found: FirstImage[] = [];
    for (const at of placesOf(objects)) {
      const picture = withPictures ? { picture: pictureFrom((await readInferenceSlice(image, at)).image) } : {};
      found.push({ file, ...at, width, height, objects: objects.filter((each) => isSamePlace(each, at)), ...picture });
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
