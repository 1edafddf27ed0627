import { UserError } from '../base/error';
import type { DicomSource } from '../formats/dicom/source';
import { t } from '../text/message';
import type { LayoutImage } from './layout';

/** The DICOM files of an image. @throws UserError `bad-input` for an image that is none, or whose files have no identity */
export function dicomSourceOf({ dicom }: LayoutImage): DicomSource {
  if (dicom === undefined) {
    throw new UserError('bad-input', {
      problem: t`The image is not DICOM, so DICOM objects cannot refer to it.`,
      advice: t`Use another layout for its masks, such as beside.`,
    });
  }
  if (dicom.slices.some(({ instanceUid, seriesUid }) => instanceUid === '' || seriesUid === '')) {
    throw new UserError('bad-input', {
      problem: t`Some files of the image lack a SOP Instance UID or Series Instance UID, so nothing can refer to them.`,
      advice: t`Use another layout for its masks, such as beside.`,
    });
  }
  return dicom;
}

/** The time of the last change of any of the objects; the beginning of 1970 where none is known. */
export function lastChange({ objects }: LayoutImage): string {
  return objects.reduce((last, { at = '' }) => (at > last ? at : last), '1970-01-01T00:00:00.000Z');
}
