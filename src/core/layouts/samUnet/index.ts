import { t } from '../../text/message';
import type { Layout } from '../layout';
import { read } from './read';
import { isDatasetIndex } from './schema';
import { writer } from './write';

export const layout = {
  name: 'sam-unet',
  title: 'SAM-UNet',
  description: t`images/ and masks/ with the index read by the published training and test code`,
  writesImages: true,
  hasSplit: true,
  cannotHoldEmpty: true,
  isIndex: isDatasetIndex,
  detect: (paths) => paths.some(isDatasetIndex),
  read,
  writer,
} as const satisfies Layout;
