import { t } from '../../text/message';
import type { Layout } from '../layout';
import { annotationsName } from './names';
import { read } from './read';
import { writer } from './write';

export const layout = {
  name: 'cvat',
  title: 'CVAT',
  description: t`images/ and annotations.xml of CVAT for images 1.1, with a mask for each object`,
  writesImages: true,
  isIndex: (name) => name === annotationsName,
  detect: (paths) => paths.includes(annotationsName) || (paths.length === 1 && paths[0]!.endsWith('.xml')),
  read,
  writer,
} as const satisfies Layout;
