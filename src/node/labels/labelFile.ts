import path from 'node:path';
import { UserError } from '../../core/base/error';
import { formatLabelSet, parseLabelSet, type LabelSet } from '../../core/labels/labelSet';
import { t } from '../../core/text/message';
import { withinFolder } from '../files/bounds';
import { makeFolder, writeFileAtomically } from '../files/atomicWrite';
import { exists } from '../files/exists';
import { insideFolder } from '../files/insideFolder';
import { leadsNowhere } from '../files/isMissing';
import { reasonOf } from '../files/reasonOf';
import { sweepTemporaries } from '../files/temporaries';
import { readTextFile } from '../files/textFile';

/** Path of the label file of a workspace folder. */
export function labelFile(folder: string): string {
  return path.join(folder, '.sam-unet', 'labels.json');
}

/**
 * The labels of a workspace folder; none where it has no label file.
 * @throws UserError `damaged`, `unreadable`
 */
export async function readLabels(folder: string): Promise<LabelSet> {
  const file = labelFile(folder);
  let text: string;
  try {
    text = await readTextFile(file);
  } catch (cause) {
    if (leadsNowhere(cause)) return [];
    throw new UserError('unreadable', {
      file,
      problem: t`The labels cannot be read: ${reasonOf(cause)}.`,
      advice: t`Check its permissions.`,
      cause,
    });
  }
  return parseLabelSet(text, file);
}

/**
 * The labels that apply to what lies in a folder: those of the nearest folder above it, itself included, with a label file.
 * @param onError called with an invalid label file; there are no workspace labels then
 */
export async function findLabels(folder: string, onError: (error: UserError) => void): Promise<LabelSet> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if (await exists(labelFile(at))) {
      try {
        return await readLabels(at);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        onError(error);
        return [];
      }
    }
    if (at === path.dirname(at)) return [];
  }
}

/** Begins the label file of a folder that has none. @throws UserError `unwritable`; `bad-input` where a link leads out of it */
export async function createLabelFile(folder: string, labels: LabelSet): Promise<void> {
  const file = labelFile(folder);
  if (await exists(file)) return;
  await insideFolder(folder, '.sam-unet/labels.json');
  await withinFolder(folder, async () => {
    await makeFolder(path.dirname(file));
    await sweepTemporaries(path.dirname(file));
    await writeFileAtomically(file, formatLabelSet(labels));
  });
}
