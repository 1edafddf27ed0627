import { imageOfMap } from '../../sidecar/names';
import { t } from '../../text/message';
import type { Layout } from '../layout';
import { read } from './read';
import { writer } from './write';

export const layout = {
  name: 'beside',
  title: t`Label maps beside the images`,
  description: t`One label map per image, PNG or NIfTI`,
  cannotHoldOverlaps: true,
  cannotHoldInstances: true,
  holdsVolumes: true,
  isBesideImages: true,
  detect: (paths) => paths.some((path) => imageOfMap(path) !== undefined),
  read,
  writer,
} as const satisfies Layout;
