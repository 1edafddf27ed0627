import { t } from '../../text/message';
import type { Layout } from '../layout';
import { binaryWriter } from './write';

export const layout = {
  name: 'dicom-seg',
  title: t`DICOM Segmentation`,
  description: t`<image>_seg.dcm, a binary segmentation for each image, and DICOM images of those in other formats`,
  refersToDicom: true,
  cannotHoldEmpty: true,
  saysAlgorithm: true,
  // Found by what the files say, whatever they are called.
  detect: () => false,
  read: () => Promise.resolve([]),
  writer: binaryWriter,
} as const satisfies Layout;
