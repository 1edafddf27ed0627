import { UserError } from '../../core/base/error';
import type { Case } from '../../core/evaluation/case';
import { isOfVolume, type SliceProtocol } from '../../core/evaluation/protocol';
import { t } from '../../core/text/message';
import { insideFolder } from '../files/insideFolder';
import { openImage, type OpenedImage } from '../image/openImage';
import type { EvaluateImageContext } from './evaluateContext';
import { evaluateSlice } from './evaluateSlice';
import { evaluateVolume } from './evaluateVolume';
import type { EvaluatedItem } from './evaluatedItems';
import type { Dataset } from './readDataset';

/**
 * Asks for every mask of an image by every protocol that fits it: those of volumes where it has several slices, else the others.
 * @throws UserError when the image cannot be used, or no protocol fits it; masks that cannot be used are passed to `onError`
 */
export async function evaluateImage(
  dataset: Dataset,
  item: EvaluatedItem,
  context: EvaluateImageContext,
): Promise<Case[]> {
  const ofVolume = context.protocols.filter(isOfVolume);
  const ofSlice = context.protocols.filter((protocol): protocol is SliceProtocol => !isOfVolume(protocol));
  const image = await openItem(dataset, item, ofVolume.length > 0, context);
  try {
    const isVolume = image.info.slices > 1;
    if ((isVolume ? ofVolume : ofSlice).length === 0) throw noProtocol(isVolume);
    return isVolume
      ? await evaluateVolume(dataset, item, image, ofVolume, context)
      : await evaluateSlice(dataset, item, image, ofSlice, context);
  } finally {
    image.dispose();
  }
}

/** Opens the file of an image; the series that it belongs to, where volumes are measured and its mask has several slices. */
async function openItem(
  dataset: Dataset,
  item: EvaluatedItem,
  asVolume: boolean,
  { array }: Pick<EvaluateImageContext, 'array'>,
): Promise<OpenedImage> {
  const file = await insideFolder(dataset.folder, item.image);
  const image = await openImage(file, { series: 'single', ...(array === undefined ? {} : { array }) });
  if (!asVolume || image.info.slices > 1 || item.series === undefined) return image;
  const [mask] = item.masks;
  const map = await openImage(await insideFolder(dataset.folder, mask ?? item.image), { series: 'single' });
  map.dispose();
  if (map.info.slices === 1) return image;
  image.dispose();
  return openImage(file);
}

function noProtocol(isVolume: boolean): UserError {
  return isVolume
    ? new UserError('bad-input', {
        problem: t`The image is a volume, and the protocols chosen are for single slices.`,
        advice: t`Choose a protocol for volumes, such as “volume”.`,
      })
    : new UserError('bad-input', {
        problem: t`The image has one slice only, and the protocols chosen are for volumes.`,
        advice: t`Choose a protocol for single slices, such as “box”.`,
      });
}
