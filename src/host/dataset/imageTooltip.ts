import type * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import type { DatasetImage } from '../../core/dataset/datasetImage';
import { defaultWindow } from '../../core/image/applyWindow';
import { isSamePlace } from '../../core/image/slicePlace';
import { colorOf } from '../../core/labels/labelNamed';
import { worstObject } from '../../core/review/reviewItem';
import { openImage, seriesMode } from '../../node/image/openImage';
import { thumbnail } from '../../node/image/thumbnail';
import { isFileInCloud } from '../../node/files/inCloud';
import { localize } from '../l10n/localize';
import type { Services } from '../services';
import { pictureTooltip } from '../labels/pictureTooltip';
import { imageFacts, uriOf } from './datasetItem';

type Needed = Pick<Services, 'labels' | 'maskStore'>;

/**
 * The tooltip of an image: a picture of the slice that a review would begin with, if it has masks, and what there is to know.
 * What lies in the cloud alone is not opened for it.
 */
export async function imageTooltip(image: DatasetImage, services: Needed): Promise<vscode.MarkdownString> {
  const isAway = await isFileInCloud(uriOf(image).fsPath);
  const facts = [
    ...imageFacts(image),
    ...(isAway ? [localize`In the cloud only; opening the image downloads it`] : []),
  ];
  return pictureTooltip(isAway ? undefined : await pictureOf(image, services), facts);
}

async function pictureOf(image: DatasetImage, { labels, maskStore }: Needed): Promise<Uint8Array | undefined> {
  const uri = uriOf(image);
  try {
    const { sidecar } = await maskStore.inspectMasks(uri.fsPath);
    const kept = (sidecar?.objects ?? []).filter(({ status }) => status !== 'rejected');
    const at = worstObject(kept) ?? kept[0];
    if (sidecar === undefined || at === undefined) return undefined;
    const opened = await openImage(uri.fsPath, { series: seriesMode(sidecar) });
    try {
      const slice = await opened.readSlice(at.slice, at.volume);
      const known = labels.of(uri);
      const masks = kept
        .filter((object) => isSamePlace(object, at))
        .map(({ mask, label }) => ({
          mask,
          color: colorOf(
            sidecar.labels.find(({ name }) => name === label)!,
            known,
          ),
        }));
      return thumbnail(slice, { info: opened.info, window: defaultWindow(slice), masks });
    } finally {
      opened.dispose();
    }
  } catch (error) {
    // The lines say what is wrong with the masks, and opening it what is wrong with the image.
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
