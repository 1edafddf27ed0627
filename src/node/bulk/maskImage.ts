import path from 'node:path';
import { skip, type Skip } from '../../core/base/skip';
import type { AuditedMask } from '../../core/bulk/bulkSummary';
import type { CombinedSources, SourcedObject } from '../../core/bulk/sources';
import type { FileOfImage } from '../../core/bulk/sources/source';
import { isSamePlace, placeOf, placesOf, type SlicePlace } from '../../core/image/slicePlace';
import { decodeRunLength } from '../../core/mask/runLength';
import { overlap } from '../../core/metrics/overlap';
import type { TakeNote } from '../../core/layouts/annotationNote';
import type { LabelSet } from '../../core/labels/labelSet';
import type { SavedLayout } from '../../core/layouts/savedLayout';
import { LabelTable } from '../../core/layouts/labelTable';
import type { LoadedModel } from '../../core/protocol/inferenceApi';
import { flattenedIn } from '../../core/document/flattening';
import { compareSlices } from '../../core/quality/compareSlices';
import type { Sidecar } from '../../core/sidecar/sidecar';
import type { Message } from '../../core/text/message';
import { slashPath } from '../files/slashPath';
import { openImage, type OpenedImage } from '../image/openImage';
import type { MaskApi } from '../masks/maskApi';
import { readFoundMask } from '../transfer/readFoundMask';
import { addsObjects, isOfRun, skipOf, type RunPlan, type RunRequest } from './planRun';
import { openingOf } from './runRequest';
import {
  answerObjects,
  ImageQuestions,
  saveMachineMasks,
  signObjects,
  type AskContext,
  type Signature,
} from './segmentImage';

export interface MaskContext extends AskContext {
  readonly request: RunRequest;
  /** Absolute path. */
  readonly folder: string;
  readonly sources: CombinedSources;
  readonly members: RunPlan['members'];
  readonly model: LoadedModel;
  readonly signature: Signature;
  /** Labels of the workspace. */
  readonly labels?: LabelSet;
  /** Layout to save in. */
  readonly layout?: SavedLayout;
  readonly store: MaskApi;
  /** Called before the masks of an image are written, with the sidecar that they replace. */
  readonly onBegin?: (image: string, before: string | undefined) => Promise<void>;
  /** Called with notes on single annotations. */
  readonly note?: TakeNote;
}

/** Slices of an image that a trial asks about. */
const triedSlices = 3;

/** What became of an image. */
export type Masked =
  | { readonly kind: 'written'; readonly version: string; readonly flattened?: Message }
  | { readonly kind: 'compared'; readonly masks: readonly AuditedMask[] }
  | (Skip & { readonly kind: 'skipped' });

/**
 * Segments the objects that the sources have for an image, and writes them beside it or compares them with what is there. Masks that
 * the run itself has written are left alone, and count as written.
 * @param file path relative to the folder
 * @throws UserError that names the file; `conflict` if another process has written masks in the meantime
 */
export async function maskImage(file: string, context: MaskContext): Promise<Masked> {
  const { request, model, signature } = context;
  const disk = await context.store.inspectMasks(path.join(context.folder, file));
  if (disk.sidecar !== undefined && isOfRun(disk, signature.run)) {
    return written(disk.version, flattenedIn(disk.sidecar));
  }
  const skipped = skipOf(disk, request);
  if (skipped !== undefined) return { kind: 'skipped', ...skipped };
  const image = await openFor(file, context);
  try {
    const questions = new ImageQuestions(image, context);
    const { wanted, colors } = await wantedIn(file, image, questions, disk.sidecar, context);
    if (wanted.length === 0) return { kind: 'skipped', ...skip('no-prompt') };
    const answered = await answerObjects(wanted, questions);
    if (request.audit === true) {
      const masks = answered.flatMap(({ planned: { label, reference, ...planned }, answer: { mask } }) =>
        reference === undefined
          ? []
          : [{ file, label, ...placeOf(planned), dice: overlap(decodeRunLength(mask), reference).dice }],
      );
      return { kind: 'compared', masks };
    }
    const there = addsObjects(request) ? disk.sidecar : undefined;
    const compared = await compareSlices(answered, there?.objects ?? [], context.store);
    const objects = signObjects(compared, model, signature);
    const made = { objects, window: questions.window };
    // If another process writes in the meantime, the version differs and nothing is replaced.
    await context.onBegin?.(file, disk.text);
    const { version, flattened } = await saveMachineMasks(image, made, {
      expected: disk.version,
      store: context.store,
      colors,
      ...(there === undefined ? {} : { there }),
      ...(context.labels === undefined ? {} : { labels: context.labels }),
      ...(context.layout === undefined ? {} : { layout: context.layout }),
    });
    return written(version, flattened);
  } finally {
    image.dispose();
  }
}

