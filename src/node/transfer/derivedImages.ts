import { stat } from 'node:fs/promises';
import { bytesSource } from '../../core/base/byteSource';
import { throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import { parseContent } from '../../core/formats/dicom/dataSet';
import { sourceSlices, type DicomSource, type SourceSlice } from '../../core/formats/dicom/source';
import { secondaryCapture, type CapturedSeries } from '../../core/formats/dicom/write/secondaryCapture';
import { pixelsOf, ValueScan } from '../../core/formats/dicom/write/storedValues';
import { orient } from '../../core/formats/orient';
import { areRightAngled, planesOf, type Plane } from '../../core/geometry/planeStack';
import { asDisplayed, displayOrientation } from '../../core/layouts/asDisplayed';
import { noPosition } from '../../core/layouts/dicomSource';
import { splitPath } from '../../core/layouts/imageNames';
import type { LayoutImage, WriteContext } from '../../core/layouts/layout';
import { t } from '../../core/text/message';
import type { OpenedImage } from '../image/openImage';
import type { FileWriter } from './fileWriter';

/** Rows and columns that DICOM can number. */
const mostPixels = 65_535;

/** How DICOM images are made of others. */
export interface DeriveTo {
  readonly files: FileWriter;
  /** The name of each image, without its folder, that no other has there. */
  readonly names: ReadonlyMap<string, string>;
  readonly uid: WriteContext['uid'];
  /** Whether an image without a place in the patient is of no use. */
  readonly needsPosition: boolean;
  readonly token: CancellationToken;
}

/** An image that DICOM files were made of, and what these could not hold of it, as sentences without an end. */
export interface DerivedImages {
  /** With the files. It and its masks lie as they are displayed, since DICOM images are stored so. */
  readonly image: LayoutImage;
  readonly losses: readonly string[];
}

/**
 * Writes an image that is no DICOM as DICOM files, for masks to refer to: `<image>_image.dcm`, or the slices of a volume as
 * `<image>_images/0001.dcm` and so on. Nothing is said of a patient. The same image gets the same UIDs.
 *
 * @param opened the image, of one volume
 * @throws UserError `too-large` for more pixels along a side than DICOM can number; `bad-input` without a position where one is
 * needed; `cancelled`, and what reading and writing throws
 */
export async function writeDerivedImages(
  image: LayoutImage,
  opened: OpenedImage,
  { files, names, uid, needsPosition, token }: DeriveTo,
): Promise<DerivedImages> {
  const { width, height, slices, channels, modality, unit, pixelSpacing } = opened.info;
  const { path } = image;
  if (Math.max(width, height) > mostPixels) {
    throw new UserError('too-large', {
      problem: t`The image has ${width} × ${height} pixels. DICOM can number ${mostPixels} along each side.`,
    });
  }
  const orientation = displayOrientation(opened.info);
  const displayed = asDisplayed(image, orientation);
  const { geometry } = displayed;
  const isSheared = geometry !== undefined && !areRightAngled(geometry.axes[0], geometry.axes[1]);
  const planes = geometry === undefined || isSheared ? undefined : planesOf(geometry, slices);
  if (planes === undefined && needsPosition) throw noPosition();

  const scan = new ValueScan();
  for (let index = 0; index < slices; index++) {
    throwIfCancelled(token);
    scan.add(await opened.readSlice(index));
  }
  const storage = scan.storage();
  const name = names.get(path)!;
  const seriesUid = uid('derived series', path, opened.contentHash, JSON.stringify(storage));
  const series: CapturedSeries = {
    ...{ seriesUid, name, modality, unit, channels, storage },
    studyUid: uid('derived study', seriesUid),
    ...(pixelSpacing === undefined ? {} : { pixelSpacing }),
    ...(planes === undefined
      ? {}
      : { place: { frameOfReference: uid('frame of reference', seriesUid), distance: geometry!.spacing[2] } }),
    ...(opened.info.format === 'jpeg'
      ? { jpegRatio: (width * height * channels) / (await stat(opened.path)).size }
      : {}),
  };
  const base = splitPath(path).folder + name;
  const made: SourceSlice[] = [];
  let first: DicomSource['dataSet'] | undefined;
  for (let index = 0; index < slices; index++) {
    throwIfCancelled(token);
    const slice = await opened.readSlice(index);
    const bytes = secondaryCapture(
      {
        ...{ width, height, number: index + 1, invert: slice.invert },
        pixels: orient(pixelsOf(slice, storage), slice, channels, orientation).data,
        instanceUid: uid('derived image', seriesUid, String(index)),
        ...planeAt(planes, index),
      },
      series,
    );
    const file = slices === 1 ? `${base}_image.dcm` : `${base}_images/${String(index + 1).padStart(4, '0')}.dcm`;
    await files.write({ kind: 'bytes', path: file, bytes }, opened);
    const { dataSet } = await parseContent(bytesSource(bytes));
    first ??= dataSet;
    made.push(...sourceSlices(dataSet));
  }
  const losses = [
    ...(storage.step === undefined ? [] : [`values are rounded to steps of ${storage.step.toPrecision(3)} in DICOM`]),
    ...(storage.missing === 0 ? [] : [`${storage.missing} values that are no numbers have the lowest value in DICOM`]),
    ...(isSheared ? ['rows and columns are not at right angles, so DICOM cannot say where it lies'] : []),
  ];
  return { image: { ...displayed, dicom: { dataSet: first!, slices: made } }, losses };
}

function planeAt(planes: readonly Plane[] | undefined, index: number): { readonly plane?: Plane } {
  return planes === undefined ? {} : { plane: planes[index]! };
}
