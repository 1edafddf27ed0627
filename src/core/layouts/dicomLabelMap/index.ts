import { layout as dicomSeg } from '../dicomSeg';
import { labelMapWriter } from '../dicomSeg/write';
import { t } from '../../text/message';
import type { Layout } from '../layout';

export const layout = {
  ...dicomSeg,
  name: 'dicom-labelmap',
  title: t`DICOM label map`,
  description: t`<image>_seg.dcm, a label map segmentation; DICOM images are made of others`,
  cannotHoldOverlaps: true,
  writer: labelMapWriter,
} as const satisfies Layout;
