import { t } from '../../text/message';
import type { Layout } from '../layout';
import { writer } from './write';

export const layout = {
  name: 'rtstruct',
  title: t`RT Structure Set`,
  description: t`<image>_rtstruct.dcm, the contours of each image for radiotherapy, and DICOM images of those in other formats`,
  refersToDicom: true,
  needsPosition: true,
  cannotHoldEmpty: true,
  saysAlgorithm: true,
  // Found by what the files say, whatever they are called.
  detect: () => false,
  read: () => Promise.resolve([]),
  writer,
} as const satisfies Layout;
