import { t, type Message } from '../../text/message';
import type { DataSet } from './element';
import type { ImagePixel } from './imagePixel';

const presentationLutShape = 'x20500020';

/** How grey levels are turned round after the window. */
export interface Presentation {
  /** The smallest value is white. */
  readonly invert: boolean;
  readonly remarks: readonly Message[];
}

/**
 * Whether the smallest value is white: by Presentation LUT Shape where the header has it (PS3.3 C.11.6.1.2), otherwise by
 * Photometric Interpretation. The two belong together, INVERSE with MONOCHROME1; a remark says where they do not.
 */
export function presentationOf(dataSet: DataSet, { photometric }: ImagePixel): Presentation {
  const isFirst = photometric === 'MONOCHROME1';
  const shape = dataSet.string(presentationLutShape);
  if (shape !== 'INVERSE' && shape !== 'IDENTITY') return { invert: isFirst, remarks: [] };
  const invert = shape === 'INVERSE';
  if (invert === isFirst || !photometric.startsWith('MONOCHROME')) return { invert, remarks: [] };
  return {
    invert,
    remarks: [
      invert
        ? t`Photometric Interpretation is ${photometric} and Presentation LUT Shape is ${shape}; the image is shown with black for the largest value.`
        : t`Photometric Interpretation is ${photometric} and Presentation LUT Shape is ${shape}; the image is shown with white for the largest value.`,
    ],
  };
}
