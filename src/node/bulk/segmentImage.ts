import type { CancellationToken } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import type { PlannedObject } from '../../core/bulk/promptsFile';
import { rectOf } from '../../core/geometry/rect';
import type { ImageInfo } from '../../core/image/medicalImage';
import type { Window } from '../../core/image/window';
import { labelsNamed } from '../../core/labels/labelNamed';
import type { LabelSet } from '../../core/labels/labelSet';
import { defaultLabel } from '../../core/labels/palette';
import { newObject } from '../../core/sidecar/newObject';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { saveMasks, type ImageOfMasks } from '../files/maskStore';
import type { OpenedImage } from '../image/openImage';
import type { InferenceClient } from '../inference/inferenceClient';
import { lookAt } from '../inference/inferenceImage';
import type { Priority } from '../inference/requestQueue';

/** Objects a machine has made in one image. */
export interface MadeObjects {
  readonly objects: readonly SidecarObject[];
  /** The window the model saw; null for 8-bit images shown as they are. */
  readonly window: Window | null;
  /** Milliseconds in the encoder and in the decoder. */
  readonly ms: { readonly encode: number; readonly decode: number };
}

export interface SegmentContext {
  readonly client: InferenceClient;
  readonly by: string;
  readonly token: CancellationToken;
  readonly priority: Priority;
}

/** One object, prompted by a box over the whole first slice. */
export function wholeImage(info: ImageInfo): PlannedObject {
  return { label: defaultLabel, slice: 0, prompt: { box: rectOf(info), points: [] } };
}

/**
 * Segments objects in an opened image, slice by slice, under each slice's default window.
 * @throws UserError `bad-prompt` when a slice or a prompt lies outside the image; and what the client throws
 */
export async function segmentObjects(
  image: OpenedImage,
  wanted: readonly PlannedObject[],
  { client, by, token, priority }: SegmentContext,
): Promise<MadeObjects> {
  const model = await client.start();
  const objects: SidecarObject[] = [];
  const ms = { encode: 0, decode: 0 };
  let window: Window | null = null;
  for (const slice of new Set(wanted.map((object) => object.slice))) {
    checkSlice(slice, image.info);
    const look = await lookAt(image, slice);
    window = look.window;
    const here = wanted.filter((object) => object.slice === slice);
    const prompts = here.map(({ prompt }) => prompt);
    const result = await client.segment(look.image, prompts, 'final', token, priority);
    ms.encode += result.ms.encode;
    ms.decode += result.ms.decode;
    for (const [i, { label, prompt }] of here.entries()) {
      const segmented = result.objects[i];
      if (segmented === undefined) throw new RangeError('The model answered fewer prompts than it was asked.');
      const id = String(objects.length + 1);
      objects.push(newObject({ id, label, slice, prompt, segmented, model, origin: 'machine', by, at: new Date() }));
    }
  }
  return { objects, window, ms };
}

/**
 * Writes what a machine has made beside the image.
 * @param known labels of the workspace
 * @throws UserError as `saveMasks`
 */
export async function saveMachineMasks(
  image: OpenedImage,
  { objects, window }: MadeObjects,
  known: LabelSet = [],
): Promise<void> {
  const labels = labelsNamed(
    objects.map(({ label }) => label),
    known,
  );
  const content = { labels, objects, ...(window === null ? {} : { window }) };
  await saveMasks(imageOfMasks(image), content, { writer: 'machine' });
}

/** What the mask store has to know of an opened image. */
export function imageOfMasks({ path, info, niftiHeader, instances }: OpenedImage): ImageOfMasks {
  const { width, height, slices, geometry } = info;
  return {
    path,
    width,
    height,
    slices,
    ...(geometry === undefined ? {} : { geometry }),
    ...(instances === undefined ? {} : { instances }),
    ...(niftiHeader === undefined ? {} : { niftiHeader }),
  };
}

function checkSlice(slice: number, { slices }: ImageInfo): void {
  if (slice < slices) return;
  throw new UserError('bad-prompt', {
    problem: `There is no slice ${slice}.`,
    advice: `The image has ${slices} slice${slices === 1 ? '' : 's'}, counted from 0.`,
  });
}
