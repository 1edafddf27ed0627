import path from 'node:path';
import { throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { isCancellation, UserError, userErrorOf } from '../../core/base/error';
import { consensusDrafts, type ConsensusDraft, type ConsensusOptions } from '../../core/agreement/consensusDrafts';
import type { ReaderSelection } from '../../core/agreement/readerPlace';
import { labelsNamed } from '../../core/labels/labelNamed';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { t } from '../../core/text/message';
import { makeFolder, writeFileAtomically } from '../files/atomicWrite';
import { exists } from '../files/exists';
import { insideFolder } from '../files/insideFolder';
import { readFile } from '../files/readFile';
import { openImage } from '../image/openImage';
import { findLabels } from '../labels/labelFile';
import { imageOfMasks } from '../masks/imageOfMasks';
import type { MaskApi } from '../masks/maskApi';
import { refuseBehind } from '../masks/maskStore';
import type { Reader } from './readers';
import { imagesOf, readingsOf, type ImageReadings } from './readings';

export interface WriteConsensusOptions extends ConsensusOptions {
  readonly selection: ReaderSelection;
  /** Folder that the drafts are written into; images that it lacks are copied. */
  readonly out: string;
  /** Who writes. */
  readonly by: string;
  readonly store: MaskApi;
  readonly token: CancellationToken;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What became of a consensus. */
export interface WrittenConsensus {
  /** Images with drafts, relative to the folder. */
  readonly written: readonly string[];
  readonly masks: number;
  /** Images of which nothing was written, and why; among them those that have masks in the folder already. */
  readonly failed: readonly UserError[];
}

/**
 * Writes the consensus of readers as unreviewed masks, image by image. Masks that lie in the folder already are never changed.
 * @throws UserError `unwritable` for the folder, `cancelled`
 */
export async function writeConsensus(
  readers: readonly Reader[],
  options: WriteConsensusOptions,
): Promise<WrittenConsensus> {
  const { selection, token, onProgress } = options;
  const out = path.resolve(options.out);
  refuseReaders(readers, out);
  await makeFolder(out);
  const images = imagesOf(readers);
  const written: string[] = [];
  const failed: UserError[] = [];
  let [masks, done] = [0, 0];
  const onError = (error: UserError): void => {
    failed.push(error);
  };
  for await (const found of readingsOf(readers, images, { selection, token, onError })) {
    onProgress?.(done++, images.length);
    throwIfCancelled(token);
    const drafts = consensusDrafts(found, found.readings, options);
    if (drafts.length === 0) continue;
    try {
      await writeDrafts(found, drafts, { ...options, out });
      written.push(found.image);
      masks += drafts.length;
    } catch (error) {
      if (!(error instanceof UserError) || isCancellation(error)) throw error;
      onError(userErrorOf(error, found.image));
    }
  }
  return { written, masks, failed };
}

async function writeDrafts(
  found: ImageReadings,
  drafts: readonly ConsensusDraft[],
  { out, by, store, method }: WriteConsensusOptions,
): Promise<void> {
  const target = await insideFolder(out, found.image);
  if (!(await exists(target))) await copyImage(found, target);
  const image = await openImage(target, { series: found.isSeries ? 'whole' : 'single' });
  try {
    const known = await findLabels(out, () => undefined);
    const names = new Set(drafts.map(({ label }) => label));
    const own = found.labels.filter(({ name }) => names.has(name) && !known.some((label) => label.name === name));
    // Readers may have given one value to different labels.
    const free = own.filter(({ value }, i) => own.findIndex((label) => label.value === value) === i);
    const labels = labelsNamed(names, known, free);
    const at = new Date().toISOString();
    const objects = drafts.map((draft, i) => objectOf(draft, String(i + 1), { source: method, by, at }));
    refuseBehind(await store.saveMasks(imageOfMasks(image), { labels, objects }, { writer: 'machine' }));
  } finally {
    image.dispose();
  }
}

function objectOf(
  { label, slice, volume, mask: { size, counts }, quality, reasons }: ConsensusDraft,
  id: string,
  provenance: Pick<SidecarObject, 'source' | 'by' | 'at'>,
): SidecarObject {
  return {
    ...{ id, label, slice, ...(volume === undefined ? {} : { volume }), prompt: {} },
    mask: { size: [...size], counts: Array.from(counts) },
    ...{ quality, ...(reasons.length === 0 ? {} : { reasons: [...reasons] }) },
    ...{ status: 'draft', origin: 'machine', ...provenance },
  };
}

/** @throws UserError `not-found`, `unreadable`, `unwritable`; those of `openImage` */
async function copyImage({ image, file, isSeries }: ImageReadings, target: string): Promise<void> {
  if (file === undefined) {
    throw new UserError('not-found', {
      file: image,
      problem: t`No reader’s folder has this image.`,
      advice: t`Copy the image into the folder for the consensus first.`,
    });
  }
  await makeFolder(path.dirname(target));
  // The file that is looked for comes last: where it is, the others are.
  for (const source of [...(await filesBeside(file, isSeries)), file]) {
    const copy = path.join(path.dirname(target), path.basename(source));
    if (!(await exists(copy))) await writeFileAtomically(copy, await readFile(source));
  }
}

/** The other files of an image: of a series, or the second one of a header and its data. */
async function filesBeside(file: string, isSeries: boolean): Promise<readonly string[]> {
  const opened = await openImage(file, { series: isSeries ? 'whole' : 'single' });
  const { files = [], dataFiles = [] } = opened;
  opened.dispose();
  return [...files.map((each) => each.path), ...dataFiles].filter((each) => path.relative(each, file) !== '');
}

/** The masks of readers stay apart from what is made of them. */
function refuseReaders(readers: readonly Reader[], out: string): void {
  if (readers.every(({ folder }) => path.relative(folder, out) !== '')) return;
  throw new UserError('bad-input', {
    file: out,
    problem: t`The consensus cannot be written into the folder of a reader.`,
    advice: t`Name a new folder, or one with copies of the images.`,
  });
}
