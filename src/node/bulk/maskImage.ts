import path from 'node:path';
import { skip, type Skip } from '../../core/base/skip';
import type { AuditedMask } from '../../core/bulk/bulkSummary';
import type { CombinedSources } from '../../core/bulk/sources';
import type { FileOfImage } from '../../core/bulk/sources/source';
import { placeOf } from '../../core/image/slicePlace';
import { decodeRunLength } from '../../core/mask/runLength';
import { overlap } from '../../core/metrics/overlap';
import type { TakeNote } from '../../core/layouts/annotationNote';
import type { LabelSet } from '../../core/labels/labelSet';
import type { SavedLayout } from '../../core/layouts/savedLayout';
import { LabelTable } from '../../core/layouts/labelTable';
import type { LoadedModel } from '../../core/protocol/inferenceApi';
import { flattenedIn } from '../../core/document/flattening';
import { compareSlices } from '../../core/quality/compareSlices';
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
  /** Asks and answers, and writes nothing. */
  readonly trial?: boolean;
}

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
  const { request, sources, members, model, signature, trial } = context;
  const full = path.join(context.folder, file);
  const disk = await context.store.inspectMasks(full);
  if (disk.sidecar !== undefined && isOfRun(disk, signature.run)) {
    return written(disk.version, flattenedIn(disk.sidecar));
  }
  const skipped = skipOf(disk, request);
  if (skipped !== undefined) return { kind: 'skipped', ...skipped };
  const among = (members.get(file) ?? [file]).map((member) => path.posix.basename(member));
  const image = await openImage(full, { ...openingOf(request), among, token: context.token });
  try {
    const questions = new ImageQuestions(image, context);
    const labels = new LabelTable([], context.labels);
    const wanted = await sources.objectsIn(filesOf(file, image, context.folder), {
      info: image.info,
      sidecar: disk.sidecar,
      prompts: model.prompts,
      ask: questions.ask,
      see: questions.see,
      find: questions.find,
      note: (note) => context.note?.(note),
      readFound: (mask, at, reading) =>
        readFoundMask(context.folder, mask, at, image, labels, { note: context.note, reading }),
    });
    if (wanted.length === 0) return { kind: 'skipped', ...skip('no-prompt') };
    const answered = await answerObjects(wanted, questions);
    if (request.audit === true || trial === true) {
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
