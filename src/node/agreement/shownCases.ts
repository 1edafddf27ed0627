import { neverCancelled } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import type { Agreement } from '../../core/agreement/agreement';
import type { AgreementCase } from '../../core/agreement/compareReadings';
import { drawnBy } from '../../core/agreement/drawnLabels';
import type { ReaderSelection } from '../../core/agreement/readerPlace';
import { shownCases, type ShownCase } from '../../core/agreement/report/document';
import type { Picture } from '../../core/evaluation/report/html/cases';
import { placeOf, volumeOf } from '../../core/image/slicePlace';
import { Mask } from '../../core/mask/mask';
import { decodeRunLength, encodeRunLength } from '../../core/mask/runLength';
import { score } from '../../core/evaluation/score';
import { pictureFrom } from '../evaluation/picture';
import { openImage } from '../image/openImage';
import { shownSlice } from '../inference/shownSlice';
import type { Reader } from './readers';
import { readingsOf, type ImageReadings } from './readings';

/** The worst disagreements as pictures, in the order of the report; the ground is black where an image cannot be read. */
export async function picturesOfCases(
  agreement: Agreement,
  readers: readonly Reader[],
  selection: ReaderSelection,
): Promise<(ShownCase | undefined)[]> {
  const cases = shownCases(agreement);
  const images = [...new Set(cases.map(({ image }) => image))];
  const shown = new Map<AgreementCase, ShownCase>();
  const options = { selection, token: neverCancelled, onError: () => undefined };
  for await (const found of readingsOf(readers, images, options)) {
    for (const each of cases.filter(({ image }) => image === found.image)) {
      const picture = await pictureOf(found, each);
      shown.set(each, { ...pairOf(found, each), ...(picture === undefined ? {} : { picture }) });
    }
  }
  return cases.map((each) => shown.get(each));
}

/** Both masks on the slice where they differ most. */
function pairOf({ width, height, readings }: ImageReadings, each: AgreementCase): Omit<ShownCase, 'picture'> {
  const drawn = drawnBy(readings, each.label, volumeOf(each));
  const [one, other] = each.readers.map((reader) => {
    const mask = new Mask(width, height);
    for (const object of drawn[reader]!.filter(({ slice }) => slice === each.slice)) {
      for (const [at, value] of decodeRunLength(object.mask).data.entries()) mask.data[at]! |= value;
    }
    return mask;
  }) as [Mask, Mask];
  return { one: encodeRunLength(one), other: encodeRunLength(other), score: score(one, other, { tolerance: 0 }) };
}

async function pictureOf({ file, isSeries }: ImageReadings, at: AgreementCase): Promise<Picture | undefined> {
  if (file === undefined) return undefined;
  try {
    const image = await openImage(file, { series: isSeries ? 'whole' : 'single' });
    try {
      return pictureFrom(await shownSlice(image, placeOf(at)));
    } finally {
      image.dispose();
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return undefined;
  }
}
