import { t } from '../../text/message';
import type { Layout } from '../layout';
import { binaryWriter } from './write';

export const layout = {
  name: 'dicom-seg',
  title: t`DICOM Segmentation`,
  description: t`<image>_seg.dcm, a binary segmentation; DICOM images are made of others`,
  refersToDicom: true,
  cannotHoldEmpty: true,
  saysAlgorithm: true,
  // Found by what the files say, whatever they are called.
  detect: () => false,
  read: () => Promise.resolve([]),
  writer: binaryWriter,
} as const satisfies Layout;
