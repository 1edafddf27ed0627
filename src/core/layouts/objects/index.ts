import { t } from '../../text/message';
import type { Layout } from '../layout';
import { splitMaskPath } from './names';
import { read } from './read';
import { writer } from './write';

export const layout = {
  name: 'objects',
  title: t`One file per object`,
  description: t`masks/<image>__<label>_<k>.png with the values 0 and 255`,
  holdsVolumes: true,
  cannotHoldEmpty: true,
  detect: (paths) => paths.some((path) => splitMaskPath(path) !== undefined),
  read,
  writer,
} as const satisfies Layout;
