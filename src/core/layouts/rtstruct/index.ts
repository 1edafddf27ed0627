import { t } from '../../text/message';
import type { Layout } from '../layout';
import { writer } from './write';

export const layout = {
  name: 'rtstruct',
  title: t`RT Structure Set`,
  description: t`<image>_rtstruct.dcm, contours for radiotherapy; DICOM images are made of others`,
  refersToDicom: true,
  needsPosition: true,
  cannotHoldEmpty: true,
  saysAlgorithm: true,
  // Found by what the files say, whatever they are called.
  detect: () => false,
  read: () => Promise.resolve([]),
  writer,
} as const satisfies Layout;