function written(version: string, flattened: Message | undefined): Masked {
  return { kind: 'written', version, ...(flattened === undefined ? {} : { flattened }) };
}

/**
 * Segments objects on a few slices of an image, and writes nothing.
 * @param file path relative to the folder
 * @returns how many times as long all slices take; undefined where the image would be skipped
 * @throws UserError that names the file
 */
export async function tryImage(file: string, context: MaskContext): Promise<number | undefined> {
  const start = performance.now();
  const disk = await context.store.inspectMasks(path.join(context.folder, file));
  if (skipOf(disk, context.request) !== undefined) return undefined;
  const image = await openFor(file, context);
  try {
    const questions = new ImageQuestions(image, context);
    const { wanted } = await wantedIn(file, image, questions, disk.sidecar, context);
    const places = placesOf(wanted);
    const [first, ...others] = spread(places);
    if (first === undefined) return undefined;
    const answer = (at: SlicePlace): Promise<unknown> =>
      answerObjects(
        wanted.filter((object) => isSamePlace(object, at)),
        questions,
      );
    await answer(first);
    // Opening the image, and loading the model, happen once.
    const opened = performance.now() - start;
    for (const at of others) await answer(at);
    const tried = performance.now() - start;
    return (opened + ((tried - opened) * (places.length - 1)) / Math.max(1, others.length)) / tried;
  } finally {
    image.dispose();
  }
}

/** Slices from the whole image: those at its ends have fewer objects. */
function spread(places: readonly SlicePlace[]): readonly SlicePlace[] {
  if (places.length <= triedSlices) return places;
  return Array.from({ length: triedSlices }, (_, i) => places[Math.floor(((i + 0.5) * places.length) / triedSlices)]!);
}

function openFor(file: string, { request, members, folder, token }: MaskContext): Promise<OpenedImage> {
  const among = (members.get(file) ?? [file]).map((member) => path.posix.basename(member));
  return openImage(path.join(folder, file), { ...openingOf(request), among, token });
}

/** The objects that the sources have for an image, and the colours of their labels that files of masks say. */
async function wantedIn(
  file: string,
  image: OpenedImage,
  { ask, see, find }: ImageQuestions,
  sidecar: Sidecar | undefined,
  { sources, model, folder, labels: known, note = () => undefined }: MaskContext,
): Promise<{ readonly wanted: readonly SourcedObject[]; readonly colors: ReadonlyMap<string, string> }> {
  const colors = new Map<string, string>();
  const labels = new LabelTable([], known);
  const wanted = await sources.objectsIn(filesOf(file, image, folder), {
    ...{ info: image.info, sidecar, prompts: model.prompts, ask, see, find, note },
    readFound: async (mask, at, reading) => {
      const found = await readFoundMask(folder, mask, at, image, labels, { note, reading });
      for (const { label, color } of found) if (color !== undefined) colors.set(label, color);
      return found;
    },
  });
  return { wanted, colors };
}

/** The files of an image whose prompts are for it, relative to the folder of the run. */
export function filesOf(
  file: string,
  { path: anchor, files }: Pick<OpenedImage, 'path' | 'files'>,
  folder: string,
): readonly FileOfImage[] {
  if (files === undefined) return [{ file, slice: 0, volume: 0, from: 0, isWhole: true }];
  const inFolder = (full: string): string => slashPath(folder, full);
  return files.map(({ path: full, ...at }) => ({
    ...{ file: inFolder(full), ...at },
    from: full === anchor ? 0 : at.slice,
  }));
}
