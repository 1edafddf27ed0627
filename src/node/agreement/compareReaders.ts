import { isCancellation, userErrorOf, type UserError } from '../../core/base/error';
import type { CancellationToken } from '../../core/base/cancellation';
import { agreementOf, type Agreement, type ReadBy } from '../../core/agreement/agreement';
import { compareReadings, type AgreementCase } from '../../core/agreement/compareReadings';
import { casePerformances, type CasePerformance } from '../../core/agreement/performance';
import type { ReaderSelection } from '../../core/agreement/readerPlace';
import type { ImageInfo } from '../../core/image/medicalImage';
import { openImage } from '../image/openImage';
import type { Reader } from './readers';
import { imagesOf, readingsOf, type ImageReadings } from './readings';

export interface CompareOptions {
  readonly selection: ReaderSelection;
  /** Of distances; where it is left out, millimetres if all images say how large their pixels are. */
  readonly unit?: Agreement['unit'] | undefined;
  readonly token: CancellationToken;
  readonly onProgress?: (done: number, total: number) => void;
  /** Called with images that cannot be compared; they are left out. */
  readonly onError: (error: UserError) => void;
}

type Spacing = readonly [number, number, number];

/**
 * Compares what readers have drawn in the images that at least two of them have read. Sidecars are read twice, once to learn which
 * images those are, so that no more than one image is in memory.
 * @throws UserError `cancelled`
 */
export async function compareReaders(readers: readonly Reader[], options: CompareOptions): Promise<Agreement> {
  const { token, onProgress } = options;
  let failures = 0;
  const onError = (error: UserError): void => {
    failures++;
    options.onError(error);
  };
  const context = { selection: options.selection, token, onError };
  const read: ReadBy[] = [];
  const spacings = new Map<string, Spacing | undefined>();
  for await (const found of readingsOf(readers, imagesOf(readers), context)) {
    const known = found.readings.flatMap((reading, reader) => (reading === undefined ? [] : [reader]));
    read.push({ image: found.image, volumes: found.volumes ?? 1, readers: known });
    if (known.length > 1)
      spacings.set(found.image, options.unit === 'px' ? undefined : await spacingOf(found, onError));
  }
  const unit = options.unit ?? ([...spacings.values()].every((spacing) => spacing !== undefined) ? 'mm' : 'px');
  const cases: AgreementCase[] = [];
  const performances: CasePerformance[] = [];
  let done = 0;
  // What cannot be read has been reported.
  for await (const found of readingsOf(readers, [...spacings.keys()], { ...context, onError: () => undefined })) {
    onProgress?.(done++, spacings.size);
    const spacing = unit === 'mm' ? spacings.get(found.image) : undefined;
    cases.push(...compareReadings({ ...found, ...(spacing === undefined ? {} : { spacing }) }, found.readings));
    performances.push(...casePerformances(found, found.readings));
  }
  return agreementOf({ readers: readers.map(({ name }) => name), unit, failures }, read, cases, performances);
}

/** The size of a voxel in mm, where the image is there and says so. */
async function spacingOf(
  { file, isSeries }: ImageReadings,
  onError: (error: UserError) => void,
): Promise<Spacing | undefined> {
  if (file === undefined) return undefined;
  try {
    const image = await openImage(file, { series: isSeries ? 'whole' : 'single' });
    const { info } = image;
    image.dispose();
    return spacingIn(info);
  } catch (error) {
    if (isCancellation(error)) throw error;
    onError(userErrorOf(error, file));
    return undefined;
  }
}

function spacingIn({ geometry, pixelSpacing, slices }: ImageInfo): Spacing | undefined {
  if (geometry !== undefined) return geometry.spacing;
  // Without a geometry, the distance of slices is unknown.
  return pixelSpacing === undefined || slices > 1 ? undefined : [...pixelSpacing, 1];
}
