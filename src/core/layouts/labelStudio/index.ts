import { t } from '../../text/message';
import type { Layout } from '../layout';
import { annotationsName, isAnnotation } from './names';
import { read } from './read';
import { writer } from './write';

export const layout = {
  name: 'label-studio',
  title: 'Label Studio',
  description: t`images/ and label-studio.json, with a brush mask for each object`,
  writesImages: true,
  isIndex: (name) => name === annotationsName,
  detect: (paths) => paths.some(isAnnotation),
  read,
  writer,
} as const satisfies Layout;
