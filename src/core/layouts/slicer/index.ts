import { t } from '../../text/message';
import type { Layout } from '../layout';
import { imageOfSegmentation } from './names';
import { read } from './read';
import { writer } from './write';

export const layout = {
  name: 'slicer',
  title: '3D Slicer',
  description: t`<image>.seg.nrrd, a segmentation of 3D Slicer for each image`,
  cannotHoldEmpty: true,
  detect: (paths) => paths.some((path) => imageOfSegmentation(path) !== undefined),
  read,
  writer,
} as const satisfies Layout;
