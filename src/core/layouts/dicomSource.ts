import { UserError } from '../base/error';
import type { DicomSource } from '../formats/dicom/source';
import { t } from '../text/message';
import type { LayoutImage } from './layout';

/** The DICOM files of an image. @throws UserError `bad-input` for files that have no identity */
export function dicomSourceOf({ path, dicom }: LayoutImage): DicomSource {
  if (dicom === undefined) throw new RangeError(`No DICOM files of ${path} are known.`);
  if (dicom.slices.some(({ instanceUid, seriesUid }) => instanceUid === '' || seriesUid === '')) {
    throw new UserError('bad-input', {
      problem: t`Some files of the image lack a SOP Instance UID or Series Instance UID, so nothing can refer to them.`,
      advice: t`Use another layout for its masks, such as beside.`,
    });
  }
  return dicom;
}

/** Why contours cannot be written of an image. */
export function noPosition(): UserError {
  return new UserError('bad-input', {
    problem: t`The image has no position in the patient, which contours need.`,
    advice: t`Export its masks in another layout, such as dicom-seg.`,
  });
}

/** The time of the last change of any of the objects; the beginning of 1970 where none is known. */
export function lastChange({ objects }: LayoutImage): string {
  return objects.reduce((last, { at = '' }) => (at > last ? at : last), '1970-01-01T00:00:00.000Z');
}
