import { t } from '../../text/message';
import type { Layout } from '../layout';
import { annotationsName, isAnnotation } from './names';
import { read } from './read';
import { writer } from './write';

export const layout = {
  name: 'via',
  title: 'VGG Image Annotator (VIA)',
  description: t`images and via_region_data.json, with a polygon for each object`,
  writesImages: true,
  isIndex: (name) => name === annotationsName,
  detect: (paths) => paths.some(isAnnotation),
  read,
  writer,
} as const satisfies Layout;
