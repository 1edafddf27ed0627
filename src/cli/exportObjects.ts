import path from 'node:path';
import type { SidecarObject } from '../core/sidecar/sidecar';
import type { LabelSet } from '../core/labels/labelSet';
import type { OpenedImage } from '../node/image/openImage';
import { masksAtHand } from '../node/transfer/exported';
import { exportFound } from '../node/transfer/exportMasks';
import { showForecast } from './forecast';
import { interruptToken } from './interrupt';
import type { WantedExport } from './layoutOptions';
import { printTransfer, reportTransfer, transferJson } from './transfer';

/**
 * Exports objects of one image that are saved nowhere else.
 *
 * @param reopen opens the image once more
 * @returns what was exported, for JSON
 * @throws UserError as `exportFound`; `bad-input` where pixels would be lost and may not
 */
export async function exportObjects(
  image: OpenedImage,
  objects: readonly SidecarObject[],
  { layout, out, acceptsLosses }: WantedExport,
  { reopen, labels, asJson }: { reopen: () => Promise<OpenedImage>; labels: LabelSet; asJson: boolean },
): Promise<object> {
  const folder = path.dirname(image.path);
  const summary = await exportFound(
    masksAtHand(image, objects, reopen, labels),
    { folder, layout, out },
    { token: interruptToken(), onForecast: showForecast(layout, { asJson, accepts: acceptsLosses }) },
  );
  if (asJson) reportTransfer(summary);
  else printTransfer(summary, 'exported', folder);
  return transferJson(summary);
}
